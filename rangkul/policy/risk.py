"""RSK: how urgent is it? A floor that staff may raise, and only a supervisor may lower.

Three levels of the service standard (tinggi, sedang, rendah). One danger that is known, or one
that is still unknown while violence is not ruled out, is enough for tinggi (dangers.py).
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from rangkul.policy.dangers import DANGER_FACTS, DANGERS, FLOOR, OWNER, STANDARD
from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Evidence,
    Example,
    Reason,
    Rule,
    Severity,
    Text,
    Tri,
    all_of,
    any_of,
    negate,
    rule,
    rules_in_force,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import (
    VIOLENCE,
    adult,
    violence,
)


class Risk(StrEnum):
    """The three levels of the service standard, most urgent first."""

    TINGGI = "tinggi"
    SEDANG = "sedang"
    RENDAH = "rendah"


_BELOW_TINGGI: Final = {
    "RSK-03": Risk.SEDANG,
    "RSK-04": Risk.SEDANG,
    "RSK-05": Risk.RENDAH,
}
"""Every other rule of the family, today's or a later one, means tinggi."""


_ALL_NO: Final = tuple(name for name in DANGER_FACTS if name in FACTS)


@rule(
    "RSK-01",
    title=Text("Formulir fakta belum disimpan", "The fact form has not been saved"),
    says=Text(
        "Formulir fakta belum disimpan. Sampai diisi, laporan diperlakukan sebagai risiko tinggi.",
        "The fact form has not been saved. Until then the report counts as high risk.",
    ),
    citations=(STANDARD, FLOOR),
    owner=OWNER,
    basis=Basis.POLICY,
    severity=Severity.HARD,
    facts=("saved",),
    examples=(Example(True, saved=False), Example(False)),
)
def form_not_saved(facts: CaseFacts) -> Tri:
    """Nothing has been asked yet, so the most urgent answer holds (city policy, inference)."""
    return Tri.of(not facts.saved)


@rule(
    "RSK-02",
    title=Text("Tanda bahaya belum diketahui", "A sign of danger is still unknown"),
    says=Text(
        "Ada tanda bahaya yang belum diketahui, dan belum dicatat bahwa tidak ada kekerasan. "
        "Selama belum jelas, risikonya tinggi.",
        "A sign of danger is unknown and no violence is not recorded. Until then risk is high.",
    ),
    citations=(STANDARD, FLOOR),
    owner=OWNER,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=tuple(dict.fromkeys((*DANGER_FACTS, *VIOLENCE))),
    examples=(
        Example(True),
        Example(False, no=_ALL_NO),
        Example(False, no=("violence_alleged",)),
    ),
    shows=(Tri.UNKNOWN,),
)
def danger_unknown(facts: CaseFacts) -> Tri:
    """An item left unknown means tinggi unless "no violence" is recorded (policy, inference)."""
    unknown = Tri.of(any(each(facts) is Tri.UNKNOWN for each in DANGERS))
    return all_of(unknown, Tri.of(violence(facts) is not Tri.NO))


@rule(
    "RSK-03",
    title=Text("Kekerasan bisa terulang", "The violence may happen again"),
    says=Text(
        "Kekerasan bisa terulang: belum dipastikan bahwa korban tinggal di tempat aman.",
        "The violence may happen again: it is not certain that the survivor lives in safety.",
    ),
    citations=(STANDARD, Citation(LawId.PERMEN_PPPA_2_2022, "arti sedang", Evidence.INFERENCE)),
    owner=OWNER,
    basis=Basis.STANDARD,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "safe_from_alleged"),
    examples=(
        Example(True, yes=("violence_alleged",)),
        Example(False, yes=("violence_alleged", "safe_from_alleged")),
        Example(False, no=("violence_alleged",)),
    ),
    shows=(Tri.YES,),
)
def may_recur(facts: CaseFacts) -> Tri:
    """Sedang: service is needed soon and recurrence is plausible (meaning inferred)."""
    safe = Tri.of(facts.get("safe_from_alleged") is Tri.YES)
    return all_of(Tri.of(violence(facts) is not Tri.NO), negate(safe))


@rule(
    "RSK-04",
    title=Text("Anak tidak pernah berisiko rendah", "A child is never at low risk"),
    says=Text(
        "Korbannya anak, atau umurnya belum diketahui. Kasusnya paling rendah berisiko sedang.",
        "The survivor is a child, or her age is unknown. The case is at least medium risk.",
    ),
    citations=(Citation(LawId.UU_35_2014, "59A"), FLOOR),
    owner=OWNER,
    basis=Basis.POLICY,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "survivor_is_child"),
    examples=(
        Example(True, yes=("violence_alleged", "survivor_is_child")),
        Example(False, yes=("violence_alleged",), no=("survivor_is_child",)),
    ),
    shows=(Tri.YES,),
)
def child_at_least_sedang(facts: CaseFacts) -> Tri:
    """A child is owed a quick response (UU 35/2014 Ps 59A huruf a); the level is policy."""
    return Tri.of(violence(facts) is not Tri.NO and adult(facts) is not Tri.YES)


@rule(
    "RSK-05",
    title=Text("Tidak ada tanda yang menaikkan risiko", "Nothing raises the risk"),
    says=Text(
        "Tidak ada kekerasan, atau korban dewasa sudah aman dan tidak berhubungan dengan terlapor.",
        "There is no violence, or an adult survivor is safe and out of the alleged one's reach.",
    ),
    citations=(STANDARD, Citation(LawId.PERMEN_PPPA_2_2022, "arti rendah", Evidence.INFERENCE)),
    owner=OWNER,
    basis=Basis.STANDARD,
    severity=Severity.OVERRIDE,
    facts=(*VIOLENCE, "safe_from_alleged", "survivor_is_child"),
    examples=(
        Example(True, no=("violence_alleged",)),
        Example(True, yes=("safe_from_alleged",), no=("survivor_is_child",)),
        Example(False, yes=("violence_alleged",)),
    ),
    shows=(Tri.YES, Tri.NO),
)
def nothing_raises(facts: CaseFacts) -> Tri:
    """Rendah: a past event, a safe place, no contact; or no violence at all (inferred)."""
    return negate(any_of(may_recur(facts), child_at_least_sedang(facts)))


def level_of(rule_id: str) -> Risk:
    """The level that a rule of this family asks for."""
    return _BELOW_TINGGI.get(rule_id, Risk.TINGGI)


def assess(facts: CaseFacts, on: date) -> tuple[Risk, tuple[Reason, ...]]:
    """The level and the rules that ask for it. With no rule left to speak it is tinggi."""
    applying = [each for each in rules_in_force(on, "RSK") if each.applies(facts)]
    asked = {level_of(each.id) for each in applying}
    level = next((each for each in Risk if each in asked), Risk.TINGGI)
    return level, tuple(_reason(each, facts, on) for each in applying if level_of(each.id) is level)


def _reason(each: Rule, facts: CaseFacts, on: date) -> Reason:
    """A reason; the one about unknown dangers names only the items that are truly open."""
    reason = each.reason(facts, on)
    if each.id != danger_unknown.id:
        return reason
    names = {name for item in DANGERS if item(facts) is Tri.UNKNOWN for name in item.facts}
    return replace(reason, facts_used=tuple(pair for pair in reason.facts_used if pair[0] in names))
