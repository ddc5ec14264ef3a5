"""Who is heard stays heard: what keeps a report from being marked "not a report"."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from rangkul.policy.book import conclude
from rangkul.policy.dismissal import decide
from rangkul.policy.explain import reasons_in_words, still_owed
from rangkul.policy.facts import CaseFacts
from rangkul.policy.kernel import Severity, get_rule
from rangkul.policy.patterns import VIOLENT
from rangkul.policy.tri import Tri

from .strategies import CASES, FEW, case

GRAVE = (
    *("danger_now", "suicidal_thoughts", "recent_or_planned_separation"),
    *("survivor_is_child", "another_child_victim", "evidence_at_hand"),
)
RULED_OUT = {"violence_alleged": Tri.NO, "danger_now": Tri.NO}


def may_be_marked(facts: CaseFacts) -> bool:
    return decide(facts, facts.local_date).allowed


@pytest.mark.parametrize("saved", [False, True])
def test_every_combination_of_what_is_grave(saved: bool) -> None:
    """Read once more from the sentence: grave, and not both ruled out by a saved sheet."""
    names = (*GRAVE, "violence_alleged")
    for values in product(Tri, repeat=len(names)):
        said = dict(zip(names, values, strict=True))
        calm = saved and said["violence_alleged"] is said["danger_now"] is Tri.NO
        ruled_out = calm and said["suicidal_thoughts"] is not Tri.YES
        grave = Tri.YES in values
        assert may_be_marked(case(said, saved=saved)) is (ruled_out or not grave), said


@pytest.mark.parametrize("code", VIOLENT)
def test_a_violent_answer_outweighs_a_sheet_that_denies_violence(code: str) -> None:
    assert not may_be_marked(case({**RULED_OUT, code: Tri.YES}))
    assert may_be_marked(case(RULED_OUT))


@FEW
@given(CASES)
def test_learning_something_grave_never_opens_the_mark(facts: CaseFacts) -> None:
    shut = not may_be_marked(facts)
    for code in (*GRAVE, *VIOLENT):
        if facts.get(code) is Tri.UNKNOWN:
            learnt = replace(facts, answers={**facts.answers, code: Tri.YES})
            assert not (shut and may_be_marked(learnt)), code


def test_nothing_defeats_it_and_it_says_why() -> None:
    assert get_rule("POL-11").severity is Severity.HARD
    (line,) = reasons_in_words(conclude(case({"survivor_is_child": Tri.YES})).dismissal.reasons)
    assert "lembar fakta" in line.text
    assert "UU 35/2014 Ps 59A" in line.articles
    assert line.answers == ("Apakah korban belum berumur 18 tahun saat kejadian? ya",)


def test_what_the_law_demands_after_a_withdrawal() -> None:
    child = conclude(case({"survivor_is_child": Tri.YES, "sexual_violence": Tri.YES}))
    assert "Polisi harus diberi tahu sekarang." in {line.text for line in still_owed(child)}
    adult = conclude(case({"survivor_is_child": Tri.NO, "physical_violence": Tri.YES}))
    assert not any("olisi" in line.text for line in still_owed(adult))
    assert still_owed(conclude(case({"violence_alleged": Tri.NO}))) == ()
