"""A worker of its own process for test_worker.py: `python breakable_worker.py once|drain|forever`.

Its kinds count their effects in the database (rows of kind "test.mark"), so that a test can see
what was committed, how often, after the process was killed.
"""

import logging
import os
import sys
import time
from dataclasses import dataclass
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rangkul.config.settings")
django.setup()

from rangkul.common import clock  # noqa: E402
from rangkul.common.transactions import writing  # noqa: E402
from rangkul.jobs import worker  # noqa: E402
from rangkul.jobs.actions import NoPayload, enqueue, every, job  # noqa: E402

LEASE = 1  # seconds: short, so that a test need not wait a minute for the next attempt


@dataclass(frozen=True)
class Ref:
    ref: str


@job("test.mark")
def never(payload: Ref) -> None:
    """Lies in the far future: a mark is counted, not run."""


def mark(ref: str) -> None:
    with writing():
        enqueue("test.mark", Ref(ref), run_at=clock.now() + timedelta(days=9999))


@job("test.exact", lease=LEASE, max_attempts=3)
def exact(payload: Ref) -> None:
    mark(payload.ref)


@job("test.separate", lease=LEASE, separate=True)
def separate(payload: Ref) -> None:
    mark(payload.ref)


@job("test.slow")
def slow(payload: Ref) -> None:
    """Long enough for a SIGTERM to arrive in the middle."""
    print("in the middle", flush=True)
    time.sleep(1)
    mark(payload.ref)


def declare_tick() -> None:
    @every(3600)
    @job("test.tick", lease=LEASE)
    def tick(payload: NoPayload) -> None:
        mark("tick")


def main(how: str) -> None:
    logging.getLogger("rangkul").setLevel(logging.INFO)
    if how == "once":
        worker.run_once()
    elif how == "drain":
        while worker.run_once():
            pass
    else:
        declare_tick()
        worker.run_forever()


if __name__ == "__main__":
    main(sys.argv[1])
