"""The network goes, the database goes, a page was open too long: words stay, or she is told."""

from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import Error, Page

from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.vault.models import Draft, Unlock
from tests.conftest import bound_to
from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.house import Server

STORY = "Suami saya memukul saya semalam."
NOTE = "Kami membaca. Apakah malam ini aman?"


def at_the_story(page: Page) -> None:
    hands.begin(page)
    hands.tell_up_to_story(page, who="Saya sendiri, 18 tahun ke atas")
    page.get_by_label(hands.STORY).fill(STORY)


def at_the_answer(page: Page, server: Server, browsers: Browsers) -> None:
    """An officer with a half-written answer."""
    hands.report(browsers.phone(server))
    hands.sign_in(page, "piket")
    page.goto(hands.newest_free(page))
    hands.press(page, "Ambil")
    page.get_by_label("Jawaban untuk pelapor").fill(NOTE)


def lose_the_network(page: Page, button: str) -> None:
    """Press a button while the network is away, then let it come back and load the page again."""
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name=button).click(no_wait_after=True)
    page.context.set_offline(False)
    page.reload()


@pytest.mark.parametrize("js", [True, pytest.param(False, marks=pytest.mark.long)])
def test_words_that_met_no_network_arrive_when_the_page_is_loaded_again(
    house: Server, browsers: Browsers, js: bool
) -> None:
    page = browsers.phone(house, js=js)
    at_the_story(page)
    lose_the_network(page, "Lanjut")
    assert page.url.endswith("/l/3b")
    page.goto("/l/3")
    assert page.get_by_label(hands.STORY).input_value() == STORY


def test_an_answer_that_met_no_network_arrives_once(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    at_the_answer(page, house, browsers)
    lose_the_network(page, "Kirim jawaban")
    assert page.locator(".message").all_inner_texts()[0].endswith(NOTE)
    assert page.locator(".message").count() == 1


def rename(server: Server, table: str, to: str) -> None:
    """Take a table away under the feet of the server, or bring it back."""
    with bound_to(server.city), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {to}")


def test_a_failing_database_leaves_her_words_in_the_page(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    at_the_story(page)
    rename(house, "vault_draft", "away")
    try:
        hands.press(page, "Lanjut")
        assert page.get_by_role("alert").get_by_role("heading").inner_text() == "Belum terkirim"
        assert page.get_by_label(hands.STORY).input_value() == STORY
        assert page.get_by_role("alert").get_by_role("link").count() == 2
        assert eyes.axe_violations(page) == []
        assert eyes.sideways(page) == 0
    finally:
        rename(house, "away", "vault_draft")
    hands.press(page, "Lanjut")
    assert page.url.endswith("/l/3b")


@pytest.mark.long
def test_a_failing_database_says_so_on_the_desk(house: Server, browsers: Browsers) -> None:
    page = browsers.desk(house)
    hands.sign_in(page, "piket")
    rename(house, "vault_access", "away")
    try:
        shown = page.goto("/piket/")
        assert shown is not None
        assert shown.status == 503
        assert hands.heading(page) == "Belum terkirim"
        assert eyes.axe_violations(page) == []
        assert eyes.small_targets(page) == []
    finally:
        rename(house, "away", "vault_access")
    page.reload()
    assert hands.heading(page) == "Piket"


def test_a_draft_that_ran_out_while_she_typed_loses_nothing(
    house: Server, browsers: Browsers
) -> None:
    page = browsers.phone(house)
    at_the_story(page)
    with bound_to(house.city), writing():
        Draft.objects.all().update(expires=clock.now() - timedelta(seconds=1))
    hands.press(page, "Lanjut")  # the two questions are asked again, the story is kept
    assert hands.heading(page) == "Siapa yang butuh bantuan?"
    assert page.get_by_role("status").inner_text().startswith("Halaman lama tertutup.")
    page.goto("/l/3")
    assert page.get_by_label(hands.STORY).input_value() == STORY


def test_a_form_of_another_stay_comes_back_with_the_words(
    house: Server, browsers: Browsers
) -> None:
    page = browsers.phone(house)
    at_the_story(page)
    with bound_to(house.city), writing():
        Draft.objects.all().delete()
    other_tab = page.context.new_page()
    hands.begin(other_tab)
    hands.press(page, "Lanjut")
    assert page.get_by_text("Halaman ini sudah lama terbuka.").is_visible()
    assert page.get_by_label(hands.STORY).input_value() == STORY
    assert eyes.axe_violations(page) == []
    hands.press(page, "Lanjut")
    assert page.url.endswith("/l/3b")


def fall_asleep(server: Server) -> None:
    """Nobody has touched any desk for twelve minutes."""
    with bound_to(server.city), writing():
        Unlock.objects.all().update(last_seen=clock.this_minute() - timedelta(minutes=12))


def test_ten_idle_minutes_lock_the_desk_and_a_late_answer_is_kept(
    house: Server, browsers: Browsers
) -> None:
    page = browsers.desk(house)
    at_the_answer(page, house, browsers)
    address = page.url
    fall_asleep(house)
    hands.press(page, "Kirim jawaban")
    assert hands.heading(page) == "Sesi terkunci"
    assert NOTE not in page.content()
    assert eyes.axe_violations(page) == []
    page.goto(address)
    assert hands.heading(page) == "Masuk"
    hands.sign_in(page, "piket")
    assert hands.heading(page) == "Tulisan yang tersimpan"
    assert page.get_by_text(NOTE).is_visible()
    page.goto(address)
    assert page.locator(".message").count() == 0
    page.goto("/masuk/tulisan/")
    hands.press(page, "Hapus")
    assert page.get_by_text("Tidak ada tulisan yang tersimpan.").is_visible()


def test_another_browser_can_be_signed_out(house: Server, browsers: Browsers) -> None:
    lost, own = browsers.phone(house), browsers.desk(house)
    for page in (lost, own):
        hands.sign_in(page, "piket2")
    own.goto("/pengaturan/sesi/")
    assert own.locator("tbody tr").count() >= 2
    hands.press(own, "Akhiri semua sesi lain")
    own.goto("/pengaturan/sesi/")
    assert own.locator("tbody tr").count() == 1
    lost.goto("/piket/")
    assert hands.heading(lost) == "Masuk"


@pytest.mark.long
def test_the_veil_hides_the_desk_and_keeps_what_was_typed(
    house: Server, browsers: Browsers
) -> None:
    page = browsers.phone(house, js=False)
    hands.sign_in(page, "admin")
    page.goto("/pengaturan/orang/lembaga/")
    page.get_by_label("Nama lembaga").fill("Balai")
    page.get_by_text("Sembunyikan layar").click()
    with pytest.raises(Error):
        page.get_by_label("Nama lembaga").click(timeout=300)
    page.get_by_text("Tampilkan layar").click()
    assert page.get_by_label("Nama lembaga").input_value() == "Balai"
