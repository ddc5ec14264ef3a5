"""Hours of the desk: what is written is kept, and the next opening is the next one."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.common.clock import JAKARTA
from rangkul.portal.hours import (
    DAY,
    WEEK,
    Period,
    Unreadable,
    is_open,
    next_opening,
    read_day,
    write_day,
)

MONDAY = datetime(2026, 11, 9, tzinfo=JAKARTA)
NINE_TO_NOON, ONE_TO_FOUR = Period(0, 540, 720), Period(0, 780, 960)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("", []),
        (" , ", []),
        ("09.00–12.00", [NINE_TO_NOON]),
        ("9-12", [NINE_TO_NOON]),
        ("09:00 sampai 12:00", [NINE_TO_NOON]),
        ("13.00 s.d. 16.00, 9 – 12", [NINE_TO_NOON, ONE_TO_FOUR]),
        ("00.00–24.00", [Period(0, 0, DAY)]),
        ("9–12, 12–16", [NINE_TO_NOON, Period(0, 720, 960)]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, periods: list[Period]) -> None:
    assert read_day(0, text) == periods


@pytest.mark.parametrize(
    "text",
    [
        "pagi",
        "9",
        "12–9",
        "9–9",
        "9–25",
        "24.01–25",
        "9.60–12",
        "9–12, 11–13",
        "9–12; 13–16",
        "-1–5",
    ],
)
def test_what_nobody_could_keep_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_day(0, text)


weeks = st.lists(
    st.builds(
        lambda day, minutes: Period(day, min(minutes), max(minutes)),
        st.integers(0, WEEK - 1),
        st.lists(st.integers(0, DAY), min_size=2, max_size=2, unique=True),
    ),
    max_size=6,
)
moments = st.integers(0, WEEK * DAY - 1).map(lambda minute: MONDAY + timedelta(minutes=minute))


@given(st.integers(0, 23), st.integers(1, 59))
def test_what_is_written_is_read_back(hour: int, length: int) -> None:
    period = Period(3, hour * 60, hour * 60 + length)
    assert read_day(3, write_day([period], 3)) == [period]


@given(weeks, moments)
def test_the_next_opening_is_the_first_moment_at_which_a_period_starts(
    week: list[Period], at: datetime
) -> None:
    """Against a walk through the minutes that are starts: none lies between."""
    starts = {one.weekday * DAY + one.opens % DAY for one in week}
    found = next_opening(week, at)
    if not week:
        assert found is None
        return
    assert found is not None
    assert at < found <= at + timedelta(days=WEEK)
    assert any(
        (found.weekday(), found.hour * 60 + found.minute) == (p.weekday, p.opens) for p in week
    )
    minute = at.weekday() * DAY + at.hour * 60 + at.minute
    ahead = int((found - at).total_seconds() // 60)
    assert not any((minute + step) % (WEEK * DAY) in starts for step in range(1, ahead))


@given(weeks, moments)
def test_the_desk_is_open_from_the_first_minute_to_the_one_before_the_last(
    week: list[Period], at: datetime
) -> None:
    minute = at.hour * 60 + at.minute
    assert is_open(week, at) == any(
        p.weekday == at.weekday() and minute in range(p.opens, p.closes) for p in week
    )
