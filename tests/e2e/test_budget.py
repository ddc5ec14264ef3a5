"""What a report costs her: taps, words to read, requests and bytes (ux.md sections 3 and 9)."""

from urllib.parse import urlsplit

import pytest

from tests.e2e import hands, walker
from tests.e2e.eyes import Browsers
from tests.e2e.wire import Wire
from tests.house import Server

LIGHT = 6_000
WHOLE = 60_000
TAPS = 8
WORDS = 300
SEND = "Kirim sekarang"


def test_one_sentence_from_landing_to_receipt_costs_little(
    house: Server, browsers: Browsers
) -> None:
    """For herself, safe now, one sentence, nothing about an office."""
    page, walk = browsers.phone(house), walker.Walk()
    wire = Wire().watch(page, cold=True)
    page.goto("/")
    answers = {
        "Siapa yang butuh bantuan?": "Saya sendiri, 18 tahun ke atas",
        "Apakah sekarang aman?": "Ya, aman",
    }
    for button in (*("Cerita ke petugas", "Mulai", "Lanjut", "Lanjut"), *("Lewati sisanya", SEND)):
        at = walker.read(page, walk)
        if at in answers:
            hands.choose(page, answers[at])
            walk.taps += 1
        elif at == hands.STORY:
            page.get_by_label(hands.STORY).fill("Dia memukul saya semalam.")
        hands.press(page, button)
        walk.taps += 1
    walker.read(page, walk)
    page.wait_for_load_state("networkidle")
    print(f"{walk.taps} taps, {walk.words} words, {wire.bytes:.0f} bytes, {walk.headings}")
    assert page.locator(".code").count() == 1
    assert walk.taps <= TAPS
    assert walk.words <= WORDS
    assert wire.bytes <= WHOLE


@pytest.mark.parametrize(("path", "asked"), [("/", ""), ("/l/1", "/l/")])
def test_the_first_pages_are_one_light_request(
    house: Server, browsers: Browsers, path: str, asked: str
) -> None:
    """The landing brings its style along; the first question finds it in the browser already."""
    page = browsers.phone(house)
    if asked:
        hands.begin(page)
    wire = Wire().watch(page, cold=not asked)
    page.goto(path, wait_until="networkidle")
    assert [urlsplit(url).path for url in wire.sent] == [path]
    assert wire.bytes <= LIGHT


def test_what_pages_share_is_kept_by_the_browser(house: Server, browsers: Browsers) -> None:
    """Style and script come once: their address changes when they do."""
    page = browsers.phone(house)
    with page.expect_response("**/static/*.css") as style:
        page.goto("/aman/")
    assert style.value.headers["cache-control"].endswith("immutable")
    wire = Wire().watch(page)
    page.goto("/aman/", wait_until="networkidle")
    assert [urlsplit(url).path for url in wire.sent] == ["/aman/"]
