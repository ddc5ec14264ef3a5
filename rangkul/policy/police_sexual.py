"""POL-01 to POL-04: sexual violence and the police.

The heart is UU 12/2022 Ps 41(2)-(3): what the survivor or a listed professional told the unit goes
to the police within 3 x 24 hours. It writes no exception for an adult who objects, so an objection
is recorded and respected in how things are done, and a held report is a recorded breach.
"""

from typing import Final

from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Evidence,
    Example,
    Severity,
    Text,
    Tri,
    all_of,
    any_of,
    known_yes,
    negate,
    not_no,
    rule,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import SEXUAL, TRAFFICKING, adult, from_third_person, sexual

REPORT_HOURS: Final = 72  # UU 12/2022 Ps 41(3): 3 x 24 jam
OUTREACH_HOURS: Final = 24
DANGER_OF_ANOTHER: Final = ("danger_now", "missing_or_locked_in", *TRAFFICKING)
"""What sends a third person's report about an adult to the police at once."""

_HEAD: Final = "Kepala UPTD PPA"
_COMMITMENT: Final = Citation(LawId.CITY_COMMITMENT, "nihil toleransi", Evidence.UNVERIFIED)
_WHO_SPOKE: Final = ("reporter", "survivor_confirmed", "professional_confirmed")


def _tpks(article: str) -> Citation:
    return Citation(LawId.UU_12_2022, article)


@rule(
    "POL-01",
    title=Text("Kekerasan seksual terhadap anak: polisi sekarang", "Child sexual violence: police"),
    says=Text(
        "Ada kekerasan seksual dan korbannya anak (atau umurnya belum diketahui). Polisi harus "
        "diberi tahu sekarang; tidak perlu aduan.",
        "There is sexual violence and the survivor is a child, or of unknown age. The police must "
        "be told now; no complaint is needed.",
    ),
    does=Text(
        "Rujuk ke Unit PPA Polresta sekarang. Dampingi anak, siapkan ruang khusus dan penguatan "
        "psikologis. Kasus tidak boleh ditutup tanpa nomor laporan polisi.",
        "Refer to the police unit for women and children now. Accompany the child in a special "
        "room with psychological support. No closing without a police report number.",
    ),
    citations=(_tpks("7(2), 14(3)"), _tpks("40"), _tpks("41(1)-(3)"), _COMMITMENT),
    owner=_HEAD,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=(*SEXUAL, "survivor_is_child"),
    examples=(
        Example(True, yes=("sexual_violence", "survivor_is_child")),
        Example(True, yes=("sexual_violence",)),
        Example(False, yes=("sexual_violence",), no=("survivor_is_child",)),
        Example(False, yes=("survivor_is_child",)),
    ),
    duty="POL-01",
    due_hours=0,
    shows=(Tri.YES, Tri.NO),
)
def child_sexual_violence(facts: CaseFacts) -> Tri:
    """Due now is city policy; the 72-hour ceiling is UU 12/2022 Ps 41(2)-(3)."""
    return all_of(known_yes(sexual(facts)), not_no(facts.get("survivor_is_child")))


@rule(
    "POL-02",
    title=Text("Korban dewasa melaporkan TPKS: polisi dalam 72 jam", "Adult TPKS: police in 72 h"),
    says=Text(
        "Korban dewasa melaporkan kekerasan seksual. UPTD PPA wajib membuat laporan kepada polisi "
        "paling lambat 3 x 24 jam. Keberatan korban dicatat, tetapi undang-undang tidak menulis "
        "pengecualian.",
        "An adult reported sexual violence. The unit must report to the police within 3 x 24 "
        "hours. Her objection is recorded, but the law writes no exception.",
    ),
    does=Text(
        "Jelaskan kewajiban ini dengan tenang dan tawarkan untuk mendampingi, lalu buat laporan "
        "ke polisi dalam 72 jam. Bila ditahan, perlu keputusan tertulis kepala dan dicatat "
        "sebagai kewajiban yang belum dipenuhi. Layanan tetap berjalan.",
        "Explain this duty calmly and offer to accompany her, then report to the police within 72 "
        "hours. Holding it needs the head's written decision and is recorded as an unmet duty. "
        "Services continue.",
    ),
    citations=(_tpks("41(2)-(3)"),),
    owner=_HEAD,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=(*SEXUAL, "survivor_is_child", *_WHO_SPOKE),
    examples=(
        Example(True, yes=("sexual_violence",), no=("survivor_is_child",)),
        Example(
            True,
            yes=("sexual_violence", "survivor_confirmed"),
            no=("survivor_is_child",),
            reporter=ReporterKind.THIRD_PERSON,
        ),
        Example(
            False,
            yes=("sexual_violence",),
            no=("survivor_is_child",),
            reporter=ReporterKind.THIRD_PERSON,
        ),
        Example(False, yes=("sexual_violence", "survivor_is_child")),
    ),
    duty="POL-02",
    due_hours=REPORT_HOURS,
    shows=(Tri.YES, Tri.NO),
)
def adult_sexual_violence(facts: CaseFacts) -> Tri:
    """UU 12/2022 Ps 41(2)-(3). It also runs once a survivor or professional confirmed."""
    professional = Tri.of(facts.reporter is ReporterKind.PROFESSIONAL)
    only_professional = all_of(professional, negate(known_yes(facts.get("survivor_confirmed"))))
    return all_of(
        known_yes(sexual(facts)),
        known_yes(adult(facts)),
        negate(any_of(only_professional, from_third_person(facts))),
    )


@rule(
    "POL-03",
    title=Text("TPKS diketahui dari orang lain", "TPKS learned from somebody else"),
    says=Text(
        "Kekerasan seksual terhadap orang dewasa diketahui tanpa korban sendiri. Dari tenaga "
        "profesional: wajib lapor polisi 3 x 24 jam. Dari orang lain: jangkau korban dulu; polisi "
        "bila ada bahaya, perdagangan orang, atau korban membenarkan.",
        "Sexual violence against an adult was learned without her. From a listed professional: "
        "report within 3 x 24 hours. From another person: reach her first; police when there is "
        "danger or trafficking, or when she confirms.",
    ),
    does=Text(
        "Jangkau korban dengan aman dalam 24 jam dan tawarkan layanan. Jangan menunggu laporan.",
        "Reach the survivor safely within 24 hours and offer service. Do not wait for a report.",
    ),
    citations=(
        _tpks("39(1)-(2)"),
        _tpks("40"),
        _tpks("41(2)-(3)"),
        Citation(LawId.WORKING_RULE, "penjangkauan 24 jam", Evidence.INFERENCE),
    ),
    owner=_HEAD,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=(*SEXUAL, "survivor_is_child", *_WHO_SPOKE, *DANGER_OF_ANOTHER),
    examples=(
        Example(
            True,
            yes=("sexual_violence",),
            no=("survivor_is_child",),
            reporter=ReporterKind.THIRD_PERSON,
        ),
        Example(
            True,
            yes=("sexual_violence",),
            no=("survivor_is_child",),
            reporter=ReporterKind.PROFESSIONAL,
        ),
        Example(False, yes=("sexual_violence",), no=("survivor_is_child",)),
    ),
    duty="POL-03",
    due_hours=OUTREACH_HOURS,
    shows=(Tri.YES, Tri.NO),
)
def told_by_another(facts: CaseFacts) -> Tri:
    """UU 12/2022 Ps 39-41. The closed list of Ps 41(2) decides whether the 72 hours run."""
    return all_of(
        known_yes(sexual(facts)), known_yes(adult(facts)), negate(adult_sexual_violence(facts))
    )


@rule(
    "POL-04",
    title=Text("Korban dewasa menolak, dan ini delik aduan", "She declines a complaint offence"),
    says=Text(
        "Petugas hukum menyatakan ini delik aduan, dan korban dewasa tidak ingin proses hukum. "
        "Polisi tidak dapat menuntut tanpa aduannya.",
        "The legal officer finds a complaint offence and the adult survivor declines. The police "
        "cannot prosecute without her complaint.",
    ),
    does=Text(
        "Catat penolakan dan bahwa haknya sudah dijelaskan: mengadu paling lama 6 bulan, mencabut "
        "paling lama 3 bulan, dan aduan yang dicabut tidak bisa diajukan lagi. Layanan tetap "
        "berjalan.",
        "Record the refusal and that she was told: six months to complain, three months to "
        "withdraw, and a withdrawn complaint cannot be filed again. Services continue.",
    ),
    citations=(
        _tpks("7, 14(3)"),
        _tpks("41(2)"),
        Citation(LawId.UU_23_2004, "51-53"),
        Citation(LawId.UU_1_2023, "24, 28-30, 473(6)"),
        Citation(LawId.WORKING_RULE, "penolakan korban", Evidence.INFERENCE),
    ),
    owner="Petugas hukum",
    basis=Basis.STATUTE,
    severity=Severity.OVERRIDE,
    facts=(
        *SEXUAL,
        "survivor_is_child",
        "survivor_has_disability",
        "refuses_legal_process",
        "complaint_offence_confirmed",
    ),
    examples=(
        Example(
            True,
            yes=("refuses_legal_process", "complaint_offence_confirmed"),
            no=("survivor_is_child", *SEXUAL),
        ),
        Example(
            True,
            yes=("refuses_legal_process", "complaint_offence_confirmed", "sexual_violence"),
            no=("survivor_is_child", "survivor_has_disability"),
        ),
        Example(
            False,
            yes=("refuses_legal_process", "complaint_offence_confirmed", "sexual_violence"),
            no=("survivor_is_child",),
        ),
        Example(False, yes=("refuses_legal_process",), no=("survivor_is_child",)),
    ),
    duty="POL-04",
    shows=(Tri.YES, Tri.NO),
)
def declines_complaint(facts: CaseFacts) -> Tri:
    """Never an automatic label. TPKS is no complaint offence for a child or with a disability."""
    no_disability = negate(not_no(facts.get("survivor_has_disability")))
    not_sexual = Tri.of(sexual(facts) is Tri.NO)
    return all_of(
        known_yes(facts.get("refuses_legal_process")),
        known_yes(facts.get("complaint_offence_confirmed")),
        known_yes(adult(facts)),
        any_of(not_sexual, no_disability),
    )
