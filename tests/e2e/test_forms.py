"""A form that came too early: told kindly, at the field, and the keyboard is already there."""

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.e2e.places import PLACES, OpenDay, Place
from tests.house import Server

EMPTY = [
    pytest.param(place, id=place.id, marks=() if place.public else pytest.mark.long)
    for place in PLACES
    if place.act is not None and place.state in {"kosong", "salah", "jawaban kosong"}
]


def focused(page: Page, what: str) -> str:
    value: str = page.evaluate(f"document.activeElement.{what}")
    return value


@pytest.mark.parametrize("place", EMPTY)
@pytest.mark.parametrize("js", [True, pytest.param(False, marks=pytest.mark.long)])
def test_an_empty_form_says_what_is_missing(day: OpenDay, place: Place, js: bool) -> None:
    page = day.page(place.who, width=eyes.PHONE, js=js)
    place.go(day, page)
    assert page.title().startswith("Perlu diperiksa – ")
    summary = page.get_by_role("alert")
    assert summary.get_by_role("heading").inner_text() == "Ada yang perlu dilengkapi"
    assert focused(page, "id") == "perlu-diperiksa"
    messages = summary.get_by_role("listitem").all_inner_texts()
    assert messages
    assert not any("wajib" in words or "Bidang" in words or "field" in words for words in messages)
    for link in summary.get_by_role("link").all():
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.evaluate("document.querySelector(':target').id") == target
        assert page.locator(f"#{target}").is_editable()


def test_the_title_of_every_step_is_its_own(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    hands.begin(page)
    titles = []
    for answer in ("Saya sendiri", "Ya, aman", "", ""):
        titles.append(page.title())
        if answer:
            hands.choose(page, answer)
        hands.press(page, "Lanjut")
    titles.append(page.title())
    hands.press(page, "Kirim sekarang")
    titles.append(page.title())
    assert len(set(titles)) == 6
    assert titles[2] == "Langkah 3 dari 5 – Layanan Warga Kota Pangkalpinang"


def test_a_double_click_and_a_replay_are_one_report(house: Server, browsers: Browsers) -> None:
    page = browsers.phone(house)
    hands.begin(page)
    hands.tell(page, "dua kali")
    form: dict[str, str | float | bool] = {"t": page.locator("input[name=t]").first.input_value()}
    page.get_by_role("button", name="Kirim sekarang").dblclick()
    page.wait_for_url("**/l/selesai")
    code = hands.code_on(page)
    headers = {"origin": house.url}
    again = page.context.request.post("/l/periksa", form=form, headers=headers)
    assert again.url.endswith("/l/selesai")
    page.reload()
    assert hands.code_on(page) == code
    officer = browsers.desk(house)
    hands.sign_in(officer, "piket")
    page_size = officer.locator("tbody tr").count()
    hands.report(browsers.phone(house))
    officer.reload()
    assert officer.locator("tbody tr").count() == page_size + 1
