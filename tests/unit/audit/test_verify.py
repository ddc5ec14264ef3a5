"""verify-audit finds what a writer did to the trail in spite of the triggers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rangkul.audit import anchor
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event, Segment
from rangkul.audit.verify import Report, verify
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config import triggers
from tests.house import City

LATER = clock.now() + timedelta(days=40)


@pytest.fixture
def trail(city: City) -> City:
    """A trail over two months, with the triggers gone: a writer can drop them."""
    for moment in (clock.now(), LATER):
        for number in range(4):
            with clock.frozen(moment), writing():
                append(EventCode.CODE_REFUSED, by=SYSTEM, number=number)
    assert verify().intact
    triggers.drop_all()
    return city


def _last() -> Event:
    return Event.objects.order_by("-seq")[0]


def _change(seq: int, **columns: object) -> None:
    with writing():
        assert Event.objects.filter(seq=seq).update(**columns) == 1


def _swap() -> None:
    """Two neighbours change places, everything else of them stays."""
    last = _last().seq
    with writing():
        for old, new in ((last, -1), (last - 1, last), (-1, last - 1)):
            Event.objects.filter(seq=old).update(seq=new)


def _delete(seq: int) -> None:
    with writing():
        Event.objects.filter(seq=seq).delete()


def _cut(events: int) -> None:
    with writing():
        Event.objects.filter(seq__gt=_last().seq - events).delete()


def _cut_and_repair(events: int) -> None:
    """Cut the tail and let the month's row end there, as if nothing had followed."""
    _cut(events)
    last = _last()
    with writing():
        Segment.objects.filter(month__gt=last.month).delete()
        Segment.objects.filter(month=last.month).update(last_seq=last.seq, head_hash=last.hash)


def _cut_and_write_anew(events: int) -> None:
    """Cut the tail, repair the row, and let the house itself go on from there."""
    _cut_and_repair(2)
    with clock.frozen(LATER):
        for _ in range(events):
            with writing():
                append(EventCode.SIGNED_IN, by=SYSTEM)


def _forget_month(place: int) -> None:
    with writing():
        month = sorted(Segment.objects.values_list("month", flat=True))[place]
        Segment.objects.filter(month=month).delete()


def _change_month(**columns: object) -> None:
    with writing():
        Segment.objects.filter(month=_last().month).update(**columns)


def _cut_everything() -> None:
    with writing():
        Event.objects.all().delete()
        Segment.objects.all().delete()


CRIMES: list[tuple[str, Callable[[], None]]] = [
    ("an edited actor", lambda: _change(3, actor="somebody")),
    ("an edited code", lambda: _change(3, code=EventCode.SIGNED_OUT)),
    ("an edited object", lambda: _change(3, object_ref="0" * 16)),
    ("an edited time", lambda: _change(3, at=datetime(2020, 1, 1, tzinfo=UTC))),
    ("an edited digest", lambda: _change(3, digest=bytes(32))),
    ("an edited detail", lambda: _change(3, detail={"number": 9})),
    ("an edited month", lambda: _change(_last().seq, month="2020-01")),
    ("an edited link", lambda: _change(3, prev=bytes(32))),
    ("an edited hash", lambda: _change(3, hash=bytes(32))),
    ("a deleted event", lambda: _delete(3)),
    ("the first event deleted", lambda: _delete(1)),
    ("two events in the other order", _swap),
    ("a cut tail", lambda: _cut(1)),
    ("a whole month cut", lambda: _cut(4)),
    ("a cut tail with a repaired row", lambda: _cut_and_repair(1)),
    ("a cut month with its row", lambda: _cut_and_repair(4)),
    ("a cut tail that was written anew", lambda: _cut_and_write_anew(2)),
    ("a cut tail that has long been overgrown", lambda: _cut_and_write_anew(5)),
    ("a month without its row", lambda: _forget_month(-1)),
    ("the first month without its row", lambda: _forget_month(0)),
    ("a row with another head", lambda: _change_month(head_hash=bytes(32))),
    ("a row with another end", lambda: _change_month(last_seq=2)),
    ("a row with another beginning", lambda: _change_month(first_seq=2)),
    ("a row with another opening", lambda: _change_month(opening_hash=bytes(32))),
    ("everything deleted", _cut_everything),
]


@pytest.mark.parametrize("crime", [row[1] for row in CRIMES], ids=[row[0] for row in CRIMES])
def test_it_finds(trail: City, crime: Callable[[], None]) -> None:
    crime()
    assert not verify().intact


def test_the_command_names_the_place_and_fails(trail: City) -> None:
    _change(3, actor="somebody")
    told = trail.run("verify-audit", check=False)
    assert told.returncode == 1
    assert "catatan 3" in told.stdout


def test_the_command_says_that_an_untouched_trail_is_whole(city: City) -> None:
    told = city.run("verify-audit")
    assert (told.returncode, "utuh" in told.stdout) == (0, True)


def test_doctor_is_red_when_the_trail_is_not_whole(trail: City) -> None:
    _cut_and_repair(1)
    told = trail.run("doctor", check=False)
    assert told.returncode == 1
    assert "✘ Jejak audit utuh" in told.stdout


ANCHORS: list[tuple[str, Callable[[], None]]] = [
    ("a lost anchor", lambda: anchor.path().unlink()),
    ("a damaged anchor", lambda: _write_anchor("garbage\n")),
    ("an anchor of another chain", lambda: _write_anchor(f"{3:020d} {'00' * 32}\n")),
    ("an anchor beyond the end", lambda: _write_anchor(f"{10**6:020d} {'00' * 32}\n")),
]


def _write_anchor(text: str) -> None:
    anchor.path().write_text(text, "ascii")


@pytest.mark.parametrize("loss", [row[1] for row in ANCHORS], ids=[row[0] for row in ANCHORS])
def test_it_says_so_after(trail: City, loss: Callable[[], None]) -> None:
    loss()
    assert not verify().intact


def test_the_number_of_events_is_told(trail: City) -> None:
    assert verify() == Report(Event.objects.count(), ())


def test_the_anchor_only_moves_forward(city: City) -> None:
    seen = anchor.read()
    assert seen is not None
    anchor.advance(seen.seq - 1, bytes(32), in_chain=lambda _: True)
    assert anchor.read() == seen
    anchor.advance(seen.seq + 1, bytes(32), in_chain=lambda _: True)
    assert anchor.read() == anchor.Anchor(seen.seq + 1, bytes(32))


def test_a_trail_read_as_a_database_dump_holds_one_line_an_event(city: City) -> None:
    """Nothing but codes and references can stand in it: every value has the shape of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, object_ref, code FROM audit_event")
        for row in cursor.fetchall():
            assert all(" " not in value and value.isascii() for value in row)
