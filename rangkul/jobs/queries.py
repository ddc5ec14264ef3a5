"""What an operator may know of the queue: numbers and codes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import LEASED, OPEN, WAITING, Job


@dataclass(frozen=True)
class DeadJob:
    """A job that somebody must look at; its payload stays in the table."""

    id: int
    kind: str
    attempts: int
    error: str
    created_at: datetime
    died_at: datetime


def counts() -> dict[JobState, int]:
    """How many jobs are in each state; done ones of the last seven days only."""
    with reading():
        rows = dict(Job.objects.values_list("state").annotate(Count("id")).order_by("state"))
    return {state: rows.get(state.value, 0) for state in JobState}


def dead(*, limit: int = 50, before: int | None = None) -> list[DeadJob]:
    """Dead jobs, newest number first; `before` is the last number of the page before."""
    with reading():
        rows = Job.objects.filter(state=JobState.DEAD).order_by("-id")
        page = list((rows if before is None else rows.filter(id__lt=before))[:limit])
    return [_dead(row) for row in page]


def is_due() -> bool:
    """Whether any worker has something to do now. Takes no lock, so an idle worker is silent."""
    now = clock.now()
    with reading():
        return any(rows.exists() for rows in due(now))


def is_open(kind: str) -> bool:
    """Whether a job of this kind has not ended yet."""
    with reading():
        return Job.objects.filter(OPEN, kind=kind).exists()


def due(now: datetime) -> list[QuerySet[Job]]:
    """Jobs to take, in the order of taking: first what a lost worker left, then what is due."""
    abandoned = Job.objects.filter(LEASED, lease_until__lte=now)
    queued = Job.objects.filter(WAITING, run_at__lte=now)
    return [abandoned.order_by("lease_until", "id"), queued.order_by("run_at", "id")]


def _dead(row: Job) -> DeadJob:
    if row.done_at is None:
        raise ValueError("a dead job has an end")  # the constraint jobs_done_at_when_ended
    return DeadJob(row.pk, row.kind, row.attempts, row.last_error, row.created_at, row.done_at)
