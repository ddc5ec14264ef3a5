"""Many real rows at once: sealed, granted, listed and audited by the house's own functions.

One by one through the pages 20,000 reports would take half an hour; here the same sealing runs
without the pages and the rows go in with bulk_create. What comes out opens, replays and verifies.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from rangkul.accounts.models import KnownDevice, Person, SignInAttempt, StaffDraft
from rangkul.audit.actions import REPORTER, append
from rangkul.audit.chain import canonical, digest_of, link
from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision, Event, Segment
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import reading, writing
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.policy.book import Conclusion, conclude
from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.reports import clocks, content, queries
from rangkul.reports.actions.send import _columns
from rangkul.reports.answers import Answers, first_facts
from rangkul.reports.content import Content
from rangkul.reports.enums import (
    AgeBand,
    AllegedOffice,
    Author,
    Channel,
    Kind,
    Relation,
    SafeNow,
    When,
    Who,
)
from rangkul.reports.models import FactSheet, Message, Report, ReportVersion
from rangkul.vault import drafts, receipts, trust
from rangkul.vault.crypto import random_key, seal_to
from rangkul.vault.enums import CompartmentCode, CompartmentOwner, Ground, Purpose
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Access, Compartment, Draft, Grant, Key, Receipt, Unlock
from rangkul.vault.personal import seal_for
from rangkul.vault.queries import grant_context, intake_team, receipt_grant_context
from rangkul.vault.receipts import ReceiptKeys

SEED = 20_251_123
TOGETHER = 100  # reports that came in one minute with the same answers share one conclusion
ANSWERED_EVERY = 10
CODES = (CompartmentCode.REPORT, CompartmentCode.THREAD)
STORIES = (
    "tolong",
    "Saya takut pulang.",
    "Dia memukul saya lagi tadi malam.",
    "Anak itu menangis.",
)


@dataclass
class Rows:
    """What waits to be inserted, table by table, parents first."""

    tables: dict[type[Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Model) -> None:
        self.tables.setdefault(type(row), []).append(row)

    def store(self) -> None:
        for table, rows in self.tables.items():
            table._default_manager.bulk_create(rows, batch_size=500)
        self.tables.clear()


@dataclass(frozen=True)
class Minute:
    """Reports that arrived together: their answers, and what the rule book concluded once."""

    at: datetime
    answers: Answers
    facts: dict[str, Any]
    conclusion: Conclusion
    outcome: dict[str, Any]
    team: str
    key: Key


def fill(count: int, *, taken_by: str = "piket") -> list[str]:
    """Write `count` reports, a tenth of them taken and answered, and what else fills up in a
    city's life. Returns the receipt codes of the answered ones."""
    chance = random.Random(SEED)
    with reading():
        officer = Person.objects.get(username=taken_by).ref
        minutes = list(_minutes(count, chance))
    codes = []
    issued = [(code, receipts.derive(code)) for code in _codes(count)]  # never in a transaction
    with writing():
        rows, chain = Rows(), _Chain()
        for number, (code, receipt) in enumerate(issued):
            answered = number % ANSWERED_EVERY == 0
            story = chance.choice(STORIES)
            _report(rows, chain, minutes[number // TOGETHER], receipt, story, officer * answered)
            codes += [code] if answered else []
        _clutter(rows, count)
        chain.close(rows)
        rows.store()
        append(EventCode.THREAD_OPENED, by=REPORTER)  # one by the house's own hand, on top
    return codes


def _minutes(count: int, chance: random.Random) -> Iterator[Minute]:
    """One minute after another up to now."""
    start = clock.this_minute() - timedelta(minutes=7 * (count // TOGETHER + 1))
    for number in range(count // TOGETHER + 1):
        at = start + timedelta(minutes=7 * number)
        answers = _answers(chance)
        facts = first_facts(answers, received_at=at)
        team = intake_team(Purpose.INTAKE)
        conclusion = conclude(facts, on=clock.local(at).date())
        key = trust.team_key(team)[0]
        codes = (facts.to_codes(), conclusion, conclusion.to_codes())
        yield Minute(at, answers, *codes, team, key)


def _answers(chance: random.Random) -> Answers:
    """As people choose them; none names one of our offices."""
    who = chance.choice(Who.values)
    return Answers(
        who=who,
        safe_now=chance.choice(SafeNow.values),
        office=chance.choice(["", AllegedOffice.NONE.value, AllegedOffice.UNKNOWN.value]),
        age=chance.choice(["", *AgeBand.values]) if who == Who.SELF else "",
        kinds=tuple(chance.sample(Kind.values, chance.randrange(3))),
        relation=chance.choice(["", *Relation.values]),
        when=chance.choice(["", *When.values]),
    )


def _codes(count: int) -> Iterator[str]:
    return (receipts.new_code() for _ in range(count))


def _report(  # noqa: PLR0917 - one row of everything
    rows: Rows, chain: "_Chain", minute: Minute, receipt: ReceiptKeys, story: str, officer: str
) -> None:
    """One report with its seals, its list entry, its decision, its job and its event."""
    report = _row(minute, officer)
    rows.add(report)
    rows.add(_receipt(receipt, report.ref))
    body, thread = (_sealed(rows, one, minute, report, receipt) for one in CODES)
    answers = replace(minute.answers, story=story)
    sealed = content.seal(
        Content(answers, receipt.box.public.hex(), thread.commitment.hex()),
        body,
        report=report.ref,
        version=1,
    )
    rows.add(ReportVersion(report=report, number=1, content=sealed, sent_at=minute.at))
    rows.add(_entry(report, minute.team))
    rows.add(_decision(report, minute))
    rows.add(_reminder(report))
    chain.add(EventCode.REPORT_RECEIVED, report.ref, digest_of(sealed))
    if officer:
        _answer(rows, chain, report, thread, officer)


def _row(minute: Minute, officer: str) -> Report:
    return Report(
        ref=new_ref(),
        channel=Channel.WEB,
        received_at=minute.at,
        team=minute.team,
        **_columns(minute.answers),
        risk=minute.conclusion.risk.value,
        first_contact_due=clocks.first_contact_due(minute.conclusion),
        state="answered" if officer else "received",
        taken_by=officer,
        taken_at=minute.at if officer else None,
        reporter_waits_since=None if officer else minute.at,
    )


def _receipt(keys: ReceiptKeys, report: str) -> Receipt:
    return Receipt(
        lookup=keys.lookup, version=receipts.VERSION, box_pk=keys.box.public, report=report
    )


def _sealed(
    rows: Rows, code: CompartmentCode, minute: Minute, report: Report, receipt: ReceiptKeys
) -> OpenCompartment:
    """A compartment, granted to the team's epoch and to the receipt."""
    opened = OpenCompartment(new_ref(), code.value, 1, random_key())
    rows.add(
        Compartment(
            id=opened.id,
            owner_kind=CompartmentOwner.REPORT,
            owner=report.ref,
            code=code,
            commitment=opened.commitment,
        )
    )
    context = grant_context(opened.id, 1)
    for public, bound_to, to in (
        (bytes(minute.key.box_pk or b""), context, {"to_key": minute.key}),
        (receipt.box.public, receipt_grant_context(opened.id, 1, receipt), _to_receipt(receipt)),
    ):
        sealed = seal_to(public, opened.key, context=bound_to)
        rows.add(
            Grant(
                compartment_id=opened.id,
                sealed_key=sealed,
                ground=Ground.REPORT,
                ground_ref=report.ref,
                starts=minute.at,
                **to,
            )
        )
    return opened


def _to_receipt(receipt: ReceiptKeys) -> dict[str, Any]:
    return {"to_receipt_id": receipt.lookup}


def _entry(report: Report, team: str) -> Access:
    return Access(
        principal=team,
        object=report.ref,
        sort_key=queries.sort_key(report),
        ground=Ground.REPORT,
        ground_ref=report.ref,
    )


def _decision(report: Report, minute: Minute) -> Decision:
    return Decision(
        at=minute.at,
        by=REPORTER,
        object_ref=report.ref,
        rulebook=minute.conclusion.version,
        facts=minute.facts,
        outcome=minute.outcome,
    )


def _reminder(report: Report) -> Job:
    """Done for most, as in a city that works; the newest are still waiting."""
    waits = report.first_contact_due > clock.now()
    return Job(
        kind=clocks.KIND,
        payload={"report": report.ref},
        dedup=f"{clocks.KIND}:{report.ref}",
        run_at=report.first_contact_due,
        max_attempts=8,
        created_at=report.received_at,
        state=JobState.QUEUED if waits else JobState.DONE,
        done_at=None if waits else report.first_contact_due,
    )


def _answer(
    rows: Rows, chain: "_Chain", report: Report, thread: OpenCompartment, officer: str
) -> None:
    facts = CaseFacts(
        saved=True, answers={}, reporter=ReporterKind.UNKNOWN, received_at=report.received_at
    )
    rows.add(
        FactSheet(
            report=report,
            number=1,
            facts=facts.to_codes(),
            saved_by=officer,
            saved_at=report.received_at,
        )
    )
    for number, (author, staff) in enumerate(
        ((Author.STAFF, officer), (Author.REPORTER, ""), (Author.STAFF, officer)), start=1
    ):
        ref = new_ref()
        body = content.seal_message("Kami membaca.", thread, message=ref, author=author)
        rows.add(
            Message(
                ref=ref,
                report=report,
                number=number,
                author=author,
                staff=staff,
                body=body,
                at=report.received_at,
                form_key=f"{number:032x}",
            )
        )
        code = EventCode.STAFF_ANSWERED if staff else EventCode.REPORTER_WROTE
        chain.add(code, ref, digest_of(body))


class _Chain:
    """The audit chain, carried on in memory and written once."""

    def __init__(self) -> None:
        append(EventCode.THREAD_OPENED, by=REPORTER)  # opens the month where needed
        segment = Segment.objects.order_by("-month")[0]
        self.month, self.seq, self.head = segment.month, segment.last_seq, bytes(segment.head_hash)
        self.at = clock.now()
        self.events: list[Event] = []

    def add(self, code: EventCode, ref: str, digest: bytes) -> None:
        self.seq += 1
        body = canonical(
            seq=self.seq,
            at=self.at,
            actor=REPORTER,
            code=code.value,
            object_ref=ref,
            digest=digest,
            detail={},
        )
        head = link(self.head, body)
        self.events.append(
            Event(
                seq=self.seq,
                month=self.month,
                at=self.at,
                actor=REPORTER,
                code=code.value,
                object_ref=ref,
                digest=digest,
                detail={},
                prev=self.head,
                hash=head,
            )
        )
        self.head = head

    def close(self, rows: Rows) -> None:
        for event in self.events:
            rows.add(event)
        Segment.objects.filter(month=self.month).update(last_seq=self.seq, head_hash=self.head)


def _clutter(rows: Rows, count: int) -> None:
    """Drafts, locked sessions, tries, browsers and kept words, as in a busy city."""
    person = Person.objects.get(username="piket2")
    key = next(key for key in trust.current().persons.values() if key.owner == person.ref)
    now = clock.now()
    for _ in range(count // 4):
        draft = drafts.new_key()
        rows.add(Draft(lookup=draft.lookup, ct=random_key(), expires=now + timedelta(minutes=20)))
        rows.add(SignInAttempt(who=random_key(), device=random_key(), at=now))
    for number in range(count // 10):
        rows.add(KnownDevice(device=random_key(), person=person, last_used=now.date()))
        ref = new_ref()
        kept = seal_for(key.id, b"[]", row=ref)
        rows.add(StaffDraft(ref=ref, person_key_id=key.id, path="/piket/", body=kept, at=now))
        rows.add(
            Unlock(
                id=random_key(),
                ref=new_ref(),
                person_key_id=key.id,
                ct=None,
                started=now - timedelta(hours=11),
                last_seen=now - timedelta(minutes=number % 600 + 1),
                ends=now + timedelta(hours=1),
            )
        )
