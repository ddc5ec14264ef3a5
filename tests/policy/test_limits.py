"""What the public pages say about the limits of secrecy is what the rule book says.

The rule book is asked with the facts of each sentence; and the other way round, what no sentence
names owes the police nothing without her.
"""

from datetime import datetime

import pytest

from rangkul.policy.book import Conclusion, PoliceState, conclude
from rangkul.policy.facts import WIB, CaseFacts, ReporterKind
from rangkul.policy.kernel import get_rule
from rangkul.policy.police import report_due
from rangkul.policy.tri import Tri
from rangkul.reports.answers import Answers, first_facts
from rangkul.reports.enums import AgeBand, Kind
from rangkul.reports.limits import ADULT, LIMITS, PHYSICAL, Case, sentences

RECEIVED = datetime(2026, 11, 27, 20, 30, tzinfo=WIB)
CASES = [
    pytest.param(case, id=f"{at}-{case.name}")
    for at, limit in enumerate(LIMITS, 1)
    for case in limit.cases
]
GROWN = next(band for band in AgeBand if not band.is_child)
FEW = 45  # words on "Sebelum mulai" about this
OWED = frozenset({PoliceState.CONSULT_24H, PoliceState.DUE_72H, PoliceState.DUE_NOW})


def told(yes: tuple[str, ...], no: tuple[str, ...] = ()) -> CaseFacts:
    """What she herself told; nobody has asked the rest."""
    answers = dict.fromkeys(yes, Tri.YES) | dict.fromkeys(no, Tri.NO)
    return CaseFacts(
        saved=True, answers=answers, reporter=ReporterKind.SURVIVOR, received_at=RECEIVED
    )


def duty_rules(conclusion: Conclusion) -> set[str]:
    return {duty.rule_id for duty in conclusion.duties}


@pytest.mark.parametrize("case", CASES)
def test_the_rules_say_what_the_sentence_says(case: Case) -> None:
    found = conclude(told(case.yes, case.no))
    assert found.police.state is case.state
    assert {reason.rule_id for reason in found.police.reasons} == set(case.rules)
    if case.duty:
        assert case.duty in duty_rules(found)
        rule = get_rule(case.duty)
        assert case.word in f"{rule.says.id} {rule.does.id if rule.does else ''}"


@pytest.mark.parametrize("case", [one for one in CASES if "no police" in str(one.id)])
def test_who_says_no_to_the_police_is_helped_as_before(case: Case) -> None:
    willing = tuple(fact for fact in case.yes if fact != "refuses_legal_process")
    refused, agreed = conclude(told(case.yes, case.no)), conclude(told(willing, case.no))
    assert duty_rules(agreed) <= duty_rules(refused)
    assert refused.risk is agreed.risk
    assert not refused.dismissal.allowed


OUTSIDE = sorted({Kind.BODY, Kind.THREAT, Kind.NEGLECT, Kind.OTHER, Kind.UNSAID})


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("safe", ["safe", "afraid", "unknown", "danger"])
def test_what_no_sentence_names_is_hers_to_decide(kind: str, safe: str) -> None:
    """An adult who told of no sexual violence and no trafficking, by the flow's own answers."""
    facts = first_facts(Answers("self", safe, age=GROWN, kinds=(kind,)), received_at=RECEIVED)
    found = conclude(facts)
    assert found.police.state not in OWED
    assert not report_due(facts, found.on)
    assert ("DUT-03" in duty_rules(found)) == (safe == "danger")


@pytest.mark.parametrize("kind", [Kind.SEXUAL, Kind.MARRIAGE, Kind.SOLD])
@pytest.mark.parametrize("age", [AgeBand.TEEN, GROWN])
def test_what_a_sentence_names_owes_a_report_from_the_first_answers(kind: str, age: str) -> None:
    facts = first_facts(Answers("self", "safe", age=age, kinds=(kind,)), received_at=RECEIVED)
    assert conclude(facts).police.state in OWED


@pytest.mark.parametrize("kind", Kind)
def test_the_notice_about_the_police_for_children_comes_for_what_they_are_due_for(
    kind: Kind,
) -> None:
    facts = {
        Kind.BODY: PHYSICAL,
        Kind.DIGITAL: ("image_spread",),
        Kind.SOLD: ("trafficking",),
        Kind.SEXUAL: ("sexual_violence",),
        Kind.MARRIAGE: ("sexual_violence",),
    }.get(kind, ())
    found = conclude(told(("survivor_is_child", *facts)))
    assert kind.brings_police_for_child == (found.police.state is PoliceState.DUE_NOW)


def test_no_other_fact_makes_an_adults_report_due() -> None:
    """Each question of the fact form on top of a beating: what owes the police is in the table."""
    named = {fact for limit in LIMITS for case in limit.cases for fact in case.yes}
    owing = {
        code
        for code in told(()).known
        if code not in ADULT and conclude(told((*PHYSICAL, code), ADULT)).police.state in OWED
    }
    # Said in other words by the same sentences: sexual violence, a network, a child beside her.
    same = {
        "forced_intercourse",
        "sexual_violence_within_120h",
        "organised_network",
        "another_child_victim",
    }
    assert owing <= named | same
    assert same <= owing


def test_the_sentences_are_few_and_in_two_voices() -> None:
    adult, child = sentences(child=False), sentences(child=True)
    assert len(" ".join(adult).split()) <= FEW
    assert len(" ".join(child).split()) <= FEW
    assert all("Anda" not in one for one in child)
    assert all("kamu" not in one.lower() for one in adult)
    assert "tetap menolong" in " ".join(adult)
    assert "tetap menolong" in " ".join(child)
