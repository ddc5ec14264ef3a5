"""MED: may the unit open a mediation? Closed, unless everything that must be known is known.

A mediation opens only when every rule of the family is valid on the day and each one answers a
plain "does not apply"; an unknown answer keeps it shut. What is *named* as the block follows the
order in which a case would be examined:

1. **The prohibitions** (MED-01 sexual violence, MED-02 a child victim, MED-03 trafficking). When
   one is known to apply, only the prohibitions that apply are named: they are final, and to list
   a smaller obstacle beside them would suggest that clearing it helps.
2. **The matter and the danger.** Otherwise MED-04 is named unless it is shown that the matter is
   one that may be mediated; while a prohibition is still in doubt this cannot be shown, so a
   report of which nothing is known is stopped by MED-04. MED-06 is named beside it when a danger
   is known.
3. **The gate.** Only a matter that passed both is asked for request, consent and the two
   assessments (MED-05). Whether she is free of danger and pressure is what those assessments find
   out, so a danger still unknown is named (as MED-06) only once MED-05 is met.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from rangkul.policy.dangers import DANGER_FACTS, danger
from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Decision,
    Evidence,
    Example,
    Rule,
    Severity,
    Text,
    Tri,
    all_of,
    any_of,
    known_yes,
    negate,
    rule,
    rules_in_force,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import SEXUAL, TRAFFICKING, answers, sexual, trafficked

_OWNER: Final = "Kepala UPTD PPA"
_STANDARD: Final = Citation(LawId.SOP_MEDIATION, "syarat mediasi")
_ORDINARY: Final = Citation(LawId.UU_1_2023, "24(2)")
_PRESSURE: Final = ("coercion_signs", "active_protection_order")
_MATTER: Final = (
    "civil_dispute_only",
    "violence_alleged",
    "physical_violence",
    "whitelisted_complaint_offence",
    "refuses_legal_process",
    "spouses_now",
    "illness_or_hindrance",
)
_GATE_YES: Final = (
    "request_by_adult_survivor_herself",
    "signed_mediation_consent",
    "companion_assessed",
    "psychologist_assessed",
)


@rule(
    "MED-01",
    title=Text("Kekerasan seksual tidak dimediasi", "No mediation of sexual violence"),
    says=Text(
        "Ada kekerasan seksual. Menurut undang-undang, perkaranya tidak boleh diselesaikan di luar "
        "pengadilan, berapa pun umur korban dan apa pun hubungannya.",
        "There is sexual violence. By law it cannot be settled outside the court, whatever the "
        "survivor's age and relationship.",
    ),
    citations=(
        Citation(LawId.UU_12_2022, "23"),
        Citation(LawId.UU_12_2022, "4(2) huruf h, 92"),
        Citation(LawId.UU_1_2023, "423, 473(11)"),
        Citation(LawId.UU_20_2025, "82", Evidence.UNVERIFIED),
    ),
    owner=_OWNER,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=SEXUAL,
    examples=(
        Example(True, yes=("sexual_violence",)),
        Example(True, yes=("forced_sex_by_partner",)),
        Example(False, no=SEXUAL),
        Example(False),
    ),
    shows=(Tri.YES,),
)
def sexual_violence(facts: CaseFacts) -> Tri:
    """UU 12/2022 Ps 23, complaint offences and spouses included (Ps 4(2) huruf h)."""
    return sexual(facts)


@rule(
    "MED-02",
    title=Text("Anak korban tidak dimediasi", "No mediation where a child is the victim"),
    says=Text(
        "Korbannya anak. Mediasi hanya untuk perempuan dewasa yang memintanya sendiri. Diversi "
        "adalah wewenang penyidik, penuntut umum, dan hakim.",
        "The victim is a child. Mediation is only for an adult woman who asks for it herself. "
        "Diversion belongs to investigator, prosecutor and judge.",
    ),
    citations=(
        _STANDARD,
        Citation(LawId.UU_35_2014, "76A-89"),
        _ORDINARY,
        Citation(LawId.UU_11_2012, "5-8"),
    ),
    owner=_OWNER,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=("survivor_is_child", "another_child_victim"),
    examples=(
        Example(True, yes=("survivor_is_child",)),
        Example(True, yes=("another_child_victim",), no=("survivor_is_child",)),
        Example(False, no=("survivor_is_child", "another_child_victim")),
        Example(False),
    ),
    shows=(Tri.YES,),
)
def child_victim(facts: CaseFacts) -> Tri:
    """No crime of the Child Protection Law is a complaint offence (KUHP Ps 24(2))."""
    return any_of(*answers(facts, "survivor_is_child", "another_child_victim"))


@rule(
    "MED-03",
    title=Text("Perdagangan orang tidak dimediasi", "No mediation of trafficking"),
    says=Text(
        "Ada dugaan perdagangan orang. Perkaranya tidak boleh dimediasi, dan persetujuan korban "
        "tidak mengubahnya.",
        "Trafficking is suspected. It cannot be mediated; the victim's consent changes nothing.",
    ),
    citations=(
        Citation(LawId.UU_21_2007, "3-6, 12, 26"),
        Citation(LawId.UU_1_2023, "455, 24(2)"),
    ),
    owner=_OWNER,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=TRAFFICKING,
    examples=(
        Example(True, yes=("trafficking",)),
        Example(True, yes=("organised_network",)),
        Example(False, no=TRAFFICKING),
        Example(False),
    ),
    shows=(Tri.YES,),
)
def trafficking(facts: CaseFacts) -> Tri:
    """UU 21/2007 knows no complaint offence; consent is irrelevant (Ps 26)."""
    return trafficked(facts)


@rule(
    "MED-04",
    title=Text("Perkara ini belum terbukti boleh dimediasi", "Not shown to be a mediable matter"),
    says=Text(
        "Belum terbukti bahwa perkara ini boleh dimediasi. Yang boleh hanya sengketa perdata atau "
        "kerja tanpa kekerasan, dan delik aduan dalam daftar yang dinyatakan petugas hukum.",
        "It is not shown that this matter may be mediated. Only a civil or labour dispute without "
        "violence may be, or a listed complaint offence as found by the legal officer.",
    ),
    citations=(
        Citation(LawId.UU_23_2004, "44(4), 45(2), 51-53"),
        Citation(LawId.UU_1_2023, "24(2), 440, 448, 466-471, 483"),
        _STANDARD,
    ),
    owner=_OWNER,
    basis=Basis.STATUTE,
    severity=Severity.HARD,
    facts=_MATTER,
    examples=(
        Example(True),
        Example(True, yes=("violence_alleged", "physical_violence", "spouses_now")),
        Example(False, yes=("civil_dispute_only",), no=("violence_alleged",)),
        Example(
            False,
            yes=("whitelisted_complaint_offence", "refuses_legal_process", "spouses_now"),
            no=("illness_or_hindrance",),
        ),
        Example(
            True, yes=("whitelisted_complaint_offence", "refuses_legal_process", "spouses_now")
        ),
        Example(
            False,
            yes=("whitelisted_complaint_offence", "refuses_legal_process"),
            no=("spouses_now", "physical_violence"),
        ),
    ),
)
def matter_not_mediable(facts: CaseFacts) -> Tri:
    """Default deny: YES unless the matter is known to be civil, or a whitelisted offence."""
    civil = all_of(facts.get("civil_dispute_only"), negate(facts.get("violence_alleged")))
    return negate(known_yes(any_of(civil, _listed_complaint(facts))))


def _listed_complaint(facts: CaseFacts) -> Tri:
    """A listed complaint offence that she does not want prosecuted.

    Between present spouses (UU 23/2004 Ps 44(4), 45(2)) only with a finding of no illness and no
    hindrance; between others (KUHP 433-438, 448(1) huruf b, 483) only without any assault.
    """
    wife, ill = facts.get("spouses_now"), facts.get("illness_or_hindrance")
    between_spouses = all_of(wife, negate(ill))
    between_others = all_of(negate(wife), negate(facts.get("physical_violence")))
    found = answers(facts, "whitelisted_complaint_offence", "refuses_legal_process")
    return all_of(*found, any_of(between_spouses, between_others))


@rule(
    "MED-05",
    title=Text("Syarat mediasi belum lengkap", "The conditions of mediation are not met"),
    says=Text(
        "Syarat mediasi belum lengkap: korban dewasa meminta sendiri, tidak di bawah pengampuan, "
        "menandatangani persetujuan terpisah, dan sudah dinilai pendamping serta psikolog.",
        "The conditions are not met: the adult woman asks herself, is not under guardianship, has "
        "signed a separate consent, and was assessed by companion and psychologist.",
    ),
    citations=(_STANDARD, Citation(LawId.UU_1_2023, "26")),
    owner=_OWNER,
    basis=Basis.STANDARD,
    severity=Severity.HARD,
    facts=(*_GATE_YES, "under_guardianship"),
    examples=(
        Example(True),
        Example(False, yes=_GATE_YES, no=("under_guardianship",)),
        Example(True, yes=_GATE_YES),
        Example(True, yes=(*_GATE_YES, "under_guardianship")),
    ),
)
def conditions_not_met(facts: CaseFacts) -> Tri:
    """Absence of proof is the trigger: what is not recorded is not met."""
    free = negate(facts.get("under_guardianship"))
    return negate(known_yes(all_of(*answers(facts, *_GATE_YES), free)))


@rule(
    "MED-06",
    title=Text("Ada bahaya atau tekanan", "There is danger or pressure"),
    says=Text(
        "Ada bahaya atau tekanan terhadap korban, atau hal itu belum dipastikan. Hanya kepala UPTD "
        "PPA bersama psikolog yang boleh memutuskan lain, dengan alasan tertulis.",
        "There is danger or pressure on the survivor, or this is not yet ruled out. Only the head "
        "together with the psychologist may decide otherwise, giving reasons.",
    ),
    citations=(
        Citation(LawId.WORKING_RULE, "mediasi dan bahaya", Evidence.INFERENCE),
        Citation(LawId.UU_20_2025, "81(2) (analogi)", Evidence.INFERENCE),
    ),
    owner="Kepala UPTD PPA dan psikolog",
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=(*DANGER_FACTS, *_PRESSURE),
    examples=(
        Example(True, yes=("strangulation_ever",)),
        Example(True, yes=("coercion_signs",)),
        Example(False, no=(*(name for name in DANGER_FACTS if name in FACTS), *_PRESSURE)),
        Example(False),
    ),
    shows=(Tri.YES,),
)
def danger_or_pressure(facts: CaseFacts) -> Tri:
    """Any item of the high-risk floor, a coercion sign, or an order in force (inference)."""
    return any_of(danger(facts), *answers(facts, *_PRESSURE))


PROHIBITIONS: Final = (sexual_violence.id, child_victim.id, trafficking.id)
_FAMILY: Final = (
    *PROHIBITIONS,
    matter_not_mediable.id,
    conditions_not_met.id,
    danger_or_pressure.id,
)


def decide(facts: CaseFacts, on: date) -> Decision:
    """Open or closed, with the rules that close it (see the module's three steps)."""
    valid = {each.id: each for each in rules_in_force(on, "MED")}
    answer = {each.id: each(facts) for each in valid.values()}
    allowed = all(answer.get(rule_id) is Tri.NO for rule_id in _FAMILY) and not _others(answer)
    named = [] if allowed else [valid[rule_id] for rule_id in _named(answer) if rule_id in valid]
    reasons = tuple(each.reason(facts, on) for each in named)
    return Decision(allowed, reasons, citations=_citations(named, on))


def _others(answer: dict[str, Tri]) -> list[str]:
    """Rules added to the family later: each must be a plain NO as well."""
    return [each for each, said in answer.items() if each not in _FAMILY and said is not Tri.NO]


def _named(answer: dict[str, Tri]) -> list[str]:
    """The rules to name as the block; a missing answer counts as unknown."""
    final = [each for each in PROHIBITIONS if answer.get(each) is Tri.YES]
    if final:
        return final
    doubt = any(answer.get(each) is not Tri.NO for each in PROHIBITIONS)
    matter = doubt or answer.get(matter_not_mediable.id) is not Tri.NO
    at_risk = answer.get(danger_or_pressure.id) is Tri.YES
    if matter or at_risk:
        return [matter_not_mediable.id] * matter + [danger_or_pressure.id] * at_risk
    if answer.get(conditions_not_met.id) is not Tri.NO:
        return [conditions_not_met.id]
    return [danger_or_pressure.id, *_others(answer)]


def _citations(rules: Sequence[Rule], on: date) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(cite for each in rules for cite in each.cites(on)))
