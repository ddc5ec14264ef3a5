"""POL-05 to POL-10: children, trafficking, other violence, and whom nobody may turn away."""

from typing import Final

from rangkul.policy.facts import CaseFacts
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
from rangkul.policy.patterns import TRAFFICKING, VIOLENCE, adult, sexual, trafficked, violence

CONSULT_HOURS: Final = 24

_HEAD: Final = "Kepala UPTD PPA"
_INTAKE: Final = "Petugas penerima pengaduan"
_WORKING: Final = Citation(LawId.WORKING_RULE, "jalur polisi", Evidence.INFERENCE)


def _tpks(article: str) -> Citation:
    return Citation(LawId.UU_12_2022, article)


@rule(
    "POL-05",
    title=Text("Anak dalam bahaya tanpa unsur seksual", "A child in danger, not sexual"),
    says=Text(
        "Ada anak yang mengalami kekerasan, penelantaran, atau eksploitasi. Laporan tentang anak "
        "tidak boleh diabaikan.",
        "A child suffers violence, neglect or exploitation. A report about a child is never "
        "dismissed in silence.",
    ),
    does=Text(
        "Bicarakan dengan polisi dan pekerja sosial dalam 24 jam. Bila mendesak, bawa langsung ke "
        "rumah sakit atau lembaga perlindungan anak. Hanya supervisor yang boleh menutup.",
        "Consult police and social worker within 24 hours. If urgent, go straight to hospital or "
        "a child-protection body. Only a supervisor may close it.",
    ),
    citations=(
        Citation(LawId.UU_35_2014, "59A, 76B, 76C, 76I"),
        Citation(LawId.UU_23_2002, "78"),
        Citation(LawId.UU_11_2012, "91(2)"),
        Citation(LawId.WORKING_RULE, "tenggat 24 jam", Evidence.INFERENCE),
    ),
    owner="Pekerja sosial (supervisor)",
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "survivor_is_child", "another_child_victim"),
    examples=(
        Example(True, yes=("violence_alleged", "survivor_is_child")),
        Example(True, yes=("survivor_is_child",)),
        Example(True, yes=("violence_alleged",)),
        Example(True, yes=("another_child_victim",), no=("survivor_is_child",)),
        Example(False, yes=("survivor_is_child",), no=("violence_alleged",)),
        Example(False, yes=("violence_alleged",), no=("survivor_is_child",)),
        Example(False),
    ),
    duty="POL-05",
    due_hours=CONSULT_HOURS,
    shows=(Tri.YES,),
)
def child_in_danger(facts: CaseFacts) -> Tri:
    """Child or violence is known and the other not ruled out; sexual violence is POL-01's."""
    child, violent = facts.get("survivor_is_child"), violence(facts)
    either_known = Tri.of(Tri.YES in (child, violent) and Tri.NO not in (child, violent))
    another = known_yes(facts.get("another_child_victim"))
    return any_of(another, all_of(either_known, negate(known_yes(sexual(facts)))))


@rule(
    "POL-06",
    title=Text("Dugaan perdagangan orang: polisi dan gugus tugas", "Trafficking: police, force"),
    says=Text(
        "Ada dugaan perdagangan orang. Polisi terdekat diberi tahu sekarang, paling lambat 24 jam "
        "setelah korban diterima dalam penanganan. Persetujuan korban tidak menghapus pidananya.",
        "Trafficking is suspected. The nearest police are told now, at the latest 24 hours after "
        "the victim is received in care. Her consent does not undo the crime.",
    ),
    does=Text(
        "Lapor ke polisi terdekat. Jangan menghubungi perekrut. Bila korban dari daerah lain, "
        "hubungi daerah asalnya segera.",
        "Report to the nearest police. Do not contact the recruiter. If she is from elsewhere, "
        "contact her region of origin at once.",
    ),
    citations=(
        Citation(LawId.PP_9_2008, "14(5), 19"),
        Citation(LawId.UU_21_2007, "24, 26, 44, 51, 58"),
        Citation(LawId.WORKING_RULE, "UPTD PPA sebagai PPT", Evidence.INFERENCE),
    ),
    owner=_HEAD,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=TRAFFICKING,
    examples=(
        Example(True, yes=("trafficking",)),
        Example(True, yes=("organised_network",)),
        Example(False),
    ),
    duty="POL-06",
    due_hours=0,
    shows=(Tri.YES,),
)
def trafficking_suspected(facts: CaseFacts) -> Tri:
    """PP 9/2008 Ps 14(5) gives 24 hours from care; at once is city policy."""
    return known_yes(trafficked(facts))


@rule(
    "POL-07",
    title=Text("Laporan dari daerah lain tetap diterima", "Reports from elsewhere are accepted"),
    says=Text(
        "Korban atau kejadiannya di luar kota ini. Laporan tetap wajib diterima.",
        "The survivor or the incident is outside this city. The report must be accepted.",
    ),
    does=Text(
        "Terima dan layani dulu, lalu limpahkan dengan aman. Yang dilihat adalah tempat korban "
        "berada atau tempat kejadian, bukan alamat KTP.",
        "Accept and serve first, then transfer safely. What counts is where she is or where it "
        "happened, not her registered address.",
    ),
    citations=(_tpks("39(1)"), _tpks("40"), Citation(LawId.UU_23_2004, "26"), _WORKING),
    owner=_INTAKE,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=("from_other_area",),
    examples=(Example(True, yes=("from_other_area",)), Example(False)),
    duty="POL-07",
)
def from_another_area(facts: CaseFacts) -> Tri:
    """Statute for TPKS (UU 12/2022 Ps 39(1), 40); the same by policy for every other kind."""
    return known_yes(facts.get("from_other_area"))


@rule(
    "POL-09",
    title=Text("Korban laki-laki tidak boleh ditolak", "A male survivor is never refused"),
    says=Text(
        "Korbannya laki-laki. Laporannya tetap diterima dan tenggatnya sama.",
        "The survivor is male. His report is accepted and the same clocks run.",
    ),
    does=Text(
        "Terima, catat, dan layani. Bila layanan lanjutan ada di tempat lain, rujuk tanpa menolak.",
        "Accept, record and serve. If further service lies elsewhere, refer without refusing.",
    ),
    citations=(
        _tpks("1 angka 4, 40, 76(2)"),
        Citation(LawId.UU_23_2004, "1 angka 3"),
    ),
    owner=_INTAKE,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=(*VIOLENCE, "survivor_male"),
    examples=(
        Example(True, yes=("survivor_male", "sexual_violence")),
        Example(False, yes=("sexual_violence",)),
        Example(False, yes=("survivor_male",), no=("violence_alleged",)),
    ),
    duty="POL-09",
    shows=(Tri.YES,),
)
def male_survivor(facts: CaseFacts) -> Tri:
    """ "Korban" is a person in UU 12/2022 Ps 1 angka 4 and UU 23/2004 Ps 1 angka 3."""
    return all_of(known_yes(facts.get("survivor_male")), not_no(violence(facts)))


@rule(
    "POL-10",
    title=Text("Korban dewasa memilih sendiri", "The adult survivor decides"),
    says=Text(
        "Korban dewasa mengalami kekerasan di luar kekerasan seksual dan perdagangan orang. "
        "Melapor ke polisi adalah pilihannya, setelah haknya dijelaskan.",
        "An adult suffers violence that is neither sexual nor trafficking. Going to the police "
        "is her choice, once her rights are explained.",
    ),
    citations=(Citation(LawId.UU_23_2004, "10, 26"), _WORKING),
    owner="Pendamping",
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "survivor_is_child"),
    examples=(
        Example(True, yes=("violence_alleged",), no=("survivor_is_child",)),
        Example(False, yes=("sexual_violence",), no=("survivor_is_child",)),
        Example(False, yes=("violence_alleged",)),
        Example(False),
    ),
    shows=(Tri.YES,),
)
def adult_decides(facts: CaseFacts) -> Tri:
    """No law read puts a duty to report on the unit here; UU 23/2004 Ps 26 lets her report."""
    reportable = any_of(known_yes(sexual(facts)), known_yes(trafficked(facts)))
    return all_of(known_yes(violence(facts)), known_yes(adult(facts)), negate(reportable))
