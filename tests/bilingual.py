"""Everybody who stands on a public page, and every public address in both languages.

A stay belongs to its cookie and not to a language: the same browser asks for both twins.
"""

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

import rangkul
from rangkul.reports.forms.steps import STEPS
from tests.attachments import photo
from tests.cast import Browser, send_alarm, send_report, walk
from tests.furnished import routes
from tests.private_record import begun, kept
from tests.words import INDONESIAN, Speech, sentences
from tests.writers import AFRAID, TEEN, UNDER_12, WITNESS_OF_CHILD

PREFIX: Final = "/en"
FOLDER: Final = Path(rangkul.__file__).parent / "locale" / "en" / "LC_MESSAGES"
FILLED: Final = {
    "<slug:slug>/": ("rsk/", "pol/", "med/"),
    "<slug:slug>": tuple(one.slug for one in STEPS),
    "<note:number>": ("1",),
}
# Bear the same name in both languages; an instrument of law, the one that it was given.
NAMES: Final = re.compile(r"Kota Pangkalpinang|UPTD PPA|SAPA|Indonesia")
ARTICLES: Final = re.compile(r"[A-Z]{3}-\d+ · .*")
STAMP: Final = re.compile(r"([0-9a-f]{4} ?){16}")
# What they write is English, so that no word of theirs looks like a leak.
QUIET: Final = {
    "q3b": "He hit me.",
    "q4c": "J",
    "q6c": "mum",
    "q6g": "rose",
    "q6h": "bye",
    "q6i": "my mum",
    "q6l": "Malay",
    "q6m": "my sister",
    "q6p": "red tulip",
}


def catalogue() -> dict[str, str]:
    """Every message with its English, context and plural forms taken apart."""
    with (FOLDER / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    texts = {key[0] if isinstance(key, tuple) else key: said for key, said in known.items() if key}
    return {str(key).rpartition("\x04")[2]: str(said) for key, said in texts.items()}


PAIRS: Final = sorted(catalogue().items())


@dataclass(frozen=True)
class Twins:
    """One address in both languages, as the same browser sees it."""

    who: str
    path: str  # the Indonesian one
    indonesian: Any
    english: Any

    @property
    def at(self) -> str:
        return f"{self.who} {self.path}"


def public_paths() -> list[str]:
    """Every public address of the resolver, in Indonesian, its parts filled in."""
    with override("en"):
        ours = [route.removeprefix(PREFIX) for route in routes() if route.startswith(PREFIX + "/")]
    return [path for route in ours for path in _filled(route)]


def _filled(route: str) -> Iterator[str]:
    for part, values in FILLED.items():
        if part in route:
            yield from (route.replace(part, value) for value in values)
            return
    yield route


def twins(who: str, browser: Browser, path: str) -> Twins:
    """Ask for both. Exits come last: they end the stay."""
    return Twins(who, path, browser.get(path), browser.get(PREFIX + path))


def everybody() -> dict[str, tuple[Browser, str]]:
    """Somebody at each place of the public side, and the addresses that she is there for; Django
    must be bound to a city."""
    return {
        "nobody": (Browser(), "/"),
        "writer": (_writer({**AFRAID, **QUIET}), "/"),
        "teen": (_writer({**TEEN, **QUIET}), "/l/"),
        "child": (_writer({**UNDER_12, **QUIET}), "/l/"),
        "witness": (_writer({**WITNESS_OF_CHILD, **QUIET}), "/l/"),
        "sent": (send_report(**_sent(AFRAID)).browser, "/l/"),
        "alarmed": (send_alarm("home").browser, "/l/"),
        "reader": (_reader(AFRAID), "/k/"),
        "young reader": (_reader(TEEN), "/k/"),
        "telling reader": (_reader(WITNESS_OF_CHILD), "/k/"),
        "forced": (_forced(), "/k/"),
        "keeper": (_keeper(), "/s/"),
    }


def _sent(answers: dict[str, Any]) -> dict[str, Any]:
    said = {**answers, **QUIET}
    return {
        "who": said.pop("q1"),
        "safe": said.pop("q2"),
        "story": said.pop("q3b"),
        "office": said.pop("q4b", ""),
        **said,
    }


def _writer(answers: dict[str, Any]) -> Browser:
    """Up to the page before sending."""
    browser = Browser()
    browser.post("/l/")
    assert walk(browser, "/l/1", answers) == "/l/periksa"
    _with_photo(browser, "/l/berkas")
    return browser


def _reader(answers: dict[str, Any]) -> Browser:
    """In the opened inbox of her report, with a message of hers."""
    browser = Browser()
    opened = browser.post("/k/", {"q8": send_report(**_sent(answers)).code})
    assert opened.headers["Location"] == "/k/pesan"
    browser.submit("/k/pesan", {"q9": "I am here."})
    _with_photo(browser, "/k/berkas")
    return browser


def _with_photo(browser: Browser, path: str) -> None:
    sent = browser.submit(path, {"q7": SimpleUploadedFile("room.jpg", photo("room"))})  # type: ignore[dict-item]
    assert sent.headers.get("Location") == path, sent.status_code


def _forced() -> Browser:
    """Before an inbox that seems empty."""
    browser = Browser()
    code = send_report(**_sent(AFRAID)).code
    assert browser.post("/k/", {"q8": f"{code} {QUIET['q6p']}"}).status_code == 302
    return browser


def _keeper() -> Browser:
    """With her private notes open, and their code still to be noted."""
    browser = Browser()
    kept(begun(browser), "I was at home.", when="Saturday")
    return browser


# --- what a page holds ----------------------------------------------------------------------------


@dataclass
class Anatomy(HTMLParser):
    """Links and forms of a page as (address, language it says it is in), and the words that only
    a screen reader or a tab shows."""

    html: str
    addresses: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        language = held.get("hreflang", "")
        self.addresses += [
            (held[name], language) for name in ("href", "src", "action") if held.get(name)
        ]
        self.unseen += [
            held[name] for name in ("aria-label", "title", "alt", "data-label") if held.get(name)
        ]


def html_of(page: Any) -> str:
    found: str = page.content.decode()
    return found


def blocks(html: str) -> set[str]:
    """What the page says, block by block, spoken labels included."""
    said = {" ".join(block.split()) for block in (*Speech(html).blocks, *Anatomy(html).unseen)}
    return {ARTICLES.sub("", block) for block in said} - {""}


def spoken(page: Any) -> list[str]:
    """Its sentences, spoken labels included."""
    html = html_of(page)
    said = sentences(html) + [label for one in Anatomy(html).unseen for label in sentences(one)]
    return [line for line in said if not STAMP.fullmatch(line)]


def title_of(page: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", html_of(page), re.DOTALL)
    assert found is not None
    return found.group(1)


def leaks(said: set[str]) -> dict[str, str]:
    """Blocks that hold a message in Indonesian: a phrase anywhere, one word alone."""
    theirs = {english for _, english in PAIRS}
    told = {text for text, english in PAIRS if text != english and text not in theirs}
    parts = {part.strip() for text in told for part in re.split(r"%\(\w+\)s|\{\w+\}", text)}
    phrases = [part for part in parts if " " in part]
    alone = {block: block for block in said & told}
    return alone | {block: text for block in said for text in phrases if text in block}


def foreign(page: Any) -> list[str]:
    """Its sentences with a word that only Indonesian has; names apart."""
    lines = [ARTICLES.sub("", NAMES.sub("", line)) for line in spoken(page)]
    return [line for line in lines if INDONESIAN.search(line)]


def told_in_english(page: Any) -> None:
    """A page in English, whatever it says."""
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in html_of(page)
    assert leaks(blocks(html_of(page))) == {}
    assert foreign(page) == []
