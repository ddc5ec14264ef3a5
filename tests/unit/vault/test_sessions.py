"""A session is two halves: one row, one cookie. Either alone opens nothing; idleness wipes."""

from datetime import timedelta

from rangkul.accounts.models import Person
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.vault import sessions
from rangkul.vault.crypto import random_key
from rangkul.vault.models import Unlock
from rangkul.vault.persons import PersonKeys
from tests.house import City


def _opened(username: str = "piket") -> tuple[PersonKeys, str]:
    keys = actor(username).keys
    with writing():
        return keys, sessions.open_session(keys)


def test_both_halves_together_give_the_keys(city: City) -> None:
    keys, cookie = _opened()
    joined = sessions.join(cookie)
    assert joined is not None
    assert joined.keys == keys


def test_the_row_alone_opens_nothing(city: City) -> None:
    keys, cookie = _opened()
    row = Unlock.objects.get()
    stored = bytes(row.id) + bytes(row.ct or b"")
    assert bytes.fromhex(cookie) not in stored
    assert keys.box.private not in stored
    for guess in (bytes(row.id).hex(), bytes(row.ct or b"")[:32].hex(), row.ref, "", None, "zz"):
        assert sessions.join(guess) is None


def test_the_cookie_alone_opens_nothing(city: City) -> None:
    _, cookie = _opened()
    with writing():
        Unlock.objects.all().delete()
    assert sessions.join(cookie) is None
    assert not sessions.is_locked(cookie)


def test_a_half_moved_to_another_session_opens_nothing(city: City) -> None:
    _, cookie = _opened("piket")
    _, other = _opened("piketlain")
    mine, theirs = sessions.join(cookie), sessions.join(other)
    assert mine is not None
    assert theirs is not None
    with writing():
        moved = Unlock.objects.get(ref=theirs.ref).ct
        Unlock.objects.filter(ref=mine.ref).update(ct=moved)
    assert sessions.join(cookie) is None


def test_a_session_locks_after_ten_idle_minutes_and_ends_after_twelve_hours(city: City) -> None:
    """Last seen is kept to the minute, so the lock falls between ten and eleven minutes."""
    start = clock.now().replace(second=30, microsecond=0)
    with clock.frozen(start):
        _, cookie = _opened()
    with clock.frozen(start + timedelta(minutes=10)):
        assert sessions.join(cookie) is not None
    with clock.frozen(start + timedelta(minutes=11)):
        assert sessions.join(cookie) is None
        assert sessions.is_locked(cookie)
    with clock.frozen(start + timedelta(hours=12)):
        assert not sessions.is_locked(cookie)


def test_use_keeps_a_session_open_but_not_beyond_twelve_hours(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        _, cookie = _opened()
    for minutes in range(10, 12 * 60, 10):
        with clock.frozen(start + timedelta(minutes=minutes)):
            joined = sessions.join(cookie)
            assert joined is not None, minutes
            with writing():
                sessions.touch(joined.ref)
    with clock.frozen(start + timedelta(hours=12)):
        assert sessions.join(cookie) is None


def test_the_sweep_wipes_the_half_and_keeps_hash_and_person_for_a_day(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        keys, cookie = _opened()
    with clock.frozen(start + timedelta(minutes=12)), writing():
        sessions.sweep()
        assert Unlock.objects.get().ct is None
        assert sessions.locked_key(cookie) == keys.id
    with clock.frozen(start + timedelta(hours=25)), writing():
        sessions.sweep()
        assert not Unlock.objects.exists()


def test_a_locked_session_is_not_unlocked_by_being_seen(city: City) -> None:
    start = clock.now()
    with clock.frozen(start):
        _, cookie = _opened()
    with clock.frozen(start + timedelta(minutes=12)):
        with writing():
            sessions.sweep()
            sessions.touch(Unlock.objects.get().ref)
        assert sessions.join(cookie) is None


def test_only_the_minute_of_the_last_use_is_kept(city: City) -> None:
    _opened()
    seen = Unlock.objects.get().last_seen
    assert (seen.second, seen.microsecond) == (0, 0)


def test_nobody_ends_the_session_of_another(city: City) -> None:
    _, cookie = _opened("piket")
    stranger = Person.objects.get(username="luar").ref
    with writing():
        assert sessions.end(Unlock.objects.get().ref, owner=stranger) == 0
    assert sessions.join(cookie) is not None


def test_a_forged_cookie_is_no_session(city: City) -> None:
    _opened()
    assert sessions.join(random_key().hex()) is None
