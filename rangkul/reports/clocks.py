"""The clock of the first contact: CLK-01..03, watched by a keyless job."""

from dataclasses import dataclass
from datetime import datetime

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.jobs.actions import enqueue, job
from rangkul.policy.book import Conclusion
from rangkul.reports.enums import ReportState
from rangkul.reports.models import Report

FIRST_CONTACT = frozenset({"CLK-01", "CLK-02", "CLK-03"})
KIND = "reports.first_contact_due"


@dataclass(frozen=True)
class FirstContactDue:
    """Payload: which report's first contact falls due."""

    report: str


def first_contact_due(conclusion: Conclusion) -> datetime:
    """When somebody must have taken the report, from the first-contact clock of its risk."""
    return min(clock.due for clock in conclusion.clocks if clock.id in FIRST_CONTACT)


def remind(report: Report) -> None:
    """Put the check into the outbox, in the same transaction as the report."""
    enqueue(
        KIND,
        FirstContactDue(report.ref),
        run_at=report.first_contact_due,
        dedup=f"{KIND}:{report.ref}",
    )


@job(KIND)
def check_first_contact(payload: FirstContactDue) -> None:
    """A first contact that was missed stands in the trail for good."""
    report = Report.objects.get(pk=payload.report)
    if report.state == ReportState.RECEIVED:
        append(
            EventCode.CLOCK_MISSED,
            by=SYSTEM,
            object_ref=report.ref,
            clock="first_contact",
            risk=report.risk,
        )
