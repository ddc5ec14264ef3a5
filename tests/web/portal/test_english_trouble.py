"""What goes wrong under /en/ is told in English."""

from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import override

from tests.bilingual import PREFIX, html_of, title_of, told_in_english
from tests.cast import Browser, hidden_fields, send_report, walk
from tests.house import City
from tests.writers import WRITERS

WRONG = {
    "nothing chosen": ("/en/l/1", {}, 422),
    "no such answer": ("/en/l/1", {"q1": "uncle"}, 422),
    "too long": ("/en/l/3", {"q3b": "x" * 4001}, 422),
    "hidden signs": ("/en/l/3", {"q3b": "help\u202eme"}, 422),
    "an old form": ("/en/l/3", {"q3b": "He hit me.", "t": "old"}, 409),
    "no code": ("/en/k/", {"q8": "12"}, 422),
    "a wrong code": ("/en/k/", {"q8": "4821 9034 7716 2050"}, 422),
    "a wrong code of notes": ("/en/s/buka", {"q11": "4821 9034 7716 2050", "q11b": "270495"}, 422),
    "no code of notes": ("/en/s/buka", {}, 422),
    "no note": ("/en/s/tulis", {"q10c": "123456"}, 422),
    "no file": ("/en/l/berkas", {}, 422),
    "no number": ("/en/l/6b", {}, 422),
    "a wrong number": ("/en/l/6b", {"q6b": "ring me"}, 422),
    "too short a word": ("/en/l/6p", {"q6p": "no"}, 422),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_complaint_is_english(city: City, what: str) -> None:
    path, answers, code = WRONG[what]
    visitor = Browser()
    visitor.post("/en/l/")
    if path != "/en/l/1":
        walk(visitor, "/en/l/1", WRITERS["afraid"])
    page = visitor.submit(path, answers)
    assert page.status_code == code
    told_in_english(page)
    assert code != 422 or title_of(page).startswith("Please check – ")


BEHIND = ("/k/kontak", "/k/kata", "/k/gabung", "/k/surat", "/k/tarik", "/k/kode", "/k/berkas")


@pytest.mark.parametrize("path", BEHIND)
def test_an_old_form_behind_the_inbox_is_english(city: City, path: str) -> None:
    visitor = Browser()
    visitor.post("/en/k/", {"q8": send_report().code})
    page = visitor.post(PREFIX + path, {"t": "old"})
    assert page.status_code == 409
    told_in_english(page)


def test_words_that_came_too_late_are_given_back_in_english(city: City) -> None:
    visitor = Browser()
    visitor.post("/en/k/", {"q8": send_report().code})
    fields = hidden_fields(visitor.get("/en/k/pesan"))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_draft")
    page = visitor.post("/en/k/pesan", {**fields, "q9": "Please call me."})
    assert page.status_code == 409
    assert "Please call me." in html_of(page)
    told_in_english(page)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("get", "/en/nowhere", 404),
        ("get", "/en/aturan/nowhere/", 404),
        ("post", "/en/aman/", 405),
        ("get", "/en/l/hapus", 405),
        ("post", "/en/keluar", 405),
    ],
)
def test_a_refusal_is_english(visitor: Browser, method: str, path: str, code: int) -> None:
    visitor.handler.enforce_csrf_checks = False
    page = getattr(visitor, method)(path)
    assert page.status_code == code
    told_in_english(page)
    assert 'href="/en/"' in html_of(page)


def test_a_form_from_elsewhere_is_refused_in_english(visitor: Browser) -> None:
    page = visitor.post("/en/l/", headers={"origin": "https://elsewhere.example"})
    assert page.status_code == 403
    told_in_english(page)


def test_too_much_is_refused_in_english(visitor: Browser) -> None:
    page = visitor.post("/en/k/", {"q8": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert page.status_code == 413
    told_in_english(page)


def lost(*_: Any) -> None:
    raise DatabaseError("away")


@pytest.mark.parametrize("path", ["/en/", "/en/l/1", "/en/k/pesan", "/en/sehat"])
def test_a_lost_database_is_told_in_the_language_of_the_address(
    visitor: Browser, path: str
) -> None:
    """Whoever was served before: the language is known before the database is asked."""
    visitor.post("/l/")
    visitor.raise_request_exception = False
    with connection.execute_wrapper(lost), override("id"):
        page = visitor.get(path)
        again = visitor.get(path.removeprefix(PREFIX))
    assert page.status_code == again.status_code == 503
    told_in_english(page)
    assert '<html lang="id">' in html_of(again)


def test_words_typed_while_the_database_is_lost_come_back_in_english(visitor: Browser) -> None:
    visitor.post("/en/l/")
    walk(visitor, "/en/l/1", WRITERS["unsure"])
    fields = hidden_fields(visitor.get("/en/l/3"))
    with connection.execute_wrapper(lost):
        page = visitor.post("/en/l/3", {**fields, "q3b": "He came back."})
    assert page.status_code == 503
    assert "He came back." in html_of(page)
    told_in_english(page)
