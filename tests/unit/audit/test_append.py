"""Writing the trail: months, a clock that steps back, and several processes at once."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from rangkul.audit import anchor
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event, Segment
from rangkul.audit.verify import verify
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from tests.house import ROOT, City

NEW_YEAR = datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC)
AFTER = datetime(2032, 1, 1, 0, 0, 1, tzinfo=UTC)


def _note(moment: datetime) -> Event:
    with clock.frozen(moment), writing():
        return Event.objects.get(seq=append(EventCode.CODE_REFUSED, by=SYSTEM))


def test_an_event_needs_a_writing_transaction(city: City) -> None:
    with pytest.raises(RuntimeError):
        append(EventCode.CODE_REFUSED, by=SYSTEM)
    with pytest.raises(RuntimeError), reading():
        append(EventCode.CODE_REFUSED, by=SYSTEM)


def test_each_event_holds_the_hash_of_the_one_before(city: City) -> None:
    first, second = _note(NEW_YEAR), _note(NEW_YEAR)
    assert second.seq == first.seq + 1
    assert bytes(second.prev) == bytes(first.hash)


def test_a_new_month_opens_a_segment_that_goes_on_from_the_old_one(city: City) -> None:
    before, after = _note(NEW_YEAR), _note(AFTER)
    assert (before.month, after.month) == ("2031-12", "2032-01")
    opened = Segment.objects.get(month="2032-01")
    assert bytes(opened.opening_hash) == bytes(before.hash)
    assert (opened.first_seq, opened.last_seq) == (after.seq, after.seq)
    assert verify().intact


def test_a_clock_that_steps_back_opens_no_old_month_again(city: City) -> None:
    _note(AFTER)
    late = _note(NEW_YEAR)
    assert late.month == "2032-01"
    assert late.at == NEW_YEAR
    assert verify().intact


def _append_and_fail() -> None:
    with writing():
        append(EventCode.CODE_REFUSED, by=SYSTEM)
        raise ZeroDivisionError


def test_what_was_rolled_back_left_no_trace_and_no_gap(city: City) -> None:
    before, anchored = Event.objects.count(), anchor.read()
    with pytest.raises(ZeroDivisionError):
        _append_and_fail()
    assert Event.objects.count() == before
    assert anchor.read() == anchored
    _note(NEW_YEAR)
    assert verify().intact


def test_a_lost_anchor_folder_does_not_stop_the_house(city: City) -> None:
    """The event is committed by then; `verify-audit` says that the anchor is gone."""
    anchor.path().unlink()
    anchor.path().parent.rmdir()
    anchor.path().parent.write_text("not a folder")
    assert _note(NEW_YEAR).seq
    assert not verify().intact


WRITER = """
import django; django.setup()
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
for _ in range(15):
    with writing():
        append(EventCode.CODE_REFUSED, by=SYSTEM)
"""


def test_two_processes_at_once_keep_one_chain(city: City) -> None:
    before = Event.objects.count()
    environment = {**city.environment(), "DJANGO_SETTINGS_MODULE": "rangkul.config.settings"}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER], env=environment, cwd=ROOT)
        for _ in range(2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert Event.objects.count() == before + 30
    assert verify().intact
