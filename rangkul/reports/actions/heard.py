"""Whoever told more is heard: the mark "not a report" goes away."""

from typing import Final

from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.reports import queries
from rangkul.reports.models import Report
from rangkul.vault import actions as vault

MARK: Final = ("spam_proposed_by", "spam_proposed_at", "spam_by", "spam_at")


def take_mark_away(report: Report, *, by: str) -> None:
    """Take proposal and mark from a locked report, inside the caller's writing()."""
    if not report.spam_proposed_by:
        return
    report.spam_proposed_by, report.spam_proposed_at = "", None
    report.spam_by, report.spam_at = "", None
    report.save(update_fields=MARK)
    vault.move_in_list(report.ref, queries.sort_key(report))
    append(EventCode.REPORT_UNMARKED_SPAM, by=by, object_ref=report.ref)
