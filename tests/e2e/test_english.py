"""The whole way in English, as Chromium shows it on a small telephone."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.house import Server

NEUTRAL = ("/en/jam", "Citizen Service", "Office hours")
NARROW = 320


def seen_well(page: Page) -> None:
    """Nothing that keeps anybody out: axe, one heading, targets for a finger, no sideways."""
    assert eyes.axe_violations(page) == [], page.url
    assert eyes.skeleton(page) == eyes.whole(page), page.url
    assert eyes.small_targets(page) == [], page.url
    assert eyes.sideways(page) == 0, page.url


def begin(page: Page, *, js: bool = True) -> None:
    """From the landing to the first question. axe waits for ever in a page without scripts."""
    page.goto("/en/")
    if js:
        seen_well(page)
    hands.press(page, "Tell an officer")
    assert hands.heading(page) == "Before you start"
    hands.press(page, "Start")


def test_a_way_from_the_landing_to_the_reply(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house, width=NARROW)
    begin(page)
    hands.press(page, "Continue")
    assert page.title().startswith("Please check – 1 of 7")
    seen_well(page)
    hands.choose(page, "Me, 18 or older")
    hands.press(page, "Continue")
    hands.choose(page, "Safe now, but afraid it will happen again")
    hands.press(page, "Skip the rest")
    assert hands.heading(page) == "Check, then send"
    seen_well(page)
    hands.press(page, "Send now")
    seen_well(page)
    code = hands.code_on(page)
    hands.follow(page, "I have noted the code, leave")
    assert (urlsplit(page.url).path, page.title(), hands.heading(page)) == NEUTRAL
    seen_well(page)
    page.goto("/en/")
    hands.press(page, "Open the answer with your code")
    page.get_by_label("Open with your code").fill(code)
    hands.press(page, "Open")
    assert hands.heading(page) == "Messages"
    seen_well(page)


@pytest.mark.parametrize("js", [True, False])
def test_leaving_from_the_middle_leads_to_the_english_neutral_page(
    house: Server, browsers: Browsers, js: bool
) -> None:
    page = browsers.phone(house, js=js)
    begin(page, js=js)
    hands.choose(page, "A child")
    hands.press(page, "Continue")
    hands.follow(page, "Leave quickly")
    page.wait_for_url("**/en/jam")
    assert (urlsplit(page.url).path, page.title(), hands.heading(page)) == NEUTRAL
    assert page.context.cookies() == []
    for _ in range(3):
        page.go_back()
        assert not urlsplit(page.url).path.startswith("/en/l/")


def test_three_times_shift_leaves_from_english(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    begin(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/en/jam")
    assert page.context.cookies() == []


def test_the_switch_leads_to_the_same_question_and_back(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    begin(page)
    hands.choose(page, "Another adult")
    hands.press(page, "Continue")
    hands.follow(page, "Indonesia")
    assert hands.heading(page) == "Apakah orang itu tahu Anda menghubungi kami?"
    hands.follow(page, "English")
    assert hands.heading(page) == "Does that person know you are contacting us?"
