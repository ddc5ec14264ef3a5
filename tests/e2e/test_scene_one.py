"""Scene 1 of the story: a girl of 15 tells it on her telephone, and nothing of it comes back."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e import hands
from tests.e2e.eyes import Browsers
from tests.house import Server

JS = pytest.mark.parametrize("js", [True, False])
BACK = 8
HOURS = "Jam layanan kantor"


def headings_behind(page: Page) -> list[str]:
    """What stands behind this page in the window's history, the nearest first."""
    found = []
    for _ in range(BACK):
        page.go_back()
        if page.url == "about:blank":
            break
        found.append(hands.heading(page))
    return found


@JS
def test_a_girl_of_fifteen_tells_it_and_leaves(house: Server, browsers: Browsers, js: bool) -> None:
    page = browsers.phone(house, js=js)
    hands.begin(page)
    hands.choose(page, "Saya sendiri, di bawah 18 tahun")
    hands.press(page, "Lanjut")
    hands.choose(page, "12 sampai 17 tahun")
    hands.press(page, "Lanjut")

    # The limits of secrecy come before any question about what happened.
    assert hands.heading(page) == "Kamu tidak salah."
    assert "Tidak semua bisa kami rahasiakan." in page.locator("main").inner_text()
    hands.press(page, "Lanjut")
    page.get_by_label("Aku takut terjadi lagi").check()
    hands.press(page, "Lanjut")

    # A mistake on the way: told, kept, and the history holds no form that would be sent again.
    story = "Om menyentuh aku. " * 300
    page.get_by_label("Mau cerita sedikit?").fill(story)
    hands.press(page, "Lanjut")
    assert page.title().startswith("Perlu diperiksa")
    assert page.get_by_label("Mau cerita sedikit?").input_value() == story.strip()
    page.get_by_label("Mau cerita sedikit?").fill("Om menyentuh aku.")
    hands.press(page, "Lanjut")
    page.get_by_label("Bagian tubuh pribadiku disentuh, atau aku dipaksa").check()
    hands.press(page, "Lanjut")
    hands.press(page, "Lanjut")  # where he works, she does not say

    # The duty to tell the police stands before anything is sent.
    assert hands.heading(page) == "Ada polisi khusus anak"
    hands.press(page, "Lanjut")
    hands.press(page, "Lanjut")  # nobody contacts her who did not choose a way
    page.get_by_label("Siapa yang tidak boleh tahu?").fill("mama")
    hands.press(page, "Lanjut")
    assert hands.heading(page) == "Periksa lalu kirim"
    assert "mama" in page.locator("main").inner_text()
    hands.press(page, "Kirim sekarang")
    code = hands.code_on(page)

    hands.follow(page, "Kode sudah saya catat, keluar")
    assert (urlsplit(page.url).path, hands.heading(page)) == ("/jam", HOURS)
    assert page.context.cookies() == []
    assert set(headings_behind(page)) <= {HOURS, "Anda tidak sendirian."}

    # Her officer meets the wish before any way to reach her.
    officer = browsers.desk(house)
    hands.take_newest(officer, "piket")
    shown = officer.locator("main").inner_text()
    assert "Jangan beri tahu: mama" in shown
    hands.open_with(page, code)
    assert "Kode" not in page.title()


@JS
def test_back_from_a_refused_answer_meets_nothing_but_own_pages(
    house: Server, browsers: Browsers, js: bool
) -> None:
    page = browsers.phone(house, js=js)
    hands.begin(page)
    hands.press(page, "Lanjut")  # nothing chosen
    assert page.title().startswith("Perlu diperiksa")
    own = {"Siapa yang butuh bantuan?", "Sebelum mulai", "Anda tidak sendirian."}
    assert set(headings_behind(page)) <= own
    page.goto("/")
    page.get_by_role("button", name="Buka jawaban dengan kode").click()
    page.get_by_label("Buka dengan kode").fill("1234 5678")
    hands.press(page, "Buka")
    assert page.title().startswith("Perlu diperiksa")
    hands.follow(page, "Cara aman memakai situs ini")
    hands.follow(page, "Keluar cepat")
    page.wait_for_url("**/jam")
    assert set(headings_behind(page)) <= {HOURS, "Anda tidak sendirian."}
