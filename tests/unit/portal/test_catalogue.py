"""The English catalogue itself; tests/web/portal/test_english.py reads the pages."""

import re
import subprocess

import pytest

from tests.bilingual import FOLDER, PAIRS
from tests.words import AVOID

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")
NUMBER = re.compile(r"\d+(?:\.\d+)*")
END = re.compile(r"[?:.]\Z")


def odd(rule: re.Pattern[str]) -> dict[str, str]:
    """The pairs of which the two sides differ in what the rule finds."""
    return {a: b for a, b in PAIRS if sorted(rule.findall(a)) != sorted(rule.findall(b))}


@pytest.mark.parametrize("which", ["--untranslated", "--only-fuzzy"])
def test_nothing_is_left_open_or_only_guessed(which: str) -> None:
    command = ["msgattrib", which, str(FOLDER / "django.po")]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert found.stdout == ""
    assert len(PAIRS) > 1000


def test_placeholders_and_marks_are_the_same_on_both_sides() -> None:
    assert odd(PLACEHOLDER) == {}


def test_a_question_stays_a_question_and_a_sentence_a_sentence() -> None:
    assert odd(END) == {}


def test_numbers_are_the_same_on_both_sides() -> None:
    """A telephone number, a limit, a time limit: a slip here would harm somebody."""
    assert odd(NUMBER) == {}


def test_no_label_is_fixed_on_anybody() -> None:
    assert [said for _, said in PAIRS if AVOID.search(said)] == []


def test_the_words_of_the_law_are_those_of_the_glossary() -> None:
    """Who was harmed is a survivor on the desks, who is said to have done it an alleged person."""
    for theirs, ours in (("korban", "survivor"), ("terlapor", "alleged person")):
        found = [said for text, said in PAIRS if re.search(rf"\b{theirs}\b", text, re.IGNORECASE)]
        assert found
        assert [said for said in found if ours not in said.lower()] == []
