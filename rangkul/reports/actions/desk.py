"""Writes of the duty desk: take, record facts, answer."""

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.policy.book import conclude
from rangkul.policy.facts import CaseFacts
from rangkul.reports import queries
from rangkul.reports.actions.messages import add_message, append_message
from rangkul.reports.actions.send import store_decision
from rangkul.reports.enums import MOVES, Author, ReportState
from rangkul.reports.models import FactSheet, Report
from rangkul.vault import actions as vault


class MoveRefused(Exception):
    """The report is not where this move starts from; `taken_by` says who has it."""

    def __init__(self, taken_by: str = "") -> None:
        super().__init__(taken_by)
        self.taken_by = taken_by


class NewerSheet(Exception):
    """Somebody saved sheet `number` while this one was being filled in."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def take(ref: str, *, by: Actor) -> None:
    """Make this officer responsible for the report; a colleague's report can be taken over.

    Raises Http404 outside her desk, MoveRefused when a colleague was first.
    """
    by.require(Permission.TAKE_REPORTS)
    with writing():
        report = queries.locked(ref, by)
        if report.taken_by == by.ref:
            return
        _require_move(report, ReportState.TAKEN)
        before = report.taken_by
        _assign(report, by)
        append(EventCode.REPORT_TAKEN, by=by.ref, object_ref=ref, from_person=before)


def take_if_free(ref: str, *, by: Actor) -> None:
    """As `take`, but only while nobody has the report: the button of the queue."""
    by.require(Permission.TAKE_REPORTS)
    with writing():
        report = queries.locked(ref, by)
        if report.taken_by not in {"", by.ref}:
            raise MoveRefused(report.taken_by)
        take(ref, by=by)


def _assign(report: Report, by: Actor) -> None:
    if report.state == ReportState.RECEIVED:
        report.state = ReportState.TAKEN
    report.taken_by, report.taken_at = by.ref, clock.now()
    report.save(update_fields=["state", "taken_by", "taken_at"])
    vault.move_in_list(report.ref, queries.sort_key(report))


def _require_move(report: Report, to: ReportState) -> None:
    if to not in MOVES[ReportState(report.state)]:
        raise MoveRefused(report.taken_by)


def save_facts(ref: str, facts: CaseFacts, *, based_on: int, by: Actor) -> None:
    """Save a fact sheet and let the rule book conclude anew.

    `based_on` is the number of the sheet that the form showed (0: none). Raises NewerSheet,
    Http404, MoveRefused when the report is not this officer's.
    """
    by.require(Permission.TAKE_REPORTS)
    conclusion = conclude(facts, on=clock.local(clock.now()).date())
    with writing():
        report = mine(ref, by)
        number = queries.latest_sheet_number(report)
        if number != based_on:
            raise NewerSheet(number)
        FactSheet.objects.create(
            report=report,
            number=number + 1,
            facts=facts.to_codes(),
            saved_by=by.ref,
            saved_at=clock.now(),
        )
        report.risk = conclusion.risk.value
        report.save(update_fields=["risk"])
        vault.move_in_list(ref, queries.sort_key(report))
        store_decision(report, facts, conclusion, by=by.ref)
        append(EventCode.FACTS_SAVED, by=by.ref, object_ref=ref, sheet=number + 1)


def answer(ref: str, text: str, *, form_key: str, by: Actor, asks: bool = False) -> None:
    """Write to the reporter's inbox. The same form sent twice is one message.

    Raises Http404 outside her desk, MoveRefused when the report is not this officer's.
    """
    by.require(Permission.ANSWER_REPORTS)
    thread = queries.thread_of(queries.get(ref, by), by)
    with writing():
        report = mine(ref, by)
        message = add_message(
            report,
            text,
            thread,
            form_key=form_key,
            author=Author.STAFF,
            staff=by.ref,
            asks=asks,
        )
        if message is None:
            return
        report.state, report.reporter_waits_since = ReportState.ANSWERED, None
        report.save(update_fields=["state", "reporter_waits_since"])
        vault.move_in_list(ref, queries.sort_key(report))
        append_message(EventCode.STAFF_ANSWERED, message, by=by.ref)


def mine(ref: str, by: Actor) -> Report:
    """The report under lock, if this officer has taken it."""
    report = queries.locked(ref, by)
    if report.taken_by != by.ref:
        raise MoveRefused(report.taken_by)
    return report
