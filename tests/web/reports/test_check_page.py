"""The page before sending: every answer in words, each to be changed, the story shut."""

import re
from html import unescape
from typing import Any

import pytest

from rangkul.reports.models import Report
from tests.cast import Browser, hidden_fields, walk
from tests.web.reports.test_flow import stand_at, text_of


def test_one_answer_is_changed_from_the_check_page_and_leads_back_there(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    assert "/l/2?b=1" in text_of(visitor.get("/l/periksa"))
    page = visitor.get("/l/2?b=1")
    assert '<a href="/l/periksa">' in text_of(page)
    answer = visitor.post("/l/2", {**hidden_fields(page), "q2": "danger"})
    assert answer.headers["Location"] == "/l/2d?b=1"
    checked = text_of(visitor.get("/l/periksa"))
    assert "Tidak, dalam bahaya sekarang" in checked
    assert '<div class="danger">' in checked


REACHING = ["/l/6b", "/l/6c", "/l/6e", "/l/6f", "/l/6g", "/l/6h", "/l/6i"]
CHANGES = [
    # page, changed answer, the pages that the change opens before the check page
    ("1", {"q1": "child"}, ["/l/1c", "/l/2c", "/l/6o"]),
    ("1", {"q1": "unsure"}, []),
    ("2", {"q2": "afraid"}, ["/l/2b"]),
    ("2", {"q2": "unknown"}, []),
    ("3b", {"q3": ["sold"]}, []),
    ("6", {"q6": "phone"}, REACHING),
    ("6", {"q6": "sms"}, [*REACHING[:2], "/l/6d", *REACHING[2:]]),
    ("6", {"q6": "trusted"}, REACHING),
    ("6", {"q6": "none"}, []),
    ("4", {"q4": "work"}, []),
]


@pytest.mark.parametrize(("slug", "answers", "opened"), CHANGES)
def test_a_changed_answer_opens_only_what_it_makes_needed(
    visitor: Browser, slug: str, answers: dict[str, Any], opened: list[str]
) -> None:
    stand_at(visitor, "periksa")
    page = visitor.get(f"/l/{slug}?b=1")
    sent = visitor.post(f"/l/{slug}", {**hidden_fields(page), **answers})
    for path in opened:
        assert sent.headers["Location"] == f"{path}?b=1"
        page = visitor.get(f"{path}?b=1")
        number = "Bu Ani 0812 3456 7890" if answers.get("q6") == "trusted" else "0812 3456 7890"
        sent = visitor.post(path, {**hidden_fields(page), "q1c": "no", "q6b": number})
    assert sent.headers["Location"] == "/l/periksa"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ({"q6": "phone", "q6b": "0812 3456 7890"}, "trusted", "/l/6b?b=1"),
        ({"q6": "trusted", "q6b": "Bu Ani 0812 3456 7890"}, "phone", "/l/6b?b=1"),
        ({"q6": "phone", "q6b": "0812 3456 7890"}, "sms", "/l/6d?b=1"),
        ({"q6": "phone", "q6b": "0812 3456 7890"}, "whatsapp", "/l/periksa"),
    ],
)
def test_another_way_of_contact_asks_what_no_longer_fits(
    visitor: Browser, first: dict[str, str], then: str, asked: str
) -> None:
    """Her own number is not that of a person she trusts; nobody sends an SMS she has not seen."""
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe", **first}) == "/l/periksa"
    page = visitor.get("/l/6?b=1")
    sent = visitor.post("/l/6", {**hidden_fields(page), "q6": then})
    assert sent.headers["Location"] == asked


def test_a_fault_on_the_way_from_the_check_page_still_leads_back_there(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    page = visitor.post("/l/1", {**hidden_fields(visitor.get("/l/1?b=1")), "q1": "ayah"})
    again = visitor.post("/l/1", {**hidden_fields(page), "q1": "unsure"})
    assert again.headers["Location"] == "/l/periksa"


def test_the_story_is_shut_on_the_check_page(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    page = text_of(visitor.get("/l/periksa"))
    inside = re.findall(r"<details>.*?</details>", page, re.DOTALL)
    assert "Saya takut pulang." in inside[0]
    assert "Saya takut pulang." not in page.replace(inside[0], "")


def test_the_check_page_shows_each_answer_in_words(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", text_of(visitor.get("/l/periksa")))
    shown = {key: unescape(said) for key, said in rows}
    assert shown["Siapa yang butuh bantuan"] == "Saya sendiri, 18 tahun ke atas"
    assert "Umur" not in shown  # the first answer says it
    assert shown["Yang melakukan"] == "Suami, istri, atau mantan"
    assert shown["Nama orang itu"] == "Bang J"
    assert (shown["Tinggal serumah"], shown["Bisa membuka HP"]) == ("Ya", "Tidak")
    assert (shown["Kecamatan"], shown["Terakhir terjadi"]) == ("Bukit Intan", "Hari ini")
    assert shown["Cara menghubungi"].startswith("Jangan hubungi")


@pytest.mark.parametrize(("slug", "asked"), [("1", "/l/1"), ("2", "/l/2"), ("3", None)])
def test_the_check_page_asks_for_what_is_needed_first(
    visitor: Browser, slug: str, asked: str | None
) -> None:
    stand_at(visitor, slug)
    for answer in (visitor.get("/l/periksa"), visitor.post("/l/periksa")):
        if asked is None:
            assert "Location" not in answer.headers
        else:
            assert answer.headers["Location"] == asked
    assert Report.objects.count() == 0


def test_the_check_page_asks_a_young_person_for_her_age(visitor: Browser) -> None:
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "young"})
    assert visitor.get("/l/periksa").headers["Location"] == "/l/1b"
