"""Recurring work as rows: each slot of time has one key, so two workers make one job of it."""

from datetime import UTC, datetime

from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs.actions import enqueue
from rangkul.jobs.payloads import NoPayload
from rangkul.jobs.queries import is_open
from rangkul.jobs.registry import recurring


class Schedule:
    """One worker's view of what recurs; it remembers which slots need no second look."""

    def __init__(self) -> None:
        self._planned: dict[str, int] = {}

    def plan(self) -> None:
        """Queue the present slot of every recurring kind that has none yet."""
        for kind, seconds in recurring().items():
            slot = int(clock.now().timestamp()) // seconds
            if self._planned.get(kind) == slot or is_open(kind):
                continue
            with writing():
                starts = datetime.fromtimestamp(slot * seconds, UTC)
                enqueue(kind, NoPayload(), run_at=starts, dedup=f"every:{kind}:{slot}")
            self._planned[kind] = slot
