"""Putting work into the queue. Declaring it (`job`, `every`, `accompany` of registry.py) is offered
here, too."""

import re
from datetime import datetime

from rangkul.common import clock
from rangkul.common.transactions import mode
from rangkul.jobs import payloads
from rangkul.jobs.enums import JobState
from rangkul.jobs.events import JobDied
from rangkul.jobs.models import Job
from rangkul.jobs.payloads import BadPayload, NoPayload
from rangkul.jobs.registry import UnknownKind, accompany, every, job, kind_of

__all__ = [
    "BadPayload",
    "JobDied",
    "NoPayload",
    "UnknownKind",
    "accompany",
    "enqueue",
    "every",
    "job",
    "lay_to_rest",
    "retry",
]

_DEDUP = re.compile(r"[A-Za-z0-9:._-]{1,120}")


class OutsideTransaction(RuntimeError):
    """Work may only be queued together with what causes it."""


def enqueue(
    kind: str, payload: object, *, run_at: datetime | None = None, dedup: str | None = None
) -> None:
    """Queue one job inside the caller's writing(): it exists exactly when the cause commits.

    `run_at` is the earliest moment (default: now). With `dedup` the job is not queued again while
    a row with the same key exists, that is until seven days after its good end, and for good
    when it died. Raises OutsideTransaction, UnknownKind, BadPayload.
    """
    if mode() != "writing":
        raise OutsideTransaction
    if dedup is not None and not _DEDUP.fullmatch(dedup):
        raise BadPayload("dedup is not a code")
    declared = kind_of(kind)
    now = clock.now()
    row = Job(
        kind=kind,
        payload=payloads.to_json(declared.payload, payload),
        dedup=dedup,
        run_at=run_at or now,
        max_attempts=declared.max_attempts,
        created_at=now,
    )
    # ON CONFLICT DO NOTHING waits for a rival's commit and leaves our transaction usable.
    Job.objects.bulk_create([row], ignore_conflicts=dedup is not None)


def retry(number: int) -> str:
    """Give a dead job all its attempts again, now; its kind. Inside the caller's writing().

    Raises LookupError when there is no dead job of that number.
    """
    row = _dead(number)
    row.state, row.attempts, row.done_at, row.run_at = JobState.QUEUED, 0, None, clock.now()
    row.save(update_fields=["state", "attempts", "done_at", "run_at"])
    return row.kind


def lay_to_rest(number: int) -> str:
    """Take a dead job out of the queue after somebody looked at it; its kind. Inside writing().

    The caller notes it in the trail, which keeps that it died. Raises LookupError.
    """
    row = _dead(number)
    row.delete()
    return row.kind


def _dead(number: int) -> Job:
    row = Job.objects.select_for_update().filter(pk=number, state=JobState.DEAD).first()
    if row is None:
        raise LookupError(number)
    return row
