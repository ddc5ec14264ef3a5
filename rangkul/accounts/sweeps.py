"""What ends by itself: old tries, browsers, kept words and Django's session rows are forgotten."""

from django.contrib.sessions.models import Session

from rangkul.accounts import throttle
from rangkul.accounts.actions.drafts import sweep_kept_words
from rangkul.common import clock
from rangkul.jobs.payloads import NoPayload
from rangkul.jobs.registry import every, job


@every(60)
@job("accounts.sweep")
def sweep(_payload: NoPayload) -> None:
    """Every minute; the keys of idle sessions are wiped by vault.jobs."""
    throttle.sweep()
    sweep_kept_words()
    Session.objects.filter(expire_date__lte=clock.now()).delete()
