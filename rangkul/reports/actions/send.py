"""Sending a report, and completing one that was sent in a hurry."""

from dataclasses import dataclass, replace

from rangkul.audit.actions import REPORTER, append, decide
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.policy.book import Conclusion, conclude
from rangkul.policy.facts import CaseFacts
from rangkul.reports import alike, clocks, content, queries, visit
from rangkul.reports.actions.files import keep_all, let_lost_go
from rangkul.reports.actions.heard import take_mark_away
from rangkul.reports.actions.record import mark_sent
from rangkul.reports.answers import Answers, Asked, first_facts, going_on
from rangkul.reports.content import Content
from rangkul.reports.enums import AllegedOffice, Channel, VersionKind
from rangkul.reports.models import Report, ReportVersion
from rangkul.reports.visit import Inbox, State
from rangkul.vault import actions as vault
from rangkul.vault import queries as vault_queries
from rangkul.vault import receipts
from rangkul.vault.drafts import DraftKey
from rangkul.vault.enums import Purpose
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.receipts import ReceiptKeys


@dataclass(frozen=True)
class Ready:
    """A draft that can be sent: its key, its checked answers, and the language of its pages."""

    key: DraftKey
    answers: Answers
    language: str = "id"
    told: tuple[str, ...] = ()  # what the receipt page must say (reports.shown)
    alarm: bool = False


def send(ready: Ready) -> None:
    """Send the draft as a report, once, and leave the receipt code in the draft.

    The code is derived before the transaction (about 70 ms; twice with a word for duress). Then
    ONE transaction writes the report, its seals, the first decision, the clock's job, the draft
    and the audit event: a kill at any moment leaves either nothing or a report whose code the
    draft still shows. Raises vault.cost.Busy, database errors, and vault.crypto.Refused when a
    key was swapped.
    """
    code = receipts.new_code()
    receipt = receipts.derive(code)
    duress = _duress(code, ready.answers)
    with writing():
        state = visit.state_of(ready.key, lock=True) or State()
        if state.code:
            return  # a double click or a replay: the first one counts
        ready = _without_lost_files(ready, state)
        ref = new_ref()
        mine = visit.stored_receipt(ref, receipt)
        left = (
            state.after_alarm(code, ready.told, mine)
            if ready.alarm
            else state.after_sending(code, ready.told, report=ref)
        )
        visit.save(ready.key, left)
        _write_report(ref, ready, receipt, duress, state)
        faults.point("before-commit")
    faults.point("after-commit")


def _without_lost_files(ready: Ready, state: State) -> Ready:
    """What can be sent of it: the receipt page tells her when a file did not come along."""
    if not let_lost_go(state):
        return ready
    left = replace(ready.answers, files=len(state.files))
    return replace(ready, answers=left, told=(*ready.told, "file_lost"))


def _write_report(
    ref: str, ready: Ready, receipt: ReceiptKeys, duress: ReceiptKeys | None, state: State
) -> None:
    answers, at = ready.answers, clock.now()
    facts = first_facts(answers, received_at=at)
    conclusion = conclude(facts, on=clock.local(at).date())
    report = Report(
        ref=ref,
        channel=Channel.WEB,
        received_at=at,
        team=vault_queries.intake_team(_route(answers)),
        first_contact_due=clocks.first_contact_due(conclusion),
        reporter_waits_since=at,
        alarm_at=at if ready.alarm else None,
        language=ready.language,
        alike=alike.seen_often(answers.story or answers.place_now),
        risk=conclusion.risk.value,
        **_columns(answers),
    )
    report.save(force_insert=True)
    seals = vault.seal_report(
        report=ref,
        team=report.team,
        receipt=receipt,
        sort_key=queries.sort_key(report),
        duress=duress,
    )
    sealed = write_version(
        report,
        Content(answers, receipt.box.public.hex(), seals.thread.commitment.hex()),
        seals.report,
        kind=VersionKind.SENT,
    )
    clocks.remind(report)
    mark_sent(state, answers.parts, at=at)
    store_decision(report, facts, conclusion, by=REPORTER)
    keep_all(state, ref, seals.report)
    append(
        EventCode.REPORT_RECEIVED,
        by=REPORTER,
        object_ref=ref,
        digest=digest_of(sealed),
        channel=Channel.WEB.value,
        version=1,
    )


def _columns(answers: Answers) -> dict[str, object]:
    """The coded facts that the queue shows."""
    return {
        "who": answers.who,
        "safe_now": answers.safe_now,
        # Coarse: the operator of the accused office's own server reads columns, never contents.
        "office": AllegedOffice.SEVERAL if answers.names_our_office else answers.office,
        "age": answers.age,
        "kinds": list(answers.kinds),
        "red": answers.red,
        "contact": answers.contact.way,
    }


def _route(answers: Answers) -> Purpose:
    """A report about a partner office or the unit itself goes to the team outside the UPTD."""
    return Purpose.ALTERNATIVE_INTAKE if answers.names_our_office else Purpose.INTAKE


def _duress(code: str, answers: Answers) -> ReceiptKeys | None:
    """The second code that only alerts the desk, where a word was agreed."""
    word = answers.duress_word
    return receipts.derive_duress(code, word) if word else None


def complete(ready: Ready) -> None:
    """Write the draft as the next version of the report that this stay already sent.

    A version that names one of our offices goes to the alternative team alone, and the ordinary
    team's access closes in the same transaction (vault.md, "A report" 2). Raises as `send`.
    """
    state = visit.state_of(ready.key)
    duress = _duress(state.code, ready.answers) if state is not None else None
    with writing():
        state = visit.state_of(ready.key, lock=True)
        mine = visit.mine_of(state)
        if state is None or mine is None or not state.going_on:
            return  # sent meanwhile, from another tab
        ready = _without_lost_files(ready, state)
        report = queries.lock_row(mine.report)
        answers = _with_what_changed(ready.answers, report, mine, state)
        _write_completion(report, answers, mine, state)
        if duress is not None and answers.duress_word == ready.answers.duress_word:
            vault.set_duress(report.ref, duress)
        left = state.after_sending(state.code, ready.told, report=mine.report)
        visit.save(ready.key, left)
        faults.point("before-commit")
    faults.point("after-commit")


def _with_what_changed(answers: Answers, report: Report, mine: Inbox, state: State) -> Answers:
    """The draft's answers with what she changed through her code since this stay sent."""
    newest = queries.content_of_receipt(mine).answers
    first = report.versions.get(kind=VersionKind.SENT)
    sealed, opened = bytes(first.content), queries.keys_of_receipt(mine).report
    sent = content.unseal(
        sealed, opened.for_sealed(sealed), report=report.ref, version=first.number
    ).answers
    draft = state.answers
    asked = Asked(
        contact=bool(draft.get("q6")),  # empty: passed over, or never on that page
        must_not_know="q6s" in draft,
        # The place of an alarm stays when only the danger is over, and goes when she empties it.
        place_now="q2c" in draft and (bool(answers.place_now) or not draft["q2c"]),
        duress_word="q6p" in draft,
    )
    return going_on(answers, sent=sent, newest=newest, asked=asked)


def _write_completion(report: Report, answers: Answers, mine: Inbox, state: State) -> None:
    keys = queries.keys_of_receipt(mine)
    compartment, thread = keys.report.newest, keys.thread.newest
    for name, value in _columns(_stricter(answers, report)).items():
        setattr(report, name, value)
    report.reporter_waits_since = report.reporter_waits_since or clock.now()
    report.alike = report.alike or alike.seen_often(answers.story)
    if _must_reroute(report, answers):
        report.team = vault_queries.intake_team(Purpose.ALTERNATIVE_INTAKE)
        _hand_over(report)
        seals = vault.reroute_report(
            report.ref,
            keys,
            team=report.team,
            holder=mine.receipt,
            sort_key=queries.sort_key(report),
        )
        compartment, thread = seals.report, seals.thread
    sealed = write_version(
        report,
        Content(answers, mine.receipt.box.public.hex(), thread.commitment.hex()),
        compartment,
        kind=VersionKind.COMPLETED,
    )
    take_mark_away(report, by=REPORTER)
    mark_sent(state, answers.parts, at=clock.now())
    _conclude_again(report, answers)
    report.save()
    vault.move_in_list(report.ref, queries.sort_key(report))
    keep_all(state, report.ref, compartment)
    append(
        EventCode.REPORT_COMPLETED,
        by=REPORTER,
        object_ref=report.ref,
        digest=digest_of(sealed),
        version=queries.latest_version_number(report),
        rerouted=thread.generation > 1,
    )


def _stricter(answers: Answers, report: Report) -> Answers:
    """A later version does not take back whom she named. It may say that she is safe now: the
    cry that went before stays on top until an officer has handled it (`alarm_at`)."""
    office = answers.office if answers.names_our_office else report.office or answers.office
    return replace(answers, office=office)


def _must_reroute(report: Report, answers: Answers) -> bool:
    alternative = vault_queries.intake_team(Purpose.ALTERNATIVE_INTAKE)
    return answers.names_our_office and report.team != alternative


def _hand_over(report: Report) -> None:
    """The officer of the ordinary team who had taken it has it no longer."""
    if report.taken_by:
        report.state, report.taken_by, report.taken_at = queries.UNTAKEN


def _conclude_again(report: Report, answers: Answers) -> None:
    """Before a fact sheet the rule book looks at the newest answers; after it, at the sheet."""
    if queries.latest_sheet_number(report):
        return
    facts = first_facts(answers, received_at=report.received_at)
    conclusion = conclude(facts, on=clock.local(report.received_at).date())
    report.risk = conclusion.risk.value
    store_decision(report, facts, conclusion, by=REPORTER)


def write_version(
    report: Report,
    body: Content,
    compartment: OpenCompartment,
    *,
    kind: VersionKind,
    by: str = "",
) -> bytes:
    """Seal and store the next version; the sealed bytes, for the trail."""
    number = queries.latest_version_number(report) + 1
    sealed = content.seal(body, compartment, report=report.ref, version=number)
    ReportVersion.objects.create(
        report=report, number=number, kind=kind, by=by, content=sealed, sent_at=clock.now()
    )
    return sealed


def store_decision(report: Report, facts: CaseFacts, conclusion: Conclusion, *, by: str) -> None:
    """Store what the rule book concluded, with the facts and the version it used."""
    decide(
        by=by,
        object_ref=report.ref,
        rulebook=conclusion.version,
        facts=facts.to_codes(),
        outcome=conclusion.to_codes(),
    )
