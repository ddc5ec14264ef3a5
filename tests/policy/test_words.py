"""What people read: the explanation of a conclusion, and the pages of the book."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given

from rangkul.policy.book import conclude
from rangkul.policy.docs import families, render_markdown
from rangkul.policy.explain import cite, explain, find_text, moment_words
from rangkul.policy.facts import FACTS, CaseFacts
from rangkul.policy.kernel import Citation, Evidence, all_rules
from rangkul.policy.laws import LawId

from .scenarios import SCENARIOS
from .strategies import CASES, FEW, OPEN_CIVIL, case

BY_ID = {scenario.id: scenario for scenario in SCENARIOS}
PAGES = render_markdown()


def words(scenario_id: str) -> str:
    return str(explain(conclude(BY_ID[scenario_id].facts)))


def test_marital_rape_is_explained_with_its_articles() -> None:
    text = words("S07")
    assert "Mediasi tidak boleh dibuka." in text
    assert "UU 12/2022 Ps 23" in text
    assert "UU 12/2022 Ps 41(2)-(3)" in text
    assert "KUHAP (UU 20/2025) Ps 82 (perlu dikonfirmasi Bagian Hukum)" in text
    assert "paling lambat 12 November 2026 pukul 20.30 WIB" in text


def test_the_word_tolong_is_explained_without_a_police_duty() -> None:
    text = words("S12")
    assert "Risikonya tinggi." in text
    assert "Belum ada fakta yang mewajibkan lapor polisi." in text
    assert "Jawab lewat kotak pesan" in text


def test_an_open_gate_is_explained() -> None:
    assert "Mediasi boleh dibuka" in str(explain(conclude(case(OPEN_CIVIL))))


def test_what_is_due_first_stands_first() -> None:
    sections = explain(conclude(BY_ID["S02"].facts)).sections
    duties = next(section for section in sections if section.heading == "Yang harus dilakukan")
    assert duties.lines[0].due == "sekarang"
    assert [line.due for line in duties.lines].index("dalam 24 jam sejak laporan") == 2


def test_reasons_show_the_answers_they_rest_on() -> None:
    sections = {each.heading: each for each in explain(conclude(BY_ID["S01"].facts)).sections}
    answers = [answer for line in sections["Risiko"].lines for answer in line.answers]
    assert "Apakah korban pernah dicekik atau dibekap, kapan pun itu? ya" in answers


def test_english_is_complete() -> None:
    text = str(explain(conclude(BY_ID["S08"].facts), "en"))
    assert "The police must be told now." in text
    assert "by 12 November 2026 at 20.30 WIB" in text
    assert "to be confirmed by the legal bureau" in text


@pytest.mark.parametrize("evidence", Evidence)
def test_only_what_was_seen_goes_without_a_remark(evidence: Evidence) -> None:
    remark = "perlu dikonfirmasi Bagian Hukum" in cite(Citation(LawId.UU_12_2022, "23", evidence))
    assert remark is (evidence is not Evidence.SEEN)


@FEW
@given(CASES)
def test_every_line_of_a_reason_has_words_and_an_article(facts: CaseFacts) -> None:
    conclusion = conclude(facts)
    explanation = explain(conclusion)
    assert explanation.version == conclusion.version
    reasons = (*conclusion.risk_reasons, *conclusion.police.reasons, *conclusion.mediation.reasons)
    assert all(reason.citations and find_text(reason.text_id).id for reason in reasons)
    lines = [line for section in explanation.sections for line in section.lines]
    assert all(line.text for line in lines)
    assert all(line.articles for line in lines if line.answers)


def test_moments_are_told_in_local_time() -> None:
    moment = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)
    assert moment_words(moment) == "1 Januari 2027 pukul 00.05 WIB"
    assert moment_words(moment, "en") == "1 January 2027 at 00.05 WIB"


def test_families_hold_every_rule_once() -> None:
    listed = [rule.id for family in families() for rule in family.rules]
    assert sorted(listed) == [rule.id for rule in all_rules()]


def test_pages() -> None:
    names = ["index", "facts", "laws", "rsk", "pol", "med", "clk", "qlt", "dut"]
    assert set(PAGES) == {f"{name}.md" for name in names}
    assert render_markdown() == PAGES
    assert all(page.endswith("\n") and not page.endswith("\n\n") for page in PAGES.values())


def test_every_rule_question_and_law_is_on_a_page() -> None:
    everything = "\n".join(PAGES.values())
    assert all(f"## {rule.id} " in everything for rule in all_rules())
    assert all(f"`{code}`" in PAGES["facts.md"] for code in FACTS)


def test_links_and_tables_of_the_pages_are_sound() -> None:
    for page in PAGES.values():
        assert set(re.findall(r"\]\(([^)]+)\)", page)) <= set(PAGES)
        for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
            assert len({row.count("|") for row in table.splitlines()}) == 1
