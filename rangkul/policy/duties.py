"""QLT and DUT: what must be done with and for her, from the first hour.

QLT rules keep the numbers of the policy catalogue. DUT rules are the everyday duties that follow
from the same sources and are known by their code (``safety_plan``, ``ask_when`` and so on).
"""

from datetime import date
from typing import Final

from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.kernel import (
    Asks,
    Basis,
    Citation,
    Duty,
    Evidence,
    Example,
    Rule,
    Severity,
    Text,
    Tri,
    all_of,
    any_of,
    known_yes,
    rule,
    rules_in_force,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import TRAFFICKING, VIOLENCE, answers, survivor_spoke, violence

COMPANION: Final = "Pendamping"
INTAKE: Final = "Petugas penerima pengaduan"
WORKING: Final = Citation(LawId.WORKING_RULE, "kewajiban harian", Evidence.INFERENCE)
_HERSELF: Final = ("reporter", "survivor_confirmed")
_RIGHTS_HOURS: Final = 72  # day 3; the day count is a working rule


@rule(
    "QLT-02",
    title=Text("Hak korban dijelaskan paling lambat hari ke-3", "Rights explained by day 3"),
    says=Text(
        "Jelaskan hak-haknya sampai paham, lalu isi daftar periksa: penanganan, pelindungan, "
        "pemulihan, pendamping, LPSK, restitusi, dan batas waktu mengadu.",
        "Explain her rights until they are understood and tick the list: handling, protection, "
        "recovery, companion, LPSK, restitution, and the time limit of a complaint.",
    ),
    citations=(
        Citation(LawId.UU_12_2022, "31, 68-71, 76(3) huruf b"),
        Citation(LawId.PERPRES_55_2024, "5(2) huruf b"),
        Citation(LawId.UU_23_2004, "10, 18, 22(1) huruf b"),
        Citation(LawId.WORKING_RULE, "hari ke-3", Evidence.INFERENCE),
    ),
    owner=COMPANION,
    basis=Basis.STATUTE,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, *_HERSELF),
    examples=(
        Example(True, yes=("violence_alleged",)),
        Example(False, yes=("violence_alleged",), reporter=ReporterKind.THIRD_PERSON),
        Example(False, no=("violence_alleged",)),
    ),
    duty="QLT-02",
    due_hours=_RIGHTS_HOURS,
    shows=(Tri.YES,),
)
def rights_explained(facts: CaseFacts) -> Tri:
    """Owed as soon as she herself has spoken to the unit."""
    return all_of(known_yes(violence(facts)), survivor_spoke(facts))


@rule(
    "QLT-08",
    title=Text("Tanyakan keselamatan setiap anak di rumah", "Ask about every child at home"),
    says=Text(
        "Tanyakan keselamatan setiap anak di rumah itu, termasuk saudara korban.",
        "Ask about the safety of every child in that home, siblings included.",
    ),
    citations=(Citation(LawId.UU_35_2014, "59A, 76B, 76C"), WORKING),
    owner=COMPANION,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "children_in_household"),
    examples=(
        Example(True, yes=("children_in_household", "violence_alleged")),
        Example(False, yes=("violence_alleged",)),
        Example(False, yes=("children_in_household",), no=("violence_alleged",)),
    ),
    duty="QLT-08",
    due_hours=0,
    shows=(Tri.YES,),
)
def children_at_home(facts: CaseFacts) -> Tri:
    """A mandatory question wherever children live where the violence happened (inference)."""
    not_ruled_out = Tri.of(violence(facts) is not Tri.NO)
    return all_of(known_yes(facts.get("children_in_household")), not_ruled_out)


def _simple(
    rule_id: str,
    code: str,
    title: Text,
    says: Text,
    *triggers: str,
    cites: tuple[Citation, ...] = (WORKING,),
    owner: str = COMPANION,
    basis: Basis = Basis.POLICY,
    due_hours: int | None = 0,
) -> Rule:
    """A duty that follows from any one of a few answers."""
    examples = (*(Example(True, yes=(each,)) for each in triggers), Example(False, no=triggers))
    make = rule(
        rule_id,
        title=title,
        says=says,
        citations=cites,
        owner=owner,
        basis=basis,
        severity=Severity.OVERRIDE,
        facts=triggers,
        examples=(*examples, Example(False)),
        duty=code,
        due_hours=due_hours,
        shows=(Tri.YES,),
    )
    return make(_any_known(triggers))


def _any_known(triggers: tuple[str, ...]) -> Asks:
    return lambda facts: known_yes(any_of(*answers(facts, *triggers)))


_simple(
    "DUT-01",
    "health_check_now",
    Text("Periksa kesehatan sekarang", "Health check now"),
    Text(
        "Tawarkan diantar ke layanan kesehatan sekarang, lewat cara kontak yang aman. "
        "Cekikan berbahaya walau tidak ada bekas luka.",
        "Offer to bring her to health care now, by a safe way of contact. "
        "Strangulation is dangerous even without a mark.",
    ),
    "strangulation_ever",
    "injury_needs_treatment",
    "suicidal_thoughts",
    cites=(
        Citation(LawId.UU_12_2022, "68"),
        Citation(LawId.UU_23_2004, "10, 21"),
        Citation(LawId.DANGER_ASSESSMENT, "rujukan medis setelah cekikan"),
        Citation(LawId.CLINICAL, "penyelamatan nyawa", Evidence.INFERENCE),
    ),
)

_simple(
    "DUT-03",
    "outreach_now",
    Text("Jangkau korban sekarang", "Reach the survivor now"),
    Text(
        "Jangkau korban sekarang bersama supervisor, dengan cara yang aman baginya. "
        "Libatkan polisi dan tenaga kesehatan bila "
        "nyawa terancam, dan pastikan kedatangan petugas tidak membahayakannya.",
        "Reach the survivor now with the supervisor, in a way that is safe for her. "
        "Bring police and health staff if life is at "
        "risk, and make sure that the visit does not endanger her.",
    ),
    "danger_now",
    "missing_or_locked_in",
    cites=(
        Citation(LawId.SOP_TRIAGE, "penjangkauan, layanan darurat"),
        Citation(LawId.PERPRES_55_2024, "5(2) huruf a"),
        Citation(LawId.UU_23_2004, "15"),
    ),
    basis=Basis.STANDARD,
)

_simple(
    "DUT-05",
    "preserve_evidence",
    Text("Amankan bukti", "Secure the evidence"),
    Text(
        "Bantu korban menyimpan bukti: foto, pesan, tautan, pakaian. Jangan menghapus apa pun dan "
        "jangan menyebarkannya.",
        "Help her keep the evidence: pictures, messages, links, clothes. Delete nothing and pass "
        "nothing on.",
    ),
    "evidence_at_hand",
    "electronic_extortion",
    "image_spread",
    cites=(Citation(LawId.UU_12_2022, "24"), Citation(LawId.UU_23_2004, "55")),
    basis=Basis.STATUTE,
    due_hours=24,
)

_simple(
    "DUT-06",
    "content_removal",
    Text("Mintakan penghapusan konten", "Ask for removal of the content"),
    Text(
        "Simpan buktinya dulu, lalu bantu korban memintakan penghapusan atau pemutusan akses.",
        "Keep the evidence first, then help her ask for removal or cut access.",
    ),
    "image_spread",
    cites=(Citation(LawId.UU_12_2022, "46-47, 68"),),
    basis=Basis.STATUTE,
    due_hours=24,
)

_simple(
    "DUT-07",
    "alternative_route",
    Text("Pakai jalur yang menghindari kantor itu", "Use a route that avoids that office"),
    Text(
        "Terlapor bekerja di kantor mitra. Pakai jalur lain: atasan kantor itu, kantor tingkat di "
        "atasnya, atau LPSK. Jangan kirim apa pun ke kantornya.",
        "The alleged person works at a partner office. Use another route: its superior, the level "
        "above, or LPSK. Send nothing to that office.",
    ),
    "alleged_works_at_partner",
    owner="Kepala UPTD PPA",
)

_simple(
    "DUT-08",
    "other_children_exposed",
    Text("Periksa anak lain yang bisa terdampak", "Look to other children at risk"),
    Text(
        "Terlapor sering bersama anak lain. Pastikan keselamatan mereka tanpa membuka identitas "
        "korban.",
        "The alleged person is often with other children. See to their safety without revealing "
        "who the survivor is.",
    ),
    "other_children_exposed",
    cites=(Citation(LawId.UU_35_2014, "59A, 76B, 76C"), WORKING),
    owner="Pekerja sosial (supervisor)",
    due_hours=24,
)

_simple(
    "DUT-09",
    "separate_file_other_child",
    Text("Berkas terpisah untuk anak terlapor", "A separate file for the other child"),
    Text(
        "Terlapornya juga anak. Buat berkas terpisah dengan petugas lain, rujuk ke Bapas atau "
        "pekerja sosial, dan jangan pertemukan keduanya.",
        "The alleged person is a child too. Open a separate file with another worker, refer to "
        "Bapas or a social worker, and do not bring the two together.",
    ),
    "alleged_is_child",
    cites=(Citation(LawId.UU_11_2012, "7, 8, 21, 25(1)"), WORKING),
    owner="Pekerja sosial (supervisor)",
    due_hours=24,
)

_simple(
    "DUT-10",
    "school_team",
    Text("Libatkan tim sekolah", "Bring in the school team"),
    Text(
        "Kejadiannya di sekolah. Libatkan tim pencegahan dan penanganan di sekolah dengan "
        "informasi seperlunya, supaya anak bisa kembali belajar dengan aman.",
        "It happened at school. Bring in the school's protection team with the least information "
        "needed, so that the child can learn in safety again.",
    ),
    "at_school",
    cites=(Citation(LawId.UU_35_2014, "59A, 76C"), WORKING),
    due_hours=24,
)

_simple(
    "DUT-11",
    "task_force",
    Text("Hubungi gugus tugas TPPO", "Call the anti-trafficking task force"),
    Text("Hubungi gugus tugas TPPO sekarang.", "Call the anti-trafficking task force now."),
    *TRAFFICKING,
    cites=(Citation(LawId.UU_21_2007, "58"),),
    owner="Kepala UPTD PPA",
    basis=Basis.STATUTE,
)

_simple(
    "DUT-12",
    "hide_location",
    Text("Rahasiakan keberadaan korban", "Hide where the victim is"),
    Text(
        "Rahasiakan keberadaan korban dan keluarganya dari siapa pun yang terkait perekrut, juga "
        "dari media.",
        "Keep the whereabouts of the victim and her family from anyone tied to the recruiter, and "
        "from the media.",
    ),
    *TRAFFICKING,
    cites=(Citation(LawId.UU_21_2007, "24, 44"),),
    owner="Kepala UPTD PPA",
    basis=Basis.STATUTE,
)


@rule(
    "DUT-02",
    title=Text("Susun rencana aman bersama korban", "Make a safety plan with her"),
    says=Text(
        "Terlapor bisa mendatangi korban. Susun rencana aman bersamanya pada kontak pertama.",
        "The alleged person can reach her. Make a safety plan together at the first contact.",
    ),
    citations=(Citation(LawId.UU_12_2022, "69"), Citation(LawId.UU_23_2004, "10, 22"), WORKING),
    owner=COMPANION,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=("alleged_has_access_now", *_HERSELF),
    examples=(
        Example(True, yes=("alleged_has_access_now",)),
        Example(False, yes=("alleged_has_access_now",), reporter=ReporterKind.THIRD_PERSON),
        Example(False),
    ),
    duty="safety_plan",
    due_hours=0,
)
def safety_plan(facts: CaseFacts) -> Tri:
    """A plan is made with her, so it waits until she herself has spoken."""
    return all_of(known_yes(facts.get("alleged_has_access_now")), survivor_spoke(facts))


@rule(
    "DUT-04",
    title=Text("Batas kerahasiaan dijelaskan dulu", "Limits of secrecy are told first"),
    says=Text(
        "Sebelum bertanya lebih jauh, jelaskan kepada anak dengan kata-kata sederhana apa yang "
        "bisa dirahasiakan dan apa yang wajib disampaikan.",
        "Before asking more, tell the child in simple words what can stay secret and what must be "
        "passed on.",
    ),
    citations=(Citation(LawId.UU_12_2022, "41(2)-(3)"), Citation(LawId.UU_11_2012, "90"), WORKING),
    owner=INTAKE,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=("survivor_is_child", *_HERSELF),
    examples=(
        Example(True, yes=("survivor_is_child",)),
        Example(False, yes=("survivor_is_child",), reporter=ReporterKind.THIRD_PERSON),
        Example(False, no=("survivor_is_child",)),
    ),
    duty="secrecy_limits_told_first",
    due_hours=0,
)
def secrecy_limits(facts: CaseFacts) -> Tri:
    """A child who speaks must not be surprised by the report that the law demands."""
    return all_of(known_yes(facts.get("survivor_is_child")), survivor_spoke(facts))


def duties(facts: CaseFacts, on: date) -> tuple[Duty, ...]:
    """Every duty of every family that applies, ordered by rule id."""
    applying = (each for each in rules_in_force(on, "POL", "QLT", "DUT") if each.applies(facts))
    return tuple(
        Duty(
            each.duty,
            each.id,
            f"{each.id}.duty" if each.does else each.id,
            each.due_hours(facts) if callable(each.due_hours) else each.due_hours,
        )
        for each in applying
        if each.duty
    )
