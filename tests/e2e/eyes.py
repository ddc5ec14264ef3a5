"""What the browser must never do, and what is measured on a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.house import Server

PHONE, DESK = 360, 1280
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Browsers:
    """Opens browsers and writes down what none of them may do."""

    chromium: Browser
    offences: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def phone(self, server: Server, *, js: bool = True, width: int = PHONE) -> Page:
        """A page in a browser of its own: nothing is shared with another."""
        context = self.chromium.new_context(
            base_url=server.url,
            viewport={"width": width, "height": 740},
            locale="id-ID",
            java_script_enabled=js,
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        self._watch(context, server.url)
        return context.new_page()

    def desk(self, server: Server, *, js: bool = True, width: int = DESK) -> Page:
        """The same on a wide screen."""
        return self.phone(server, js=js, width=width)

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self._contexts:
            context.close()

    def _watch(self, context: BrowserContext, origin: str) -> None:
        def on_request(request: Any) -> None:
            parts = urlsplit(request.url)
            if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != origin:
                self.offences.append(f"request to {request.url}")

        def on_console(message: Any) -> None:
            if "Content Security Policy" in message.text:
                self.offences.append(message.text)

        context.on("request", on_request)
        context.on("console", on_console)
        context.on("weberror", lambda error: self.offences.append(str(error.error)))


@cache
def _axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def _with_axe(page: Page) -> None:
    """Half a megabyte: given to each page once, and never sent back as a value."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{_axe_source()};0")


# Style sheets are fetched a second time (`preload`) for one rule alone, on the orientation of a
# telephone: it is asked when all rules are, not when some are asked again.
_AXE = """async only => {
  const found = await axe.run(document, {
    runOnly: only, resultTypes: ['violations'], preload: PRELOAD, elementRef: false,
  });
  return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
}"""


def _axe(*, preload: bool = True) -> str:
    return _AXE.replace("PRELOAD", str(preload).lower())


def axe_violations(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """Every rule of axe-core, or every one of these, that the page breaks, with the first place."""
    _with_axe(page)
    found: list[str] = page.evaluate(_axe(preload=not rules), [*rules] or AXE_TAGS)
    return found


def at_this_width(page: Page, *, axe: bool) -> dict[str, list[str]]:
    """`axe_violations` if wanted, `sideways` and `small_targets`, asked of the page in one go."""
    if axe:
        _with_axe(page)
    found: dict[str, list[str]] = page.evaluate(
        f"""async tags => {{
          const excess = {_EXCESS};
          return {{
            'axe': tags ? await ({_axe()})(tags) : [],
            'sideways': excess > 0 ? [`wider than ${{window.innerWidth}}`] : [],
            'small targets': ({_SMALL_TARGETS})(),
          }};
        }}""",
        AXE_TAGS if axe else None,
    )
    return found


_EXCESS = "document.documentElement.scrollWidth - window.innerWidth"


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    excess: int = page.evaluate(_EXCESS)
    return max(0, excess)


_SMALL_TARGETS = """() => {
  const inText = link => link.tagName === 'A' && getComputedStyle(link).display === 'inline';
  const target = one => one.matches('[type=radio], [type=checkbox]') ? one.labels[0] : one;
  return [...document.querySelectorAll('a, button, summary, select, textarea, input')]
    .filter(one => one.type !== 'hidden' && one.offsetParent !== null && !one.matches('.skip'))
    .map(one => [target(one), inText(one) ? 24 : 44])
    .filter(([one, least]) => one.getBoundingClientRect().height < least - 0.5)
    .map(([one, least]) => `${one.outerHTML.slice(0, 90)} < ${least}`);
}"""


def small_targets(page: Page) -> list[str]:
    """What a finger would miss: lower than 44 px, links within a sentence lower than 24 px."""
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found


_SKELETON = """() => ({
  lang: document.documentElement.lang,
  h1: document.querySelectorAll('h1').length,
  title: document.title.length > 0,
  header: document.querySelectorAll('body > header').length,
  main: document.querySelectorAll('main').length,
  footer: document.querySelectorAll('body > footer').length,
})"""
WHOLE = {"lang": "id", "h1": 1, "title": True, "header": 1, "main": 1, "footer": 1}


def skeleton(page: Page) -> dict[str, Any]:
    """The landmarks, the heading, the title and the language of a page; WHOLE is right."""
    found: dict[str, Any] = page.evaluate(_SKELETON)
    return found


def whole(page: Page) -> dict[str, Any]:
    """WHOLE in the language of the page's address."""
    return {**WHOLE, "lang": "en" if urlsplit(page.url).path.startswith("/en/") else "id"}


_TELLTALE_INPUTS = """() => [...document.querySelectorAll('input, textarea, select')]
  .filter(one => one.type !== 'hidden')
  .filter(one => one.autocomplete !== 'off'
    || ['name', 'email', 'tel', 'address', 'story'].includes(one.name)
    || ['email', 'tel'].includes(one.type))
  .map(one => one.outerHTML.slice(0, 120))"""


def telltale_inputs(page: Page) -> list[str]:
    """Inputs of a public page that the browser would remember or name."""
    found: list[str] = page.evaluate(_TELLTALE_INPUTS)
    return found


_FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const shown = one.matches('.choice input') ? one.labels[0] : one;
  shown.scrollIntoView({block: 'nearest'});
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
  const at = document.elementFromPoint(
    box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 20));
  return {
    name: one.outerHTML.slice(0, 100),
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    covered: !(at === shown || shown.contains(at) || at === one),
  };
}"""


def focus(page: Page) -> dict[str, Any] | None:
    """The focused element: its ring in pixels, and whether something lies over it."""
    found: dict[str, Any] | None = page.evaluate(_FOCUS)
    return found


_EXIT = """() => {
  window.scrollTo(0, document.documentElement.scrollHeight);
  const exit = document.querySelector('.exit a'), box = exit.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= window.innerHeight && at === exit;
}"""


def exit_is_in_reach(page: Page) -> bool:
    """After scrolling to the end the exit is in the window and nothing covers it."""
    found: bool = page.evaluate(_EXIT)
    return found


_KEPT = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
]"""


def kept(page: Page) -> list[int]:
    """How much lies in local and session storage, IndexedDB, caches and service workers."""
    found: list[int] = page.evaluate(_KEPT)
    return found


_ALL = f"""async () => ({{
  kept: await ({_KEPT})(),
  skeleton: ({_SKELETON})(),
  telltale: ({_TELLTALE_INPUTS})(),
  exit_in_reach: ({_EXIT})(),
}})"""


def once(page: Page) -> dict[str, Any]:
    """`kept`, `skeleton`, `telltale_inputs` and `exit_is_in_reach`, asked of the page in one go."""
    found: dict[str, Any] = page.evaluate(_ALL)
    return found
