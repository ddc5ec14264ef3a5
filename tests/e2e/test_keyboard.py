"""Keys only: the order of the tabulator, a whole report, and a focus that is always seen."""

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.e2e.places import PLACES, OpenDay, Place
from tests.house import Server


def tab(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press("Tab")


def words(page: Page) -> str:
    """What the focused element says, or its name."""
    found: str = page.evaluate(
        "document.activeElement.innerText.trim() || document.activeElement.name"
    )
    return found


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press the tabulator until something of this name has the focus."""
    for _ in range(40):
        tab(page)
        if words(page) == name:
            return
    raise AssertionError(f"not reached: {name}")


def test_the_order_is_skip_exit_name_exit_back_question(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    hands.begin(page)
    order = []
    for _ in range(6):
        tab(page)
        order.append(words(page))
    assert order == [
        "Langsung ke isi halaman",
        "Keluar cepat dari halaman ini",
        "Layanan Warga Kota Pangkalpinang",
        "Keluar cepat",
        "‹ Kembali",
        "q1",
    ]


def test_a_whole_report_with_keys_only(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    page.goto("/")
    tab_to(page, "Cerita ke petugas")
    enter(page)
    tab_to(page, "Mulai")
    enter(page)
    for downs in (0, 3):
        tab_to(page, "q1" if downs == 0 else "q2")
        page.keyboard.press("Space")
        for _ in range(downs):
            page.keyboard.press("ArrowDown")
        tab_to(page, "Lanjut")
        enter(page)
    tab_to(page, "q3")
    page.keyboard.type("tolong")
    tab_to(page, "Lanjut")
    enter(page)
    tab_to(page, "Lanjut")
    enter(page)
    assert "Tidak tahu" in page.locator(".rows").inner_text()
    tab_to(page, "Kirim sekarang")
    enter(page)
    assert len(hands.code_on(page)) == 16


SEEN = [place for place in PLACES if place.state in {"", "diambil", "kosong", "403"}]
CORE = {"/l/1", "/k/pesan", "/piket/{taken}/"}


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(
            one,
            id=one.id,
            marks=()
            if (one.address or one.route) in CORE and one.state in {"", "diambil"}
            else pytest.mark.long,
        )
        for one in SEEN
    ],
)
def test_the_focus_is_always_seen(day: OpenDay, place: Place) -> None:
    page = day.page(place.who, width=eyes.PHONE)
    place.go(day, page)
    page.evaluate("document.activeElement.blur()")
    met = []
    for _ in range(250):
        tab(page)
        one = eyes.focus(page)
        if one is None:
            break
        met.append(one)
    assert len(met) >= 2
    assert [one for one in met if one["ring"] < 3 or one["covered"]] == []
