"""The replayed chain of this installation, kept in memory and carried on when it grows."""

import threading
from pathlib import Path

from django.conf import settings
from django.db import connection

from rangkul.common.transactions import mode, snapshot
from rangkul.vault.chain import Link, PublicKeys, Trust, extended, link_hash
from rangkul.vault.crypto import Refused, same
from rangkul.vault.models import Key, Statement

_lock = threading.Lock()
_cache: dict[tuple[str, bytes], Trust] = {}


class NoCity(Exception):
    """No root fingerprint: neither `init` nor `demo` has run."""


def pinned_fingerprint() -> bytes:
    """The root's fingerprint from the file that the web user cannot write. Raises NoCity."""
    try:
        return bytes.fromhex(Path(settings.ROOT_FINGERPRINT_FILE).read_text("ascii").strip())
    except (FileNotFoundError, ValueError) as error:
        raise NoCity from error


def current() -> Trust:
    """What the chain proves now. Raises Refused when it was cut, changed or re-rooted.

    Inside reading() the answer cannot change, so it is replayed once.
    """
    kept = snapshot()
    if kept is None:
        return _replayed()
    if "trust" not in kept:
        kept["trust"] = _replayed()
    trust: Trust = kept["trust"]
    return trust


def _replayed() -> Trust:
    pinned = pinned_fingerprint()
    place = (str(connection.settings_dict["NAME"]), pinned)
    known = _cache.get(place, Trust())
    rows = list(Statement.objects.filter(seq__gte=known.seq).order_by("seq"))
    new = _refuse_cut(known, rows)
    if not new:
        return known
    trust = extended(known, map(as_link, new), root_fingerprint=pinned)
    if mode() != "writing":  # what may still roll back is believed, not remembered
        _remember(place, trust)
    return trust


def _remember(place: tuple[str, bytes], trust: Trust) -> None:
    """Keep what was replayed, unless another thread has meanwhile come further."""
    with _lock:
        if _cache.get(place, Trust()).seq < trust.seq:
            _cache[place] = trust


def _refuse_cut(trust: Trust, rows: list[Statement]) -> list[Statement]:
    """The new statements, after making sure that the last one seen before is still there."""
    if trust.seq == 0:
        return rows
    if not rows and mode() == "reading":
        return []  # this snapshot is older than what another thread has already verified
    if not rows or not same(link_hash(as_link(rows[0])), trust.head):
        raise Refused("the chain of key statements was cut or changed")
    return rows[1:]


def as_link(row: Statement) -> Link:
    """The pure form of a stored statement."""
    return Link(row.seq, bytes(row.body), bytes(row.prev), row.made_by, bytes(row.signature))


def forget() -> None:
    """Start over from the root: another database stands behind the same name (restore, tests)."""
    with _lock:
        _cache.clear()


def team_key(team: str) -> tuple[Key, PublicKeys]:
    """A team's newest epoch: the row and what the chain says. Raises Refused when they differ,
    LookupError when the team has no key yet."""
    known = current().teams.get(team)
    if known is None or not known.epochs:
        raise LookupError(team)
    return checked_row(known.epochs[-1]), known.epochs[-1]


def checked_row(believed: PublicKeys) -> Key:
    """The key's row, if it says the same as the chain: a swapped public key stops here."""
    row = Key.objects.filter(pk=believed.id).first()
    if row is None or row.owner != believed.owner or row.epoch != believed.epoch:
        raise Refused(f"key {believed.id} differs from its statement")
    if not same(bytes(row.box_pk or b""), believed.box):
        raise Refused(f"key {believed.id} differs from its statement")
    if not same(bytes(row.sign_pk or b""), believed.sign):
        raise Refused(f"key {believed.id} differs from its statement")
    return row


def verified_epoch(key_id: str) -> tuple[str, PublicKeys]:
    """Team and public keys of a team epoch by its key id. Raises Refused when unknown."""
    for team in current().teams.values():
        for epoch in team.epochs:
            if epoch.id == key_id:
                return team.ref, epoch
    raise Refused("a key outside the chain")


def teams_with(purpose: str) -> list[str]:
    """References of the teams founded for a purpose, oldest first."""
    return [team.ref for team in current().teams.values() if team.purpose == purpose]


def teams_of(person_key: str) -> list[str]:
    """References of the teams whose chain says this person key is a member."""
    return [team.ref for team in current().teams.values() if person_key in team.members]
