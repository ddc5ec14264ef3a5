"""What ends by itself: idle sessions are wiped, old tries, browsers and kept words forgotten."""

from rangkul.accounts import throttle
from rangkul.accounts.actions.drafts import sweep_kept_words
from rangkul.jobs.payloads import NoPayload
from rangkul.jobs.registry import every, job
from rangkul.vault import sessions


@every(60)
@job("accounts.sweep")
def sweep(_payload: NoPayload) -> None:
    """Every minute: a session that locks by idleness loses its wrapped key soon after."""
    sessions.sweep()
    throttle.sweep()
    sweep_kept_words()
