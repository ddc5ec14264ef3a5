"""Words that arrived after the idle lock: kept sealed, shown to their writer, deleted."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from rangkul.accounts.models import StaffDraft
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.vault.personal import open_own, seal_for
from rangkul.vault.persons import PersonKeys

_MOST = 20  # kept for one person; older ones make room
_KEPT_DAYS = 7


@dataclass(frozen=True)
class KeptWords:
    """One form that came late, opened."""

    ref: str
    path: str
    at: datetime
    fields: list[tuple[str, str]]


def keep_late_words(*, person_key: str, path: str, fields: list[tuple[str, str]]) -> None:
    """Seal a form's fields to the person's own key. Raises LookupError for an unknown key."""
    if not fields:
        return
    ref = new_ref()
    with writing():
        body = seal_for(person_key, json.dumps(fields).encode(), row=ref)
        StaffDraft.objects.create(
            ref=ref, person_key_id=person_key, path=path[:200], body=body, at=clock.now()
        )
        _make_room(person_key)


def _make_room(person_key: str) -> None:
    mine = StaffDraft.objects.filter(person_key_id=person_key).order_by("-at", "-ref")
    too_many = list(mine.values_list("ref", flat=True)[_MOST:])
    StaffDraft.objects.filter(ref__in=too_many).delete()


def kept_words(keys: PersonKeys) -> list[KeptWords]:
    """This person's kept words, newest first. Raises crypto.Refused when one was changed."""
    rows = StaffDraft.objects.filter(person_key_id=keys.id).order_by("-at")
    return [KeptWords(row.ref, row.path, row.at, _fields(keys, row)) for row in rows]


def has_kept_words(keys: PersonKeys) -> bool:
    """Whether anything waits for her after sign-in."""
    return StaffDraft.objects.filter(person_key_id=keys.id).exists()


def _fields(keys: PersonKeys, row: StaffDraft) -> list[tuple[str, str]]:
    pairs = json.loads(open_own(keys, bytes(row.body), row=row.ref))
    return [(name, text) for name, text in pairs]


def delete_kept_words(*, by: PersonKeys, ref: str) -> bool:
    """Delete one; whether it was hers and there."""
    with writing():
        return bool(StaffDraft.objects.filter(person_key_id=by.id, ref=ref).delete()[0])


def sweep_kept_words() -> int:
    """Delete what nobody fetched within seven days. Inside the caller's writing()."""
    oldest = clock.now() - timedelta(days=_KEPT_DAYS)
    return StaffDraft.objects.filter(at__lt=oldest).delete()[0]
