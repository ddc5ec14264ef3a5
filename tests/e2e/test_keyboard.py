"""Keys only: the order of the tabulator, and a focus that is always seen."""

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.e2e.place import OpenDay, Place
from tests.e2e.places import PLACES
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
    assert met
    assert [one for one in met if one["ring"] < 3 or one["covered"]] == []
