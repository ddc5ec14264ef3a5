"""`/k/kontak`: what holds now without showing it, and another choice."""

from typing import Any

import pytest

from rangkul.audit.models import Decision
from rangkul.reports.answers import Contact
from rangkul.reports.enums import VersionKind
from rangkul.reports.models import ReportVersion
from tests.cast import Browser
from tests.web.reports.behind import (
    commits_fail,
    content_of,
    hers,
    hidden_fields,
    shown_rows,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")
REACHED: dict[str, Any] = {
    "q6": "whatsapp",
    "q6b": "0812 3456 7890",
    "q6c": "adik",
    "q6e": ["morning", "evening"],
    "q6f": "workdays",
    "q6g": "melati",
    "q6h": "besok saja",
    "q6i": "ibu saya",
}
WAS = Contact(
    way="whatsapp",
    number="0812 3456 7890",
    phone_readers="adik",
    hours=("morning", "evening"),
    days="workdays",
    code_word="melati",
    stop_word="besok saja",
    who_answers="ibu saya",
)


def holds() -> Contact:
    return content_of(the_report()).answers.contact


def change(browser: Browser, **answers: Any) -> Any:
    return browser.submit("/k/kontak", answers)


def test_what_holds_now_is_told_without_being_shown() -> None:
    _, browser = hers(**REACHED)
    page = browser.get("/k/kontak")
    assert shown_rows(page) == {
        "Cara": "WhatsApp",
        "Nomor": "•••• 890",
        "Jam": "Pagi (06.00–11.00); Malam (18.00–21.00)",
        "Hari": "Senin sampai Jumat",
        "Kata sandi": "ada",
        "Kata berhenti": "ada",
        "Yang mungkin menjawab": "ada",
    }
    for secret in ("0812", "3456", "adik", "besok saja", "ibu saya", 'value="melati"'):
        assert secret not in text_of(page)


@pytest.mark.parametrize("before", [{}, REACHED])
def test_whatever_held_the_first_answer_is_do_not_contact_me(before: dict[str, Any]) -> None:
    _, browser = hers(**before)
    assert 'value="none" checked' in text_of(browser.get("/k/kontak"))


def test_a_hasty_press_ends_contact_and_forgets_how() -> None:
    _, browser = hers(**REACHED)
    done = browser.submit("/k/kontak", {"q6": "none"})
    assert done.headers["Location"] == "/k/kontak?ok=1"
    assert "Sudah disimpan." in text_of(browser.get("/k/kontak?ok=1"))
    assert holds() == Contact()
    assert the_report().contact == "none"


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ({}, {"q6": "phone", "q6b": "0812 3456 7890"},
         {"way": "phone", "number": "0812 3456 7890", "days": ""}),
        (REACHED, {"q6": "phone"}, {"way": "phone", "hours": (), "days": ""}),
        (REACHED, {"q6": "whatsapp", "q6g": "mawar", "q6e": ["noon"], "q6f": "any"},
         {"code_word": "mawar", "hours": ("noon",), "days": "any"}),
        (REACHED, {"q6": "sms", "q6d": "bill", "q6f": "workdays", "q6e": ["morning", "evening"]},
         {"way": "sms", "sms": "bill"}),
        (REACHED, {"q6": "trusted", "q6b": "Bu Ani 0813 1111 2222"},
         {"way": "trusted", "number": "Bu Ani 0813 1111 2222", "hours": (), "days": ""}),
    ],
    ids=["a first way", "the same number", "another word and hours", "by sms", "somebody else"],
)  # fmt: skip
def test_what_is_left_empty_stays(
    before: dict[str, Any], said: dict[str, Any], after: dict[str, Any]
) -> None:
    _, browser = hers(**before)
    assert change(browser, **said).status_code == 302
    was = WAS if before else Contact()
    assert holds() == Contact(**{**vars(was), **after})


@pytest.mark.parametrize(
    ("before", "said", "complaint"),
    [
        ({}, {"q6": "phone"}, "Tulis nomornya, atau pilih Jangan hubungi"),
        ({}, {"q6": "whatsapp", "q6b": "rumah ibu"}, "Tulis nomor dengan angka"),
        ({**REACHED, "q6": "trusted", "q6b": "Bu Ani di warung"}, {"q6": "phone"},
         "Tulis nomor dengan angka"),
        ({}, {"q6": "telegram"}, "Pilih salah satu cara"),
        ({}, {"q6": "phone", "q6b": "0812 3456 7890", "q6g": "a\u200bb"}, "membuangnya"),
    ],
    ids=["no number", "no digits", "a number that is a name", "no such way", "hidden signs"],
)  # fmt: skip
def test_a_fault_is_told_at_its_field_and_changes_nothing(
    before: dict[str, Any], said: dict[str, Any], complaint: str
) -> None:
    _, browser = hers(**before)
    was = holds()
    page = change(browser, **said)
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert "Perlu diperiksa" in text_of(page)
    assert holds() == was


def test_a_change_is_a_version_and_a_new_conclusion_and_twice_is_once() -> None:
    _, browser = hers()
    report = the_report()
    form = {**hidden_fields(browser.get("/k/kontak")), "q6": "phone", "q6b": "0812 3456 7890"}
    for _ in range(3):
        assert browser.post("/k/kontak", form).status_code == 302
    kinds = ReportVersion.objects.filter(report=report).order_by("number")
    assert [one.kind for one in kinds] == [VersionKind.SENT, VersionKind.CONTACT]
    decisions = Decision.objects.filter(object_ref=report.ref).order_by("id")
    facts = [one.facts["answers"] for one in decisions]
    assert [one["contact_not_allowed"] for one in facts] == ["ya", "tidak"]


def test_a_change_keeps_everything_else_that_she_told() -> None:
    _, browser = hers(story="Dia mengurung saya.", q6p="mawar merah", q4="spouse")
    before = content_of(the_report()).answers
    change(browser, q6="phone", q6b="0812 3456 7890")
    after = content_of(the_report()).answers
    changed = {name for name in vars(before) if getattr(before, name) != getattr(after, name)}
    assert changed == {"contact"}


def test_a_change_that_could_not_be_stored_leaves_what_held() -> None:
    _, browser = hers(**REACHED)
    form = {**hidden_fields(browser.get("/k/kontak")), "q6": "none"}
    with commits_fail():
        assert browser.post("/k/kontak", form).status_code == 503
    assert holds() == WAS
    assert the_report().contact == "whatsapp"


def test_who_must_not_know_is_kept_whatever_way_is_chosen() -> None:
    _, browser = hers(**REACHED, q6s="bude")
    page = browser.get("/k/kontak")
    assert shown_rows(page)["Yang tidak boleh tahu"] == "ada"
    assert "bude" not in text_of(page)
    change(browser, q6="none")
    assert holds() == Contact(must_not_know="bude")
    assert shown_rows(browser.get("/k/kontak"))["Yang tidak boleh tahu"] == "ada"
    change(browser, q6="none", q6s="bude dan ipar")
    change(browser, q6="phone", q6b="0812 3456 7890")
    assert (holds().way, holds().must_not_know) == ("phone", "bude dan ipar")


def test_a_child_is_asked_without_words_of_two() -> None:
    _, browser = hers(who="young", q1b="12_17")
    page = text_of(browser.get("/k/kontak"))
    assert "Boleh kami menghubungi kamu?" in page
    for name in ("q6g", "q6h", "q6i", "q6d"):
        assert f'name="{name}"' not in page
