"""CLK: what must happen by when, in elapsed hours.

"3 x 24 jam" is 72 consecutive hours: nights, Sundays and holidays count. Everything is computed on
instants, so neither the server's zone nor a change of clock time can move a deadline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from rangkul.policy.dangers import DANGER_FACTS
from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Evidence,
    Example,
    Severity,
    Text,
    Tri,
    rule,
    rules_in_force,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import (
    CONTRACEPTION_HOURS,
    HEALTH_FACTS,
    PEP_HOURS,
    SEXUAL,
    VIOLENCE,
    adult,
    confirmed,
    health_window,
    hours_left,
    incident_moment,
    intercourse_to_answer,
)
from rangkul.policy.police import report_due
from rangkul.policy.police_sexual import REPORT_HOURS
from rangkul.policy.risk import Risk, assess


@dataclass(frozen=True, slots=True)
class Clock:
    """A running deadline: from when, until when, why, and in which words."""

    id: str
    starts: datetime
    due: datetime
    basis: Basis
    text_id: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of one clock, and the basis that makes them binding here."""

    starts: datetime
    hours: float
    basis: Basis


AT_ONCE_HOURS: Final = 0.25
"""The first answer when the standard says "at once": 15 minutes, a working rule."""
SEDANG_HOURS: Final = 6
RENDAH_HOURS: Final = 24

_RISK_FACTS: Final = tuple(
    dict.fromkeys(("saved", *DANGER_FACTS, *VIOLENCE, "safe_from_alleged", "survivor_is_child"))
)
_STANDARD: Final = Citation(LawId.SOP_TRIAGE, "waktu tanggap")


def elapsed(start: datetime, hours: float) -> datetime:
    """The instant so many hours after a start, in UTC. Raises ValueError without a zone."""
    if start.utcoffset() is None:
        raise ValueError("A clock needs a start with its time zone.")
    return start.astimezone(UTC) + timedelta(hours=hours)


def _at_level(level: Risk) -> Callable[[CaseFacts], Tri]:
    return lambda facts: Tri.of(assess(facts, facts.local_date)[0] is level)


rule(
    "CLK-01",
    title=Text("Risiko tinggi: tanggapi sekarang", "High risk: respond at once"),
    says=Text(
        "Risiko tinggi: tanggapi sekarang juga, laporan diambil dalam 15 menit.",
        "High risk: respond at once, the report is taken within 15 minutes.",
    ),
    citations=(_STANDARD, Citation(LawId.WORKING_RULE, "15 menit", Evidence.INFERENCE)),
    owner="Petugas piket",
    basis=Basis.STANDARD,
    severity=Severity.HARD,
    facts=_RISK_FACTS,
    examples=(Example(True), Example(False, no=("violence_alleged",))),
)(_at_level(Risk.TINGGI))

_NO_DANGER: Final = tuple(
    name for name in DANGER_FACTS if name not in ("incident_at", "received_at")
)

rule(
    "CLK-02",
    title=Text("Risiko sedang: tanggapi dalam 6 jam", "Medium risk: respond within 6 hours"),
    says=Text(
        "Risiko sedang: tanggapi paling lambat 6 jam sejak laporan.",
        "Medium risk: respond at the latest 6 hours after the report.",
    ),
    citations=(_STANDARD,),
    owner="Pendamping",
    basis=Basis.STANDARD,
    severity=Severity.HARD,
    facts=_RISK_FACTS,
    examples=(
        Example(True, yes=("violence_alleged",), no=_NO_DANGER),
        Example(False),
    ),
)(_at_level(Risk.SEDANG))

rule(
    "CLK-03",
    title=Text("Risiko rendah: tanggapi dalam 24 jam", "Low risk: respond within 24 hours"),
    says=Text(
        "Risiko rendah: hubungi paling lambat 24 jam sejak laporan.",
        "Low risk: make contact at the latest 24 hours after the report.",
    ),
    citations=(Citation(LawId.WORKING_RULE, "24 jam, boleh diubah kota", Evidence.INFERENCE),),
    owner="Pendamping",
    basis=Basis.POLICY,
    severity=Severity.HARD,
    facts=_RISK_FACTS,
    examples=(Example(True, no=("violence_alleged",)), Example(False)),
)(_at_level(Risk.RENDAH))


@rule(
    "CLK-04",
    title=Text("Laporan TPKS ke polisi: 3 x 24 jam", "TPKS report to the police: 3 x 24 hours"),
    says=Text(
        "Laporan kepada polisi paling lambat 3 x 24 jam sejak korban atau tenaga profesional "
        "memberi tahu. Untuk anak, jam yang sama berlaku bila orang lain yang melapor.",
        "Report to the police within 3 x 24 hours of being told by the survivor or a listed "
        "professional. For a child the same hours run when somebody else reports.",
    ),
    citations=(
        Citation(LawId.UU_12_2022, "41(2)-(3)"),
        Citation(LawId.WORKING_RULE, "awal waktu laporan orang lain", Evidence.INFERENCE),
    ),
    owner="Kepala UPTD PPA",
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=(
        *SEXUAL,
        "survivor_is_child",
        "reporter",
        "survivor_confirmed",
        "professional_confirmed",
        "received_at",
        "confirmed_at",
    ),
    examples=(
        Example(True, yes=("sexual_violence",)),
        Example(
            True,
            yes=("sexual_violence", "survivor_is_child"),
            reporter=ReporterKind.THIRD_PERSON,
        ),
        Example(
            True,
            yes=("sexual_violence",),
            no=("survivor_is_child",),
            reporter=ReporterKind.PROFESSIONAL,
        ),
        Example(
            False,
            yes=("sexual_violence",),
            no=("survivor_is_child",),
            reporter=ReporterKind.THIRD_PERSON,
        ),
        Example(False),
    ),
)
def police_report(facts: CaseFacts) -> Tri:
    """UU 12/2022 Ps 41(3); for a child told of by another person it is policy (POL-01)."""
    return Tri.of(report_due(facts, facts.local_date))


@rule(
    "CLK-10",
    title=Text("Jendela kesehatan: 72 dan 120 jam", "Health windows: 72 and 120 hours"),
    says=Text(
        "Jendela layanan kesehatan sejak kejadian: 72 jam untuk pencegahan HIV dan bukti medis, "
        "lalu 120 jam untuk kontrasepsi darurat. Bila waktunya belum diketahui, anggap hampir "
        "tutup.",
        "Health windows from the incident: 72 hours for HIV prevention and medical evidence, then "
        "120 for emergency contraception. While the time is unknown, treat it as closing.",
    ),
    citations=(
        Citation(LawId.CLINICAL, "72 jam"),
        Citation(LawId.CLINICAL, "120 jam", Evidence.MEMORY),
    ),
    owner="Pendamping",
    basis=Basis.STANDARD,
    severity=Severity.WARNING,
    facts=(*HEALTH_FACTS, "incident_at", "received_at"),
    examples=(
        Example(True, yes=("forced_intercourse",)),
        Example(True, yes=("forced_intercourse",), hours_since_incident=100),
        Example(False, yes=("forced_intercourse",), hours_since_incident=121),
        Example(
            False, yes=("sexual_violence",), no=("forced_intercourse", "forced_sex_by_partner")
        ),
    ),
)
def health_windows(facts: CaseFacts) -> Tri:
    """Runs until the time of the incident is known to be past every window."""
    if facts.incident_at is None:
        return intercourse_to_answer(facts)
    return health_window(facts, CONTRACEPTION_HOURS)


def _police_span(facts: CaseFacts) -> Span:
    """Statute from whom Ps 41(2) names; policy while only another person has told of a child.

    A confirmation starts the hours for an adult. A child's hours keep running from receipt, so
    that learning more never moves the deadline away.
    """
    third = facts.reporter is ReporterKind.THIRD_PERSON
    if third and confirmed(facts) is not Tri.YES:
        return Span(facts.received_at, REPORT_HOURS, Basis.POLICY)
    starts = facts.confirmed_at if third and adult(facts) is Tri.YES else None
    return Span(starts or facts.received_at, REPORT_HOURS, Basis.STATUTE)


def _health_span(facts: CaseFacts) -> Span:
    """The next window still open at receipt; at once while the time is not known."""
    moment = incident_moment(facts)
    if moment is None:
        return Span(facts.received_at, AT_ONCE_HOURS, Basis.STANDARD)
    left = hours_left(facts, PEP_HOURS)
    hours = PEP_HOURS if left is not None and left >= 0 else CONTRACEPTION_HOURS
    return Span(moment, hours, Basis.STANDARD)


_RESPONSE: Final = {Risk.TINGGI: "CLK-01", Risk.SEDANG: "CLK-02", Risk.RENDAH: "CLK-03"}
_SPANS: Final[dict[str, Callable[[CaseFacts], Span]]] = {
    "CLK-01": lambda facts: Span(facts.received_at, AT_ONCE_HOURS, Basis.STANDARD),
    "CLK-02": lambda facts: Span(facts.received_at, SEDANG_HOURS, Basis.STANDARD),
    "CLK-03": lambda facts: Span(facts.received_at, RENDAH_HOURS, Basis.POLICY),
    "CLK-04": _police_span,
    "CLK-10": _health_span,
}


def clocks(facts: CaseFacts, risk: Risk, on: date) -> tuple[Clock, ...]:
    """Every clock that runs, ordered by id, at most one for each id."""
    running = {_RESPONSE[risk]}
    running |= {"CLK-04"} if report_due(facts, on) else set()
    running |= {"CLK-10"} if health_windows.applies(facts) else set()
    found = []
    for each in rules_in_force(on, "CLK"):
        if each.id in running:
            span = _SPANS[each.id](facts)
            starts, due = elapsed(span.starts, 0), elapsed(span.starts, span.hours)
            found.append(Clock(each.id, starts, due, span.basis, each.id, each.cites(on)))
    return tuple(found)
