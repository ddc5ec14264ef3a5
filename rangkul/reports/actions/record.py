"""Writes of the private record: all of them by who has code and PIN, none by the staff."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rangkul.audit.actions import REPORTER, SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.reports import record, stamps, visit
from rangkul.reports.actions.files import MOST as MOST_FILES_SENT
from rangkul.reports.answers import Part
from rangkul.reports.models import RecordEntry
from rangkul.reports.record import Note, NoteFile
from rangkul.reports.visit import State
from rangkul.vault import drafts, files, receipts, records
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey
from rangkul.vault.enums import CompartmentOwner
from rangkul.vault.records import OpenRecord, RecordKeys
from rangkul.vault.uploads import HeldFile, Upload

_SALT_BYTES = 16
# What the draft holds beside answers: notes that go along, who reads, notices that were read.
NOT_ANSWERS = frozenset({"q3b", "parts", "route", "copies", "seen"})


class Full(Exception):
    """The record holds as many notes, or files, as one may hold."""


class TooManyFiles(Exception):
    """The chosen notes have more files than one report may have."""


@dataclass(frozen=True)
class Words:
    """A note as it was typed, with its files. `form_key` makes the same form sent twice one note;
    `from_flow`: answers and files of the flow go into it, too."""

    text: str
    happened: str
    form_key: str
    from_flow: bool = False
    uploads: tuple[Upload, ...] = ()


def begin(key: DraftKey, words: Words, *, pin: str) -> DraftKey:
    """The first note of a new record; the stay shows its code until she has noted it.

    Derived before the transaction, which writes record, note, draft and event together: a kill
    at any moment leaves either nothing or a record whose code the draft still shows. A draft that
    expired while she typed starts anew; where a record is open already the note goes there.
    Returns the key to keep in the cookie. Raises vault.cost.Busy, database errors, Full.
    """
    code = receipts.new_code()
    keys = records.derive_record(code, pin)
    with writing():
        state = visit.state_of(key, lock=True)
        if state is None:
            key, state = drafts.new_key(), State()
        opened = record.opened(state) or _new(state, keys, code)
        _write(opened, words, key, state)
        faults.point("before-commit")
    faults.point("after-commit")
    return key


def _new(state: State, keys: RecordKeys, code: str) -> OpenRecord:
    opened = records.new_record(keys)
    state.record = visit.stored_record(opened.ref, keys, code=code)
    return opened


def add(key: DraftKey, words: Words) -> None:
    """One more note. Raises LookupError when the record is not open (any more), Full."""
    with writing():
        state, opened = _open(key)
        _write(opened, words, key, state)


def _open(key: DraftKey, *, lock: bool = True) -> tuple[State, OpenRecord]:
    """The stay, held until the commit, and its record. Raises LookupError."""
    state = visit.state_of(key, lock=lock)
    opened = record.opened(state)
    if state is None or opened is None:
        raise LookupError("no open record")
    return state, opened


def _write(opened: OpenRecord, words: Words, key: DraftKey, state: State) -> None:
    records.touch(opened)  # holds the row: who adds from another phone waits for this number
    rows = RecordEntry.objects.filter(record=opened.ref)
    if rows.filter(form_key=words.form_key).exists():
        visit.save(key, state)
        return  # a double click or a replay: the first one counts
    _require_room(opened, rows.count(), words)
    answers, held = _taken_out(state) if words.from_flow else ({}, [])
    visit.save(key, state)
    held += [files.hold(upload) for upload in words.uploads]
    one = _note(rows.order_by("-number").first(), words, answers, held)
    _store(opened, one, words.form_key)
    for each in held:
        files.keep(
            each,
            opened.compartment,
            owner_kind=CompartmentOwner.RECORD,
            owner=one.ref,
            by=REPORTER,
        )
    append(EventCode.RECORD_ENTRY_SAVED, by=REPORTER, object_ref=one.ref, digest=one.stamp)


def _require_room(opened: OpenRecord, count: int, words: Words) -> None:
    if count >= record.MOST:
        raise Full
    if words.uploads:
        kept = sum(len(one.files) for one in record.notes(opened))
        if kept + len(words.uploads) > record.MOST_FILES:
            raise Full


def _taken_out(state: State) -> tuple[dict[str, Any], list[HeldFile]]:
    """Answers and files of an unsent draft, which from now on stand in the note alone."""
    if state.code:
        return {}, []  # they belong to a report that was sent
    answers, held = state.answers, [HeldFile.from_dict(one) for one in state.files]
    state.answers, state.files = {}, []
    return {name: said for name, said in answers.items() if name not in NOT_ANSWERS}, held


def _note(
    last: RecordEntry | None, words: Words, answers: dict[str, Any], held: Sequence[HeldFile]
) -> Note:
    return Note(
        ref=new_ref(),
        number=last.number + 1 if last else 1,
        at=clock.now(),
        text=words.text,
        happened=words.happened,
        salt=secrets.token_hex(_SALT_BYTES),
        previous=bytes(last.stamp).hex() if last else stamps.NONE_BEFORE,
        answers=answers,
        files=tuple(NoteFile(one.ref, one.name, one.size, one.sha256) for one in held),
    )


def _store(opened: OpenRecord, one: Note, form_key: str) -> None:
    RecordEntry.objects.create(
        ref=one.ref,
        record=opened.ref,
        number=one.number,
        at=one.at,
        stamp=one.stamp,
        sealed=record.seal(one, opened.compartment),
        marks=record.seal_marks(one.ref, opened.compartment, sent_at=None),
        form_key=form_key,
    )


def note_code(key: DraftKey) -> None:
    """She has noted the code: it is shown no more."""
    with writing():
        state = visit.state_of(key, lock=True)
        if state is not None and state.record.pop("code", ""):
            visit.save(key, state)


def choose(key: DraftKey, numbers: Collection[int], *, outside: bool) -> DraftKey:
    """Put these notes into the draft of a report, with copies of their files and the answers that
    were kept beside them.

    Nothing is sent yet. `outside`: only the team outside the unit may read it. What she answered
    in this stay counts before what was kept. A sent report is left behind, as when she begins
    anew. Returns the key to keep in the cookie. Raises LookupError when the record is not open,
    TooManyFiles, database errors, OSError, vault.crypto.Refused.
    """
    _state, opened = _open(key, lock=False)
    chosen = [one for one in record.notes(opened) if one.number in numbers]
    copies = _copies(opened, chosen)
    try:
        with writing():
            state, opened = _open(key)
            if state.sent:
                key, state = drafts.new_key(), state.fresh()
            _put(state, chosen, outside=outside)
            _attach(state, copies)
            visit.save(key, state)
    finally:
        for _ref, upload in copies:
            upload.close()  # what no row has is deleted
    return key


def _copies(opened: OpenRecord, chosen: Sequence[Note]) -> list[tuple[str, Upload]]:
    """A copy of each file for the report, with the note that it belongs to: made outside any
    transaction, since it moves up to 50 MB."""
    if sum(len(one.files) for one in chosen) > MOST_FILES_SENT:
        raise TooManyFiles
    copies: list[tuple[str, Upload]] = []
    try:
        for one in chosen:
            for file in record.open_files(opened, one):
                copies.append((one.ref, files.copied(file)))  # noqa: PERF401 - kept when one fails
    except (LookupError, OSError, Refused):
        for _ref, upload in copies:
            upload.close()
        raise
    return copies


def _put(state: State, chosen: Sequence[Note], *, outside: bool) -> None:
    kept: dict[str, Any] = {}
    for one in chosen:
        kept |= one.answers
    _let_go(state, list(state.answers.pop("copies", {})))
    state.answers = {**kept, **state.answers}
    state.answers["parts"] = [asdict(one.part) for one in chosen]
    state.answers["route"] = "outside" if outside else ""


def _attach(state: State, copies: Sequence[tuple[str, Upload]]) -> None:
    """Hold the copies with the draft; the draft remembers from which note each came."""
    if len(state.files) + len(copies) > MOST_FILES_SENT:
        raise TooManyFiles
    for note, upload in copies:
        held = files.hold(upload)
        state.files.append(held.as_dict())
        state.answers.setdefault("copies", {})[held.ref] = note


def _let_go(state: State, refs: Collection[str]) -> None:
    state.files = [one for one in state.files if one["ref"] not in refs]
    files.drop(refs)


def mark_sent(state: State, parts: Collection[Part], *, at: datetime) -> None:
    """Note in her record what went along with a report, inside the caller's writing(). A record
    that does not open in this stay (any more) stays as it is: it must not stop the report."""
    try:
        opened = record.opened(state) if parts else None
    except Refused:
        return  # she is told, and the trail with her, when she opens it
    if opened is None:
        return
    rows = RecordEntry.objects.filter(record=opened.ref, ref__in=[part.ref for part in parts])
    for row in rows:
        row.marks = record.seal_marks(row.ref, opened.compartment, sent_at=at)
        row.save(update_fields=["marks"])


def delete_note(key: DraftKey, number: int) -> None:
    """Forget one note, also where it was chosen to be sent. Raises LookupError."""
    with writing():
        state, opened = _open(key)
        rows = RecordEntry.objects.filter(record=opened.ref, number=number)
        refs = list(rows.values_list("ref", flat=True))
        if not refs:
            return
        records.touch(opened)
        _unchoose(state, refs)
        visit.save(key, state)
        _forget(rows, by=REPORTER)
        append(EventCode.RECORD_ENTRY_DELETED, by=REPORTER, object_ref=refs[0])


def delete(key: DraftKey) -> None:
    """Forget the record with all its notes; what was sent stays with the desk. A second press
    finds nothing left to do."""
    with writing():
        state = visit.state_of(key, lock=True)
        opened = record.opened(state)
        if state is None or opened is None:
            return
        rows = RecordEntry.objects.filter(record=opened.ref)
        _unchoose(state, list(rows.values_list("ref", flat=True)))
        state.record = {"gone": "yes"}
        visit.save(key, state)
        _forget(rows, by=REPORTER)
        records.delete_record(opened.ref)
        append(EventCode.RECORD_DELETED, by=REPORTER)


def _unchoose(state: State, refs: Collection[str]) -> None:
    """Deleted notes do not go along with a report that is being written, nor do their files."""
    parts = [part for part in state.answers.get("parts", ()) if part["ref"] not in refs]
    if "parts" in state.answers:
        state.answers["parts"] = parts
    copies: dict[str, str] = state.answers.get("copies", {})
    _let_go(state, [held for held, note in copies.items() if note in refs])


def forget_notes(ref: str) -> None:
    """What vault.records calls when a record ends or is deleted."""
    _forget(RecordEntry.objects.filter(record=ref), by=SYSTEM)


def _forget(rows: QuerySet[RecordEntry], *, by: str) -> None:
    for ref in list(rows.values_list("ref", flat=True)):
        for file in files.listed(CompartmentOwner.RECORD, ref):
            files.destroy(file.ref, by=by)
    rows.delete()
