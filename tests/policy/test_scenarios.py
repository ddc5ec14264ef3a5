import pytest

from rangkul.policy.book import Conclusion, Risk, conclude

from .scenarios import AT_LEAST, LATER, SCENARIOS, Scenario

EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
RISING = (Risk.RENDAH, Risk.SEDANG, Risk.TINGGI)


def expected_later(scenario: Scenario) -> frozenset[str]:
    return (scenario.clocks | scenario.duties) & LATER


def duty_codes(conclusion: Conclusion) -> set[str]:
    return {duty.code for duty in conclusion.duties}


@EACH
def test_risk(scenario: Scenario) -> None:
    risk = conclude(scenario.facts).risk
    if scenario.id in AT_LEAST:
        assert RISING.index(risk) >= RISING.index(scenario.risk)
    else:
        assert risk is scenario.risk


@EACH
def test_clocks(scenario: Scenario) -> None:
    found = {clock.id: clock.basis for clock in conclude(scenario.facts).clocks}
    assert set(found) == scenario.clocks - LATER
    assert scenario.clock_basis.items() <= found.items()


@EACH
def test_duties(scenario: Scenario) -> None:
    assert duty_codes(conclude(scenario.facts)) == scenario.duties - LATER


@EACH
def test_police(scenario: Scenario) -> None:
    assert conclude(scenario.facts).police.state is scenario.police


@EACH
def test_mediation_is_closed_by_exactly_these_rules(scenario: Scenario) -> None:
    mediation = conclude(scenario.facts).mediation
    assert not mediation.allowed
    assert {reason.rule_id for reason in mediation.reasons} == scenario.mediation


def test_the_first_and_the_last_need_nothing_of_a_later_issue() -> None:
    by_id = {scenario.id: scenario for scenario in SCENARIOS}
    assert not expected_later(by_id["S01"])
    assert not expected_later(by_id["S12"])


def test_everything_put_off_is_really_awaited() -> None:
    assert frozenset().union(*map(expected_later, SCENARIOS)) == LATER


def test_no_report_is_left_without_a_clock() -> None:
    assert all(conclude(scenario.facts).clocks for scenario in SCENARIOS)
