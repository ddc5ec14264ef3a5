"""What `tell` writes into a draft is what the pages write when somebody walks through them."""

from typing import Any

import pytest
from django.conf import settings

from rangkul.reports import visit
from rangkul.vault import drafts
from tests.cast import Browser, walk
from tests.telling import tell

pytestmark = pytest.mark.usefixtures("city")

REACHED = {"q6": "sms", "q6b": "081234567890", "q6c": "yes"}
CASES: list[dict[str, Any]] = [
    {},
    {"q3b": "tolong", "q4b": "none"},
    {"q2": "afraid", "q2b": ["strangled", "suicidal"], "q3": ["sexual", "body"]},
    {"q1": "young", "q1b": "12_17", "q3": ["sexual"]},
    {"q1": "child", "q3": ["sexual"], "q3b": "dia", "q4c": "Bang J", "q5b": "week"},
    {"q1": "adult", "q1c": "yes", "q2c": "di toko", "q4": "spouse"},
    {"q4b": "unit", "q6p": "mawar merah", "q6s": "bude", "q6j": ["doctor"], **REACHED},
]


def draft_of(visitor: Browser) -> dict[str, Any]:
    key = drafts.key_from_cookie(visitor.cookies[settings.VISIT_COOKIE].value)
    state = visit.state_of(key)
    assert state is not None
    return state.answers


def begun() -> Browser:
    visitor = Browser()
    assert visitor.post("/l/").status_code == 302
    return visitor


@pytest.mark.parametrize("said", CASES, ids=lambda said: " ".join(said) or "nothing")
def test_telling_is_walking(said: dict[str, Any]) -> None:
    answers = {"q1": "unsure", "q2": "unknown", **said}
    walked, told = begun(), begun()
    assert walk(walked, "/l/1", answers) == "/l/periksa"
    tell(told, answers)
    assert draft_of(told) == draft_of(walked)


def test_telling_up_to_the_alarm_is_walking_up_to_it() -> None:
    answers = {"q1": "adult", "q1c": "no", "q2": "danger"}
    walked, told = begun(), begun()
    assert walk(walked, "/l/1", answers, until="/l/2d") == "/l/2d"
    tell(told, answers, until="2")
    assert draft_of(told) == draft_of(walked)
