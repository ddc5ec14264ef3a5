"""DUT-20 and on: asking, answering safely, and the hours that health care has."""

from typing import Final

from rangkul.policy.duties import COMPANION, INTAKE, WORKING
from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Evidence,
    Example,
    Severity,
    Text,
    Tri,
    all_of,
    known_yes,
    negate,
    not_no,
    rule,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import (
    CONTRACEPTION_HOURS,
    HEALTH_FACTS,
    PEP_HOURS,
    health_window,
    hours_left,
    intercourse_to_answer,
)

_TIMES: Final = ("incident_at", "received_at")
_CLINICAL_72: Final = Citation(LawId.CLINICAL, "72 jam")
_CLINICAL_120: Final = Citation(LawId.CLINICAL, "120 jam", Evidence.MEMORY)


@rule(
    "DUT-20",
    title=Text("Jawab pelapor hanya lewat kotak pesan", "Answer the reporter in the inbox only"),
    says=Text(
        "Jangan menelepon, mengirim pesan, atau mendatangi pelapor sebelum pelapor menyetujui "
        "caranya. Jawab lewat kotak pesan. Aturan ini hanya tentang pelapor: menolong orang lain "
        "yang dalam bahaya tidak menunggu. Hanya bila nyawa pelapor terancam, supervisor boleh "
        "memutuskan lain.",
        "Do not call, text or visit the reporter before the reporter has agreed to a way. Answer "
        "in the inbox. This is about the reporter alone: help for another person in danger does "
        "not wait. Only when the reporter's own life is at risk may the supervisor decide "
        "otherwise.",
    ),
    citations=(Citation(LawId.WORKING_RULE, "kontak aman", Evidence.INFERENCE),),
    owner=INTAKE,
    basis=Basis.POLICY,
    severity=Severity.HARD,
    facts=("contact_not_allowed",),
    examples=(
        Example(True, yes=("contact_not_allowed",)),
        Example(True),
        Example(False, no=("contact_not_allowed",)),
    ),
    duty="answer_in_inbox_only",
)
def inbox_only(facts: CaseFacts) -> Tri:
    """Until a safe way of contact with the reporter is known, there is none."""
    return not_no(facts.get("contact_not_allowed"))


@rule(
    "DUT-21",
    title=Text("Fakta belum diketahui: periksa setiap hari", "Facts unknown: look every day"),
    says=Text(
        "Lembar fakta belum terisi. Periksa setiap hari, tanyakan dengan aman, dan jangan "
        "menutup laporan.",
        "The fact sheet is still empty. Look every day, ask safely, and do not close the report.",
    ),
    citations=(WORKING,),
    owner=INTAKE,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=("saved", *FACTS),
    examples=(
        Example(True, saved=False),
        Example(True),
        Example(False, yes=("violence_alleged",)),
    ),
    duty="facts_still_unknown_daily",
    due_hours=24,
)
def facts_unknown(facts: CaseFacts) -> Tri:
    """The fact form has not been saved, or it was saved without a single answer."""
    return Tri.of(not facts.saved or set(facts.known.values()) == {Tri.UNKNOWN})


@rule(
    "DUT-22",
    title=Text("Tanyakan kapan kejadiannya", "Ask when it happened"),
    says=Text(
        "Waktu kejadian belum diketahui. Tanyakan dengan lembut, karena pencegahan HIV hanya "
        "sampai 72 jam dan kontrasepsi darurat sampai 120 jam.",
        "The time is not known. Ask gently: HIV prevention works only up to 72 hours and "
        "emergency contraception up to 120.",
    ),
    citations=(_CLINICAL_72, _CLINICAL_120),
    owner=COMPANION,
    basis=Basis.STANDARD,
    severity=Severity.OVERRIDE,
    facts=(*HEALTH_FACTS, *_TIMES),
    examples=(
        Example(True, yes=("forced_intercourse",)),
        Example(False, yes=("forced_intercourse",), hours_since_incident=48),
        Example(False),
    ),
    duty="ask_when",
    due_hours=0,
)
def ask_when(facts: CaseFacts) -> Tri:
    """The clinical windows may be open and nobody knows how far."""
    return all_of(intercourse_to_answer(facts), Tri.of(facts.incident_at is None))


@rule(
    "DUT-23",
    title=Text("Layanan kesehatan sebelum 72 jam", "Health care within 72 hours"),
    says=Text(
        "Antar ke layanan kesehatan sebelum 72 jam sejak kejadian: pencegahan HIV dan pengambilan "
        "bukti medis. Tidak perlu menunggu surat polisi untuk berobat.",
        "Bring to health care within 72 hours of the incident: HIV prevention and medical "
        "evidence. Treatment need not wait for a police letter.",
    ),
    citations=(
        _CLINICAL_72,
        Citation(LawId.UU_12_2022, "68, 87(2)"),
        Citation(LawId.PERPRES_55_2024, "5(2) huruf c"),
    ),
    owner=COMPANION,
    basis=Basis.STANDARD,
    severity=Severity.OVERRIDE,
    facts=(*HEALTH_FACTS, *_TIMES),
    examples=(
        Example(True, yes=("forced_intercourse",), hours_since_incident=48),
        Example(False, yes=("forced_intercourse",), hours_since_incident=73),
        Example(False, no=("forced_intercourse",), hours_since_incident=48),
    ),
    duty="health_within_72h",
    due_hours=lambda facts: hours_left(facts, PEP_HOURS),
)
def health_within_72h(facts: CaseFacts) -> Tri:
    """HIV prophylaxis must start, and specimens are best taken, within 72 hours."""
    return health_window(facts, PEP_HOURS)


@rule(
    "DUT-24",
    title=Text("Kontrasepsi darurat sebelum 120 jam", "Emergency contraception within 120 h"),
    says=Text(
        "Beri tahu tentang kontrasepsi darurat dan antar bila ia mau. Makin cepat makin baik, "
        "paling lambat 120 jam sejak kejadian.",
        "Tell her about emergency contraception and bring her if she wishes. The sooner the "
        "better, at the latest 120 hours after the incident.",
    ),
    citations=(_CLINICAL_120, Citation(LawId.UU_12_2022, "68")),
    owner=COMPANION,
    basis=Basis.STANDARD,
    severity=Severity.OVERRIDE,
    facts=(*HEALTH_FACTS, *_TIMES, "survivor_male"),
    examples=(
        Example(True, yes=("forced_intercourse",), hours_since_incident=48),
        Example(False, yes=("forced_intercourse",), hours_since_incident=121),
        Example(False, yes=("forced_intercourse", "survivor_male"), hours_since_incident=48),
    ),
    duty="emergency_contraception",
    due_hours=lambda facts: hours_left(facts, CONTRACEPTION_HOURS),
)
def emergency_contraception(facts: CaseFacts) -> Tri:
    """Offered within 120 hours unless the survivor is known to be male."""
    male = known_yes(facts.get("survivor_male"))
    return all_of(health_window(facts, CONTRACEPTION_HOURS), negate(male))
