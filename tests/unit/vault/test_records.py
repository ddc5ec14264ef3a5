"""Private records: code and PIN together open them, for nobody else, for twelve months."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.jobs.schedule import Schedule
from rangkul.jobs.worker import Worker
from rangkul.vault import cost, envelope, receipts, records
from rangkul.vault.crypto import Refused
from rangkul.vault.models import Compartment, Grant, Record
from rangkul.vault.records import OpenRecord, RecordKeys
from tests.house import City

PIN = "4711"


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The references that an upper room is told to forget."""
    heard: list[str] = []
    monkeypatch.setattr(records, "_endings", [])
    records.on_record_gone(heard.append)
    return heard


def _made() -> tuple[str, OpenRecord]:
    code = receipts.new_code()
    keys = records.derive_record(code, PIN)
    with writing():
        return code, records.new_record(keys)


def _found(code: str, pin: str = PIN) -> OpenRecord | None:
    return records.find_record(records.derive_record(code, pin))


def test_code_and_pin_open_what_was_written(city: City) -> None:
    code, made = _made()
    sealed = envelope.seal(made.compartment, b"rahasia", field="test", row="r", version=1)
    found = _found(code)
    assert found == made
    assert found is not None
    assert envelope.open_(found.compartment, sealed, field="test", row="r", version=1) == b"rahasia"


def test_a_wrong_code_and_a_wrong_pin_look_and_cost_the_same(city: City) -> None:
    code, _ = _made()
    costs = set()
    for tried in ((code, "0000"), (receipts.new_code(), PIN), (code, ""), (code, PIN + " ")):
        before = cost.PUBLIC.derivations
        keys = records.derive_record(*tried)
        with CaptureQueriesContext(connection) as queries:
            assert records.find_record(keys) is None
        costs.add((cost.PUBLIC.derivations - before, len(queries)))
    assert costs == {(1, 1)}


def test_the_same_digits_lead_to_a_receipt_or_to_a_record_never_to_both(city: City) -> None:
    code = receipts.new_code()
    assert records.derive_record(code, PIN).lookup != receipts.derive(code).lookup
    assert records.derive_record(code, "").lookup != receipts.derive(code).lookup
    duress = receipts.derive_duress(code, "mawar")
    assert records.derive_record(code, "mawar").lookup != duress.lookup


def test_the_row_holds_neither_code_nor_pin_nor_key(city: City) -> None:
    code = receipts.new_code()
    keys = records.derive_record(code, PIN)
    with writing():
        records.new_record(keys)
    row = Record.objects.values().get()
    held = b"".join(bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))
    assert keys.key not in held
    assert code not in str(row)


def test_a_row_moved_to_another_record_is_refused(city: City) -> None:
    code, made = _made()
    _, other = _made()
    with writing():
        triggers.drop_all()
        Record.objects.filter(ref=made.ref).update(
            commitment=Record.objects.get(ref=other.ref).commitment
        )
    with pytest.raises(Refused):
        _found(code)


def test_it_lives_twelve_months_from_the_last_word(city: City, gone: list[str]) -> None:
    start = datetime(2026, 3, 5, 8, tzinfo=UTC)
    with clock.frozen(start):
        code, made = _made()
    assert made.expires == datetime(2027, 3, 5, 8, tzinfo=UTC)
    later = datetime(2027, 3, 1, tzinfo=UTC)
    with clock.frozen(later):
        with writing():
            records.touch(made)
        found = _found(code)
    assert found is not None
    assert (found.made_at, found.last_write) == (start, later)
    with clock.frozen(found.expires - timedelta(seconds=1)):
        assert _found(code) is not None
    with clock.frozen(found.expires):
        assert _found(code) is None
        with pytest.raises(LookupError), writing():
            records.touch(made)


@given(st.integers(0, 40 * 366))
def test_twelve_months_are_never_less_than_365_days(days: int) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=days)
    lives = records._a_year_after(moment) - moment
    assert timedelta(days=365) <= lives <= timedelta(days=366)


def test_deleting_one_takes_all_that_it_holds(city: City, gone: list[str]) -> None:
    code, made = _made()
    kept, _ = _made()
    with writing():
        records.delete_record(made.ref)
    assert gone == [made.ref]
    assert _found(code) is None
    assert _found(kept) is not None
    assert records.count() == 1
    with pytest.raises(LookupError), writing():
        records.touch(made)


def test_what_an_upper_room_cannot_delete_keeps_the_record(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(ref: str) -> None:
        raise OSError(ref)

    code, made = _made()
    monkeypatch.setattr(records, "_endings", [fails])
    with pytest.raises(OSError, match=made.ref), writing():
        records.delete_record(made.ref)
    assert _found(code) is not None


def test_the_worker_deletes_expired_ones_and_the_trail_says_how_many(
    city: City, gone: list[str]
) -> None:
    start = clock.now()
    with clock.frozen(start - timedelta(days=400)):
        refs = {_made()[1].ref for _ in range(2)}
    living, _ = _made()
    assert records.count() == 1
    Schedule().plan()
    worker = Worker()
    while worker.run_once():
        pass
    assert set(gone) == refs
    assert _found(living) is not None
    event = Event.objects.get(code=EventCode.RECORDS_ENDED)
    assert (event.object_ref, event.detail) == ("", {"number": 2})


def test_a_sweep_is_short(city: City, gone: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "SWEPT_AT_ONCE", 2)
    with clock.frozen(clock.now() - timedelta(days=400)), writing():
        for number in range(3):
            records.new_record(RecordKeys(bytes([number]) * 32, bytes([number]) * 32))
    with writing():
        assert [records.sweep(), records.sweep(), records.sweep()] == [2, 1, 0]


@pytest.mark.parametrize(("kind", "code"), [("record", "report"), ("report", "record")])
def test_a_record_never_has_a_row_that_a_grant_could_point_at(
    city: City, kind: str, code: str
) -> None:
    """No grant to the staff by construction: a grant needs a compartment's row, and the database
    takes none for a record."""
    _, made = _made()
    with pytest.raises(IntegrityError), writing():
        Compartment.objects.create(
            id=made.ref,
            owner_kind=kind,
            owner=made.ref,
            code=code,
            commitment=made.compartment.commitment,
        )
    with pytest.raises(IntegrityError), writing():
        Grant.objects.create(
            compartment_id=made.ref,
            to_key_id=Grant.objects.values_list("to_key", flat=True).first(),
            sealed_key=b"",
            ground="report",
            ground_ref=made.ref,
            starts=clock.now(),
        )
