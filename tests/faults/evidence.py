"""What must be found in the database after any number of kills: whole reports, each once."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet

from rangkul.audit import verify
from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision, Event
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.reports import clocks
from rangkul.reports.models import Message, Report, ReportVersion
from rangkul.vault.models import Access, Compartment, Grant, Receipt

ONE_REPORT = {
    "versions": 1, "compartments": 2, "grants": 4, "receipts": 1, "access entries": 1,
    "decisions": 1, "audit events": 1, "jobs": 1,
}  # fmt: skip


def reports() -> list[str]:
    """The references of all reports."""
    return list(Report.objects.values_list("ref", flat=True))


def rows_of_reports() -> dict[str, Counter[str]]:
    """What stands in each table, by the report that it belongs to."""
    received = Event.objects.filter(code=EventCode.REPORT_RECEIVED)
    return {
        "versions": _by(ReportVersion.objects.all(), "report_id"),
        "compartments": _by(Compartment.objects.all(), "owner"),
        "grants": _by(Grant.objects.all(), "compartment__owner"),
        "receipts": _by(Receipt.objects.all(), "report"),
        "access entries": _by(Access.objects.all(), "object"),
        "decisions": _by(Decision.objects.all(), "object_ref"),
        "audit events": _by(received, "object_ref"),
        "jobs": Counter(row.payload["report"] for row in Job.objects.filter(kind=clocks.KIND)),
    }


def _by(rows: QuerySet, field: str) -> Counter[str]:  # type: ignore[type-arg]
    return Counter(rows.values_list(field, flat=True))


def assert_whole_reports(expected: int) -> None:
    """So many reports, each with all of its rows and nothing left over; the trail is intact."""
    known = set(reports())
    assert len(known) == expected
    for table, counted in rows_of_reports().items():
        assert dict(counted) == dict.fromkeys(known, ONE_REPORT[table]), table
    connection.close()


def assert_intact() -> None:
    """verify-audit finds nothing."""
    assert verify.verify().findings == ()
    connection.close()


def first_contacts_fall_due(count: int) -> None:
    """The hour passes for so many reports: their reminders are due now."""
    with writing():
        waiting = Job.objects.filter(kind=clocks.KIND, done_at=None, run_at__gt=clock.now())
        some = list(waiting.order_by("id").values_list("id", flat=True)[:count])
        Job.objects.filter(id__in=some).update(run_at=clock.now())
    connection.close()


def leases_run_out() -> None:
    """The minute passes after which another worker takes over what a dead one held."""
    with writing():
        held = Job.objects.filter(kind=clocks.KIND, state=JobState.LEASED)
        held.update(lease_until=clock.now() - timedelta(seconds=1))
    connection.close()


def reminders_due() -> int:
    """How many first-contact jobs are due or in a worker's hands, dead or alive."""
    due = Job.objects.filter(kind=clocks.KIND, done_at=None, run_at__lte=clock.now()).count()
    connection.close()
    return due


def assert_reminded_once(refs: Iterable[str]) -> None:
    """Each report's missed clock stands in the trail exactly once, and no job died."""
    missed = _by(Event.objects.filter(code=EventCode.CLOCK_MISSED), "object_ref")
    assert {ref: missed[ref] for ref in refs if missed[ref] != 1} == {}
    assert not Job.objects.exclude(state=JobState.DONE).filter(kind=clocks.KIND).exists()
    connection.close()


def messages() -> int:
    """How many messages all threads hold."""
    return Message.objects.count()
