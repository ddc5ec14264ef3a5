"""What is somebody else's looks and costs like what is not there at all."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.furnished import NOBODY, VISITOR, Furnished

# Someone else's object beside one that nobody has: (who, method, address, hers, nobody's).
Hidden = tuple[str, str, str, dict[str, str], dict[str, str]]
HIDDEN: list[Hidden] = [
    ("piketlain", "get", "/piket/{report}/", {}, {"report": NOBODY}),
    ("piketlain", "post", "/piket/{report}/ambil", {}, {"report": NOBODY}),
    ("piketlain", "get", "/piket/{taken}/fakta", {}, {"taken": NOBODY}),
    ("piketlain", "post", "/piket/{taken}/fakta", {}, {"taken": NOBODY}),
    ("piketlain", "post", "/piket/{taken}/jawab", {}, {"taken": NOBODY}),
    ("piket", "get", "/piket/{other}/", {}, {"other": NOBODY}),
    ("piket", "post", "/piket/{other}/ambil", {}, {"other": NOBODY}),
    ("piket2", "post", "/masuk/tulisan/{draft}/hapus/", {}, {"draft": NOBODY}),
    (
        "piket",
        "post",
        "/pengaturan/sesi/{foreign_session}/akhiri/",
        {},
        {"foreign_session": NOBODY},
    ),
    (
        "piket",
        "get",
        "/pengaturan/tim/{foreign_team}/terima/{waiting}/",
        {},
        {"foreign_team": NOBODY},
    ),
    (
        "piket",
        "post",
        "/pengaturan/tim/{foreign_team}/terima/{waiting}/",
        {},
        {"foreign_team": NOBODY},
    ),
    ("kepala", "get", "/pengaturan/tim/{team}/terima/{waiting}/", {}, {"team": NOBODY}),
    (VISITOR, "get", "/undangan/{used}", {}, {"used": "x" * 43}),
    (VISITOR, "post", "/undangan/{used}", {}, {"used": "x" * 43}),
]


def without_token(answer: Any) -> str:
    """The page but for the token of its sign-out button, which is new in each answer."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w{64}"', r"\1", answer.content.decode())


def headers_of(answer: Any) -> list[tuple[str, str]]:
    return sorted(answer.headers.items())


@pytest.mark.parametrize("case", HIDDEN, ids=lambda case: " ".join(case[:3]))
def test_what_is_not_hers_looks_and_costs_like_what_is_not_there(
    day: Furnished, case: Hidden
) -> None:
    who, method, place, hers, nobodys = case
    answers, costs = [], []
    for names in (hers, nobodys):
        browser = day.browser(who)
        browser.get("/")  # the first request of a minute notes it
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(browser, method)(day.address(place, **names))
        answers.append((answer.status_code, without_token(answer), headers_of(answer)))
        costs.append(len(queries))
    assert answers[0][0] == 404
    assert answers[0] == answers[1]
    assert costs[0] == costs[1]
