"""Hours of the desk in a week: when it is open, when next, and how they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final

DAY: Final = 24 * 60  # minutes
WEEK: Final = 7
_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*(?:[-–—]|s\.d\.|sampai)\s*{_TIME}")


class Unreadable(ValueError):
    """Hours that nobody could keep: not a time, closing before opening, or overlapping."""


@dataclass(frozen=True, order=True)
class Period:
    """From one minute of a weekday (0: Monday) to another, the last one not included.

    24.00 is minute 1440. A night is two periods: until 24.00, and from 00.00 of the next day.
    """

    weekday: int
    opens: int
    closes: int


def is_open(periods: Iterable[Period], at: datetime) -> bool:
    """Whether the desk should be staffed at this local moment."""
    minute = at.hour * 60 + at.minute
    return any(one.weekday == at.weekday() and one.opens <= minute < one.closes for one in periods)


def next_opening(periods: Iterable[Period], at: datetime) -> datetime | None:
    """The first opening after this local moment, or None when the desk never opens."""
    starts = [
        _moment(at, days, one.opens)
        for one in periods
        for days in range(WEEK + 1)
        if (at.weekday() + days) % WEEK == one.weekday
    ]
    return min((start for start in starts if start > at), default=None)


def _moment(at: datetime, days: int, minute: int) -> datetime:
    midnight = datetime.combine(at.date() + timedelta(days=days), time(), at.tzinfo)
    return midnight + timedelta(minutes=minute)


def read_day(weekday: int, text: str) -> list[Period]:
    """The periods that somebody wrote for a day: "08.00–12.00, 13.00–16.00"; nothing: closed.

    Raises Unreadable.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    periods = sorted(_read(weekday, part) for part in parts)
    for before, after in pairwise(periods):
        if after.opens < before.closes:
            raise Unreadable(text)
    return periods


def _read(weekday: int, text: str) -> Period:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Unreadable(text)
    opens, closes = _minute(*found.group(1, 2)), _minute(*found.group(3, 4))
    if not 0 <= opens < closes <= DAY:
        raise Unreadable(text)
    return Period(weekday, opens, closes)


def _minute(hour: str, minute: str | None) -> int:
    if int(minute or 0) >= 60:  # noqa: PLR2004 - minutes of an hour
        raise Unreadable(minute)
    return int(hour) * 60 + int(minute or 0)


def write_day(periods: Iterable[Period], weekday: int) -> str:
    """The same as somebody would write it; read_day() reads it back."""
    mine = sorted(one for one in periods if one.weekday == weekday)
    return ", ".join(f"{_clock(one.opens)}–{_clock(one.closes)}" for one in mine)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}.{minute % 60:02d}"
