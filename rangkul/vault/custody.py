"""The chain of custody: what happened to a file, who did it and when, from its arrival to its end.

Each step holds the hash of the one before, and the newest hash also stands in the audit trail:
an edit, an exchange, a cut tail or a vanished file is found by `doctor` and `verify-audit`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from rangkul.audit import queries as audit
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.vault.crypto import blake, same
from rangkul.vault.enums import CustodyEvent, FileState
from rangkul.vault.models import Custody, File

GENESIS: Final = bytes(32)
CODES: Final = {
    CustodyEvent.RECEIVED: EventCode.FILE_RECEIVED,
    CustodyEvent.VIEW_COPY_MADE: EventCode.VIEW_COPY_MADE,
    CustodyEvent.VIEWED: EventCode.VIEW_COPY_OPENED,
    CustodyEvent.ORIGINAL_DOWNLOADED: EventCode.ORIGINAL_DOWNLOADED,
    CustodyEvent.DESTROYED: EventCode.FILE_DESTROYED,
}


@dataclass(frozen=True)
class Finding:
    """One broken place: which file, at which step, what is wrong."""

    file: str
    seq: int
    what: str


def note(
    file: str, event: CustodyEvent, *, by: str, digest: bytes | None = None, why: str = ""
) -> None:
    """Add a step, and its event to the trail, inside the caller's writing(): late in it, since the
    trail's lock is taken. `by`: a person's reference, "reporter" or "system"; `digest`: of what
    this step sealed; `why`: a code, for the trail. Raises LookupError for an unknown file."""
    if File.objects.select_for_update().filter(pk=file).first() is None:
        raise LookupError(file)  # the lock lets one writer at a time number the steps
    last = Custody.objects.filter(file_id=file).order_by("-seq").first()
    row = Custody(file_id=file, seq=1, event=event, by=by, at=clock.now(), digest=digest)
    row.prev = GENESIS
    if last is not None:
        row.seq, row.prev = last.seq + 1, bytes(last.hash)
    row.hash = _hash(row)
    row.save(force_insert=True)
    append(CODES[event], by=by, object_ref=file, digest=row.hash, step=row.seq, why=why)


def _hash(row: Custody) -> bytes:
    said = {
        "file": row.file_id,
        "seq": row.seq,
        "event": str(row.event),
        "by": row.by,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "digest": bytes(row.digest).hex() if row.digest is not None else None,
    }
    body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return blake(bytes(row.prev), body, purpose="custody")


@dataclass(frozen=True)
class Step:
    """One step as people read it."""

    event: CustodyEvent
    by: str
    at: datetime


def history(file: str) -> list[Step]:
    """A file's steps, first to last."""
    rows = Custody.objects.filter(file_id=file).order_by("seq")
    return [Step(CustodyEvent(row.event), row.by, row.at) for row in rows]


def findings() -> list[Finding]:
    """Read every chain with distrust."""
    rows = Custody.objects.order_by("file_id", "seq").iterator(chunk_size=2000)
    found: list[Finding] = []
    heads: dict[str, Custody] = {}
    for file, chain in groupby(rows, lambda row: row.file_id):
        steps = list(chain)
        heads[file] = steps[-1]
        found += _of_chain(file, steps)
    return found + list(_against_files(heads)) + list(_against_trail(heads))


def _of_chain(file: str, steps: list[Custody]) -> Iterator[Finding]:
    prev = GENESIS
    for number, row in enumerate(steps, start=1):
        if row.seq != number or not same(bytes(row.prev), prev):
            yield Finding(file, row.seq, "sambungan putus: langkah hilang atau ditukar")
        if not same(bytes(row.hash), _hash(row)):
            yield Finding(file, row.seq, "isi tidak sama dengan sidiknya")
        prev = bytes(row.hash)


def _against_files(heads: dict[str, Custody]) -> Iterator[Finding]:
    """A file without a chain, and one that is said to be destroyed and is not, or the reverse."""
    known = File.objects.exclude(state=FileState.HELD).values_list("ref", "state")
    for ref, state in known:
        head = heads.get(ref)
        ended = head is not None and head.event == CustodyEvent.DESTROYED
        if head is None:
            yield Finding(ref, 0, "berkas tanpa riwayat")
        elif ended != (state == FileState.DESTROYED):
            yield Finding(ref, head.seq, "keadaan berkas tidak cocok dengan riwayatnya")


def _against_trail(heads: dict[str, Custody]) -> Iterator[Finding]:
    """What the audit trail saw last must be the last step here."""
    seen = audit.newest_digests(CODES.values())
    for ref in sorted(seen.keys() | heads.keys()):
        head = heads.get(ref)
        if head is None:
            yield Finding(ref, 0, "berkas yang tercatat di jejak audit tidak ada lagi")
        elif not same(bytes(head.hash), seen.get(ref, b"")):
            yield Finding(ref, head.seq, "langkah terakhir tidak cocok dengan jejak audit")
