"""The dangers: each one known, or left unknown, means high risk by itself.

The list is a proposal on the service standard, whose annex could not be read; two of its items
also stand in the Danger Assessment. Nothing is summed and no score is learned.
"""

from collections.abc import Callable
from typing import Final

from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import (
    Basis,
    Citation,
    Evidence,
    Example,
    Rule,
    Severity,
    Text,
    Tri,
    all_of,
    any_of,
    rule,
)
from rangkul.policy.laws import LawId
from rangkul.policy.patterns import SEXUAL, TRAFFICKING, recent_sexual_violence, sexual, trafficked

OWNER: Final = "Pekerja sosial (supervisor)"
STANDARD: Final = Citation(LawId.SOP_TRIAGE, "tingkat risiko")
FLOOR: Final = Citation(LawId.WORKING_RULE, "batas bawah risiko tinggi", Evidence.INFERENCE)
_DA5: Final = Citation(LawId.DANGER_ASSESSMENT, "butir penapisan", Evidence.MEMORY)
_STRANGULATION: Final = Citation(LawId.DANGER_ASSESSMENT, "butir cekikan")


def _danger(
    rule_id: str,
    words: Text,
    test: str | Callable[[CaseFacts], Tri],
    facts: tuple[str, ...] = (),
    *cites: Citation,
    yes: tuple[str, ...] = (),
) -> Rule:
    """One item of the floor: a single question, or a reading of several questions."""
    asked = facts if callable(test) else (test,)
    questions = tuple(name for name in asked if name in FACTS)
    make = rule(
        rule_id,
        title=words,
        says=words,
        citations=(STANDARD, *cites, FLOOR),
        owner=OWNER,
        basis=Basis.POLICY,
        severity=Severity.OVERRIDE,
        facts=asked,
        examples=(
            Example(True, yes=yes or asked[:1]),
            Example(False, no=questions),
            Example(False),
        ),
        shows=(Tri.YES,),
    )
    return make(test if callable(test) else lambda report: report.get(test))


def _child_sexual_violence(facts: CaseFacts) -> Tri:
    return all_of(sexual(facts), facts.get("survivor_is_child"))


DANGERS: Final = (
    _danger(
        "RSK-10",
        Text("Ada orang yang sedang dalam bahaya.", "Someone is in danger right now."),
        "danger_now",
    ),
    _danger(
        "RSK-11",
        Text(
            "Terlapor bisa mendatangi korban sekarang.",
            "The alleged person can reach the survivor now.",
        ),
        "alleged_has_access_now",
    ),
    _danger(
        "RSK-12",
        Text(
            "Ada luka atau sakit yang perlu diobati sekarang.",
            "An injury or illness needs treatment now.",
        ),
        "injury_needs_treatment",
    ),
    _danger(
        "RSK-13",
        Text(
            "Ada ancaman membunuh atau pemakaian senjata.",
            "There was a threat to kill, or a weapon.",
        ),
        "threat_to_kill_or_weapon",
        (),
        _DA5,
    ),
    _danger(
        "RSK-14",
        Text("Korban pernah dicekik atau dibekap.", "The survivor was strangled or smothered."),
        "strangulation_ever",
        (),
        _STRANGULATION,
    ),
    _danger(
        "RSK-15",
        Text(
            "Kekerasan seksual terjadi dalam 120 jam terakhir.",
            "Sexual violence happened within the last 120 hours.",
        ),
        recent_sexual_violence,
        (*SEXUAL, "incident_at", "received_at"),
        yes=("sexual_violence_within_120h",),
    ),
    _danger(
        "RSK-16",
        Text("Ada anak yang serumah dengan terlapor.", "A child lives with the alleged person."),
        "child_lives_with_alleged",
    ),
    _danger(
        "RSK-17",
        Text(
            "Korban sedang hamil dan mengalami kekerasan.",
            "The survivor is pregnant and lives with violence.",
        ),
        "pregnancy_with_violence",
    ),
    _danger(
        "RSK-18",
        Text(
            "Korban ingin mati, ingin melukai diri, atau pernah mencobanya.",
            "The survivor wishes to die or to harm herself, or has tried to.",
        ),
        "suicidal_thoughts",
    ),
    _danger(
        "RSK-19",
        Text(
            "Korban hilang, dikurung, atau tidak boleh keluar.",
            "The survivor is missing, locked in or not allowed to leave.",
        ),
        "missing_or_locked_in",
    ),
    _danger(
        "RSK-20",
        Text(
            "Ada dugaan perdagangan orang atau jaringan pelaku.",
            "Trafficking or an organised network is suspected.",
        ),
        trafficked,
        TRAFFICKING,
    ),
    _danger(
        "RSK-21",
        Text(
            "Kekerasannya makin sering atau makin parah.",
            "The violence becomes more frequent or more severe.",
        ),
        "escalation",
        (),
        _DA5,
    ),
    _danger(
        "RSK-22",
        Text("Korban belum berumur 5 tahun.", "The survivor is under 5."),
        "survivor_under_5",
    ),
    _danger(
        "RSK-23",
        Text(
            "Korban penyandang disabilitas yang bergantung pada terlapor.",
            "The survivor has a disability and depends on the alleged person.",
        ),
        "disability_dependent_on_alleged",
    ),
    _danger(
        "RSK-24",
        Text("Ada kekerasan seksual terhadap anak.", "There is sexual violence against a child."),
        _child_sexual_violence,
        (*SEXUAL, "survivor_is_child"),
        yes=("sexual_violence", "survivor_is_child"),
    ),
    _danger(
        "RSK-25",
        Text("Pasangan memaksa berhubungan badan.", "A partner forced sex."),
        "forced_sex_by_partner",
    ),
    _danger(
        "RSK-26",
        Text(
            "Korban baru berpisah atau berencana berpisah dari terlapor.",
            "The survivor has just left the alleged person or plans to.",
        ),
        "recent_or_planned_separation",
    ),
    _danger(
        "RSK-27",
        Text(
            "Terlapor mengancam akan bunuh diri.", "The alleged person threatens to kill himself."
        ),
        "alleged_suicide_threat",
    ),
)
"""The items of the floor. Each one that is known, or left unknown, means tinggi by itself."""

DANGER_FACTS: Final = tuple(dict.fromkeys(name for each in DANGERS for name in each.facts))


def danger(facts: CaseFacts) -> Tri:
    """Whether any item of the floor is met: YES, NO, or not yet known."""
    return any_of(*(each(facts) for each in DANGERS))
