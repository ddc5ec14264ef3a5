"""What travels over a slow net: bytes and requests as a real server sends them.

Pages that carry a cookie travel uncompressed (nothing secret shares compressed bytes), so their
bars count the bytes as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import brotli
import httpx
import pytest

import rangkul
from tests.cast import signed_in
from tests.factories import fill
from tests.furnished import listed, queue_of
from tests.house import Server

FIRST_WINDOW = 14_336  # ten packets: what a server may send before the first answer comes back
PAGE = 5_120
WHOLE_FLOW = 60_000
QUEUE = 50_000
STATIC = Path(rangkul.__file__).parent / "static"
FIRST = ("/", "/l/1")
OTHERS = (
    *("/aman/", "/aturan/", "/keluar", "/tidak-ada"),
    *("/l/", "/l/2", "/l/3", "/l/4", "/l/periksa", "/l/selesai", "/k/", "/k/pesan"),
)


@dataclass
class Phone:
    """A browser that counts what it loads and keeps style and script as a browser does."""

    client: httpx.Client
    wire: dict[str, int] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    total: int = 0

    def fetch(self, path: str, data: dict[str, str] | None = None) -> tuple[httpx.Response, int]:
        """One request; the size of the body as it came over the wire."""
        method = "GET" if data is None else "POST"
        request = self.client.build_request(method, path, data=data)
        answer = self.client.send(request, stream=True)
        raw = b"".join(answer.iter_raw())
        answer.close()
        self.total += len(raw)
        packed = answer.headers.get("Content-Encoding") == "br"
        answer._content = brotli.decompress(raw) if packed else raw
        return answer, len(raw)

    def open(self, path: str) -> str:
        """A page with everything that it asks for."""
        answer, self.wire[path] = self.fetch(path)
        self.html[path] = answer.text
        self.requests[path] = 1
        for asset in sorted(set(Assets(answer.text).found)):
            self.requests[path] += 1
            if asset not in self.kept:
                self.kept.add(asset)
                assert self.fetch(asset)[0].headers["Cache-Control"].endswith("immutable")
        return answer.text

    def send(self, path: str, **answers: str) -> httpx.Response:
        """Open a page and send its form; nothing is followed."""
        token = re.search(r'name="t" value="(\w*)"', self.open(path))
        return self.fetch(path, {**answers, "t": token.group(1) if token else ""})[0]


class Assets(HTMLParser):
    """What a browser loads by itself for a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "link" and known.get("rel") != "icon":
            self.found.append(known.get("href") or "")
        elif tag not in {"a", "form", "link"} and known.get("src"):
            self.found.append(known["src"] or "")


@pytest.fixture(scope="module")
def phone(module_server: Server) -> Iterator[Phone]:
    """A phone that has gone the whole way: landing, flow, receipt, inbox."""
    origin = module_server.url
    headers = {"Origin": origin, "Accept-Encoding": "br"}
    with httpx.Client(base_url=origin, headers=headers) as client:
        walked = Phone(client)
        walked.open("/")
        walked.send("/l/")
        story = {"q3": "Suami saya memukul saya semalam."}
        for number, answers in enumerate(({"q1": "self"}, {"q2": "danger"}, story, {"q4": ""}), 1):
            assert walked.send(f"/l/{number}", **answers).status_code == 302
        walked.send("/l/periksa")
        receipt = walked.open("/l/selesai")
        code = "".join(re.findall(r"<span>(\d{4})</span>", receipt))
        assert walked.send("/k/", q8=code).status_code == 302
        walked.open("/k/pesan")
        flow = walked.total
        client.cookies.clear()
        for path in OTHERS:
            if path not in walked.wire:
                walked.open(path)
        walked.total = flow
        yield walked


@pytest.mark.parametrize("path", FIRST)
def test_the_first_pages_are_one_request_in_one_window(phone: Phone, path: str) -> None:
    assert phone.requests[path] == 1
    assert phone.wire[path] <= FIRST_WINDOW


@pytest.mark.parametrize("path", OTHERS)
def test_every_other_public_page_is_small(phone: Phone, path: str) -> None:
    assert phone.wire[path] <= (PAGE if path != "/keluar" else FIRST_WINDOW)
    assert phone.requests[path] <= 3


def test_the_whole_way_costs_little(phone: Phone) -> None:
    """From the landing to the open inbox, style and script included."""
    assert phone.total <= WHOLE_FLOW


@pytest.mark.parametrize(
    ("name", "most"), [("publik.css", 7), ("petugas.css", 10), ("keluar.js", 1)]
)
def test_style_and_script_are_small(name: str, most: int) -> None:
    assert len(brotli.compress((STATIC / name).read_bytes())) <= most * 1024


def test_a_full_queue_is_light(city: object) -> None:
    fill(60)
    desk = signed_in("piket")
    page = desk.get("/piket/")
    assert len(queue_of(desk)) == 50
    assert len(page.content) <= QUEUE


# --- what a telephone of 2017 understands (Chrome 61) ------------------------------------------

OLD_ENOUGH = listed("""
    -webkit-appearance -webkit-text-size-adjust appearance align-items align-self animation
    background background-color border border-bottom border-bottom-color border-collapse
    border-color border-left border-radius border-right border-spacing border-style border-top
    border-width
    bottom box-shadow box-sizing clear clip color column-count content cursor display flex
    flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family
    font-size font-style font-variant-numeric font-weight grid-column grid-column-gap grid-gap
    grid-row grid-row-gap grid-template-columns height hyphens justify-content left letter-spacing
    line-height list-style margin margin-bottom margin-left margin-right margin-top max-height
    max-width min-height min-width opacity order outline outline-offset overflow overflow-wrap
    overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top
    page-break-inside pointer-events position resize right table-layout tab-size text-align
    text-decoration text-indent text-overflow text-transform top transform transition
    unicode-bidi user-select vertical-align visibility white-space width word-break word-wrap
    z-index src
    """)
# Newer, and harmless where unknown: what stands beside it does the work.
HARMLESS = listed("""
    color-scheme text-size-adjust text-underline-offset gap accent-color break-inside scroll-padding
    scroll-padding-top
    """)
VALUES_TOO_NEW = re.compile(
    r"\b(?:min|max|clamp|env|color-mix|oklch|lab|lch)\(|\b(?:fit-content|revert)\b"
    r"|\d(?:dvh|svh|lvh|cqw)\b"
)
SELECTORS_TOO_NEW = re.compile(
    r":is\(|:where\(|:has\(|:focus-visible|:focus-within|:any-link|::part|&"
)
AT_RULES = frozenset({"media", "page", "supports", "keyframes", "font-face"})
ELEMENTS = listed("""
    a article b blockquote body br button caption dd details div dl dt fieldset footer form h1 h2 h3
    head header html input label legend li link main meta nav ol option p pre script section select
    span strong style summary table tbody td textarea th thead time title tr ul
    """)
ATTRIBUTES = listed("""
    action aria-current aria-describedby aria-hidden aria-invalid aria-label aria-labelledby
    autocapitalize autocomplete autocorrect autofocus charset checked class colspan content
    datetime defer for href id inputmode lang maxlength method name novalidate rel role rows scope
    selected spellcheck src tabindex type value
    """)
TYPES = listed("text radio checkbox hidden submit password")


def css_faults(sheet: str) -> list[str]:
    """What a browser of 2017 would trip over in a style sheet."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    faults = [f"@{name}" for name in re.findall(r"@([\w-]+)", bare) if name not in AT_RULES]
    for block in re.findall(r"\{([^{}]*)\}", bare):
        faults += [fault for part in block.split(";") if (fault := _declaration(part))]
    selectors = re.sub(r"\{[^{}]*\}", "{}", bare)
    return faults + SELECTORS_TOO_NEW.findall(selectors)


def _declaration(text: str) -> str:
    """The fault of one declaration, or nothing."""
    name, colon, value = (part.strip() for part in text.partition(":"))
    if not colon or name.startswith("--"):
        return ""
    known = name in OLD_ENOUGH | HARMLESS
    too_new = VALUES_TOO_NEW.search(value)
    return "" if known and not too_new else f"{name}: {value}"


class Old(HTMLParser):
    """Elements, attributes and input types that a browser of 2017 does not know."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs} - ATTRIBUTES
        self.faults += [] if tag in ELEMENTS else [tag]
        self.faults += [f"{tag} {name}" for name in names if not name.startswith("data-")]
        kind = dict(attrs).get("type")
        if tag == "input" and kind not in TYPES:
            self.faults.append(f"input {kind}")


@pytest.mark.parametrize("name", ["publik.css", "petugas.css"])
def test_an_old_telephone_knows_the_style(name: str) -> None:
    assert css_faults((STATIC / name).read_text("utf-8")) == []


@pytest.mark.parametrize("path", FIRST + OTHERS)
def test_an_old_telephone_knows_the_page(phone: Phone, path: str) -> None:
    assert Old(phone.html[path]).faults == []


@pytest.mark.parametrize(
    "sheet",
    [
        "a{inset:0}",
        "a:is(b){color:red}",
        "@layer x{a{color:red}}",
        "a{width:min(1px,2px)}",
        "a{color:oklch(1 1 1)}",
        "a{aspect-ratio:1}",
        "a{& b{color:red}}",
        "@container (width>1px){a{color:red}}",
    ],
)
def test_the_check_knows_what_is_too_new(sheet: str) -> None:
    assert css_faults(sheet) != []
