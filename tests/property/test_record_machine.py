"""Whatever order notes are written, sent and deleted in: every living stamp can be computed again,
what was sent is proven, and a deleted record opens never again."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.reports import record, stamps, visit
from rangkul.reports.actions import record as acts
from rangkul.reports.answers import Part
from rangkul.reports.models import RecordEntry
from rangkul.reports.record import Note
from rangkul.reports.visit import State
from rangkul.vault import drafts, records
from rangkul.vault.records import OpenRecord
from tests.house import City

PIN = "270495"
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(
    lambda text: text.strip() or "kata"
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


class Diary(RuleBasedStateMachine):
    """One stay with a record; `written` is what should be in it, number to (text, happened)."""

    @initialize(text=TEXTS, happened=WORDS)
    def begin(self, text: str, happened: str) -> None:
        self.turn, self.written, self.sent = 0, {1: (text, happened)}, set[int]()
        self.deleted = False
        with writing():
            key = drafts.new_key()
            visit.save(key, State())
        self.key = acts.begin(key, self._words(text, happened), pin=PIN)
        self.code, self.ref = (self._state().record[name] for name in ("code", "ref"))
        self.proofs: list[Part] = []

    def _words(self, text: str, happened: str) -> acts.Words:
        self.turn += 1
        return acts.Words(text, happened, f"{self.turn:032x}")

    def _state(self) -> State:
        with reading():
            state = visit.state_of(self.key)
        assert state is not None
        return state

    def _open(self) -> OpenRecord | None:
        with reading():
            return record.opened(self._state())

    def _notes(self) -> list[Note]:
        opened = self._open()
        assert opened is not None
        with reading():
            return record.notes(opened)

    @precondition(lambda self: not self.deleted)
    @rule(text=TEXTS, happened=st.one_of(st.just(""), WORDS), twice=st.booleans())
    def add(self, text: str, happened: str, twice: bool) -> None:
        words = self._words(text, happened)
        for _ in range(1 + twice):
            acts.add(self.key, words)
        self.written[max(self.written, default=0) + 1] = (text, happened)

    @precondition(lambda self: not self.deleted and self.written)
    @rule(pick=st.data())
    def delete_one(self, pick: st.DataObject) -> None:
        number = pick.draw(st.sampled_from(sorted(self.written)))
        acts.delete_note(self.key, number)
        del self.written[number]
        self.sent.discard(number)

    @precondition(lambda self: not self.deleted and self.written)
    @rule(pick=st.data(), outside=st.booleans())
    def send(self, pick: st.DataObject, outside: bool) -> None:
        numbers = pick.draw(st.sets(st.sampled_from(sorted(self.written)), min_size=1))
        self.key = acts.choose(self.key, numbers, outside=outside)
        state = self._state()
        parts = [Part.of(part) for part in state.answers["parts"]]
        assert {part.number for part in parts} == numbers
        with writing():
            acts.mark_sent(state, parts, at=clock.now())
        self.sent |= numbers
        self.proofs += parts

    @precondition(lambda self: not self.deleted)
    @rule()
    def delete_all(self) -> None:
        acts.delete(self.key)
        self.deleted = True

    @precondition(lambda self: self.deleted)
    @rule(text=WORDS)
    def add_too_late(self, text: str) -> None:
        with pytest.raises(LookupError):
            acts.add(self.key, self._words(text, ""))

    @invariant()
    def what_was_written_is_there_and_its_stamps_hold(self) -> None:
        if self.deleted:
            return
        notes = self._notes()
        assert {one.number: (one.text, one.happened) for one in notes} == self.written
        assert {one.number for one in notes if one.sent_at} == self.sent
        for one in notes:
            again = stamps.stamp_of(
                salt=one.salt,
                at=one.at,
                previous=one.previous,
                happened=one.happened,
                text=one.text,
            )
            event = Event.objects.get(object_ref=one.ref, code=EventCode.RECORD_ENTRY_SAVED)
            assert bytes(event.digest or b"") == again == one.stamp

    @invariant()
    def neighbours_are_linked(self) -> None:
        stamp_of = {} if self.deleted else {one.number: one for one in self._notes()}
        for number, one in stamp_of.items():
            if number - 1 in stamp_of:
                assert one.previous == stamp_of[number - 1].stamp.hex()

    @invariant()
    def what_was_sent_is_proven_for_good(self) -> None:
        """Also after she deleted the note, or all of them."""
        with reading():
            assert all(sent.holds for sent in record.proven(self.proofs))

    @invariant()
    def a_deleted_record_opens_never_again(self) -> None:
        found = records.find_record(records.derive_record(self.code, PIN))
        assert (found is None) is self.deleted
        if self.deleted:
            assert self._open() is None
            assert not RecordEntry.objects.filter(record=self.ref).exists()


@pytest.mark.parametrize("examples", [8, pytest.param(80, marks=pytest.mark.long)])
def test_any_order_of_writing_sending_and_deleting(city: City, examples: int) -> None:
    run_state_machine_as_test(
        Diary,
        settings=settings(
            max_examples=examples,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_changed_part_is_not_proven(city: City) -> None:
    with writing():
        key = drafts.new_key()
        visit.save(key, State())
    key = acts.begin(key, acts.Words("kata", "kemarin", "0" * 32), pin=PIN)
    with reading():
        opened = record.opened(visit.state_of(key))
        assert opened is not None
        (one,) = record.notes(opened)
    changes: list[dict[str, object]] = [
        {"text": "kata."},
        {"happened": "lusa"},
        {"at": stamps.utc(one.at.replace(year=2020))},
        {"salt": "0" * 32},
        {"previous": "f" * 64},
        {"stamp": "0" * 64},
        {"files": ("0" * 64,)},
        {"ref": "0" * 16},
    ]
    with reading():
        assert record.proven([one.part])[0].holds
        for change in changes:
            changed = Part(**{**vars(one.part), **change})
            assert not record.proven([changed])[0].holds, change
