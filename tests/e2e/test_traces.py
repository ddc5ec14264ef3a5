"""What a visit leaves in the browser, and what a page asks of it."""

import pytest
from playwright.sync_api import Page

from tests.e2e import hands
from tests.e2e.eyes import Browsers
from tests.e2e.places import PLACES, OpenDay
from tests.furnished import VISITOR
from tests.house import Server

_KEPT = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
]"""
LOOKING = ("/", "/aman/", "/aturan/", "/l/", "/k/", "/keluar", "/masuk/", "/tidak-ada")


def test_looking_sets_no_cookie(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    for address in LOOKING:
        shown = page.goto(address)
        assert shown is not None
        assert (address, shown.header_value("set-cookie") or "") in {
            (address, ""),
            (address, _forgetting(address)),
        }
        assert page.context.cookies() == []


def _forgetting(address: str) -> str:
    """The exit takes the cookie away."""
    forget = 'sid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Strict'
    return forget if address == "/keluar" else ""


def test_a_whole_visit_keeps_one_cookie_and_nothing_else(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    code = hands.report(page)
    hands.open_with(page, code)
    (cookie,) = page.context.cookies()
    kept = {name: cookie.get(name) for name in ("name", "httpOnly", "sameSite", "expires")}
    assert kept == {"name": "sid", "httpOnly": True, "sameSite": "Strict", "expires": -1}
    assert page.evaluate(_KEPT) == [0, 0, 0, 0, 0]


def links(page: Page) -> list[str]:
    """Addresses of this house that the page links to."""
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/'], a[href^='?'], a[href^='../']", "all => all.map(one => one.href)"
    )
    return found


@pytest.mark.long
def test_everything_can_be_clicked_without_breaking_the_policy(day: OpenDay) -> None:
    waiting = [
        day.furnished.address(one.address or one.route)
        for one in PLACES
        if one.public and one.who == VISITOR
    ]
    seen: set[str] = set()
    page = day.page(VISITOR, width=360)
    while waiting:
        address = waiting.pop()
        page.goto(address)
        for one in page.locator("summary").all():
            one.click()
        new = set(links(page)) - seen
        seen |= new
        waiting += sorted(new)
    assert len(seen) > 10
    assert day.browsers.offences == []
