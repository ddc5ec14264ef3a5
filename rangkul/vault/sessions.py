"""A signed-in person's keys, split: one half in `unlock`, the other only in her cookie."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.vault.crypto import Refused, blake, random_key
from rangkul.vault.models import Unlock
from rangkul.vault.persons import PersonKeys, unwrap, wrap

KEPT_HOURS = 24  # after the idle lock, hash and person stay, so that a late POST finds its key


@dataclass(frozen=True)
class OpenSession:
    """A session whose two halves met."""

    ref: str
    keys: PersonKeys
    last_seen: datetime  # rounded down to the minute


def open_session(keys: PersonKeys) -> str:
    """Split the keys: store one half, return the cookie's. Inside the caller's writing()."""
    secret = random_key()
    Unlock.objects.create(
        id=_row_id(secret),
        ref=new_ref(),
        person_key_id=keys.id,
        ct=wrap(keys, _half(secret)),
        started=clock.now(),
        last_seen=clock.this_minute(),
        ends=clock.now() + timedelta(hours=12),
    )
    return secret.hex()


def join(cookie: str | None) -> OpenSession | None:
    """The session of a cookie, or None: unknown, ended, idle for ten minutes, or malformed."""
    row = _row(cookie)
    if row is None or row.ct is None or _idle(row) or row.ends <= clock.now():
        return None
    try:
        keys = unwrap(
            bytes(row.ct),
            _half(bytes.fromhex(cookie or "")),
            key_id=row.person_key_id,
            owner=row.person_key.owner,
        )
    except Refused:
        return None
    return OpenSession(row.ref, keys, row.last_seen)


def is_locked(cookie: str | None) -> bool:
    """Whether the cookie names a session that is there but locked by idleness."""
    return locked_key(cookie) is not None


def locked_key(cookie: str | None) -> str | None:
    """The person key of a session that is there but locked: what arrives late is sealed to it."""
    row = _row(cookie)
    if row is None or row.ends <= clock.now() or not (row.ct is None or _idle(row)):
        return None
    return row.person_key_id


def touch(ref: str) -> None:
    """Note the minute in which the session was last used. Inside the caller's writing()."""
    Unlock.objects.filter(ref=ref, ct__isnull=False).update(last_seen=clock.this_minute())


def end(ref: str, *, owner: str) -> int:
    """End one of this person's sessions; how many rows went."""
    return Unlock.objects.filter(ref=ref, person_key__owner=owner).delete()[0]


def end_all(owner: str, *, but: str = "") -> int:
    """End all of this person's sessions except `but`."""
    return Unlock.objects.filter(person_key__owner=owner).exclude(ref=but).delete()[0]


def of(owner: str) -> list[Unlock]:
    """This person's living sessions, newest first."""
    rows = Unlock.objects.filter(person_key__owner=owner, ends__gt=clock.now())
    return list(rows.order_by("-started"))


def awake(person_keys: Collection[str]) -> set[str]:
    """Whose of these person keys are open in a session now, as owners: used within ten minutes,
    neither locked nor ended."""
    open_now = Unlock.objects.filter(
        person_key_id__in=person_keys,
        ct__isnull=False,
        last_seen__gt=_idle_since(),
        ends__gt=clock.now(),
    )
    return set(open_now.values_list("person_key__owner", flat=True))


def sweep() -> None:
    """Wipe the halves of idle sessions; forget the rows a day later. Inside writing()."""
    Unlock.objects.filter(ct__isnull=False, last_seen__lte=_idle_since()).update(ct=None)
    forgotten = clock.now() - timedelta(hours=KEPT_HOURS)
    Unlock.objects.filter(last_seen__lte=forgotten).delete()
    Unlock.objects.filter(ends__lte=clock.now()).delete()


def _row(cookie: str | None) -> Unlock | None:
    try:
        secret = bytes.fromhex(cookie or "")
    except ValueError:
        return None
    return Unlock.objects.select_related("person_key").filter(id=_row_id(secret)).first()


def _idle(row: Unlock) -> bool:
    return row.last_seen <= _idle_since()


def _idle_since() -> datetime:
    # last_seen is rounded down to the minute, so ten idle minutes may show as eleven.
    return clock.now() - timedelta(minutes=settings.STAFF_IDLE_MINUTES + 1)


def _row_id(secret: bytes) -> bytes:
    return blake(secret, purpose="unlock-id")


def _half(secret: bytes) -> bytes:
    return blake(secret, purpose="unlock-key")
