"""Invented reports for the demo city, sent and answered by the same actions as real ones.

Nobody here exists. The stories are written for this file; the clock is set back so that the
desk shows fresh, waiting and answered reports.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from rangkul.accounts.actor import Actor
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.policy.facts import FACTS, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports import actions, queries, visit
from rangkul.reports.content import Answers
from rangkul.reports.enums import AllegedOffice, SafeNow, Who
from rangkul.reports.models import Report
from rangkul.reports.visit import State
from rangkul.vault import drafts

SEED = 19_71
_THANKS = (
    "Terima kasih sudah menulis. Yang terjadi bukan salah Anda. "
    "Apakah malam ini Anda punya tempat yang aman? Balas di sini kapan pun aman bagi Anda."
)


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
    ),
    Sample(
        52,
        Who.ADULT,
        SafeNow.UNKNOWN,
        "Adik saya dijanjikan kerja di luar kota, KTP-nya ditahan dan dia tidak boleh keluar.",
        taken=True,
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
    ),
    Sample(
        7,
        Who.CHILD,
        SafeNow.DANGER,
        "Anak tetangga menangis keras hampir tiap malam, kedengaran dipukul.",
    ),
    Sample(3, Who.UNSURE, SafeNow.UNKNOWN, ""),
    Sample(
        0.6,
        Who.SELF,
        SafeNow.DANGER,
        "Suami mencekik saya semalam. Dia masih di rumah. Saya belum mau ke polisi, saya takut.",
    ),
    Sample(0.1, Who.UNSURE, SafeNow.UNKNOWN, "tolong"),
)


def make_reports(*, desk: Actor, other_desk: Actor) -> list[str]:
    """Send the samples, oldest first; take and answer some. Returns the receipt codes."""
    chance = random.Random(SEED)  # noqa: S311 - only scatters minutes
    codes, present = [], clock.now()
    for sample in SAMPLES:
        sent_at = present - timedelta(hours=sample.hours_ago, minutes=chance.uniform(0, 5))
        with clock.frozen(sent_at):
            codes.append(_send(sample))
        if sample.taken:
            with clock.frozen(sent_at + timedelta(minutes=chance.uniform(4, 14))):
                _work(sample, other_desk if sample.office else desk, chance)
    return codes


def _send(sample: Sample) -> str:
    """Through a draft, as every report comes."""
    key = drafts.new_key()
    with writing():
        visit.save(key, State())
    answers = Answers(sample.who, sample.safe_now, sample.story, sample.office)
    actions.send(actions.Ready(key, answers))
    state = visit.state_of(key)
    with writing():
        drafts.delete(key)
    return state.code if state else ""


def _work(sample: Sample, by: Actor, chance: random.Random) -> None:
    with reading():
        newest = queries.queue(by).reports
    for report in newest:
        if not report.taken_by:
            actions.take_if_free(report.ref, by=by)
            if sample.known:
                actions.save_facts(report.ref, _facts(sample, report), based_on=0, by=by)
            if sample.answered:
                key = f"{chance.getrandbits(128):032x}"
                actions.answer(report.ref, _THANKS, form_key=key, by=by)


def _facts(sample: Sample, report: Report) -> CaseFacts:
    teller = ReporterKind.SURVIVOR if sample.who == Who.SELF else ReporterKind.THIRD_PERSON
    answers = {code: Tri.of(code in sample.known) for code in FACTS}
    return CaseFacts(saved=True, answers=answers, reporter=teller, received_at=report.received_at)
