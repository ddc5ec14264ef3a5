"""Every public form sent with nothing in it: an optional question leads on, another is told."""

import re

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes
from tests.e2e.place import OpenDay, Place
from tests.e2e.places import PLACES
from tests.e2e.test_forms import focused

_INPUTS = "main input, main textarea, main select"
_EMPTY = """inputs => document.querySelectorAll(inputs).forEach(one => {
  if (one.type === 'hidden') return;
  if (['radio', 'checkbox'].includes(one.type)) one.checked = false;
  else one.value = '';
})"""


def sends(place: Place) -> bool:
    """Whether the empty form is a cry for help: it is stored, and the stay writes no more."""
    return (place.address or place.route).endswith(("/l/2d", "/l/1d"))


FORMS = [
    place
    for place in PLACES
    if place.public and place.act is None and not place.route.startswith("/galeri/")
    if not (sends(place) and place.route.startswith("/en/"))  # the same stay sent it already
]


@pytest.fixture(scope="module")
def emptied(day: OpenDay) -> dict[str, str]:
    """Each public form sent with nothing in it: what is wrong with what came back, by place.

    The last pages first: an answer that is taken away closes the pages that it had opened.
    """
    last_first = [*reversed(FORMS)]
    return {
        place.id: fault
        for place in sorted(last_first, key=sends)
        if (fault := sent_empty(day, place)) is not None
    }


def sent_empty(day: OpenDay, place: Place) -> str | None:
    """ "" when an optional question led on; None where there is no question."""
    page = day.page(place.who, width=eyes.PHONE)
    place.go(day, page)
    question = page.locator("main form", has=page.locator("input:not([type=hidden]), textarea"))
    if not question.count():
        return None
    page.evaluate(_EMPTY, _INPUTS)
    with page.expect_navigation():
        question.first.locator("button[type=submit]").first.click()
    summary = page.locator("#perlu-diperiksa")
    return told_badly(page) if summary.count() else ""


def told_badly(page: Page) -> str:
    """What a summary of faults lacks of ux.md checks 24 and 25, or "told"."""
    links = page.locator("#perlu-diperiksa a")
    wrong = [
        words
        for words, holds in (
            ("no focus", focused(page, "id") == "perlu-diperiksa"),
            ("no alert", page.locator("#perlu-diperiksa").get_attribute("role") == "alert"),
            ("title", page.title().startswith(("Perlu diperiksa – ", "Please check – "))),
            ("no link", links.count() > 0),
            ("Django's words", not re.search("Bidang ini|This field", page.content())),
        )
        if not holds
    ]
    for link in links.all():
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        if focused(page, "id") != target and not page.locator(f"#{target}:target").count():
            wrong.append(f"{target} is not reached")
    return ", ".join(wrong) or "told"


def test_every_public_form_takes_nothing_or_tells_what_is_missing(emptied: dict[str, str]) -> None:
    assert set(emptied.values()) == {"", "told"}, emptied
