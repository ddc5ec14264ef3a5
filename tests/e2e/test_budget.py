"""What a report costs her: taps, words to read, requests and bytes (ux.md sections 3 and 9)."""

from urllib.parse import urlsplit

import pytest

from tests.e2e import hands, walker
from tests.e2e.eyes import Browsers
from tests.e2e.wire import Wire
from tests.house import Server

WINDOW = 14_336  # ten packets: what comes before the first answer goes back
WHOLE = 60_000
TAPS = 8
WORDS = 300
FIRST = ("/", "/l/1")


def test_the_way_from_landing_to_receipt_is_short(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    wire = Wire().watch(page, cold=True)
    walk = walker.whole(page)
    page.wait_for_load_state("networkidle")
    print(f"{walk.taps} taps, {walk.words} words, {wire.bytes:.0f} bytes, {walk.headings}")
    assert walk.taps <= TAPS
    assert walk.words <= WORDS
    assert wire.bytes <= WHOLE


@pytest.mark.parametrize("path", FIRST)
def test_the_first_pages_are_one_request_in_one_window(
    house: Server, browsers: Browsers, path: str
) -> None:
    page = browsers.phone(house)
    if path != "/":
        hands.begin(page)
    wire = Wire().watch(page, cold=True)
    page.goto(path, wait_until="networkidle")
    assert [urlsplit(url).path for url in wire.requests] == [path]
    assert wire.bytes <= WINDOW


def test_what_pages_share_is_kept_by_the_browser(house: Server, browsers: Browsers) -> None:
    """Style and script come once: their address changes when they do."""
    page = browsers.phone(house)
    with page.expect_response("**/static/*.css") as style:
        page.goto("/aman/")
    assert style.value.headers["cache-control"].endswith("immutable")
    wire = Wire().watch(page)
    page.goto("/aman/", wait_until="networkidle")
    assert [urlsplit(url).path for url in wire.sent] == ["/aman/"]
