"""No path opens a mediation that the law closes: exhaustive products, then everything else."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import Severity, get_rule
from rangkul.policy.mediation import decide
from rangkul.policy.tri import Tri

from .strategies import CASES, GATE, MANY, OPEN_CASES, OPEN_CIVIL, case, some_answers

DAY = date(2026, 3, 2)
CLOSED = (Tri.YES, Tri.UNKNOWN)
HARD = {
    "MED-01": {
        "sexual_violence",
        "forced_sex_by_partner",
        "forced_intercourse",
        "electronic_extortion",
        "image_spread",
        "sexual_violence_within_120h",
    },
    "MED-02": {"survivor_is_child", "another_child_victim"},
    "MED-03": {"trafficking", "organised_network"},
}
ABSOLUTE = tuple(HARD)


def named(answers: Mapping[str, Tri]) -> set[str]:
    return {reason.rule_id for reason in decide(case(answers), DAY).reasons}


def opens(answers: Mapping[str, Tri]) -> bool:
    return decide(case(answers), DAY).allowed


def every_combination(rule_id: str) -> Iterator[dict[str, Tri]]:
    names = get_rule(rule_id).facts
    return (dict(zip(names, values, strict=True)) for values in product(Tri, repeat=len(names)))


@pytest.mark.parametrize("answers", OPEN_CASES, ids=["civil", "spouses"])
def test_a_mediation_can_open_at_all(answers: Mapping[str, Tri]) -> None:
    assert opens(answers)


@pytest.mark.parametrize("rule_id", ABSOLUTE)
def test_what_each_prohibition_rests_on_is_written_down(rule_id: str) -> None:
    assert set(get_rule(rule_id).facts) == HARD[rule_id]
    assert get_rule(rule_id).severity is Severity.HARD


@pytest.mark.parametrize("rule_id", ABSOLUTE)
def test_a_prohibition_opens_only_when_every_answer_is_no(rule_id: str) -> None:
    combinations = list(every_combination(rule_id))
    print(f"{rule_id}: {len(combinations)} combinations")
    assert len(combinations) == 3 ** len(get_rule(rule_id).facts)
    for answers in combinations:
        clear = set(answers.values()) == {Tri.NO}
        assert all(opens({**base, **answers}) is clear for base in OPEN_CASES)


def mediable(answers: Mapping[str, Tri]) -> bool:
    """MED-04 read once more from the handbook's matrix, independently of the rule."""
    yes = {code for code, answer in answers.items() if answer is Tri.YES}
    no = {code for code, answer in answers.items() if answer is Tri.NO}
    civil = "civil_dispute_only" in yes and "violence_alleged" in no
    listed = {"whitelisted_complaint_offence", "refuses_legal_process"} <= yes
    spouses = "spouses_now" in yes and "illness_or_hindrance" in no
    strangers = {"spouses_now", "physical_violence"} <= no
    return civil or (listed and (spouses or strangers))


def test_med_04_opens_only_for_the_matters_of_the_matrix() -> None:
    combinations = list(every_combination("MED-04"))
    print(f"MED-04: {len(combinations)} combinations")
    assert len(combinations) == 3 ** len(get_rule("MED-04").facts)
    for answers in combinations:
        assert opens({**OPEN_CIVIL, **answers}) is mediable(answers)


def test_med_05_opens_only_when_every_condition_is_recorded() -> None:
    combinations = list(every_combination("MED-05"))
    print(f"MED-05: {len(combinations)} combinations")
    assert len(combinations) == 3 ** len(get_rule("MED-05").facts)
    met = [answers for answers in combinations if opens({**OPEN_CIVIL, **answers})]
    assert met == [dict.fromkeys(GATE, Tri.YES) | {"under_guardianship": Tri.NO}]


@MANY
@given(st.sampled_from(ABSOLUTE), st.data())
def test_no_other_fact_defeats_a_prohibition(rule_id: str, data: st.DataObject) -> None:
    names = get_rule(rule_id).facts
    blocked = {data.draw(st.sampled_from(names)): data.draw(st.sampled_from(CLOSED))}
    base = data.draw(st.sampled_from(OPEN_CASES))
    others = data.draw(some_answers(without=blocked))
    assert not opens({**base, **others, **blocked})


@MANY
@given(CASES)
def test_closed_always_names_a_rule_and_open_never_does(facts: CaseFacts) -> None:
    decision = decide(facts, DAY)
    assert decision.allowed is (not decision.reasons)
    assert set(decision.citations) == {
        cite for reason in decision.reasons for cite in reason.citations
    }


@MANY
@given(CASES)
def test_an_open_mediation_has_every_hard_fact_answered(facts: CaseFacts) -> None:
    if decide(facts, DAY).allowed:
        hard = {name for rule_id in ABSOLUTE for name in get_rule(rule_id).facts}
        assert {facts.get(name) for name in hard} == {Tri.NO}


def test_forgetting_an_answer_is_never_a_way_in() -> None:
    for base, code in product(OPEN_CASES, FACTS):
        open_when = {answer for answer in Tri if opens({**base, code: answer})}
        assert Tri.UNKNOWN not in open_when or open_when == set(Tri), code


@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2022, 5, 8)])
def test_before_the_book_begins_everything_is_closed(day: date) -> None:
    assert not decide(case(OPEN_CIVIL), day).allowed


def test_prohibitions_stand_alone_when_named() -> None:
    answers = {**OPEN_CIVIL, "sexual_violence": Tri.YES, "strangulation_ever": Tri.YES}
    assert named(answers) == {"MED-01"}


def test_a_prohibition_in_doubt_is_stopped_by_the_matter() -> None:
    assert named({**OPEN_CIVIL, "sexual_violence": Tri.UNKNOWN}) == {"MED-04"}


def test_a_danger_in_doubt_is_named_once_the_conditions_are_met() -> None:
    doubt = {**OPEN_CIVIL, "coercion_signs": Tri.UNKNOWN}
    assert named(doubt) == {"MED-06"}
    assert named({**doubt, "companion_assessed": Tri.NO}) == {"MED-05"}


@pytest.mark.parametrize("code", ["coercion_signs", "active_protection_order", "escalation"])
def test_danger_or_pressure_closes_an_otherwise_open_case(code: str) -> None:
    assert named({**OPEN_CIVIL, code: Tri.YES}) == {"MED-06"}
