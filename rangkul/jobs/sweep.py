"""Done work is forgotten after a week; what died stays until somebody has looked."""

from datetime import timedelta

from rangkul.common import clock
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.jobs.payloads import NoPayload
from rangkul.jobs.registry import every, job

KEPT = timedelta(days=7)
# At most this many a run: a short transaction, so that nobody's report waits behind the broom.
BATCH = 2000


@every(600)
@job("jobs.sweep")
def sweep(_payload: NoPayload) -> None:
    """Delete jobs that ended well more than a week ago, oldest first."""
    old = Job.objects.filter(state=JobState.DONE, done_at__lt=clock.now() - KEPT)
    Job.objects.filter(pk__in=old.order_by("done_at").values("pk")[:BATCH]).delete()
