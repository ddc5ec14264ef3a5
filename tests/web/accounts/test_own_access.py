"""One's own sessions and password."""

from collections.abc import Callable

import pytest
from django.test import override_settings

from rangkul.accounts.models import Person
from rangkul.audit.enums import EventCode
from rangkul.audit.queries import count
from rangkul.vault import cost
from rangkul.vault.models import Unlock
from tests.cast import Browser, hidden_fields
from tests.house import PASSWORD

AsPerson = Callable[[str], Browser]
NEW = "jambu air di halaman belakang"


def test_own_sessions_are_listed_and_this_one_is_marked(as_person: AsPerson) -> None:
    as_person("piket")
    browser = as_person("piket")
    page = browser.get("/pengaturan/sesi/").content.decode()
    assert page.count("sesi ini") == 1
    assert page.count("/akhiri/") == 2  # the other one, and all others


def test_ending_another_session_ends_it_at_once(as_person: AsPerson) -> None:
    first, second = as_person("piket"), as_person("piket")
    page = second.get("/pengaturan/sesi/")
    ref = Unlock.objects.order_by("started")[0].ref
    assert second.post(f"/pengaturan/sesi/{ref}/akhiri/", hidden_fields(page)).status_code == 302
    assert first.get("/pengaturan/sesi/").status_code == 302
    assert second.get("/pengaturan/sesi/").status_code == 200
    assert count(EventCode.SESSION_ENDED) == 1


def test_a_colleagues_session_cannot_be_ended(as_person: AsPerson) -> None:
    victim, other = as_person("piket"), as_person("piket2")
    ref = Unlock.objects.order_by("started")[0].ref
    token = hidden_fields(other.get("/pengaturan/sesi/"))
    assert other.post(f"/pengaturan/sesi/{ref}/akhiri/", token).status_code == 404
    other.post("/pengaturan/sesi/lain/akhiri/", token)
    assert victim.get("/pengaturan/sesi/").status_code == 200


def test_all_others_end_together(as_person: AsPerson) -> None:
    others = [as_person("piket") for _ in range(2)]
    browser = as_person("piket")
    token = hidden_fields(browser.get("/pengaturan/sesi/"))
    browser.post("/pengaturan/sesi/lain/akhiri/", token)
    assert [other.get("/pengaturan/sesi/").status_code for other in others] == [302, 302]
    assert browser.get("/pengaturan/sesi/").status_code == 200


def change(browser: Browser, *, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    answers = {"old": old, "new": new, "again": again}
    status: int = browser.submit("/masuk/sandi/", answers).status_code
    return status


def test_a_new_password_opens_the_same_keys(as_person: AsPerson) -> None:
    other, browser = as_person("piket"), as_person("piket")
    assert change(browser) == 302
    assert browser.get("/pengaturan/sesi/").status_code == 200
    assert other.get("/pengaturan/sesi/").status_code == 302
    fresh = Browser()
    assert enter(fresh, PASSWORD) == 422
    assert enter(fresh, NEW) == 302
    assert "Tim penerima laporan" in fresh.get("/pengaturan/tim/").content.decode()
    assert count(EventCode.PASSWORD_CHANGED) == 1


def test_the_browser_of_the_change_stays_known_and_others_do_not(as_person: AsPerson) -> None:
    other, browser = as_person("piket"), as_person("piket")
    change(browser)
    for number in range(10):
        enter(Browser(), f"salah {number}")
    assert enter(other, NEW) == 429
    assert enter(browser, NEW) == 302


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"old": "bukan ini sandinya"}, "belum cocok"),
        ({"again": "lain dari yang pertama"}, "belum sama"),
        ({"new": "pendek", "again": "pendek"}, "terlalu pendek"),
        ({"new": "123456789012", "again": "123456789012"}, "angka"),
        ({"new": "passwordpassword", "again": "passwordpassword"}, ""),
    ],
)
def test_refused_changes_change_nothing(
    as_person: AsPerson, answers: dict[str, str], words: str
) -> None:
    browser = as_person("piket")
    before = Person.objects.get(username="piket").password
    filled = {"old": PASSWORD, "new": NEW, "again": NEW, **answers}
    answer = browser.submit("/masuk/sandi/", filled)
    if words:
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert Person.objects.get(username="piket").password == before
    assert NEW not in answer.content.decode()


def test_guessing_the_old_password_in_an_open_session_is_throttled(as_person: AsPerson) -> None:
    browser = as_person("piket")
    for _ in range(10):
        assert change(browser, old="bukan ini sandinya") == 422
    assert change(browser) == 429
    assert enter(Browser(), PASSWORD) == 302


def test_a_busy_slot_is_told_kindly(as_person: AsPerson) -> None:
    browser = as_person("piket")
    with cost.STAFF.held(), override_settings(SLOT_WAIT_SECONDS=0.01):
        assert change(browser) == 503


def enter(browser: Browser, password: str) -> int:
    answer = browser.post("/masuk/", {"username": "piket", "password": password})
    return int(answer.status_code)
