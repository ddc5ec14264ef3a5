"""Reads of the reports room. Each starts from what this person, or this receipt, may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from rangkul.accounts import queries as accounts
from rangkul.accounts.actor import Actor, Person
from rangkul.audit import queries as audit
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.policy.book import Conclusion, replay
from rangkul.policy.facts import CaseFacts
from rangkul.reports import content
from rangkul.reports.content import Content
from rangkul.reports.enums import Author, ReportState, VersionKind
from rangkul.reports.models import FactSheet, Message, Report, ReportLink, ReportVersion
from rangkul.reports.visit import Inbox
from rangkul.vault import files
from rangkul.vault import queries as vault
from rangkul.vault.actions import ReportKeys
from rangkul.vault.crypto import Refused, same
from rangkul.vault.enums import CompartmentCode, CompartmentOwner
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.files import FileEntry, OpenFile
from rangkul.vault.queries import Opened

PAGE = 50
TOLD = (VersionKind.SENT, VersionKind.COMPLETED)  # versions in which the reporter told more
UNTAKEN = (ReportState.RECEIVED, "", None)  # state, taken_by, taken_at
_RANK_MARKED = 9
_ALARMS = 20  # events of one report that are looked through
RUSH, RUSH_MINUTES = 20, 10  # so many reports in so many minutes are a flood
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
    asks: bool = False


@dataclass(frozen=True)
class OpenReport:
    """A report with its seals open, for one page."""

    report: Report
    content: Content
    thread: list[ThreadMessage]
    keys: ReportKeys


def sort_key(report: Report) -> str:
    """Queue order: a cry for help, the oldest first; who waits; who does not; what was marked as
    spam. Within that grave danger, then risk, then what came only once, then the oldest first."""
    in_danger = report.alarm_at or (report.risk == "tinggi" and report.red)
    order = "0" if in_danger else _RISK_ORDER[report.risk]
    since = report.alarm_at or report.reporter_waits_since or report.received_at
    copies = int(report.alike)
    return f"{_rank(report)}{order}{copies}-{since:%Y%m%d%H%M%S%f}-{report.ref}"


def _rank(report: Report) -> int:
    if report.alarm_at:
        return 0
    if report.spam_by:
        return _RANK_MARKED
    return 1 if report.reporter_waits_since else 2


def queue(by: Actor, *, after: str = "", marked: bool = False) -> QueuePage:
    """The reports of this person's desks, most urgent first; nothing sealed is opened.

    With `marked` only those that stand at the end, because two officers called them none.
    """
    after = max(after, f"{_RANK_MARKED}") if marked else after
    page = vault.page_of(by.principals, after=after, size=PAGE + 1)
    refs = [ref for _, ref in page[:PAGE]]
    rows = Report.objects.in_bulk(refs)
    reports = [rows[ref] for ref in refs if ref in rows]
    holders = accounts.names({report.taken_by for report in reports if report.taken_by})
    return QueuePage(reports, holders, page[PAGE - 1][0] if len(page) > PAGE else "")


def arrived_lately(by: Actor) -> int:
    """How many reports came to this person's desks within RUSH_MINUTES. Deriving their codes
    takes longer than counting them: there is no endless number of them."""
    since = clock.now() - timedelta(minutes=RUSH_MINUTES)
    return Report.objects.filter(team__in=by.principals, received_at__gte=since).count()


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
    opened, keys = _open_both(report, by)
    return OpenReport(report, opened, _messages(report.ref, keys.thread), keys)


def thread_of(report: Report, by: Actor) -> OpenCompartment:
    """The thread to write into: the one that the report itself names. Raises as open_report."""
    return _open_both(report, by)[1].thread.newest


def keys_of_team(report: Report, by: Actor) -> ReportKeys:
    """The report's compartments as this officer's team opens them. Raises as open_report."""
    try:
        return ReportKeys(
            vault.open_for_person(report.ref, CompartmentCode.REPORT, by.keys),
            vault.open_for_person(report.ref, CompartmentCode.THREAD, by.keys),
        )
    except LookupError as error:
        raise Refused(f"report {report.ref}: listed without a grant") from error


class CodeClosed(LookupError):
    """The code that opened this inbox was changed or killed meanwhile, here or elsewhere."""


def keys_of_receipt(inbox: Inbox) -> ReportKeys:
    """The report's compartments as the reporter's code opens them. Raises CodeClosed, and
    vault.crypto.Refused when something was tampered with."""
    return ReportKeys(
        _through_receipt(inbox, CompartmentCode.REPORT),
        _through_receipt(inbox, CompartmentCode.THREAD),
    )


def _through_receipt(inbox: Inbox, code: CompartmentCode) -> Opened:
    try:
        return vault.open_for_receipt(inbox.report, code, inbox.receipt)
    except LookupError as error:
        raise CodeClosed(inbox.report) from error


def report_of_receipt(inbox: Inbox) -> Report:
    """The report behind an opened code, as long as that code opens it. Raises as
    keys_of_receipt."""
    _through_receipt(inbox, CompartmentCode.THREAD)
    return Report.objects.get(pk=inbox.report)


def content_of_team(report: Report, by: Actor) -> Content:
    """The newest version's content. Raises as open_report."""
    return _open_both(report, by)[0]


def content_of_receipt(inbox: Inbox) -> Content:
    """The newest version's content. Raises as keys_of_receipt."""
    opened = _through_receipt(inbox, CompartmentCode.REPORT)
    return _content(Report.objects.get(pk=inbox.report), opened)


def _open_both(report: Report, by: Actor) -> tuple[Content, ReportKeys]:
    keys = keys_of_team(report, by)
    opened = _content(report, keys.report)
    if not same(bytes.fromhex(opened.thread), keys.thread.newest.commitment):
        raise Refused(f"thread of report {report.ref}: not the one it was sent with")
    return opened, keys


def open_inbox(inbox: Inbox) -> tuple[Report, list[ThreadMessage]]:
    """The reporter's side of the thread. Raises as keys_of_receipt."""
    thread = _through_receipt(inbox, CompartmentCode.THREAD)
    return Report.objects.get(pk=inbox.report), _messages(inbox.report, thread)


def latest_version_number(report: Report) -> int:
    """The number of the newest version, 0 before the first."""
    newest = ReportVersion.objects.filter(report=report).order_by("-number").first()
    return newest.number if newest else 0


def versions(report: Report) -> list[ReportVersion]:
    """What was written to the report, oldest first; nothing sealed is opened."""
    return list(report.versions.order_by("number").defer("content"))


def has_links(report: Report) -> bool:
    """Whether a reporter linked this report with another one; which, she is not told."""
    return ReportLink.objects.filter(Q(one=report) | Q(other=report)).exists()


@dataclass(frozen=True)
class Opening:
    """Somebody opened the report: her role, and the minute."""

    role: str  # accounts.enums.RoleCode
    at: datetime


OPENINGS = 200  # events looked at: an officer who reads one page five times is one line here


def openings(report: Report) -> list[Opening]:
    """Who opened the report, newest first, by role and never by name; a minute counts once."""
    acts = audit.newest_acts(report.ref, EventCode.REPORT_OPENED, most=OPENINGS)
    roles = accounts.roles({act.actor for act in acts})
    seen = [
        Opening(roles[act.actor], act.at.replace(second=0, microsecond=0))
        for act in acts
        if act.actor in roles
    ]
    return list(dict.fromkeys(seen))


def alarm_mark(report: Report) -> int:
    """Names the last cry for help: who says that it was handled says which one."""
    return audit.newest_seq(report.ref, EventCode.ALARM_RAISED)


def linked(report: Report, principals: Sequence[str]) -> list[Report]:
    """The reports that a reporter linked with this one, as far as they are in these lists."""
    pairs = ReportLink.objects.filter(Q(one=report) | Q(other=report))
    refs = {ref for pair in pairs.values_list("one_id", "other_id") for ref in pair} - {report.ref}
    return list(visible_to(principals).filter(pk__in=refs).order_by("received_at")) if refs else []


@dataclass(frozen=True)
class Alarm:
    """A cry for help that nobody has answered: since when, and whether she is not free."""

    at: datetime
    duress: bool


def alarm_of(report: Report) -> Alarm | None:
    """The open alarm of a report. One word for duress since the last handling is enough."""
    if report.alarm_at is None:
        return None
    duress = any(detail.get("how") == "duress" for _, _, detail in _cries(report))
    return Alarm(report.alarm_at, duress)


def own_cry(report: Report) -> datetime | None:
    """Since when she cries for help by her own button, as far as nobody has handled it. What the
    word for duress raised is left out: her inbox must look as if it had not been typed."""
    cries = _cries(report)
    by_word = [detail.get("how") == "duress" for _, _, detail in cries]
    if report.alarm_at is None or not any(by_word):
        return report.alarm_at
    if report.alarm_at == report.received_at:  # sent with the alarm, before any word
        return report.alarm_at
    return next(
        (cry[1] for cry, forced in zip(cries[::-1], by_word[::-1], strict=True) if not forced), None
    )


def _cries(report: Report) -> list[tuple[EventCode, datetime, dict[str, Any]]]:
    """The cries since the last one that was handled, the latest first."""
    codes = (EventCode.ALARM_RAISED, EventCode.ALARM_HANDLED)
    events = audit.latest_events(report.ref, codes, most=_ALARMS)
    return list(takewhile(lambda event: event[0] == EventCode.ALARM_RAISED, events))


def files_of(report: str) -> list[FileEntry]:
    """A report's files, oldest first; opens nothing."""
    return files.listed(CompartmentOwner.REPORT, report)


def open_file(ref: str, opened: Opened) -> tuple[OpenFile, OpenCompartment]:
    """A file of a report and the compartment that it was sealed to. Raises LookupError when it is
    none of these."""
    for compartment in opened.generations.values():
        try:
            return files.opened(ref, compartment), compartment
        except LookupError:
            continue
    raise LookupError(ref)


def _content(report: Report, opened: Opened) -> Content:
    version = ReportVersion.objects.filter(report=report).order_by("-number").first()
    if version is None:
        raise Refused(f"report {report.ref}: its content is gone")
    sealed = bytes(version.content)
    digests = audit.latest_digests(
        [report.ref], [EventCode.REPORT_RECEIVED, EventCode.REPORT_COMPLETED]
    )
    _require_digest(digests.get(report.ref), sealed, report.ref)
    return content.unseal(
        sealed, opened.for_sealed(sealed), report=report.ref, version=version.number
    )


def _messages(ref: str, thread: Opened) -> list[ThreadMessage]:
    rows = list(Message.objects.filter(report_id=ref).order_by("number"))
    digests = audit.latest_digests(
        [row.ref for row in rows], [EventCode.STAFF_ANSWERED, EventCode.REPORTER_WROTE]
    )
    names = accounts.names({row.staff for row in rows if row.staff})
    return [_message(row, thread, digests.get(row.ref), names) for row in rows]


def _message(
    row: Message, thread: Opened, digest: bytes | None, names: dict[str, str]
) -> ThreadMessage:
    sealed, author = bytes(row.body), Author(row.author)
    _require_digest(digest, sealed, row.ref)
    text = content.unseal_message(sealed, thread.for_sealed(sealed), message=row.ref, author=author)
    return ThreadMessage(author, names.get(row.staff, ""), row.at, text, row.asks)


def _require_digest(digest: bytes | None, sealed: bytes, ref: str) -> None:
    """The trail holds the digest of what was last written: an older ciphertext is refused."""
    if digest is None or not same(digest, digest_of(sealed)):
        raise Refused(f"{ref}: not what was last written")


def latest_sheet(report: Report) -> FactSheet | None:
    """The newest fact sheet."""
    return FactSheet.objects.filter(report=report).order_by("-number").first()


def latest_sheet_number(report: Report) -> int:
    """The number of the newest fact sheet, 0 when none was saved."""
    newest = latest_sheet(report)
    return newest.number if newest else 0


def facts_of(report: Report) -> tuple[int, CaseFacts]:
    """The newest fact sheet's number and facts; before any, what the reporter's answers said."""
    newest = latest_sheet(report)
    if newest is not None:
        return newest.number, CaseFacts.from_codes(newest.facts)
    return 0, concluded_facts(report)


def concluded_facts(report: Report) -> CaseFacts:
    """What the last stored conclusion rests on: the newest sheet or answers, and what the reporter
    has said since."""
    decision = audit.latest_decision(report.ref)
    if decision is None:
        raise LookupError(report.ref)
    return CaseFacts.from_codes(decision.facts)


def last_words_at(report: Report) -> datetime:
    """When the reporter last told something: by sending, by completing, or in the thread."""
    hers = report.messages.filter(author=Author.REPORTER).order_by("-number")
    told = report.versions.filter(kind__in=TOLD).order_by("-number")
    moments = [told.values_list("sent_at", flat=True)[:1], hers.values_list("at", flat=True)[:1]]
    return max([report.received_at, *(at for found in moments for at in found)])


@dataclass(frozen=True)
class Ruling:
    """The last conclusion about a report, and whether today's rule book still says the same."""

    conclusion: Conclusion
    current: bool
    facts: CaseFacts


def ruling_of(report: Report) -> Ruling:
    """Replay the last stored decision from its own facts and day."""
    decision = audit.latest_decision(report.ref)
    if decision is None:
        raise LookupError(report.ref)
    again = replay(decision.facts, date.fromisoformat(decision.outcome["on"]))
    current = _conclusion_only(again.to_codes()) == _conclusion_only(decision.outcome)
    return Ruling(again, current, CaseFacts.from_codes(decision.facts))


def _conclusion_only(outcome: Mapping[str, object]) -> dict[str, object]:
    """Without the book's version: a mended sentence elsewhere in it changes nothing here."""
    return {name: value for name, value in outcome.items() if name != "version"}


def counts(reports: Sequence[Report], *, now: datetime) -> dict[str, int]:
    """What waits on this page: alarms, danger, not yet taken, waiting for an answer, overdue.
    What two officers marked as no report does not wait."""
    real = [report for report in reports if not report.spam_by]
    waiting = [report for report in real if report.reporter_waits_since]
    return {
        "alarms": sum(report.alarm_at is not None for report in real),
        "danger": sum(report.risk == "tinggi" for report in waiting),
        "new": sum(not report.taken_by for report in real),
        "unanswered": sum(bool(report.taken_by) for report in waiting),
        "overdue": sum(not report.taken_by and report.first_contact_due <= now for report in real),
    }


def lost_rows() -> int:
    """How many reports and messages the trail saw being written that are not there any more."""
    written = audit.count(EventCode.REPORT_RECEIVED)
    said = audit.count(EventCode.STAFF_ANSWERED) + audit.count(EventCode.REPORTER_WROTE)
    written += audit.count(EventCode.REPORT_COMPLETED)
    return abs(written - ReportVersion.objects.count()) + abs(said - Message.objects.count())
