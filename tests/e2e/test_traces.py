"""What a visit leaves in the browser, and what a page asks of it."""

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.e2e.place import OpenDay
from tests.e2e.places import PLACES
from tests.furnished import VISITOR
from tests.house import Server


def test_a_whole_visit_keeps_one_cookie_and_nothing_else(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    code = hands.report(page)
    hands.open_with(page, code)
    (cookie,) = page.context.cookies()
    kept = {name: cookie.get(name) for name in ("name", "httpOnly", "sameSite", "expires")}
    assert kept == {"name": "sid", "httpOnly": True, "sameSite": "Strict", "expires": -1}
    assert eyes.kept(page) == [0, 0, 0, 0, 0]


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
