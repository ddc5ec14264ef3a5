"""What was seen at every public page, once: each test then asks its own question of all of them."""

import re
from dataclasses import dataclass, field
from typing import Any

import brotli
from playwright.sync_api import Error, Page, Response

from tests.e2e import eyes
from tests.e2e.place import OpenDay, Place
from tests.e2e.places import PLACES
from tests.e2e.tree import tree
from tests.furnished import VISITOR
from tests.house import ROOT

WIDTH = 320  # here everything is seen; at the wider ones what a width can change
# All rules of axe are asked at the narrowest and at the widest: no style begins or ends between a
# phone of 320 px and one of 360, which `all_looks` makes sure of.
WIDER = ((eyes.PHONE, False), (eyes.DESK, True))
HEIGHT = 740

# Everything on a page that somebody told us, as far as it can be seen there now.
_TOLD = """() => {
  const seen = one => one.offsetParent !== null || one.getClientRects().length > 0;
  const inputs = [...document.querySelectorAll('main input, main textarea, main select')];
  const words = [...document.querySelectorAll('main .rows dd, main .message p, main .code,'
    + ' main .story, main details > div')];
  return [
    ...inputs.filter(one => one.type !== 'hidden' && seen(one)).map(one => one.outerHTML),
    ...words.filter(seen).map(one => one.innerText),
  ];
}"""


_MAIN_BUTTON = """() => {
  const one = document.querySelector('main .button:not(.second):not(.call)');
  return one ? one.getBoundingClientRect().bottom + window.scrollY : 0;
}"""


@dataclass(frozen=True)
class Look:
    """One public page in one state, as Chromium showed it at WIDTH."""

    place: Place
    url: str
    status: int
    headers: dict[str, str]
    set_cookies: tuple[str, ...]  # of every answer on the way to this page
    html: str
    weight: int  # bytes of the page's own answer on the wire, without headers
    loaded: tuple[str, ...]  # what the page asked for by itself, data: apart
    scripts: str  # all of them, inlined and linked
    tree: tuple[str, ...]
    faults: dict[str, list[str]]  # what one of tests.e2e.eyes found
    skeleton: dict[str, Any]
    exit_in_reach: bool
    main_button: float  # lower edge of the filled button on a phone of 360 x 740; 0: none
    told: tuple[str, ...]  # answers, codes and messages that the screen shows
    printed: tuple[str, ...]  # those of them that paper would show
    kept: list[int]
    title: str
    h1: str


@dataclass
class Watch:
    """The answers that lead to a page, and what the last of them asked for."""

    answers: list[Response] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def note(self, answer: Response) -> None:
        if answer.request.resource_type == "document":
            self.answers.append(answer)
            self.loaded.clear()
        elif not answer.url.startswith("data:"):
            self.loaded.append(answer.url)


def look(day: OpenDay, page: Page, place: Place, linked: dict[str, str]) -> Look:
    """Go there and see. Raises what Playwright raises when the page cannot be reached."""
    watch = Watch()
    page.on("response", watch.note)
    place.go(day, page)
    page.wait_for_load_state("load")
    page.remove_listener("response", watch.note)
    last = watch.answers[-1]
    return Look(
        place,
        url=page.url.removeprefix(day.server.url),
        status=last.status,
        headers=last.all_headers(),
        set_cookies=tuple(
            header["value"]
            for answer in watch.answers
            for header in answer.headers_array()
            if header["name"].lower() == "set-cookie"
        ),
        html=page.content(),
        weight=_weight(last),
        loaded=tuple(watch.loaded),
        scripts=_scripts(page, linked),
        tree=tuple(tree(page)),
        **_measured(page),
    )


def _weight(answer: Response) -> int:
    body = answer.body()  # unpacked; the server packs with these very settings
    packed = answer.headers.get("content-encoding") == "br"
    return len(brotli.compress(body, quality=9)) if packed else len(body)


_SCRIPTS = """() => {
  const all = [...document.scripts];
  return [all.filter(one => !one.src).map(one => one.textContent),
    all.filter(one => one.src).map(one => one.src)];
}"""


def _scripts(page: Page, linked: dict[str, str]) -> str:
    """All of them; `linked` keeps what was fetched."""
    inlined, sources = page.evaluate(_SCRIPTS)
    for source in sources:
        if source not in linked:
            linked[source] = page.context.request.get(source).text()
    return "".join([*inlined, *(linked[source] for source in sources)])


def _measured(page: Page) -> dict[str, Any]:
    """What eyes and paper see; leaves the page as it was."""
    faults = eyes.at_this_width(page, axe=True)
    for width, axe in WIDER:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for what, found in eyes.at_this_width(page, axe=axe).items():
            faults[what] += found
        if width == eyes.PHONE:
            main_button = page.evaluate(_MAIN_BUTTON)
    page.emulate_media(color_scheme="dark")
    faults["axe"] += eyes.axe_violations(page, rules=("color-contrast",))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    told = tuple(page.evaluate(_TOLD))
    page.emulate_media(media="print")
    printed = tuple(page.evaluate(_TOLD))
    page.emulate_media(media="screen")
    once = eyes.once(page)
    faults["telltale inputs"] = once.pop("telltale")
    return {
        **once,
        "faults": faults,
        "main_button": main_button,
        "told": told,
        "printed": printed,
        "title": page.title(),
        "h1": " ".join(page.locator("h1").all_inner_texts()).strip(),
    }


@dataclass
class Looks:
    """All of them in the order of PLACES, and why some could not be reached."""

    seen: list[Look] = field(default_factory=list)
    unreached: dict[str, str] = field(default_factory=dict)

    def failing(self, faults: Any) -> dict[str, Any]:
        """`faults(look)` by place, where there are any."""
        return {one.place.id: found for one in self.seen if (found := faults(one))}


def breakpoints() -> list[float]:
    """The widths in px at which the style of the public pages changes."""
    styles = (ROOT / "rangkul" / "static" / "publik.css").read_text("utf-8")
    asked = re.findall(r"@media[^{]*-width: *([\d.]+)(r?em)", styles)
    assert len(asked) == len(re.findall(r"@media[^{]*width", styles)), "a width in another unit"
    return [float(at) * 16 for at, _unit in asked]


def all_looks(day: OpenDay) -> Looks:
    """Visit every public place once, in one order: what one leaves behind the next one finds."""
    assert all(at < WIDTH or at > eyes.PHONE for at in breakpoints())
    looks, linked = Looks(), dict[str, str]()
    for place in PLACES:
        if place.public:
            page = day.page(place.who, width=WIDTH)
            try:
                looks.seen.append(look(day, page, place, linked))
            except (AssertionError, Error) as error:
                looks.unreached[place.id] = str(error).partition("\n")[0]
    return looks


def only_looked(one: Look) -> bool:
    """Whether a visitor came here by looking alone, without any form."""
    return one.place.who == VISITOR and one.place.act is None
