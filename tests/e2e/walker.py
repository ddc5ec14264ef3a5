"""Somebody who answers only what she must, and goes on: by finger or by keys.

She knows no addresses and no order of pages: she reads the heading and the names of the buttons,
as a person does. A page that is added is walked through without a line here, as long as one of
ONWARD leads on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from playwright.sync_api import Locator, Page

from tests.e2e import hands

START = "Cerita ke petugas"
# The two required questions, each with an answer.
REQUIRED = {
    "Siapa yang butuh bantuan?": "Saya sendiri, 18 tahun ke atas",
    "Apakah sekarang aman?": "Tidak tahu",
}
# What leads on from a page, the shortest way first.
ONWARD = ("Kirim sekarang", "Lewati sisanya", "Lanjut", "Mulai")
MOST = 60  # pages; more, and she walks in a circle


class Body(Protocol):
    """How somebody chooses and presses."""

    def choose(self, page: Page, answer: str) -> None: ...

    def press(self, page: Page, one: Locator) -> None: ...


class Finger:
    """Taps."""

    def choose(self, page: Page, answer: str) -> None:
        page.get_by_text(answer, exact=True).first.click()  # the label, as a finger meets it

    def press(self, page: Page, one: Locator) -> None:
        with page.expect_navigation():
            one.click()


class Keys:
    """Tabulator, space, arrows and Enter; never the mouse."""

    def choose(self, page: Page, answer: str) -> None:
        wanted = page.get_by_label(answer, exact=True)
        self._tab_to(page, page.locator("input[type=radio]").first)
        page.keyboard.press("Space")
        for _ in range(12):
            if wanted.is_checked():
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"not reached: {answer}")

    def press(self, page: Page, one: Locator) -> None:
        self._tab_to(page, one)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def _tab_to(self, page: Page, one: Locator) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if one.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the tabulator does not reach {one}")


@dataclass
class Walk:
    """What the way took."""

    taps: int = 0
    words: int = 0  # of the visible text of `main`, page by page
    headings: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)


def steps(page: Page, walk: Walk, *, body: Body | None = None) -> Iterator[str]:
    """From the landing to the receipt; yields the heading at each page, before she acts there."""
    body = body or Finger()
    page.goto("/")
    for _ in range(MOST):
        heading = read(page, walk)
        yield heading
        if page.locator("main .code").count():
            return
        if heading in REQUIRED:
            body.choose(page, REQUIRED[heading])
            walk.taps += 1
        body.press(page, _onward(page))
        walk.taps += 1
    raise AssertionError(f"no receipt after {MOST} pages: {walk.headings}")


def whole(page: Page, *, body: Body | None = None) -> Walk:
    """The whole way."""
    walk = Walk()
    for _heading in steps(page, walk, body=body):
        pass
    return walk


def read(page: Page, walk: Walk) -> str:
    """Count what the page shows and where it stands; its heading."""
    heading = hands.heading(page)
    shown = page.locator("main").inner_text().split()
    only_heard = " ".join(page.locator("main .hidden").all_inner_texts()).split()
    walk.words += len(shown) - len(only_heard)
    walk.headings.append(heading)
    walk.addresses.append(page.url)
    return heading


def _onward(page: Page) -> Locator:
    start = page.get_by_role("button", name=START, exact=True)
    if start.count():
        return start.first
    for name in ONWARD:
        for role in ("button", "link"):
            found = page.get_by_role(role, name=name, exact=True)
            if found.count():
                return found.first
    raise AssertionError(f"nothing leads on from {hands.heading(page)!r}")
