"""Elapsed hours: consecutive, on instants, indifferent to zones, leap days and new years."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.policy.book import conclude
from rangkul.policy.clocks import Clock, elapsed
from rangkul.policy.facts import WIB, CaseFacts, ReporterKind
from rangkul.policy.kernel import Basis
from rangkul.policy.tri import Tri

from .strategies import CASES, FEW, MOMENTS, OPEN_CIVIL, RECEIVED, case

HOURS = st.sampled_from([0.25, 6, 24, 72, 120])
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SEXUAL_ADULT = {"sexual_violence": Tri.YES, "survivor_is_child": Tri.NO}


def clock(facts: CaseFacts, clock_id: str) -> Clock:
    return next(each for each in conclude(facts).clocks if each.id == clock_id)


def ids(facts: CaseFacts) -> set[str]:
    return {each.id for each in conclude(facts).clocks}


@pytest.fixture(params=["UTC", "Asia/Jakarta", "America/New_York"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@FEW
@given(MOMENTS, MOMENTS, HOURS)
def test_a_later_start_is_never_due_earlier(one: datetime, other: datetime, hours: float) -> None:
    assert (one <= other) is (elapsed(one, hours) <= elapsed(other, hours))


@FEW
@given(MOMENTS, HOURS, OFFSETS)
def test_the_same_instant_in_another_zone_is_due_at_the_same_instant(
    start: datetime, hours: float, zone: timezone
) -> None:
    assert elapsed(start.astimezone(zone), hours) == elapsed(start, hours)
    assert elapsed(start, hours) - start == timedelta(hours=hours)


def test_a_start_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        elapsed(datetime(2026, 1, 1), 72)  # noqa: DTZ001  the mistake under test


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2028-02-28T23:00+07:00", "2028-03-02T23:00+07:00"),
        ("2028-02-27T10:00+07:00", "2028-03-01T10:00+07:00"),
        ("2027-02-27T10:00+07:00", "2027-03-02T10:00+07:00"),
        ("2026-12-30T20:15+07:00", "2027-01-02T20:15+07:00"),
        ("2026-03-19T08:00+07:00", "2026-03-22T08:00+07:00"),
    ],
    ids=["29 Feb inside", "29 Feb on the way", "no leap year", "new year", "Idulfitri weekend"],
)
def test_three_times_24_hours_are_72(start: str, due: str) -> None:
    facts = case(SEXUAL_ADULT, received_at=datetime.fromisoformat(start))
    assert clock(facts, "CLK-04").due == datetime.fromisoformat(due)


def test_the_server_zone_changes_nothing(server_zone: str) -> None:
    assert os.environ["TZ"] == server_zone
    found = clock(case(SEXUAL_ADULT), "CLK-04")
    assert found.due == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    assert conclude(case(SEXUAL_ADULT)).on == RECEIVED.date()


@FEW
@given(CASES, st.integers(0, 10_000))
def test_moving_everything_moves_every_deadline_alike(facts: CaseFacts, minutes: int) -> None:
    shift = timedelta(minutes=minutes)
    moved = replace(
        facts,
        received_at=facts.received_at + shift,
        incident_at=facts.incident_at and facts.incident_at + shift,
        confirmed_at=facts.confirmed_at and facts.confirmed_at + shift,
    )
    now, later = conclude(facts).clocks, conclude(moved).clocks
    assert [(each.id, each.due + shift) for each in now] == [(each.id, each.due) for each in later]


@FEW
@given(CASES)
def test_every_report_has_one_response_clock_and_no_clock_twice(facts: CaseFacts) -> None:
    found = [each.id for each in conclude(facts).clocks]
    assert len(found) == len(set(found))
    assert len({"CLK-01", "CLK-02", "CLK-03"} & set(found)) == 1


@FEW
@given(CASES)
def test_no_clock_is_over_before_it_starts(facts: CaseFacts) -> None:
    for each in conclude(facts).clocks:
        assert each.starts < each.due
        assert each.due >= facts.received_at
        assert each.starts.tzinfo is UTC


@pytest.mark.parametrize(
    ("answers", "clock_id", "span"),
    [
        ({}, "CLK-01", timedelta(minutes=15)),
        ({"violence_alleged": Tri.NO}, "CLK-03", timedelta(hours=24)),
        (SEXUAL_ADULT, "CLK-04", timedelta(hours=72)),
        ({**OPEN_CIVIL, "violence_alleged": Tri.YES}, "CLK-02", timedelta(hours=6)),
    ],
)
def test_spans(answers: dict[str, Tri], clock_id: str, span: timedelta) -> None:
    found = clock(case(answers), clock_id)
    assert (found.starts, found.due - found.starts) == (RECEIVED, span)


def test_a_confirmation_starts_the_police_clock() -> None:
    confirmed_at = RECEIVED + timedelta(hours=30)
    answers = {**SEXUAL_ADULT, "survivor_confirmed": Tri.YES}
    third = ReporterKind.THIRD_PERSON
    found = clock(case(answers, reporter=third, confirmed_at=confirmed_at), "CLK-04")
    assert (found.starts, found.basis) == (confirmed_at, Basis.STATUTE)
    assert clock(case(answers, reporter=third), "CLK-04").starts == RECEIVED
    assert "CLK-04" not in ids(case(SEXUAL_ADULT, reporter=third))


def test_a_third_person_and_a_child_run_the_same_hours_by_policy() -> None:
    child = {"sexual_violence": Tri.YES}
    found = clock(case(child, child_age=8, reporter=ReporterKind.THIRD_PERSON), "CLK-04")
    assert (found.basis, found.due) == (Basis.POLICY, RECEIVED + timedelta(hours=72))


def test_a_confirmation_never_moves_the_deadline_of_a_child_away() -> None:
    told = case(
        {"sexual_violence": Tri.YES, "survivor_confirmed": Tri.YES},
        child_age=14,
        reporter=ReporterKind.THIRD_PERSON,
        confirmed_at=RECEIVED + timedelta(hours=30),
    )
    found = clock(told, "CLK-04")
    assert (found.starts, found.basis) == (RECEIVED, Basis.STATUTE)


@pytest.mark.parametrize(
    ("hours_ago", "due_in"),
    [(0, 72), (48, 24), (72, 0), (73, 47), (120, 0), (-3, 72)],
)
def test_the_next_open_health_window_is_the_one_that_counts(hours_ago: int, due_in: int) -> None:
    facts = case({"forced_intercourse": Tri.YES}, incident_at=RECEIVED - timedelta(hours=hours_ago))
    assert clock(facts, "CLK-10").due == RECEIVED + timedelta(hours=due_in)


def test_health_windows_close_and_an_unknown_time_is_treated_as_closing() -> None:
    past = case({"forced_intercourse": Tri.YES}, incident_at=RECEIVED - timedelta(hours=121))
    unknown = case({"forced_intercourse": Tri.YES})
    assert "CLK-10" not in ids(past)
    assert clock(unknown, "CLK-10").due == RECEIVED + timedelta(minutes=15)
    assert clock(unknown, "CLK-10").starts == RECEIVED.astimezone(WIB)


def test_intercourse_not_ruled_out_runs_the_window_where_she_can_be_asked() -> None:
    told = {"sexual_violence": Tri.YES}
    assert "CLK-10" in ids(case(told))
    assert "CLK-10" not in ids(case(told, reporter=ReporterKind.THIRD_PERSON))
    ruled_out = dict.fromkeys(("forced_intercourse", "forced_sex_by_partner"), Tri.NO)
    assert "CLK-10" not in ids(case({**told, **ruled_out}))
