"""Every public page in every state, seen once (tests/e2e/looks.py); one test a promise.

The places are those of tests/e2e/places.py, which the URL resolver checks: a public page that is
added is held to all of this without a line here.
"""

import os
import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from tests import words
from tests.chrome61 import html_faults
from tests.e2e import eyes
from tests.e2e.looks import Look, Looks, all_looks, only_looked
from tests.e2e.place import OpenDay
from tests.e2e.places import PLACES
from tests.e2e.visitors import THEIRS

TREES = Path(__file__).parent / "trees"
REWRITE = os.environ.get("RANGKUL_REWRITE") == "1"
REFUSED = {"kosong", "salah"}  # states in which a form came back
SAMPLES = "/galeri/"
# Not held to the length of a sentence, each with its reason.
LONG_WORDS = {
    "/aturan/": "the rule book names laws by their titles",
    SAMPLES: "shows components, only in a demo city",
}
WINDOW = 14_336  # ten packets: what comes before the first answer goes back
PAGE = 5_120
# Asks at once what the flow asks on eight pages: who changes a number needs no eight pages.
LONG_FORMS = {"/k/kontak": 6_912}
SCRIPT = 1_024
SCREEN = 740  # px, with the phone's own bars away
NEUTRAL_NAMES = re.compile(r"q\d+[a-z]?|[a-z]")
FOR_PAPER = "/k/surat"
SAME_PAGE = {"/k/kode/mati": "/k/kode"}  # two forms on one page
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
FRAMELESS = "frame-ancestors 'none'"


@pytest.fixture(scope="module")
def looks(day: OpenDay) -> Looks:
    return all_looks(day)


def english(one: Look) -> bool:
    return one.url.startswith("/en/")


def sample(one: Look) -> bool:
    return one.place.route.startswith(SAMPLES)


def ours(one: Look) -> list[str]:
    """The sentences of a page but what people themselves wrote."""
    theirs = re.compile("|".join(THEIRS))
    return [line for line in words.sentences(one.html) if not theirs.search(line)]


def spoken(looks: Looks) -> dict[str, list[str]]:
    """The sentences of the pages that are held to length."""
    return {
        one.place.id: ours(one)
        for one in looks.seen
        if not any(one.place.route.startswith(route) for route in LONG_WORDS)
    }


def test_every_public_place_can_be_reached(looks: Looks) -> None:
    assert looks.unreached == {}
    assert len(looks.seen) > 20


@pytest.mark.parametrize("what", ["axe", "sideways", "small targets", "telltale inputs"])
def test_everybody_can_use_it(looks: Looks, what: str) -> None:
    assert looks.failing(lambda one: one.faults[what]) == {}


def test_it_has_one_heading_its_language_and_its_landmarks(looks: Looks) -> None:
    def faults(one: Look) -> dict[str, object]:
        whole = {**eyes.WHOLE, "lang": "en" if english(one) else "id"}
        return {name: got for name, got in one.skeleton.items() if got != whole[name]}

    assert looks.failing(faults) == {}


def test_the_exit_is_in_reach_and_can_be_pressed_by_keys(looks: Looks) -> None:
    assert looks.failing(lambda one: not one.exit_in_reach) == {}
    assert looks.failing(lambda one: "'/jam'" not in one.scripts) == {}


def test_nothing_foreign_is_asked_and_the_policy_is_kept(day: OpenDay, looks: Looks) -> None:
    assert looks.seen
    assert day.browsers.offences == []


def test_the_way_on_is_on_the_first_screen(looks: Looks) -> None:
    """The filled button within 740 px of a phone, from the landing to the receipt and in every
    state; the check page, which she reads to its end, apart."""

    def too_low(one: Look) -> str:
        at = urlsplit(one.url).path.removeprefix("/en")
        on_the_way = at == "/" or (at.startswith("/l/") and at != "/l/periksa")
        return f"{one.main_button:.0f} px" if on_the_way and one.main_button > SCREEN else ""

    assert looks.failing(too_low) == {}


def test_it_carries_its_headers(looks: Looks) -> None:
    def faults(one: Look) -> list[str]:
        missing = [name for name, value in HEADERS.items() if one.headers.get(name) != value]
        policy = one.headers.get("content-security-policy", "")
        unsafe = "unsafe" in policy or not policy.startswith("default-src 'none'")
        return missing + (["policy"] if unsafe or FRAMELESS not in policy else [])

    assert looks.failing(faults) == {}


def test_an_old_telephone_knows_it(looks: Looks) -> None:
    assert looks.failing(lambda one: html_faults(one.html)) == {}


def limit(one: Look) -> int:
    """Bytes that a page may have; what she wrote herself comes back on top."""
    if "<style>" in one.html or sample(one):
        return WINDOW
    hers = re.findall(r"<textarea[^>]*>(.*?)</textarea>|<dd>(.*?)</dd>", one.html, re.DOTALL)
    return LONG_FORMS.get(one.place.route.removeprefix("/en"), PAGE) + sum(
        len(words) for pair in hers for words in pair
    )


def test_it_is_light(looks: Looks) -> None:
    """ux.md section 3. The rest of a page is kept by the browser; a cookie forbids compressing."""

    def faults(one: Look) -> list[str]:
        heavy = one.weight > limit(one)
        script = len(brotli.compress(one.scripts.encode()))
        return (
            [f"{one.weight} bytes"] * heavy
            + [f"script of {script} bytes"] * (script > SCRIPT)
            + [f"asks for {one.loaded}"] * (len(one.loaded) > 2)
        )

    assert looks.failing(faults) == {}


def test_looking_gives_no_cookie(looks: Looks) -> None:
    given = looks.failing(lambda one: only_looked(one) and one.set_cookies)
    assert given == {}
    assert sum(map(only_looked, looks.seen)) > 5


def test_nothing_is_kept_in_the_browser(looks: Looks) -> None:
    assert looks.failing(lambda one: any(one.kept)) == {}


def test_what_a_browser_remembers_gives_nobody_away(looks: Looks) -> None:
    def faults(one: Look) -> list[str]:
        fields = re.findall(r"<(?:input|textarea|select)[^>]*>", one.html)
        seen = "".join(field for field in fields if 'type="hidden"' not in field)
        names = set(re.findall(r' name="([^"]*)"', seen))
        cookies = [value.partition("=")[0] for value in one.set_cookies]
        downloads = [one.headers.get("content-disposition", "")]
        downloads += re.findall(r' download="([^"]*)"', one.html)
        remembered = [one.title, urlsplit(one.url).path, *names, *cookies, *downloads]
        remembered += re.findall(r'(?:href|src|action)="([^"]*)"', one.html)
        return [text for text in remembered if words.GIVEAWAYS.search(text)] + sorted(
            name for name in names if not NEUTRAL_NAMES.fullmatch(name) and not sample(one)
        )

    assert looks.failing(faults) == {}


def test_a_title_belongs_to_one_page(looks: Looks) -> None:
    titled = defaultdict(set)
    for one in looks.seen:
        path = urlsplit(one.url).path
        titled[one.title].add(SAME_PAGE.get(path, path))
        assert "Layanan Warga" in one.title or english(one)
    assert {title: at for title, at in titled.items() if len(at) > 1} == {}


def test_a_form_that_came_back_says_so_first_in_the_title(looks: Looks) -> None:
    said = {
        one.place.id: one.title
        for one in looks.seen
        if one.place.state in REFUSED and not sample(one)
    }
    assert len(said) >= 3
    assert {
        at: title
        for at, title in said.items()
        if not title.startswith(("Perlu diperiksa – ", "Please check – "))
    } == {}


def test_paper_shows_no_answer(looks: Looks) -> None:
    """What she told or was told is not printed by accident: numbers and safety words are."""

    def meant(one: Look) -> bool:
        return one.place.route.removeprefix("/en") == FOR_PAPER

    assert looks.failing(lambda one: not meant(one) and one.printed) == {}
    assert all(one.printed for one in looks.seen if meant(one))
    assert len(looks.failing(lambda one: one.told)) > 5


def test_sentences_are_short(looks: Looks) -> None:
    said = {line for lines in spoken(looks).values() for line in lines}
    assert {line: n for line in said if (n := words.length(line)) > words.LONGEST} == {}
    assert sum(map(words.length, said)) / len(said) <= words.MEAN


def test_no_label_is_fixed_on_anybody(looks: Looks) -> None:
    found = {at: words.AVOID.findall(" ".join(lines)) for at, lines in spoken(looks).items()}
    assert {at: labels for at, labels in found.items() if labels} == {}


def test_a_page_speaks_one_language(looks: Looks) -> None:
    def faults(one: Look) -> list[str]:
        other = words.INDONESIAN if english(one) else words.ENGLISH
        return [line for line in ours(one) if other.search(line)]

    assert looks.failing(faults) == {}


# --- for a screen reader -----------------------------------------------------------------------


def slug(one: Look) -> str:
    """The name of its file: where, who, in which state."""
    at = re.sub(r"[^a-z0-9]+", "-", (one.place.address or one.place.route).lower()).strip("-")
    return "_".join(filter(None, [at or "depan", one.place.who, one.place.state.replace(" ", "-")]))


def test_a_screen_reader_meets_what_is_written_down(looks: Looks) -> None:
    """RANGKUL_REWRITE=1 writes tests/e2e/trees anew: read the difference as a person listens."""
    heard = {f"{slug(one)}.txt": "\n".join(one.tree) + "\n" for one in looks.seen}
    assert len(heard) == len(looks.seen)
    if REWRITE:
        TREES.mkdir(exist_ok=True)
        for old in TREES.glob("*.txt"):
            old.unlink()
        for name, text in heard.items():
            (TREES / name).write_text(text, "utf-8")
    written = {path.name: path.read_text("utf-8") for path in TREES.glob("*.txt")}
    assert set(heard) == set(written)
    assert {name: text for name, text in heard.items() if text != written[name]} == {}


ORDER = ("skip", "exit", "home", "exit", "back", "alert", "heading", "input", "submit", "help")
KINDS = (
    ("skip", re.compile(r'link "(Langsung ke isi halaman|Skip to )')),
    ("exit", re.compile(r'link "(Keluar cepat|Leave|Quick exit|Exit)')),
    ("home", re.compile(r'link "(Layanan Warga|Citizen)')),
    ("alert", re.compile("alert")),
    ("back", re.compile(r'link "‹? ?(Kembali|Back)')),
    ("heading", re.compile(r"heading .*\[level=1\]")),
    ("input", re.compile(r"(radio|checkbox|textbox|combobox|Date|button .*Choose|spinbutton)\b")),
    ("submit", re.compile(r"button ")),
    ("help", re.compile(r'link "110"')),
)


def kinds(lines: tuple[str, ...]) -> list[str]:
    """The tree as the kinds of ORDER, each run of the same kind once."""
    found: list[str] = []
    for line in lines:
        kind = next((name for name, sign in KINDS if sign.match(line.strip())), "")
        if kind and (not found or found[-1] != kind):
            found.append(kind)
    return found


def test_she_meets_the_exit_first_and_the_numbers_last(looks: Looks) -> None:
    """ux.md 4.5: skip, exit, name, exit, back, heading, inputs, submit; help in one place."""

    def faults(one: Look) -> list[str]:
        met = kinds(one.tree) if not sample(one) else []
        frame = [kind for kind in met[:5] if kind in {"skip", "exit", "home"}]
        wrong = (
            [] if sample(one) or frame == ["skip", "exit", "home", "exit"] else ["frame", *frame]
        )
        ranks = [ORDER.index(kind) for kind in met if kind not in {"exit", "submit", "input"}]
        wrong += [] if ranks == sorted(ranks) else ["order", *met]
        inputs = [at for at, kind in enumerate(met) if kind == "input"]
        if inputs and "submit" not in met[inputs[-1] :]:
            wrong += ["submit", *met]
        return wrong

    assert looks.failing(faults) == {}


def test_every_public_page_of_the_resolver_is_looked_at(looks: Looks) -> None:
    assert {one.place.id for one in looks.seen} == {one.id for one in PLACES if one.public}
