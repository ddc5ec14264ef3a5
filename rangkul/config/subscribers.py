"""Events between rooms that do not know each other."""

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.jobs.actions import JobDied


def note_dead_job(event: JobDied) -> None:
    """A job that failed for good stands in the trail, not only in the queue."""
    append(EventCode.JOB_DIED, by=SYSTEM, kind=event.kind, job=event.job)
