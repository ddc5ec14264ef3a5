"""The private record as its writer reads it, and what proves a note to whom she sent it.

A note is sealed to the record's compartment, whose key comes from code and PIN alone: nothing in
this module can be called without them but `proven`, which reads what she has sent herself.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from rangkul.audit import queries as audit
from rangkul.audit.enums import EventCode
from rangkul.reports import stamps, visit
from rangkul.reports.answers import Part
from rangkul.reports.models import RecordEntry
from rangkul.reports.visit import State
from rangkul.vault import envelope, files, records
from rangkul.vault.crypto import Refused, same
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.files import OpenFile
from rangkul.vault.records import OpenRecord

MOST = 50  # notes of one record: a page of them stays light, and a flood fills no disk
MOST_FILES = 10  # in all its notes together
FIELD = "record.entry"
MARKS_FIELD = "record.marks"
VERSION = 1
# Between the moment in a stamp and its event lies one transaction.
_SAME_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class NoteFile:
    """A file that was kept with a note (vault.files)."""

    ref: str
    name: str
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True)
class Note:
    """An opened note. `answers` are those of the flow, where she came from there."""

    ref: str
    number: int
    at: datetime
    text: str
    happened: str
    salt: str
    previous: str
    answers: dict[str, Any]
    files: tuple[NoteFile, ...] = ()
    sent_at: datetime | None = None

    @property
    def stamp(self) -> bytes:
        """What its words and files, its moment and the note before it give (reports.stamps)."""
        return _stamp(self._bare_part, self.at)

    @property
    def _bare_part(self) -> Part:
        return Part(
            at=stamps.utc(self.at),
            text=self.text,
            stamp="",
            ref=self.ref,
            number=self.number,
            happened=self.happened,
            salt=self.salt,
            previous=self.previous,
            files=tuple(one.sha256 for one in self.files),
        )

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def part(self) -> Part:
        """The note as it goes along with a report."""
        return replace(self._bare_part, stamp=self.stamp.hex())


def _stamp(part: Part, at: datetime) -> bytes:
    return stamps.stamp_of(
        salt=part.salt,
        at=at,
        previous=part.previous,
        happened=part.happened,
        text=part.text,
        files=part.files,
    )


def opened(state: State | None) -> OpenRecord | None:
    """The record that this stay has open; None when there is none, or it was deleted meanwhile.

    Raises vault.crypto.Refused when its row is another record's.
    """
    keys = visit.record_keys(state)
    return records.find_record(keys) if keys is not None else None


def was_deleted(state: State) -> bool:
    """Whether she deleted the record in this stay, and may be told so."""
    return "gone" in state.record


def notes(record: OpenRecord) -> list[Note]:
    """Its notes, oldest first. Raises vault.crypto.Refused when one is not what was written."""
    return _all(record, RecordEntry.objects.filter(record=record.ref))


def note(record: OpenRecord, number: int) -> Note | None:
    """One note, or None when it is not there (any more). Raises as `notes`."""
    found = _all(record, RecordEntry.objects.filter(record=record.ref, number=number))
    return found[0] if found else None


def _all(record: OpenRecord, found: QuerySet[RecordEntry]) -> list[Note]:
    rows = list(found.order_by("number"))
    kept = audit.latest_digests([row.ref for row in rows], [EventCode.RECORD_ENTRY_SAVED])
    return [_opened(row, record.compartment, kept.get(row.ref)) for row in rows]


def open_files(record: OpenRecord, one: Note) -> list[OpenFile]:
    """The files of a note with their keys. Raises LookupError, vault.crypto.Refused."""
    return [files.opened(each.ref, record.compartment) for each in one.files]


def seal(one: Note, compartment: OpenCompartment) -> bytes:
    """The sealed column of a note; number and moment stand beside it and in its stamp."""
    body = {
        "text": one.text,
        "happened": one.happened,
        "salt": one.salt,
        "previous": one.previous,
        "answers": one.answers,
        "files": [asdict(each) for each in one.files],
    }
    return _sealed(body, compartment, FIELD, one.ref)


def seal_marks(ref: str, compartment: OpenCompartment, *, sent_at: datetime | None) -> bytes:
    """The sealed column of what became of a note. It is always there: a thief cannot see which
    notes were sent."""
    marks = {"sent": sent_at.isoformat() if sent_at else ""}
    return _sealed(marks, compartment, MARKS_FIELD, ref)


def _sealed(body: dict[str, Any], compartment: OpenCompartment, place: str, ref: str) -> bytes:
    return envelope.seal(
        compartment, json.dumps(body).encode(), field=place, row=ref, version=VERSION
    )


def _opened(row: RecordEntry, compartment: OpenCompartment, kept: bytes | None) -> Note:
    body = _open(row.sealed, compartment, FIELD, row.ref)
    body["files"] = tuple(NoteFile(**each) for each in body["files"])
    marks = _open(row.marks, compartment, MARKS_FIELD, row.ref)
    sent_at = datetime.fromisoformat(marks["sent"]) if marks["sent"] else None
    one = Note(ref=row.ref, number=row.number, at=row.at, sent_at=sent_at, **body)
    if kept is None or not same(one.stamp, kept):
        raise Refused(f"record entry {row.ref}: not what was written")
    return one


def _open(
    sealed: bytes | memoryview, compartment: OpenCompartment, place: str, ref: str
) -> dict[str, Any]:
    opened = envelope.open_(compartment, bytes(sealed), field=place, row=ref, version=VERSION)
    body: dict[str, Any] = json.loads(opened)
    return body


@dataclass(frozen=True)
class SentNote:
    """A note that came with a report, and whether its stamp holds."""

    part: Part
    at: datetime
    holds: bool


def proven(parts: Sequence[Part]) -> list[SentNote]:
    """Each note with the verdict: its words give its stamp, and the trail kept that stamp at the
    moment that it names. Not provable (a stamp of an older program) counts as not holding."""
    kept = audit.written([part.ref for part in parts], EventCode.RECORD_ENTRY_SAVED)
    return [_proven(part, kept.get(part.ref)) for part in parts]


def _proven(part: Part, kept: audit.Written | None) -> SentNote:
    at = datetime.fromisoformat(part.at)
    stamp = _stamp(part, at)
    holds = (
        kept is not None
        and same(stamp, kept.digest)
        and stamp.hex() == part.stamp
        and abs(kept.at - at) < _SAME_MOMENT
    )
    return SentNote(part, at, holds)
