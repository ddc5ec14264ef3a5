"""Writes of the reports room: send, take, record facts, answer, write back."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import Error as DatabaseError

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.audit.actions import REPORTER, append, decide
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.policy.book import Conclusion, conclude
from rangkul.policy.facts import CaseFacts
from rangkul.reports import clocks, content, queries, visit
from rangkul.reports.content import Answers
from rangkul.reports.enums import MOVES, Author, Channel, ReportState
from rangkul.reports.models import FactSheet, Message, Report, ReportVersion
from rangkul.reports.visit import Inbox, State
from rangkul.vault import actions as vault
from rangkul.vault import queries as vault_queries
from rangkul.vault import receipts
from rangkul.vault.actions import ReportSeals
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey
from rangkul.vault.enums import CompartmentCode, Purpose
from rangkul.vault.receipts import ReceiptKeys

logger = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class Ready:
    """A draft that can be sent: its key and its checked answers."""

    key: DraftKey
    answers: Answers


def send(ready: Ready) -> None:
    """Send the draft as a report, once, and leave the receipt code in the draft.

    The code is derived before the transaction (about 70 ms). Then ONE transaction writes the
    report, its seals, the first decision, the clock's job, the draft and the audit event: a kill
    at any moment leaves either nothing or a report whose code the draft still shows. Raises
    vault.cost.Busy, database errors, and vault.crypto.Refused when a key was swapped.
    """
    code = receipts.new_code()
    receipt = receipts.derive(code)
    with writing():
        state = visit.state_of(ready.key, lock=True)
        if state is not None and state.sent:
            return  # a double click or a replay: the first one counts
        kept = state.inbox if state is not None else {}  # an inbox in another tab stays open
        visit.save(ready.key, State(code=code, inbox=kept))
        _write_report(ready.answers, receipt)
        faults.point("before-commit")
    faults.point("after-commit")


def _write_report(answers: Answers, receipt: ReceiptKeys) -> None:
    ref, at = new_ref(), clock.now()
    facts = content.first_facts(answers, received_at=at)
    conclusion = conclude(facts, on=clock.local(at).date())
    team = vault_queries.intake_team(_route(answers))
    report = Report.objects.create(
        ref=ref,
        channel=Channel.WEB,
        received_at=at,
        team=team,
        who=answers.who,
        safe_now=answers.safe_now,
        office=answers.office or "",
        risk=conclusion.risk.value,
        first_contact_due=clocks.first_contact_due(conclusion),
        reporter_waits_since=at,
    )
    seals = vault.seal_report(
        report=ref, team=team, receipt=receipt, sort_key=queries.sort_key(report)
    )
    sealed = _write_version(report, 1, answers, receipt, seals)
    clocks.remind(report)
    _decide(report, facts, conclusion, by=REPORTER)
    append(
        EventCode.REPORT_RECEIVED,
        by=REPORTER,
        object_ref=ref,
        digest=digest_of(sealed),
        channel=Channel.WEB.value,
        version=1,
    )


def _route(answers: Answers) -> Purpose:
    """A report about a partner office or the unit itself goes to the team outside the UPTD."""
    return Purpose.ALTERNATIVE_INTAKE if answers.names_our_office else Purpose.INTAKE


def _write_version(
    report: Report, number: int, answers: Answers, receipt: ReceiptKeys, seals: ReportSeals
) -> bytes:
    body = content.of(answers, receipt_pk=receipt.box.public, thread=seals.thread.commitment)
    sealed = content.seal(body, seals.report, report=report.ref, version=number)
    ReportVersion.objects.create(
        report=report, number=number, content=sealed, sent_at=report.received_at
    )
    return sealed


def _decide(report: Report, facts: CaseFacts, conclusion: Conclusion, *, by: str) -> None:
    """Store what the rule book concluded, with the facts and the version it used."""
    decide(
        by=by,
        object_ref=report.ref,
        rulebook=conclusion.version,
        facts=facts.to_codes(),
        outcome=conclusion.to_codes(),
    )


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
        report = _mine(ref, by)
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
        _decide(report, facts, conclusion, by=by.ref)
        append(EventCode.FACTS_SAVED, by=by.ref, object_ref=ref, sheet=number + 1)


def answer(ref: str, text: str, *, form_key: str, by: Actor) -> None:
    """Write to the reporter's inbox. The same form sent twice is one message.

    Raises Http404 outside her desk, MoveRefused when the report is not this officer's.
    """
    by.require(Permission.ANSWER_REPORTS)
    thread = queries.thread_of(queries.get(ref, by), by)
    with writing():
        report = _mine(ref, by)
        message = _add_message(
            report,
            form_key,
            lambda new: content.seal_message(text, thread, message=new, author=Author.STAFF),
            author=Author.STAFF,
            staff=by.ref,
        )
        if message is None:
            return
        report.state, report.reporter_waits_since = ReportState.ANSWERED, None
        report.save(update_fields=["state", "reporter_waits_since"])
        vault.move_in_list(ref, queries.sort_key(report))
        _append_message(EventCode.STAFF_ANSWERED, message, by=by.ref)


def write_back(inbox: Inbox, text: str, *, form_key: str, key: DraftKey) -> None:
    """The reporter writes to the desk; her stay is good for another 30 minutes."""
    thread = vault_queries.open_for_receipt(inbox.report, CompartmentCode.THREAD, inbox.receipt)
    with writing():
        visit.stay(key)
        report = queries.lock_row(inbox.report)
        message = _add_message(
            report,
            form_key,
            lambda new: content.seal_message(text, thread, message=new, author=Author.REPORTER),
            author=Author.REPORTER,
            staff="",
        )
        if message is None:
            return
        report.reporter_waits_since = report.reporter_waits_since or message.at
        report.save(update_fields=["reporter_waits_since"])
        vault.move_in_list(report.ref, queries.sort_key(report))
        _append_message(EventCode.REPORTER_WROTE, message, by=REPORTER)


def _add_message(
    report: Report, form_key: str, seal: Callable[[str], bytes], *, author: Author, staff: str
) -> Message | None:
    """The new message, or None when this form was already sent."""
    if report.messages.filter(form_key=form_key).exists():
        return None
    ref = new_ref()
    return Message.objects.create(
        ref=ref,
        report=report,
        number=report.messages.count() + 1,
        author=author,
        staff=staff,
        body=seal(ref),
        at=clock.now(),
        form_key=form_key,
    )


def _append_message(code: EventCode, message: Message, *, by: str) -> None:
    append(
        code,
        by=by,
        object_ref=message.ref,
        digest=digest_of(bytes(message.body)),
        report=message.report_id,
    )


def _mine(ref: str, by: Actor) -> Report:
    """The report under lock, if this officer has taken it."""
    report = queries.locked(ref, by)
    if report.taken_by != by.ref:
        raise MoveRefused(report.taken_by)
    return report


def note_refused_code() -> None:
    """Count a code that opened nothing: many of them raise an alarm, none refuses a right one."""
    with writing():
        append(EventCode.CODE_REFUSED, by=REPORTER)


def note_send_failed(error: Exception) -> None:
    """Log that a report or reply could not be sent; what was refused also goes into the trail, if
    it can."""
    logger.error("a report or reply could not be sent", exc_info=error)
    if isinstance(error, Refused):
        try:
            vault.report_tampering(str(error))
        except (DatabaseError, OSError) as second:
            logger.error("the refusal could not be noted", exc_info=second)
