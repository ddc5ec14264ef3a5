"""Ten idle minutes lock a session; what is sent later is kept for its writer alone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rangkul.accounts.actions.drafts import keep_late_words, sweep_kept_words
from rangkul.accounts.models import Agency, StaffDraft
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.vault import sessions
from rangkul.vault.models import Unlock
from tests.cast import Browser, hidden_fields, signed_in
from tests.house import City

AsPerson = Callable[[str], Browser]
PATH = "/pengaturan/orang/lembaga/"
WORDS = "Balai yang tidak boleh hilang"
LATE = timedelta(minutes=12)


@pytest.fixture
def admin(as_person: AsPerson) -> Browser:
    return as_person("admin")


@pytest.fixture
def late(admin: Browser) -> Iterator[None]:
    with clock.frozen(clock.now() + LATE):
        yield


def send(browser: Browser, **extra: str) -> Any:
    return browser.post(PATH, {"name": WORDS, "kind": "community"}, headers=extra)


def test_reading_after_the_lock_leads_to_the_sign_in(admin: Browser, late: None) -> None:
    assert admin.get("/pengaturan/orang/").headers["Location"].startswith("/masuk/?lanjut=")


def test_each_use_holds_the_lock_off(admin: Browser) -> None:
    start = clock.now()
    for minutes in (8, 16, 24):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert admin.get("/pengaturan/orang/").status_code == 200
    assert Unlock.objects.get().last_seen == (start + timedelta(minutes=24)).replace(
        second=0, microsecond=0
    )


def test_a_late_form_is_kept_and_nothing_is_done(admin: Browser, late: None, city: City) -> None:
    answer = send(admin)
    assert answer.status_code == 401
    assert "Sesi terkunci" in answer.content.decode()
    assert not Agency.objects.filter(name=WORDS).exists()
    assert WORDS.encode() not in bytes(StaffDraft.objects.get().body)


def test_it_is_kept_after_the_wrapped_key_was_wiped(admin: Browser, late: None) -> None:
    with writing():
        sessions.sweep()
    assert Unlock.objects.get().ct is None
    assert send(admin).status_code == 401
    assert StaffDraft.objects.exists()


def test_after_sign_in_it_is_offered_and_can_be_deleted(admin: Browser, late: None) -> None:
    send(admin)
    browser = Browser()
    answer = browser.post("/masuk/", {"username": "admin", "password": "rangkul-demo-2025"})
    assert answer.headers["Location"] == "/masuk/tulisan/"
    page = browser.get("/masuk/tulisan/")
    assert WORDS in page.content.decode()
    ref = StaffDraft.objects.get().ref
    browser.post(f"/masuk/tulisan/{ref}/hapus/", hidden_fields(page))
    assert not StaffDraft.objects.exists()


def test_nobody_else_reads_or_deletes_it(admin: Browser, late: None) -> None:
    send(admin)
    other = signed_in("luar")
    page = other.get("/masuk/tulisan/")
    assert WORDS not in page.content.decode()
    token = hidden_fields(page)
    gone = other.post(f"/masuk/tulisan/{StaffDraft.objects.get().ref}/hapus/", token)
    assert gone.status_code == 404
    assert StaffDraft.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_from_elsewhere_is_not_kept(admin: Browser, late: None, origin: str) -> None:
    assert send(admin, origin=origin).status_code == 403
    assert not StaffDraft.objects.exists()


def test_without_a_session_a_form_is_not_kept(visitor: Browser) -> None:
    assert send(visitor).status_code in {302, 403}
    assert not StaffDraft.objects.exists()


def test_a_day_later_the_session_is_forgotten(admin: Browser) -> None:
    with clock.frozen(clock.now() + timedelta(hours=25)):
        with writing():
            sessions.sweep()
        assert send(admin).status_code in {302, 403}
    assert not Unlock.objects.exists()
    assert not StaffDraft.objects.exists()


def test_kept_words_make_room_and_end(admin: Browser) -> None:
    key = Unlock.objects.get().person_key_id
    for number in range(23):
        keep_late_words(person_key=key, path="/x/", fields=[("name", f"kata {number}")])
    assert StaffDraft.objects.count() == 20
    with clock.frozen(clock.now() + timedelta(days=8)), writing():
        sweep_kept_words()
    assert not StaffDraft.objects.exists()


def test_the_words_stand_in_no_file(admin: Browser, late: None, city: City) -> None:
    send(admin)
    files = [path for path in Path(city.folder).rglob("*") if path.is_file()]
    assert not [path for path in files if WORDS.encode() in path.read_bytes()]
