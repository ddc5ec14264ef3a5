"""The thief's view of sessions: the table without cookies, cookies without the table."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session

from rangkul.accounts.models import KnownDevice, Person
from rangkul.vault import sessions
from rangkul.vault.crypto import Refused
from rangkul.vault.models import Key, Unlock
from rangkul.vault.persons import unwrap
from tests.cast import Browser

AsPerson = Callable[[str], Browser]


def every_column(row: Unlock) -> list[bytes]:
    return [bytes(row.id), bytes(row.ct or b""), row.ref.encode(), row.person_key_id.encode()]


def test_the_table_without_the_cookie_opens_nothing(as_person: AsPerson) -> None:
    as_person("piket")
    row = Unlock.objects.get()
    owner = Key.objects.get(pk=row.person_key_id).owner
    for guess in every_column(row):
        assert sessions.join(guess.hex()) is None
        key = guess[:32].ljust(32, b"\0")
        with pytest.raises(Refused):
            unwrap(bytes(row.ct or b""), key, key_id=row.person_key_id, owner=owner)


def test_the_cookie_without_the_table_opens_nothing(as_person: AsPerson) -> None:
    cookie = as_person("piket").cookies["kunci"].value
    assert sessions.join(cookie) is not None
    Unlock.objects.all().delete()
    assert sessions.join(cookie) is None


def test_a_half_moved_to_another_row_opens_nothing(as_person: AsPerson) -> None:
    mine = as_person("luar").cookies["kunci"].value
    as_person("piket")
    target = Unlock.objects.get(person_key__owner=Person.objects.get(username="piket").ref)
    own = Unlock.objects.exclude(pk=target.pk).get()
    Unlock.objects.filter(pk=own.pk).update(ct=bytes(target.ct or b""))
    assert sessions.join(mine) is None
    Unlock.objects.filter(pk=own.pk).update(person_key=target.person_key_id)
    assert sessions.join(mine) is None


def test_djangos_session_holds_no_key(as_person: AsPerson) -> None:
    browser = as_person("piket")
    stored = Session.objects.get().get_decoded()
    assert set(stored) == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "_csrftoken"}
    half = bytes.fromhex(browser.cookies["kunci"].value)
    assert len(half) == 32
    assert half.hex() not in repr(stored)


def test_the_device_table_does_not_hold_its_cookie(as_person: AsPerson) -> None:
    cookie = as_person("piket").cookies["alat"].value
    assert cookie.encode() not in bytes(KnownDevice.objects.get().device)


@pytest.mark.parametrize("cookie", ["", "x", "00", "zz" * 32, "0" * 64, "0" * 5000, "\ud83d"])
def test_a_malformed_cookie_is_no_session(as_person: AsPerson, cookie: str) -> None:
    as_person("piket")
    assert sessions.join(cookie) is None
    assert not sessions.is_locked(cookie)
