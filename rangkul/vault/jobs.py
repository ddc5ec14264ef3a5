"""Keyless upkeep: what has expired is overwritten and forgotten, minute by minute."""

from rangkul.jobs.actions import NoPayload, every, job
from rangkul.vault import drafts, sessions


@every(60)
@job("vault.sweep")
def sweep(_: NoPayload) -> None:
    """Delete expired drafts; wipe the keys of idle sessions."""
    drafts.sweep()
    sessions.sweep()
