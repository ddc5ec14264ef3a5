"""Invented reports for the demo city, sent and answered by the same actions as real ones.

Nobody here exists. The stories are written for this file; the clock is set back so that the
desk shows fresh, waiting and answered reports.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from rangkul.accounts.actor import Actor
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.policy.facts import FACTS, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports import visit
from rangkul.reports.actions import desk as work
from rangkul.reports.actions import inbox as hers
from rangkul.reports.actions import send as sending
from rangkul.reports.actions import spam
from rangkul.reports.answers import Answers, Contact
from rangkul.reports.enums import AllegedOffice, ContactWay, Danger, Kind, Relation, SafeNow, Who
from rangkul.reports.visit import Inbox, State
from rangkul.vault import drafts, receipts
from rangkul.vault import queries as vault

SEED = 19_71
_THANKS = (
    "Terima kasih sudah menulis. Yang terjadi bukan salah Anda. "
    "Apakah malam ini Anda punya tempat yang aman? Balas di sini kapan pun aman bagi Anda."
)


_NOBODYS = "0800 0000 0000"
_BY_WHATSAPP = Contact(
    way=ContactWay.WHATSAPP.value,
    number=_NOBODYS,
    hours=("noon",),
    days="workdays",
    code_word="arisan",
    stop_word="besok saja",
)
_BY_PHONE = Contact(
    way=ContactWay.PHONE.value,
    number=_NOBODYS,
    phone_readers="suami",
    hours=("morning", "noon", "afternoon", "evening"),
    days="any",
    code_word="resep kue",
    stop_word="salah sambung",
    who_answers="anak sulung",
)
_A_TRIAL = "Halo halo, ini uji coba saja, apakah formulirnya jalan?"


@dataclass(frozen=True)
class Sample:
    """One invented report: how many hours ago, what was answered, and how far the desk is.

    `known` names the questions of the fact form that the desk answered "ya"; the others it
    answered "tidak". Empty: the form was not saved yet.
    """

    hours_ago: float
    who: Who
    safe_now: SafeNow
    story: str
    office: AllegedOffice | None = None
    taken: bool = False
    answered: bool = False
    known: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)  # other answers of the flow
    then: str = ""  # what came after: one of _AFTER
    alarm: bool = False  # sent with the button for who is in danger now


SAMPLES = (
    Sample(
        330,
        Who.SELF,
        SafeNow.AFRAID,
        "Pacar saya memeriksa HP saya tiap malam dan marah kalau saya bertemu teman. "
        "Minggu lalu dia mendorong saya.",
        taken=True,
        answered=True,
        known=("violence_alleged", "physical_violence", "survivor_confirmed"),
        more={"kinds": (Kind.THREAT.value, Kind.BODY.value), "relation": Relation.PARTNER.value},
    ),
    Sample(
        190,
        Who.CHILD,
        SafeNow.UNKNOWN,
        "Saya guru. Murid saya sering datang dengan lebam di lengan dan takut pulang.",
        taken=True,
        answered=True,
        known=(
            "violence_alleged",
            "physical_violence",
            "survivor_is_child",
            "injury_needs_treatment",
        ),
        more={"kinds": (Kind.BODY.value,), "knows": "no"},
    ),
    Sample(
        95,
        Who.SELF,
        SafeNow.SAFE,
        "Mantan suami tidak memberi nafkah anak. Tidak ada kekerasan. "
        "Saya ingin tahu pilihan saya.",
        taken=True,
        answered=True,
        known=("civil_dispute_only", "safe_from_alleged", "survivor_confirmed"),
        then="withdrawn",
    ),
    *(Sample(60 - number / 10, Who.UNSURE, SafeNow.UNKNOWN, _A_TRIAL) for number in range(2)),
    Sample(59.8, Who.UNSURE, SafeNow.UNKNOWN, _A_TRIAL, taken=True, then="proposed"),
    Sample(59.7, Who.UNSURE, SafeNow.UNKNOWN, _A_TRIAL, taken=True, then="marked"),
    Sample(
        52,
        Who.ADULT,
        SafeNow.UNKNOWN,
        "Adik saya dijanjikan kerja di luar kota, KTP-nya ditahan dan dia tidak boleh keluar.",
        taken=True,
        more={"kinds": (Kind.SOLD.value,), "relation": Relation.STRANGER.value},
    ),
    Sample(
        28,
        Who.SELF,
        SafeNow.AFRAID,
        "Suami saya bekerja di kantor polisi. Dia memukul saya dan bilang percuma lapor.",
        office=AllegedOffice.POLICE,
    ),
    Sample(
        21,
        Who.SELF,
        SafeNow.AFRAID,
        "Mantan pacar mengancam menyebar foto saya kalau saya tidak mau bertemu.",
        taken=True,
        more={"kinds": (Kind.DIGITAL.value,), "contact": _BY_WHATSAPP},
    ),
    Sample(
        14,
        Who.SELF,
        SafeNow.AFRAID,
        "Suami saya mengunci pintu kalau pergi. Saya hanya bisa menulis saat ia tidur.",
        taken=True,
        more={
            "age": "18",
            "kinds": (Kind.THREAT.value,),
            "relation": Relation.SPOUSE.value,
            "shares_home": "yes",
            "opens_phone": "yes",
            "when": "ongoing",
            "contact": _BY_PHONE,
            "needs": ("shelter", "legal"),
            "talk": ("plain",),
            "companion": "kakak perempuan",
            "may_know": ("legal_aid",),
            "duress_word": "mangga",
        },
        then="duress",
    ),
    Sample(
        7,
        Who.CHILD,
        SafeNow.DANGER,
        "Anak tetangga menangis keras hampir tiap malam, kedengaran dipukul.",
        more={
            "knows": "no",
            "place_now": "rumah petak nomor dua dari musala",
            "kinds": (Kind.BODY.value,),
            "contact": Contact(must_not_know="bapaknya"),
        },
    ),
    Sample(
        6.5,
        Who.CHILD,
        SafeNow.UNKNOWN,
        "Saya juga mendengar anak itu. Tadi malam ada suara barang pecah.",
        more={"knows": "no"},
        then="same_event",
    ),
    Sample(
        1.4,
        Who.ADULT,
        SafeNow.DANGER,
        "Ia memukul ibunya di depan rumah dan membawa parang.",
        more={
            "place_now": "gang di belakang pasar, rumah pagar hijau",
            "kinds": (Kind.BODY.value, Kind.THREAT.value),
            "dangers": (Danger.WEAPON.value,),
        },
        alarm=True,
    ),
    Sample(3, Who.UNSURE, SafeNow.UNKNOWN, ""),
    Sample(
        0.6,
        Who.SELF,
        SafeNow.DANGER,
        "Suami mencekik saya semalam. Dia masih di rumah. Saya belum mau ke polisi, saya takut.",
        more={
            "kinds": (Kind.BODY.value,),
            "dangers": (Danger.STRANGLED.value,),
            "relation": Relation.SPOUSE.value,
            "shares_home": "yes",
        },
    ),
    Sample(0.1, Who.UNSURE, SafeNow.UNKNOWN, "tolong"),
)


@dataclass(frozen=True)
class Desks:
    """Who works on the samples: two officers of the unit, and the one outside it."""

    first: Actor
    second: Actor
    other: Actor


@dataclass(frozen=True)
class _Out:
    """A sample that was sent: its code, and the opened receipt."""

    code: str
    inbox: Inbox


def make_reports(desks: Desks) -> list[str]:
    """Send the samples, oldest first; take and answer some, and let come what came after. Returns
    the receipt codes."""
    chance = random.Random(SEED)  # noqa: S311 - only scatters minutes
    sent: list[_Out] = []
    present = clock.now()
    for sample in sorted(SAMPLES, key=lambda one: -one.hours_ago):
        sent_at = present - timedelta(hours=sample.hours_ago, minutes=chance.uniform(0, 2))
        with clock.frozen(sent_at):
            sent.append(_send(sample))
        if sample.taken:
            with clock.frozen(sent_at + timedelta(minutes=chance.uniform(4, 14))):
                by = desks.other if sample.office else desks.first
                _work(sample, sent[-1].inbox.report, by, chance, sent_at=sent_at)
        if sample.then:
            with clock.frozen(sent_at + timedelta(minutes=20)):
                _AFTER[sample.then](sent, desks)
    return [one.code for one in sent]


def _send(sample: Sample) -> _Out:
    """Through a draft, as every report comes; an alarm is completed in the same stay."""
    key = drafts.new_key()
    with writing():
        visit.save(key, State())
    office = sample.office.value if sample.office else ""
    answers = Answers(
        sample.who.value, sample.safe_now.value, sample.story, office=office, **sample.more
    )
    first = replace(answers, story="") if sample.alarm else answers
    sending.send(sending.Ready(key, first, alarm=sample.alarm))
    if sample.alarm and visit.go_on(key):
        sending.complete(sending.Ready(key, answers))
    state = visit.state_of(key)
    with writing():
        drafts.delete(key)
    if state is None:
        raise LookupError(key)
    return _Out(state.code, _opened(state.code))


def _opened(code: str) -> Inbox:
    receipt = receipts.derive(code)
    found = vault.find_receipt(receipt)
    if found is None:
        raise LookupError(code)
    return Inbox(found.report, receipt)


def _withdrawn(sent: list[_Out], _desks: Desks) -> None:
    hers.withdraw(sent[-1].inbox, form_key="0" * 32, key=drafts.new_key())


def _under_duress(sent: list[_Out], _desks: Desks) -> None:
    hers.under_duress(sent[-1].inbox.report, key=None)


def _same_event(sent: list[_Out], _desks: Desks) -> None:
    hers.join(sent[-1].inbox, sent[-2].inbox, key=drafts.new_key())


def _proposed(sent: list[_Out], desks: Desks) -> None:
    spam.propose_spam(sent[-1].inbox.report, by=desks.first)


def _marked(sent: list[_Out], desks: Desks) -> None:
    _proposed(sent, desks)
    work.take(sent[-1].inbox.report, by=desks.second)
    spam.confirm_spam(sent[-1].inbox.report, by=desks.second)


_AFTER: Final[Mapping[str, Callable[[list[_Out], Desks], None]]] = {
    "withdrawn": _withdrawn,
    "duress": _under_duress,
    "same_event": _same_event,
    "proposed": _proposed,
    "marked": _marked,
}


def _work(sample: Sample, ref: str, by: Actor, chance: random.Random, *, sent_at: datetime) -> None:
    work.take_if_free(ref, by=by)
    if sample.known:
        work.save_facts(ref, _facts(sample, sent_at), based_on=0, by=by)
    if sample.answered:
        work.answer(ref, _THANKS, form_key=f"{chance.getrandbits(128):032x}", by=by)


def _facts(sample: Sample, received_at: datetime) -> CaseFacts:
    teller = ReporterKind.SURVIVOR if sample.who == Who.SELF else ReporterKind.THIRD_PERSON
    answers = {code: Tri.of(code in sample.known) for code in FACTS}
    return CaseFacts(saved=True, answers=answers, reporter=teller, received_at=received_at)
