"""The one clock of the house: UTC inside, Asia/Jakarta on the screen, injected in tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def _system() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the single place that asks the machine


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return _source()


def this_minute() -> datetime:
    """The present moment rounded down to the minute: last-seen times tell no more than that."""
    return now().replace(second=0, microsecond=0)


def local(moment: datetime) -> datetime:
    """The same moment as the city's people read it (WIB)."""
    return moment.astimezone(JAKARTA)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let every caller of now() in this process see `moment` (tests, demo generator)."""
    global _source  # noqa: PLW0603 - replacing the source is what injection means here
    previous, _source = _source, lambda: moment
    try:
        yield
    finally:
        _source = previous
