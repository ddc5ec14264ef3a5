"""Private records: found and opened by code and PIN, by nobody else (vault.md, "A report" 5).

The compartment's key is what the derivation gives. It has no Compartment row, and the database
refuses one, so a grant to anybody of the staff cannot exist. What she writes is sealed to it by the
usual envelope and kept by an upper room, which lets go of it through `on_record_gone`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.vault.crypto import Refused, same
from rangkul.vault.enums import CompartmentCode
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Record
from rangkul.vault.receipts import peppered

SWEPT_AT_ONCE = 200  # a run stays short, so that nobody's report waits behind it

_endings: list[Callable[[str], None]] = []


@dataclass(frozen=True)
class RecordKeys:
    """What code and PIN give together: where the row is, and the key of all that is in it."""

    lookup: bytes
    key: bytes


@dataclass(frozen=True)
class OpenRecord:
    """A private record in the hands of who wrote it, for the length of one request."""

    ref: str
    compartment: OpenCompartment
    made_at: datetime
    last_write: datetime
    expires: datetime


def on_record_gone(ending: Callable[[str], None]) -> None:
    """Let `ending` delete what a record holds, by the record's reference, in the transaction
    that deletes the record. Call it from AppConfig.ready()."""
    if ending not in _endings:
        _endings.append(ending)


def derive_record(code: str, pin: str) -> RecordKeys:
    """Lookup and key of a code and a PIN: costs what a receipt costs, whether right or wrong.

    Raises cost.Busy, and RuntimeError inside a transaction.
    """
    stretched = peppered(code.encode("ascii"), pin.encode(), kind="record")
    return RecordKeys(stretched[:32], stretched[32:])


def new_record(keys: RecordKeys) -> OpenRecord:
    """An empty record, inside the caller's writing()."""
    ref, at = new_ref(), clock.now()
    compartment = _compartment(ref, keys)
    row = Record.objects.create(
        lookup=keys.lookup,
        ref=ref,
        commitment=compartment.commitment,
        made_at=at,
        last_write=at,
        expires=_a_year_after(at),
    )
    return _opened(row, compartment)


def find_record(keys: RecordKeys) -> OpenRecord | None:
    """The record, or None: wrong code, wrong PIN, ended and deleted look and cost the same.

    Raises crypto.Refused when the row is another record's.
    """
    row = Record.objects.filter(lookup=keys.lookup, expires__gt=clock.now()).first()
    if row is None:
        return None
    compartment = _compartment(row.ref, keys)
    if not same(compartment.commitment, bytes(row.commitment)):
        raise Refused(f"record {row.ref}: another key")
    return _opened(row, compartment)


def touch(record: OpenRecord) -> None:
    """Something was written: it lives for another 12 months from now. Inside writing().

    Raises LookupError when it was deleted or ended meanwhile.
    """
    at = clock.now()
    rows = Record.objects.filter(ref=record.ref, expires__gt=at)
    if not rows.update(last_write=at, expires=_a_year_after(at)):
        raise LookupError(record.ref)


def delete_record(ref: str) -> None:
    """Forget a record and all that it holds, inside the caller's writing()."""
    for ending in _endings:
        ending(ref)
    Record.objects.filter(ref=ref).delete()


def count() -> int:
    """How many live: all that anybody of the staff may ever see of them."""
    return Record.objects.filter(expires__gt=clock.now()).count()


def sweep() -> int:
    """Delete the longest expired, inside the caller's writing(); how many."""
    ended = Record.objects.select_for_update().filter(expires__lte=clock.now())
    refs = [row.ref for row in ended.order_by("expires")[:SWEPT_AT_ONCE]]
    for ref in refs:
        delete_record(ref)
    return len(refs)


def _compartment(ref: str, keys: RecordKeys) -> OpenCompartment:
    return OpenCompartment(ref, CompartmentCode.RECORD.value, 1, keys.key)


def _opened(row: Record, compartment: OpenCompartment) -> OpenRecord:
    return OpenRecord(row.ref, compartment, row.made_at, row.last_write, row.expires)


def _a_year_after(moment: datetime) -> datetime:
    """The same day 12 months later; after 29 February it is 1 March."""
    if (moment.month, moment.day) == (2, 29):
        return moment.replace(year=moment.year + 1, month=3, day=1)
    return moment.replace(year=moment.year + 1)
