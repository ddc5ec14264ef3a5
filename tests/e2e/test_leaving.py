"""The exit: at once, without a trace in the window, and nothing behind it can be reached again."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e import hands, walker
from tests.e2e.eyes import Browsers
from tests.e2e.places import PLACES
from tests.furnished import WRITER
from tests.house import Server

NEUTRAL = ("/jam", "Layanan Warga", "Jam layanan kantor")
JS = pytest.mark.parametrize("js", [True, False])
# Every page that needs a visit to have begun, as the list of places knows them.
SECRETS = sorted(
    {place.address or place.route for place in PLACES if place.public and place.who == WRITER}
    | {"/l/selesai"}
)


def shown(page: Page) -> tuple[str, str, str]:
    return urlsplit(page.url).path, page.title(), hands.heading(page)


def in_the_middle(page: Page) -> int:
    """A visitor who writes her story; how many pages she has behind her."""
    hands.begin(page)
    hands.tell_up_to_story(page, who="Saya sendiri, 18 tahun ke atas")
    page.get_by_label(hands.STORY).fill("Suami saya")
    return 8


def leave(page: Page) -> None:
    hands.follow(page, "Keluar cepat")
    page.wait_for_url("**/jam")


@JS
def test_one_tap_ends_the_visit(house: Server, browsers: Browsers, js: bool) -> None:
    page = browsers.phone(house, js=js)
    in_the_middle(page)
    assert len(page.context.cookies()) == 1
    leave(page)
    assert shown(page) == NEUTRAL
    assert page.context.cookies() == []


@JS
def test_neither_back_nor_forward_nor_an_address_leads_in_again(
    house: Server, browsers: Browsers, js: bool
) -> None:
    page = browsers.phone(house, js=js)
    behind = in_the_middle(page)
    leave(page)
    for _ in range(behind + 1):
        page.go_back()
        assert urlsplit(page.url).path not in SECRETS
    for _ in range(behind + 1):
        page.go_forward()
        assert urlsplit(page.url).path not in SECRETS
    again = page.context.new_page()  # a closed tab opened again
    for secret in SECRETS:
        again.goto(secret)
        assert shown(again) == NEUTRAL


@pytest.mark.long
@JS
def test_wherever_she_leaves_nothing_of_the_way_comes_back(
    house: Server, browsers: Browsers, js: bool
) -> None:
    """From each page of the whole way, the receipt included: Back once more than she went."""
    length = len(walker.whole(browsers.phone(house, js=js)).headings)
    for stop in range(2, length):  # at 0 and 1 she has not begun: there is nothing to come back to
        page, walk = browsers.phone(house, js=js), walker.Walk()
        for at, _heading in enumerate(walker.steps(page, walk)):
            if at == stop:
                break
        leave(page)
        for _ in range(stop + 1):
            page.go_back()
            if page.url != "about:blank":
                assert hands.heading(page) not in walk.headings[2:], walk.headings
                assert urlsplit(page.url).path not in SECRETS
        assert page.context.cookies() == []


@pytest.mark.long
def test_after_the_receipt_too(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    hands.report(page)
    hands.follow(page, "Kode sudah saya catat, keluar")
    page.wait_for_url("**/jam")
    page.go_back()
    assert urlsplit(page.url).path not in SECRETS
    page.goto("/l/selesai")
    assert shown(page) == NEUTRAL


def test_three_shifts_leave_and_capitals_do_not(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    in_the_middle(page)
    page.get_by_label(hands.STORY).press_sequentially("ABC")
    assert urlsplit(page.url).path == "/l/3"
    with page.expect_navigation():
        for _ in range(3):
            page.keyboard.press("Shift")
    page.wait_for_url("**/jam")
    assert shown(page) == NEUTRAL
    assert page.context.cookies() == []


def test_the_page_is_gone_before_the_neutral_one_arrives(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    in_the_middle(page)
    page.route("**/jam", lambda _route: None)  # the neutral page does not come
    page.evaluate(
        """() => document.querySelector('.exit a').addEventListener('click', () => {
          const start = performance.now();
          requestAnimationFrame(() => console.log(JSON.stringify([
            performance.now() - start, getComputedStyle(document.body).display, document.title,
          ])));
        })"""
    )
    with page.expect_console_message() as said:
        page.locator(".exit a").click(no_wait_after=True)
    waited, display, title = json.loads(said.value.text)
    assert (display, title) == ("none", "Layanan Warga")
    assert waited <= 100
