"""The register: every rule has words, articles, dates and examples, and tells what it looks at."""

import ast
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from rangkul import policy
from rangkul.policy import kernel
from rangkul.policy.book import conclude
from rangkul.policy.explain import find_text
from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import (
    BOOK_FROM,
    Basis,
    Evidence,
    Rule,
    all_rules,
    get_rule,
    rulebook_version,
)
from rangkul.policy.laws import LAWS
from rangkul.policy.tri import Tri

from .strategies import CASES, FEW, OPEN_CIVIL, case

RULES = all_rules()
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
MODULES = sorted(Path(next(iter(policy.__path__))).glob("*.py"))
LONGEST_SENTENCE = 25


@EACH
def test_examples(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.applies(example.facts()) is example.applies, example
    assert {example.applies for example in rule.examples} == {True, False}


@EACH
def test_articles(rule: Rule) -> None:
    assert all(cite.law in LAWS and cite.article.strip() for cite in rule.citations)
    assert rule.cites(rule.valid_from), "cites nothing that was in force on its first day"
    seen = (cite.law for cite in rule.citations if cite.evidence is Evidence.SEEN)
    assert rule.basis is not Basis.STATUTE or any(LAWS[law].has_articles for law in seen)


@EACH
def test_words(rule: Rule) -> None:
    texts = [find_text(rule.id), find_text(f"{rule.id}.duty")]
    assert all(text.id and text.en and text.id != text.en for text in texts)
    assert rule.title_id != rule.title_en
    assert rule.owner
    for text in texts:
        sentences = re.split(r"[.:?;] ", text.id)
        assert max(len(sentence.split()) for sentence in sentences) <= LONGEST_SENTENCE


def test_only_a_duty_has_an_hour() -> None:
    timed = [rule for rule in RULES if rule.due_hours is not None]
    assert all(rule.duty for rule in timed)
    assert all(callable(rule.due_hours) or rule.due_hours in {0, 24, 72} for rule in timed)


def keep_declared(rule: Rule, facts: CaseFacts, other: CaseFacts) -> CaseFacts:
    """The declared facts of one report inside the surroundings of another."""
    answers = {code: (facts if code in rule.facts else other).get(code) for code in FACTS}
    known = facts if {"incident_at", "confirmed_at"} & set(rule.facts) else other
    return CaseFacts(
        saved=(facts if "saved" in rule.facts else other).saved,
        answers=answers,
        reporter=(facts if "reporter" in rule.facts else other).reporter,
        received_at=known.received_at,
        incident_at=known.incident_at,
        confirmed_at=known.confirmed_at,
    )


@FEW
@given(CASES, CASES)
def test_a_rule_looks_only_at_what_it_declares(facts: CaseFacts, other: CaseFacts) -> None:
    facts = replace(facts, child_age=None)
    for rule in RULES:
        assert rule(keep_declared(rule, facts, other)) is rule(facts), rule.id


def test_every_question_is_used_by_a_rule() -> None:
    real = [rule for rule in RULES if rule.id != "DUT-21"]
    assert set(FACTS) <= {name for rule in real for name in rule.facts}


def test_every_law_of_the_register_is_cited() -> None:
    assert {cite.law for rule in RULES for cite in rule.citations} == set(LAWS)


def test_duty_codes_are_given_once() -> None:
    codes = [rule.duty for rule in RULES if rule.duty]
    assert len(codes) == len(set(codes))


def test_unknown_rule() -> None:
    with pytest.raises(KeyError):
        get_rule("MED-99")


def test_a_rule_id_is_given_once() -> None:
    with pytest.raises(ValueError, match="MED-01"):
        kernel.register(get_rule("MED-01"))


def test_a_rule_must_cite() -> None:
    with pytest.raises(ValueError, match="law register"):
        replace(get_rule("MED-01"), citations=())


def test_a_rule_declares_only_questions_that_exist() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        replace(get_rule("MED-01"), facts=("shoe_size",))


def duties_on(day: date) -> set[str]:
    facts = case({"other_children_exposed": Tri.YES})
    return {duty.code for duty in conclude(facts, on=day).duties}


def test_a_rule_ends_after_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rulebook_version()
    ended = replace(get_rule("DUT-08"), valid_to=date(2026, 1, 31))
    monkeypatch.setitem(kernel._RULES, "DUT-08", ended)
    assert "other_children_exposed" in duties_on(date(2026, 1, 31))
    assert "other_children_exposed" not in duties_on(date(2026, 2, 1))
    assert rulebook_version() != before


def test_a_rule_begins_on_its_first_day(monkeypatch: pytest.MonkeyPatch) -> None:
    later = replace(get_rule("DUT-08"), valid_from=date(2026, 6, 1))
    monkeypatch.setitem(kernel._RULES, "DUT-08", later)
    assert "other_children_exposed" not in duties_on(date(2026, 5, 31))
    assert "other_children_exposed" in duties_on(date(2026, 6, 1))


@pytest.mark.parametrize("rule_id", ["MED-01", "MED-04", "MED-05", "MED-06"])
def test_a_mediation_rule_that_ended_leaves_the_gate_shut(
    rule_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = replace(get_rule(rule_id), valid_to=BOOK_FROM)
    monkeypatch.setitem(kernel._RULES, rule_id, ended)
    assert not conclude(case(OPEN_CIVIL)).mediation.allowed


def test_a_mediation_rule_added_later_can_close_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    added = replace(get_rule("MED-01"), id="MED-10", test=lambda _: Tri.UNKNOWN)
    monkeypatch.setitem(kernel._RULES, "MED-10", added)
    mediation = conclude(case(OPEN_CIVIL)).mediation
    assert not mediation.allowed
    assert "MED-10" in {reason.rule_id for reason in mediation.reasons}


def test_with_no_rule_left_the_risk_is_high(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kernel._RULES, "RSK-05", replace(get_rule("RSK-05"), valid_to=BOOK_FROM))
    assert conclude(case(OPEN_CIVIL)).risk == "tinggi"


def test_a_law_is_not_cited_before_it_was_in_force() -> None:
    cited = {str(cite.law) for cite in get_rule("MED-04").cites(date(2025, 6, 1))}
    assert "uu-1-2023" not in cited
    assert "uu-1-2023" in {str(cite.law) for cite in get_rule("MED-04").cites(date(2026, 1, 2))}


def test_the_version_is_stable_and_short() -> None:
    assert rulebook_version() == rulebook_version()
    assert len(rulebook_version()) == len("RB-") + 16


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_the_book_imports_only_itself_and_the_standard_library() -> None:
    names = {name for path in MODULES for name in imported(path)}
    foreign = {name for name in names if not name.startswith("rangkul.policy")}
    assert {name.partition(".")[0] for name in foreign} <= sys.stdlib_module_names


def test_modules_stay_readable() -> None:
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert max(lines.values()) < 400, lines
