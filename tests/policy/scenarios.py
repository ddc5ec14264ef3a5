"""Twelve reports as people make them, and what the rule book must conclude from each.

All invented. Only what the report itself says is answered; everything else stays unknown. Expected
sets are complete: what a later issue will add is named in LATER and taken out before comparing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rangkul.policy.book import PoliceState, Risk
from rangkul.policy.facts import WIB, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri

RECEIVED = datetime(2026, 11, 9, 20, 30, tzinfo=WIB)

LATER = frozenset({"ACC-01", "CON-02", "CLK-12", "CLK-21"})
"""Conflict of interest, consent of a child, and the trafficking clocks that start in care."""


@dataclass(frozen=True)
class Scenario:
    """A report in one sentence, its answers, and the whole expected conclusion."""

    id: str
    story: str
    risk: Risk
    clocks: frozenset[str]
    duties: frozenset[str]
    police: PoliceState
    mediation: frozenset[str]
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    reporter: ReporterKind = ReporterKind.SURVIVOR
    saved: bool = True
    age: int | None = None
    hours_ago: int | None = None
    clock_basis: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> CaseFacts:
        """The report as the duty officer saved it."""
        ago = self.hours_ago
        return CaseFacts(
            saved=self.saved,
            answers=dict.fromkeys(self.yes, Tri.YES) | dict.fromkeys(self.no, Tri.NO),
            reporter=self.reporter,
            received_at=RECEIVED,
            incident_at=None if ago is None else RECEIVED - timedelta(hours=ago),
            child_age=self.age,
        )


def codes(text: str) -> frozenset[str]:
    """A set of codes written as words."""
    return frozenset(text.split())


SCENARIOS = (
    Scenario(
        "S01",
        "Her husband strangled her last night, the third time this month, ever more often. He is "
        "at home; their child of four saw it. She is afraid and does not want the police yet.",
        yes=(
            "violence_alleged",
            "physical_violence",
            "strangulation_ever",
            "escalation",
            "alleged_has_access_now",
            "child_lives_with_alleged",
            "children_in_household",
            "spouses_now",
            "refuses_legal_process",
        ),
        no=("survivor_is_child", "contact_not_allowed"),
        risk=Risk.TINGGI,
        clocks=codes("CLK-01"),
        duties=codes("health_check_now safety_plan QLT-08 QLT-02"),
        police=PoliceState.HER_CHOICE,
        mediation=codes("MED-04 MED-06"),
    ),
    Scenario(
        "S02",
        "A girl of 15 was forced into intercourse by her boyfriend two days ago. She fears a "
        "pregnancy and asks that her mother not be told.",
        yes=("violence_alleged", "sexual_violence", "forced_sex_by_partner", "forced_intercourse"),
        no=("contact_not_allowed", "survivor_male"),
        age=15,
        hours_ago=48,
        risk=Risk.TINGGI,
        clocks=codes("CLK-01 CLK-04 CLK-10"),
        duties=codes(
            "POL-01 health_within_72h emergency_contraception secrecy_limits_told_first CON-02 "
            "QLT-02"
        ),
        police=PoliceState.DUE_NOW,
        mediation=codes("MED-01 MED-02"),
        clock_basis={"CLK-04": "statute"},
    ),
    Scenario(
        "S03",
        "A neighbour calls late in the evening, without a name: the child next door, about seven, "
        "is beaten with a belt nearly every night and is crying loudly right now.",
        yes=("violence_alleged", "physical_violence", "danger_now", "children_in_household"),
        no=("contact_not_allowed",),
        age=7,
        reporter=ReporterKind.THIRD_PERSON,
        risk=Risk.TINGGI,
        clocks=codes("CLK-01"),
        duties=codes("POL-05 outreach_now QLT-08"),
        police=PoliceState.CONSULT_24H,
        mediation=codes("MED-02"),
    ),
    Scenario(
        "S04",
        "A student of 22: her former boyfriend threatens to spread intimate pictures unless she "
        "meets him, and has already sent one to a friend.",
        yes=(
            "violence_alleged",
            "sexual_violence",
            "electronic_extortion",
            "image_spread",
            "evidence_at_hand",
        ),
        no=(
            "survivor_is_child",
            "forced_intercourse",
            "forced_sex_by_partner",
            "contact_not_allowed",
        ),
        risk=Risk.SEDANG,
        clocks=codes("CLK-01 CLK-04"),
        duties=codes("POL-02 preserve_evidence content_removal QLT-02"),
        police=PoliceState.DUE_72H,
        mediation=codes("MED-01"),
        clock_basis={"CLK-04": "statute"},
    ),
    Scenario(
        "S05",
        "A brother: his sister of 19 was promised a café job in another city; her identity card "
        "is kept, she must attend to guests and may not leave. The agent must not learn of this.",
        yes=(
            "violence_alleged",
            "sexual_violence",
            "trafficking",
            "organised_network",
            "missing_or_locked_in",
        ),
        no=("survivor_is_child", "contact_not_allowed"),
        reporter=ReporterKind.THIRD_PERSON,
        risk=Risk.TINGGI,
        clocks=codes("CLK-01 CLK-21 CLK-12"),
        duties=codes("POL-06 POL-03 outreach_now task_force hide_location"),
        police=PoliceState.DUE_NOW,
        mediation=codes("MED-01 MED-03"),
    ),
    Scenario(
        "S06",
        "Divorced by the court. He has not paid child maintenance for six months in spite of a "
        "ruling. There was never any violence; she wants help to talk it over.",
        yes=("civil_dispute_only", "request_by_adult_survivor_herself"),
        no=(
            "violence_alleged",
            "physical_violence",
            "sexual_violence",
            "forced_sex_by_partner",
            "forced_intercourse",
            "electronic_extortion",
            "image_spread",
            "sexual_violence_within_120h",
            "trafficking",
            "organised_network",
            "strangulation_ever",
            "survivor_is_child",
            "another_child_victim",
            "spouses_now",
            "contact_not_allowed",
        ),
        risk=Risk.RENDAH,
        clocks=codes("CLK-03"),
        duties=codes(""),
        police=PoliceState.NONE,
        mediation=codes("MED-05"),
    ),
    Scenario(
        "S07",
        "Her husband forces sex though she refuses and weeps; he calls it a wife's duty. Is that "
        "violence? She asks not to be contacted and does not say when it happened.",
        yes=(
            "violence_alleged",
            "sexual_violence",
            "forced_sex_by_partner",
            "forced_intercourse",
            "spouses_now",
            "contact_not_allowed",
        ),
        no=("survivor_is_child",),
        risk=Risk.TINGGI,
        clocks=codes("CLK-01 CLK-04 CLK-10"),
        duties=codes("POL-02 ask_when answer_in_inbox_only QLT-02"),
        police=PoliceState.DUE_72H,
        mediation=codes("MED-01"),
        clock_basis={"CLK-04": "statute"},
    ),
    Scenario(
        "S08",
        "A school counsellor writes that a boy of 14 was touched by his trainer many times since "
        "last year. The trainer still trains other children.",
        yes=("violence_alleged", "sexual_violence", "survivor_male", "other_children_exposed"),
        no=("contact_not_allowed",),
        age=14,
        reporter=ReporterKind.THIRD_PERSON,
        risk=Risk.TINGGI,
        clocks=codes("CLK-01 CLK-04"),
        duties=codes("POL-01 POL-09 other_children_exposed CON-02"),
        police=PoliceState.DUE_NOW,
        mediation=codes("MED-01 MED-02"),
        clock_basis={"CLK-04": "policy"},
    ),
    Scenario(
        "S09",
        "She lives in the neighbouring regency; her boyfriend hit her in his room in this city "
        "and split her lip. She is now at her mother's.",
        yes=("violence_alleged", "physical_violence", "injury_needs_treatment", "from_other_area"),
        no=("survivor_is_child", "spouses_now", "alleged_has_access_now", "contact_not_allowed"),
        risk=Risk.TINGGI,
        clocks=codes("CLK-01"),
        duties=codes("POL-07 health_check_now QLT-02"),
        police=PoliceState.HER_CHOICE,
        mediation=codes("MED-04 MED-06"),
    ),
    Scenario(
        "S10",
        "A parent: the child of 13 was hit and mocked by a classmate of the same age and does not "
        "want to go to school any more.",
        yes=("violence_alleged", "physical_violence", "alleged_is_child", "at_school"),
        no=("contact_not_allowed",),
        age=13,
        reporter=ReporterKind.THIRD_PERSON,
        risk=Risk.SEDANG,
        clocks=codes("CLK-01"),
        duties=codes("POL-05 separate_file_other_child school_team CON-02"),
        police=PoliceState.CONSULT_24H,
        mediation=codes("MED-02"),
    ),
    Scenario(
        "S11",
        "Her husband serves at the city police. He hit her and says reporting is useless, they "
        "are all his friends. She has pictures of the bruises.",
        yes=(
            "violence_alleged",
            "physical_violence",
            "spouses_now",
            "alleged_works_at_partner",
            "evidence_at_hand",
        ),
        no=("survivor_is_child", "contact_not_allowed"),
        risk=Risk.SEDANG,
        clocks=codes("CLK-01"),
        duties=codes("ACC-01 alternative_route preserve_evidence QLT-02"),
        police=PoliceState.HER_CHOICE,
        mediation=codes("MED-04"),
    ),
    Scenario(
        "S12",
        "The single word 'tolong'; nothing else is filled in.",
        reporter=ReporterKind.UNKNOWN,
        saved=False,
        risk=Risk.TINGGI,
        clocks=codes("CLK-01"),
        duties=codes("answer_in_inbox_only facts_still_unknown_daily"),
        police=PoliceState.NONE,
        mediation=codes("MED-04"),
    ),
)
AT_LEAST = {"S04", "S10", "S11"}
"""Here the risk is a lower bound; what is left unknown in these reports makes it tinggi."""
