"""The clocks of a report: the first contact (CLK-01..03), watched by a keyless job, and the answer
that the public pages promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.jobs.actions import enqueue, job
from rangkul.policy.book import Conclusion
from rangkul.reports.enums import ReportState
from rangkul.reports.models import Report

FIRST_CONTACT = frozenset({"CLK-01", "CLK-02", "CLK-03"})
KIND = "reports.first_contact_due"
ANSWER_WITHIN: Final = timedelta(hours=24)  # what every public page promises


@dataclass(frozen=True)
class FirstContactDue:
    """Payload: which report's first contact falls due."""

    report: str


def first_contact_due(conclusion: Conclusion) -> datetime:
    """When somebody must have taken the report, from the first-contact clock of its risk."""
    return min(one.due for one in conclusion.clocks if one.id in FIRST_CONTACT)


def answer_due(report: Report) -> datetime | None:
    """By when the reporter is promised an answer; None while she waits for none."""
    since = report.reporter_waits_since
    return since + ANSWER_WITHIN if since is not None else None


def answer_promised_to(ref: str) -> datetime | None:
    """The same, of the report with this reference."""
    report = Report.objects.filter(pk=ref).first()
    return answer_due(report) if report is not None else None


def answer_is_late(report: Report) -> bool:
    """Whether that moment has passed without an answer."""
    due = answer_due(report)
    return due is not None and clock.now() > due


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
