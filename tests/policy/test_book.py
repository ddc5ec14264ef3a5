"""The conclusion as a whole: risk only rises, and what was stored replays to the same answer."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.policy.book import PoliceState, Risk, conclude, replay
from rangkul.policy.dangers import DANGER_FACTS
from rangkul.policy.facts import FACTS, CaseFacts, ReporterKind
from rangkul.policy.kernel import BOOK_FROM
from rangkul.policy.patterns import SEXUAL, TRAFFICKING, VIOLENT
from rangkul.policy.tri import Tri

from .strategies import CASES, FEW, OPEN_CIVIL, RECEIVED, case

RISING = (Risk.RENDAH, Risk.SEDANG, Risk.TINGGI)
STRONGER = tuple(PoliceState)
DANGERS = sorted({*DANGER_FACTS, *VIOLENT, "violence_alleged"} & set(FACTS))
CALM = {**OPEN_CIVIL, "safe_from_alleged": Tri.NO}


def learn(facts: CaseFacts, code: str) -> CaseFacts:
    """The same report, with one more question answered yes."""
    return replace(facts, answers={**facts.answers, code: Tri.YES})


@FEW
@given(CASES, st.sampled_from(DANGERS))
def test_learning_of_a_danger_never_lowers_the_risk(facts: CaseFacts, code: str) -> None:
    before, after = conclude(facts).risk, conclude(learn(facts, code)).risk
    assert RISING.index(after) >= RISING.index(before)


@FEW
@given(CASES, st.sampled_from((*SEXUAL, *TRAFFICKING)))
def test_learning_of_a_crime_never_weakens_what_the_police_are_owed(
    facts: CaseFacts, code: str
) -> None:
    before, after = conclude(facts).police.state, conclude(learn(facts, code)).police.state
    assert STRONGER.index(after) >= STRONGER.index(before)


@FEW
@given(CASES)
def test_a_stored_conclusion_replays(facts: CaseFacts) -> None:
    first = conclude(facts)
    stored = json.loads(json.dumps([facts.to_codes(), first.to_codes()]))
    again = replay(stored[0], first.on)
    assert again == first
    assert json.loads(json.dumps(again.to_codes())) == stored[1]


@FEW
@given(CASES)
def test_facts_survive_storage(facts: CaseFacts) -> None:
    restored = CaseFacts.from_codes(json.loads(json.dumps(facts.to_codes())))
    assert restored == facts
    assert hash(restored) == hash(facts)


@FEW
@given(CASES)
def test_the_order_of_the_answers_changes_nothing(facts: CaseFacts) -> None:
    turned = replace(facts, answers=dict(reversed([*facts.answers.items()])))
    assert conclude(turned).to_codes() == conclude(facts).to_codes()


@FEW
@given(CASES)
def test_the_child_is_never_dismissed_in_silence(facts: CaseFacts) -> None:
    """A child, and violence not ruled out: somebody must be consulted, nothing may be dropped."""
    child = facts.get("survivor_is_child") is Tri.YES
    if child and facts.get("violence_alleged") is not Tri.NO:
        state = conclude(facts).police.state
        assert STRONGER.index(state) >= STRONGER.index(PoliceState.CONSULT_24H)


@FEW
@given(CASES)
def test_child_sexual_violence_is_due_now_whoever_tells(facts: CaseFacts) -> None:
    told = conclude(learn(learn(facts, "sexual_violence"), "survivor_is_child"))
    assert told.police.state is PoliceState.DUE_NOW
    assert "POL-01" in {duty.code for duty in told.duties}
    assert {"CLK-01", "CLK-04"} <= {clock.id for clock in told.clocks}


@pytest.mark.parametrize(
    ("answers", "risk"),
    [
        ({}, Risk.TINGGI),
        ({"violence_alleged": Tri.NO}, Risk.RENDAH),
        (CALM, Risk.RENDAH),
        ({**CALM, "violence_alleged": Tri.YES}, Risk.SEDANG),
        ({**CALM, "violence_alleged": Tri.UNKNOWN}, Risk.SEDANG),
        (
            {**CALM, "violence_alleged": Tri.YES, "safe_from_alleged": Tri.YES},
            Risk.RENDAH,
        ),
        (
            {
                **CALM,
                "violence_alleged": Tri.YES,
                "safe_from_alleged": Tri.YES,
                "survivor_is_child": Tri.YES,
            },
            Risk.SEDANG,
        ),
        ({**CALM, "violence_alleged": Tri.YES, "escalation": Tri.UNKNOWN}, Risk.TINGGI),
        ({**CALM, "escalation": Tri.UNKNOWN}, Risk.RENDAH),
        ({"violence_alleged": Tri.NO, "strangulation_ever": Tri.YES}, Risk.TINGGI),
    ],
)
def test_risk_levels(answers: dict[str, Tri], risk: Risk) -> None:
    assert conclude(case(answers)).risk is risk


@pytest.mark.parametrize(
    ("said", "hours_ago", "recent"),
    [
        (Tri.UNKNOWN, 10, True),
        (Tri.UNKNOWN, 200, False),
        (Tri.NO, 10, True),
        (Tri.NO, 200, False),
        (Tri.YES, 200, True),
    ],
)
def test_recent_sexual_violence_is_said_or_shown_by_its_time(
    said: Tri, hours_ago: int, recent: bool
) -> None:
    answers = {**CALM, "sexual_violence": Tri.YES, "sexual_violence_within_120h": said}
    facts = case(answers, incident_at=RECEIVED - timedelta(hours=hours_ago))
    assert conclude(facts).risk is (Risk.TINGGI if recent else Risk.SEDANG)


def test_an_unsaved_form_is_high_risk_even_when_everything_is_denied() -> None:
    assert conclude(case(CALM, saved=False)).risk is Risk.TINGGI


def test_the_floor_of_the_handbook_is_complete() -> None:
    floor = """
        danger_now alleged_has_access_now injury_needs_treatment threat_to_kill_or_weapon
        strangulation_ever sexual_violence_within_120h child_lives_with_alleged
        pregnancy_with_violence suicidal_thoughts missing_or_locked_in organised_network
        trafficking escalation survivor_under_5 disability_dependent_on_alleged survivor_is_child
        forced_sex_by_partner recent_or_planned_separation alleged_suicide_threat
    """
    assert set(floor.split()) | set(SEXUAL) == set(DANGER_FACTS) & set(FACTS)


@pytest.mark.parametrize("code", sorted(set(DANGER_FACTS) & set(FACTS)))
def test_each_danger_alone_is_high_risk(code: str) -> None:
    """Except where two answers make the danger together: sexual violence and a child."""
    child = {"survivor_is_child": Tri.YES} if code in SEXUAL else {"sexual_violence": Tri.YES}
    extra = child if code in {*SEXUAL, "survivor_is_child"} else {}
    facts = case({**CALM, "violence_alleged": Tri.YES, **extra, code: Tri.YES})
    assert conclude(facts).risk is Risk.TINGGI


ADULT = {"sexual_violence": Tri.YES, "survivor_is_child": Tri.NO}
THIRD, PROFESSIONAL = ReporterKind.THIRD_PERSON, ReporterKind.PROFESSIONAL


@pytest.mark.parametrize(
    ("reporter", "more", "state", "duty"),
    [
        (ReporterKind.SURVIVOR, (), PoliceState.DUE_72H, "POL-02"),
        (ReporterKind.UNKNOWN, (), PoliceState.DUE_72H, "POL-02"),
        (PROFESSIONAL, (), PoliceState.DUE_72H, "POL-03"),
        (PROFESSIONAL, ("survivor_confirmed",), PoliceState.DUE_72H, "POL-02"),
        (THIRD, (), PoliceState.HER_CHOICE, "POL-03"),
        (THIRD, ("danger_now",), PoliceState.DUE_NOW, "POL-03"),
        (THIRD, ("survivor_confirmed",), PoliceState.DUE_72H, "POL-02"),
        (THIRD, ("professional_confirmed",), PoliceState.DUE_72H, "POL-02"),
        (THIRD, ("trafficking",), PoliceState.DUE_NOW, "POL-03"),
    ],
)
def test_who_told_decides_whether_the_72_hours_run(
    reporter: ReporterKind, more: tuple[str, ...], state: PoliceState, duty: str
) -> None:
    found = conclude(case(ADULT | dict.fromkeys(more, Tri.YES), reporter=reporter))
    assert found.police.state is state
    assert {each.code for each in found.duties} & {"POL-02", "POL-03"} == {duty}


def test_a_refusal_does_not_end_the_duty_of_the_unit() -> None:
    refused = ADULT | dict.fromkeys(
        ("refuses_legal_process", "complaint_offence_confirmed"), Tri.YES
    )
    found = conclude(case({**refused, "survivor_has_disability": Tri.NO}))
    assert found.police.state is PoliceState.DUE_72H
    assert {"POL-02", "POL-04"} <= {duty.code for duty in found.duties}


def test_labour_trafficking_told_by_herself_is_not_left_to_her_choice() -> None:
    found = conclude(case({"trafficking": Tri.YES, "survivor_is_child": Tri.NO}))
    assert found.police.state is PoliceState.DUE_NOW


def test_hours_left_count_from_the_incident() -> None:
    facts = case(
        {"forced_intercourse": Tri.YES}, incident_at=RECEIVED - timedelta(hours=47, minutes=30)
    )
    due = {duty.code: duty.due_hours for duty in conclude(facts).duties}
    assert due["health_within_72h"] == 24
    assert due["emergency_contraception"] == 72


@FEW
@given(CASES)
def test_no_duty_is_due_before_the_report(facts: CaseFacts) -> None:
    assert all((duty.due_hours or 0) >= 0 for duty in conclude(facts).duties)


def test_a_report_older_than_the_book_is_judged_by_its_first_day() -> None:
    old = case(ADULT, received_at=datetime(2019, 5, 1, tzinfo=UTC))
    assert conclude(old).on == BOOK_FROM
    assert conclude(old).police.state is PoliceState.DUE_72H


def test_a_saved_form_without_an_answer_is_looked_at_every_day() -> None:
    assert "facts_still_unknown_daily" in {duty.code for duty in conclude(case({})).duties}
    known = conclude(case({}, child_age=9))
    assert "facts_still_unknown_daily" not in {duty.code for duty in known.duties}


def test_conclusions_do_not_depend_on_what_was_concluded_before() -> None:
    reports = [case({}), case(CALM), case(ADULT)]
    alone = {id(each): conclude(each) for each in reports}
    for order in permutations(reports):
        assert all(conclude(each) == alone[id(each)] for each in order)
