"""Upkeep without keys, and the one attended kind of work: view copies."""

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.jobs.actions import NoPayload, accompany, every, job
from rangkul.vault import attended, copies, drafts, files, records, sessions
from rangkul.vault.copies import CopyWanted

DAY = 24 * 60 * 60

accompany(beat=attended.beat, seconds=attended.BEAT, end=attended.end)


@every(60)
@job("vault.sweep")
def sweep(_: NoPayload) -> None:
    """Delete expired drafts; wipe the keys of idle sessions."""
    drafts.sweep()
    sessions.sweep()


@every(DAY)
@job("vault.sweep_records")
def sweep_records(_: NoPayload) -> None:
    """Delete private records a year after the last write. The trail says how many, never which."""
    if ended := records.sweep():
        append(EventCode.RECORDS_ENDED, by=SYSTEM, number=ended)


@every(300)
@job("vault.sweep_files", separate=True)
def sweep_files(_: NoPayload) -> None:
    """Forget files that nobody sent; delete what killed processes left on disk. Separate: the disk
    is not walked inside a transaction."""
    files.sweep()
    copies.sweep()


@job(copies.JOB, separate=True, lease=180, backoff=5)
def view_copy(wanted: CopyWanted) -> None:
    """Make one view copy. Separate: a photo is not decoded inside a transaction."""
    copies.make(wanted.copy)
