"""POL-11: which reports may not be marked "not a report", and who may say that of one at all.

A mark only moves a report to the end of the queue; nothing is ever deleted. Even so a frightened
child's single word must not end there, so the rule closes as soon as anything grave was said.
"""

from datetime import date
from typing import Final

from rangkul.policy.facts import CaseFacts
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Decision,
    Evidence,
    Example,
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
from rangkul.policy.patterns import VIOLENCE, answers, violence

_GRAVE: Final = (
    "danger_now",
    "suicidal_thoughts",
    "recent_or_planned_separation",
    "survivor_is_child",
    "another_child_victim",
    "evidence_at_hand",
)


@rule(
    "POL-11",
    title=Text(
        "Tidak boleh ditandai “bukan laporan”",
        "May not be marked “not a report”",
    ),
    says=Text(
        "Ada anak, bahaya, kekerasan, atau bukti di dalamnya. Tanda “bukan laporan” baru boleh "
        "setelah lembar fakta menyatakan tidak ada kekerasan dan tidak ada bahaya.",
        "It speaks of a child, danger, violence or evidence. It may be marked “not a report” only "
        "once a fact sheet says that there is no violence and no danger.",
    ),
    citations=(
        Citation(LawId.UU_12_2022, "39(1), 40"),
        Citation(LawId.UU_35_2014, "59A"),
        Citation(LawId.UU_23_2002, "78"),
        Citation(LawId.WORKING_RULE, "tanda bukan laporan", Evidence.INFERENCE),
    ),
    owner="Kepala UPTD PPA",
    basis=Basis.POLICY,
    severity=Severity.HARD,
    facts=("saved", *_GRAVE, *VIOLENCE),
    examples=(
        Example(True, yes=("survivor_is_child",), saved=False),
        Example(True, yes=("danger_now",), saved=False),
        Example(True, yes=("sexual_violence",), saved=False),
        Example(True, yes=("evidence_at_hand",), saved=False),
        Example(True, yes=("survivor_is_child",), no=("violence_alleged",)),
        Example(True, yes=("survivor_is_child",), no=("danger_now",)),
        Example(False, yes=("survivor_is_child",), no=("violence_alleged", "danger_now")),
        Example(True, yes=("image_spread",), no=("violence_alleged", "danger_now")),
        Example(True, yes=("suicidal_thoughts",), no=("violence_alleged", "danger_now")),
        Example(False, yes=("evidence_at_hand",), no=("violence_alleged", "danger_now")),
        Example(False, saved=False),
    ),
    shows=(Tri.YES,),
)
def grave_words(facts: CaseFacts) -> Tri:
    """Something grave is known, and no saved sheet has ruled out violence and danger."""
    grave = any_of(*map(known_yes, answers(facts, *_GRAVE)), known_yes(violence(facts)))
    return all_of(grave, negate(known_yes(_ruled_out(facts))))


def _ruled_out(facts: CaseFacts) -> Tri:
    """A saved sheet says no to violence and to danger, and nobody thinks of ending her life."""
    danger = any_of(facts.get("danger_now"), known_yes(facts.get("suicidal_thoughts")))
    return all_of(Tri.of(facts.saved), negate(violence(facts)), negate(danger))


def decide(facts: CaseFacts, on: date) -> Decision:
    """Whether the report may be marked, with the rule that forbids it."""
    forbids = [
        each
        for each in rules_in_force(on, "POL")
        if each.id == grave_words.id and each.applies(facts)
    ]
    return Decision(
        not forbids,
        tuple(each.reason(facts, on) for each in forbids),
        citations=tuple(cite for each in forbids for cite in each.cites(on)),
    )
