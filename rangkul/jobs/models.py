"""The work queue, which is also the outbox: a row exists exactly when its cause was committed."""

from django.db import models
from django.db.models import F, Q

from rangkul.jobs.enums import JobState

OPEN = Q(done_at__isnull=True)
LEASED = Q(lease_until__isnull=False)
WAITING = Q(done_at__isnull=True, lease_until__isnull=True)

_HELD = LEASED & ~Q(lease_by="")
_FREE = Q(lease_until__isnull=True, lease_by="")


class Job(models.Model):
    """One piece of work, in codes and references only: never a name, never a sentence."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    dedup = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - null: none
    run_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=16, default="")  # the worker's random reference
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    last_error = models.CharField(max_length=100, default="")  # a class name, never a message
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # when it ended, well or badly

    class Meta:
        # Leasing reads two short partial indexes. Their conditions are about NULL, which the
        # constraints below tie to the state: SQLite cannot match `state = ?` to a partial index.
        indexes = [
            models.Index(fields=["run_at", "id"], name="jobs_queued", condition=WAITING),
            models.Index(fields=["lease_until", "id"], name="jobs_leased", condition=LEASED),
            models.Index(fields=["kind"], name="jobs_open", condition=OPEN),
            models.Index(fields=["state", "done_at"], name="jobs_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                name="jobs_lease_while_leased",
                condition=(Q(state=JobState.LEASED) & _HELD) | (~Q(state=JobState.LEASED) & _FREE),
            ),
            models.CheckConstraint(
                name="jobs_done_at_when_ended",
                condition=Q(state__in=[JobState.DONE, JobState.DEAD], done_at__isnull=False)
                | Q(state__in=[JobState.QUEUED, JobState.LEASED], done_at__isnull=True),
            ),
            models.CheckConstraint(
                name="jobs_attempts_bounded", condition=Q(attempts__lte=F("max_attempts"))
            ),
        ]
