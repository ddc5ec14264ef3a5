import re
from dataclasses import FrozenInstanceError
from datetime import datetime
from itertools import product

import pytest

from rangkul.policy.facts import FACTS, GROUPS, WIB, CaseFacts, ReporterKind
from rangkul.policy.tri import Tri, all_of, any_of, known_yes, negate, not_no

from .strategies import RECEIVED, case


def test_three_valued_tables() -> None:
    yes, no, unknown = Tri
    for left, right in product(Tri, repeat=2):
        assert all_of(left, right) is (
            no if no in (left, right) else unknown if unknown in (left, right) else yes
        )
        assert any_of(left, right) is negate(all_of(negate(left), negate(right)))
        assert negate(negate(left)) is left
    assert [known_yes(each) for each in Tri] == [yes, no, no]
    assert [not_no(each) for each in Tri] == [yes, no, yes]
    assert (all_of(), any_of()) == (yes, no)


def test_an_answer_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(Tri.NO)


def test_the_form_is_in_order_and_complete() -> None:
    groups = [item.group for item in FACTS.values()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=GROUPS.index)


def test_every_question_is_one_short_question_in_both_languages() -> None:
    for code, item in FACTS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]+", code), code
        assert re.fullmatch(r"Apakah [^?]+\?", item.question_id), code
        assert item.question_en.endswith("?"), code
        assert len(item.question_id.split()) <= 16, code
        assert item.source, code


def test_a_question_not_answered_is_unknown() -> None:
    facts = case({})
    assert {facts.get(code) for code in FACTS} == {Tri.UNKNOWN}


def test_unknown_given_and_unknown_left_out_are_the_same_facts() -> None:
    assert case({"danger_now": Tri.UNKNOWN}) == case({})


def test_a_code_that_is_no_question() -> None:
    with pytest.raises(KeyError):
        case({}).get("shoe_size")
    with pytest.raises(ValueError, match="shoe_size"):
        case({"shoe_size": Tri.YES})


@pytest.mark.parametrize("field", ["received_at", "incident_at", "confirmed_at"])
def test_every_time_needs_its_zone(field: str) -> None:
    naive = {field: datetime(2026, 1, 1)}  # noqa: DTZ001  the mistake under test
    with pytest.raises(ValueError, match="zone"):
        case({}, **naive)  # type: ignore[arg-type]


@pytest.mark.parametrize("age", [-1, 18])
def test_child_age_is_the_age_of_a_child(age: int) -> None:
    with pytest.raises(ValueError, match="0 to 17"):
        case({}, child_age=age)


@pytest.mark.parametrize(("age", "under_five"), [(0, Tri.YES), (4, Tri.YES), (5, Tri.NO)])
def test_an_age_answers_the_questions_about_age(age: int, under_five: Tri) -> None:
    facts = case({"survivor_is_child": Tri.NO}, child_age=age)
    assert facts.get("survivor_is_child") is Tri.YES
    assert facts.get("survivor_under_5") is under_five


def test_the_stricter_of_age_and_answer_holds() -> None:
    assert case({"survivor_under_5": Tri.YES}, child_age=9).get("survivor_under_5") is Tri.YES


def test_the_day_is_the_day_in_western_indonesia() -> None:
    late = datetime.fromisoformat("2026-03-01T18:00:00+00:00")
    assert case({}, received_at=late).local_date.isoformat() == "2026-03-02"


def test_facts_cannot_be_changed() -> None:
    facts = case({"danger_now": Tri.YES})
    with pytest.raises(FrozenInstanceError):
        facts.saved = False  # type: ignore[misc]
    with pytest.raises(TypeError):
        facts.answers["danger_now"] = Tri.NO  # type: ignore[index]


def test_stored_values() -> None:
    facts = case({"danger_now": Tri.YES}, incident_at=RECEIVED)
    assert facts.value("danger_now") == "ya"
    assert facts.value("reporter") == "korban"
    assert facts.value("incident_at") == "2026-03-02T02:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"answers": []}, TypeError),
        ({"child_age": "7"}, TypeError),
        ({"received_at": None}, ValueError),
        ({"reporter": "tetangga"}, ValueError),
        ({"answers": {"danger_now": "mungkin"}}, ValueError),
    ],
)
def test_stored_facts_that_make_no_sense(change: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        CaseFacts.from_codes({**case({}).to_codes(), **change})


def test_reporter_kinds_are_stable_codes() -> None:
    assert [str(kind) for kind in ReporterKind] == [
        "korban",
        "tenaga_profesional",
        "orang_lain",
        "belum_tahu",
    ]
    assert WIB.utcoffset(None) == RECEIVED.utcoffset()
