"""A form that came too early: told kindly, at the field, and the keyboard is already there."""

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.e2e.place import OpenDay, Place
from tests.e2e.places import PLACES
from tests.house import Server

EMPTY = [
    pytest.param(place, id=place.id, marks=() if place.public else pytest.mark.long)
    for place in PLACES
    if place.act is not None and place.state in {"kosong", "salah", "jawaban kosong"}
]


# In front of the title and at the head of the summary, in Indonesian and in English.
SAID = (
    ("Perlu diperiksa – ", "Periksa lagi"),
    ("Please check – ", "Please check again"),
)


def focused(page: Page, what: str) -> str:
    value: str = page.evaluate(f"document.activeElement.{what}")
    return value


@pytest.mark.parametrize("place", EMPTY)
@pytest.mark.parametrize("js", [True, pytest.param(False, marks=pytest.mark.long)])
def test_an_empty_form_says_what_is_missing(day: OpenDay, place: Place, js: bool) -> None:
    page = day.page(place.who, width=eyes.PHONE, js=js)
    place.go(day, page)
    title, alert = SAID["/en/" in page.url]
    assert page.title().startswith(title)
    summary = page.get_by_role("alert")
    assert summary.get_by_role("heading").inner_text() == alert
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
    titles = {}
    said = {
        "Siapa yang butuh bantuan?": "Saya sendiri, 18 tahun ke atas",
        "Apakah sekarang aman?": "Ya, aman",
    }
    while (at := hands.heading(page)) != hands.CHECK:
        titles[at] = page.title()
        hands.give(page, said.get(at, ()))
        hands.press(page, "Lanjut")
    titles[hands.CHECK] = page.title()
    hands.press(page, "Kirim sekarang")
    titles["receipt"] = page.title()
    assert len(set(titles.values())) == len(titles) > 12
    assert titles[hands.STORY] == "3 dari 7 – Layanan Warga Kota Pangkalpinang"


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
