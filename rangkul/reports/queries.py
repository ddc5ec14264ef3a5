"""Reads of the reports room. Each starts from what this person, or this receipt, may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404

from rangkul.accounts import queries as accounts
from rangkul.accounts.actor import Actor, Person
from rangkul.audit import queries as audit
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.policy.book import Conclusion, replay
from rangkul.policy.facts import CaseFacts
from rangkul.reports import content
from rangkul.reports.content import Content
from rangkul.reports.enums import Author, SafeNow
from rangkul.reports.models import FactSheet, Message, Report, ReportVersion
from rangkul.reports.visit import Inbox
from rangkul.vault import queries as vault
from rangkul.vault.crypto import Refused, same
from rangkul.vault.enums import CompartmentCode
from rangkul.vault.envelope import OpenCompartment

PAGE = 50
_RISK_ORDER = {"tinggi": "1", "sedang": "2", "rendah": "3"}


@dataclass(frozen=True)
class QueuePage:
    """One page of the duty desk's queue, by key."""

    reports: list[Report]
    holders: dict[str, str]
    next_key: str


@dataclass(frozen=True)
class ThreadMessage:
    """An opened message."""

    author: Author
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class OpenReport:
    """A report with its seals open, for one page."""

    report: Report
    content: Content
    thread: list[ThreadMessage]


def sort_key(report: Report) -> str:
    """Queue order: who waits before who does not; danger now, then risk, then the oldest first."""
    in_danger = report.risk == "tinggi" and report.safe_now == SafeNow.DANGER
    order = "0" if in_danger else _RISK_ORDER[report.risk]
    waiting = "0" if report.reporter_waits_since else "1"
    since = report.reporter_waits_since or report.received_at
    return f"{waiting}{order}-{since:%Y%m%d%H%M%S%f}-{report.ref}"


def queue(by: Actor, *, after: str = "") -> QueuePage:
    """The reports of this person's desks, most urgent first; nothing sealed is opened."""
    page = vault.page_of(by.principals, after=after, size=PAGE + 1)
    refs = [ref for _, ref in page[:PAGE]]
    rows = Report.objects.in_bulk(refs)
    reports = [rows[ref] for ref in refs if ref in rows]
    holders = accounts.names({report.taken_by for report in reports if report.taken_by})
    return QueuePage(reports, holders, page[PAGE - 1][0] if len(page) > PAGE else "")


def get(ref: str, by: Actor) -> Report:
    """A report of this person's desks. Raises Http404 for any other, existing or not."""
    report = visible_to(by.principals).filter(pk=ref).first()
    if report is None:
        raise Http404
    return report


def holder(report: Report) -> str:
    """The name of the officer who has the report, or nothing."""
    return accounts.names({report.taken_by}).get(report.taken_by, "")


def visible_to(principals: Sequence[str]) -> QuerySet[Report]:
    """The reports in the lists of these teams and persons; twin of `may_open`."""
    return Report.objects.filter(vault.seen_by(principals))


def may_open(person: Person, report: Report) -> bool:
    """Whether a report is in this person's lists; twin of `visible_to`."""
    return vault.may_see(accounts.principals(person), report.ref)


def locked(ref: str, by: Actor) -> Report:
    """As `get`, held until the commit."""
    get(ref, by)
    return lock_row(ref)


def lock_row(ref: str) -> Report:
    """The row held until the commit, for a caller whose right was already shown."""
    return Report.objects.select_for_update().get(pk=ref)


def open_report(report: Report, by: Actor) -> OpenReport:
    """Open content and thread through this person's team.

    Raises vault.crypto.Refused when something was moved, swapped or rolled back, or when the
    report is in her lists and no grant leads there: lists and grants are written together.
    """
    opened, thread = _open_both(report, by)
    return OpenReport(report, opened, _messages(report.ref, thread))


def thread_of(report: Report, by: Actor) -> OpenCompartment:
    """The thread to write into: the one that the report itself names. Raises as open_report."""
    return _open_both(report, by)[1]


def _open_both(report: Report, by: Actor) -> tuple[Content, OpenCompartment]:
    try:
        body = vault.open_for_person(report.ref, CompartmentCode.REPORT, by.keys)
        thread = vault.open_for_person(report.ref, CompartmentCode.THREAD, by.keys)
    except LookupError as error:
        raise Refused(f"report {report.ref}: listed without a grant") from error
    opened = _content(report, body)
    if not same(bytes.fromhex(opened.thread), thread.commitment):
        raise Refused(f"thread of report {report.ref}: not the one it was sent with")
    return opened, thread


def open_inbox(inbox: Inbox) -> tuple[Report, list[ThreadMessage]]:
    """The reporter's side of the thread. Raises as open_report."""
    thread = vault.open_for_receipt(inbox.report, CompartmentCode.THREAD, inbox.receipt)
    return Report.objects.get(pk=inbox.report), _messages(inbox.report, thread)


def _content(report: Report, compartment: OpenCompartment) -> Content:
    version = ReportVersion.objects.filter(report=report).order_by("-number").first()
    if version is None:
        raise Refused(f"report {report.ref}: its content is gone")
    digests = audit.latest_digests([report.ref], [EventCode.REPORT_RECEIVED])
    _require_digest(digests.get(report.ref), bytes(version.content), report.ref)
    return content.unseal(
        bytes(version.content), compartment, report=report.ref, version=version.number
    )


def _messages(ref: str, compartment: OpenCompartment) -> list[ThreadMessage]:
    rows = list(Message.objects.filter(report_id=ref).order_by("number"))
    digests = audit.latest_digests(
        [row.ref for row in rows], [EventCode.STAFF_ANSWERED, EventCode.REPORTER_WROTE]
    )
    names = accounts.names({row.staff for row in rows if row.staff})
    return [_message(row, compartment, digests.get(row.ref), names) for row in rows]


def _message(
    row: Message, compartment: OpenCompartment, digest: bytes | None, names: dict[str, str]
) -> ThreadMessage:
    _require_digest(digest, bytes(row.body), row.ref)
    author = Author(row.author)
    text = content.unseal_message(bytes(row.body), compartment, message=row.ref, author=author)
    return ThreadMessage(author, names.get(row.staff, ""), row.at, text)


def _require_digest(digest: bytes | None, sealed: bytes, ref: str) -> None:
    """The trail holds the digest of what was last written: an older ciphertext is refused."""
    if digest is None or not same(digest, digest_of(sealed)):
        raise Refused(f"{ref}: not what was last written")


def latest_sheet_number(report: Report) -> int:
    """The number of the newest fact sheet, 0 when none was saved."""
    newest = FactSheet.objects.filter(report=report).order_by("-number").first()
    return newest.number if newest else 0


def facts_of(report: Report) -> tuple[int, CaseFacts]:
    """The newest fact sheet's number and facts; before any, what the reporter's answers said."""
    newest = FactSheet.objects.filter(report=report).order_by("-number").first()
    if newest is not None:
        return newest.number, CaseFacts.from_codes(newest.facts)
    decision = audit.latest_decision(report.ref)
    if decision is None:
        raise LookupError(report.ref)
    return 0, CaseFacts.from_codes(decision.facts)


@dataclass(frozen=True)
class Ruling:
    """The last conclusion about a report, and whether today's rule book still says the same."""

    conclusion: Conclusion
    current: bool


def ruling_of(report: Report) -> Ruling:
    """Replay the last stored decision from its own facts and day."""
    decision = audit.latest_decision(report.ref)
    if decision is None:
        raise LookupError(report.ref)
    again = replay(decision.facts, date.fromisoformat(decision.outcome["on"]))
    return Ruling(again, _conclusion_only(again.to_codes()) == _conclusion_only(decision.outcome))


def _conclusion_only(outcome: Mapping[str, object]) -> dict[str, object]:
    """Without the book's version: a mended sentence elsewhere in it changes nothing here."""
    return {name: value for name, value in outcome.items() if name != "version"}


def counts(reports: Sequence[Report], *, now: datetime) -> dict[str, int]:
    """What waits on this page: danger, not yet taken, waiting for an answer, overdue."""
    waiting = [report for report in reports if report.reporter_waits_since]
    return {
        "danger": sum(report.risk == "tinggi" for report in waiting),
        "new": sum(not report.taken_by for report in reports),
        "unanswered": sum(bool(report.taken_by) for report in waiting),
        "overdue": sum(
            not report.taken_by and report.first_contact_due <= now for report in reports
        ),
    }


def lost_rows() -> int:
    """How many reports and messages the trail saw being written that are not there any more."""
    written = audit.count(EventCode.REPORT_RECEIVED)
    said = audit.count(EventCode.STAFF_ANSWERED) + audit.count(EventCode.REPORTER_WROTE)
    return abs(written - ReportVersion.objects.count()) + abs(said - Message.objects.count())
