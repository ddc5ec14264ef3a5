"""A job's life in a worker's hands: taken, then finished, put back, or buried."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rangkul.common import clock
from rangkul.common.events import publish
from rangkul.common.transactions import writing
from rangkul.jobs.enums import JobState
from rangkul.jobs.events import JobDied
from rangkul.jobs.models import Job
from rangkul.jobs.queries import due
from rangkul.jobs.registry import UnknownKind, kind_of

USUAL_LEASE = 60  # seconds, for a kind that this worker does not know
USUAL_BACKOFF = 10.0  # seconds, likewise
LONGEST_BACKOFF = 3600.0  # seconds
_chance = secrets.SystemRandom()


class LeaseLost(RuntimeError):
    """The job ran past its lease and another worker has it."""


@dataclass(frozen=True)
class Lease:
    """One attempt at one job. `spent`: the last allowed attempt was lost with its worker."""

    job: int
    kind: str
    payload: dict[str, Any]
    worker: str
    attempt: int
    max_attempts: int
    spent: bool


def take(worker: str) -> Lease | None:
    """Lease the next job, counting the attempt already, so that a killing job dies out too."""
    with writing():
        now = clock.now()
        row = _next(now)
        if row is None:
            return None
        spent = row.attempts >= row.max_attempts
        row.attempts += 0 if spent else 1
        row.state, row.lease_by = JobState.LEASED, worker
        row.lease_until = now + timedelta(seconds=_lease_seconds(row.kind))
        row.save(update_fields=["attempts", "state", "lease_by", "lease_until"])
        return Lease(row.pk, row.kind, row.payload, worker, row.attempts, row.max_attempts, spent)


def finish(lease: Lease) -> None:
    """Mark the job done, inside the caller's writing(). Raises LeaseLost."""
    _end(lease, state=JobState.DONE, done_at=clock.now())


def fail(lease: Lease, error: str) -> bool:
    """Put the job back for later, or bury it; return whether it died. Raises LeaseLost.

    `error` is an exception's class name. Subscribers of JobDied run in the same transaction.
    """
    error = error[:100]
    died = lease.attempt >= lease.max_attempts
    with writing():
        if died:
            _end(lease, state=JobState.DEAD, done_at=clock.now(), last_error=error)
            publish(JobDied(lease.job, lease.kind, error))
        else:
            again = clock.now() + delay(lease.kind, lease.attempt)
            _end(lease, state=JobState.QUEUED, run_at=again, last_error=error)
    return died


def delay(kind: str, attempt: int) -> timedelta:
    """How long to wait after this failed attempt: doubling, at most an hour, spread by a quarter.

    The spread keeps jobs that failed together from coming back together.
    """
    try:
        base = kind_of(kind).backoff
    except UnknownKind:
        base = USUAL_BACKOFF
    seconds = min(base * 2.0 ** (attempt - 1), LONGEST_BACKOFF)
    return timedelta(seconds=seconds * _chance.uniform(0.75, 1.25))


def _next(now: datetime) -> Job | None:
    """The first job to take, locked. Other workers' locked rows are passed over on PostgreSQL;
    on SQLite the immediate transaction lets one worker in at a time."""
    for rows in due(now):
        row = rows.select_for_update(skip_locked=True).first()
        if row is not None:
            return row
    return None


def _lease_seconds(kind: str) -> int:
    try:
        return kind_of(kind).lease
    except UnknownKind:
        return USUAL_LEASE


def _end(lease: Lease, **values: Any) -> None:
    """Let go of the job, provided that it is still held by this very attempt."""
    held = Job.objects.filter(
        pk=lease.job, state=JobState.LEASED, lease_by=lease.worker, attempts=lease.attempt
    )
    if held.update(lease_until=None, lease_by="", **values) != 1:
        raise LeaseLost
