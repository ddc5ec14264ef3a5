"""The words of the public pages, and of every complaint that a form makes."""

import gettext
import re
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import django
import pytest
from django import forms

from rangkul.accounts import forms as accounts
from rangkul.accounts.models import Person
from rangkul.common.transactions import reading
from rangkul.reports import forms as reports
from rangkul.reports.fact_form import FactForm
from tests.furnished import VISITOR, WRITER, Furnished, listed

LONGEST = 15  # words in a sentence, ux.md check 31
MEAN = 9
# ux.md 4.3: what public pages do not say.
AVOID = re.compile(
    r"\b(korban|pelaku|terlapor|aib|oknum|khilaf|pencabulan|persetubuhan|kdrt|tppo|visum"
    r"|pendampingan|apakah anda yakin|anda salah)\b",
    re.IGNORECASE,
)
SPOKEN = [
    "/",
    "/aman/",
    "/keluar",
    "/l/",
    "/l/1",
    "/l/2",
    "/l/3",
    "/l/4",
    "/l/periksa",
    "/k/",
    "/k/pesan",
]
BLOCKS = listed("""
    a button dd div dt footer h1 h2 h3 header label legend li main nav p section span summary td th
    time title
    """)
SILENT = {"style", "script"}


class Speech(HTMLParser):
    """What a page says, block by block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    found = []
    for block in Speech(html).blocks:
        parts = re.split(r"(?<=[.!?:])\s+", " ".join(block.split()))
        found += [part for part in parts if re.search("[a-z]", part)]
    return found


def length(sentence: str) -> int:
    return len(re.findall(r"[\w’'/–-]+", sentence))


def spoken(day: Furnished) -> dict[str, str]:
    """The public pages, and each step with its errors, as a visitor reads them."""
    browser = day.browser(WRITER, csrf=True)
    shown = {path: browser.get(path).content.decode() for path in SPOKEN if path != "/keluar"}
    for path, answers in (
        ("/l/1", {}),
        ("/l/2", {}),
        ("/l/3", {"q3": "x" * 5000}),
        ("/l/4", {"q4": "?"}),
        ("/k/", {}),
        ("/k/", {"q8": "1234"}),
        ("/k/pesan", {}),
    ):
        shown[f"{path} {answers and list(answers)}"] = browser.submit(
            path, answers
        ).content.decode()
    shown["/l/1 old form"] = browser.post("/l/1", {"q1": "self"}).content.decode()
    shown["/tidak-ada"] = browser.get("/tidak-ada").content.decode()
    shown["/keluar"] = day.browser(VISITOR).get("/keluar").content.decode()
    return shown


def test_public_sentences_are_short(day: Furnished) -> None:
    said = {line for html in spoken(day).values() for line in sentences(html)}
    said -= {line for line in said if "Suami memukul" in line or "Kami membaca" in line}
    assert {line: length(line) for line in said if length(line) > LONGEST} == {}
    assert sum(map(length, said)) / len(said) <= MEAN


def test_public_pages_fix_no_label_on_anybody(day: Furnished) -> None:
    found = {path: AVOID.findall(" ".join(sentences(html))) for path, html in spoken(day).items()}
    assert {path: words for path, words in found.items() if words} == {}


# Every form of the house, ready to be filled in.
FORMS: dict[str, Any] = {
    "who": reports.WhoForm,
    "safe": reports.SafeNowForm,
    "story": reports.StoryForm,
    "office": reports.OfficeForm,
    "code": reports.CodeForm,
    "reply": reports.ReplyForm,
    "answer": reports.AnswerForm,
    "facts": lambda data: FactForm(data, received_at=datetime(2026, 11, 9, tzinfo=UTC)),
    "sign_in": accounts.SignInForm,
    "new_password": lambda data: accounts.NewPasswordForm(data, person=somebody()),
    "change_password": lambda data: accounts.ChangePasswordForm(data, person=somebody()),
    "agency": accounts.AgencyForm,
    "invite": accounts.InviteForm,
    "admit": accounts.AdmitForm,
    "found_team": accounts.FoundTeamForm,
}
BAD = [
    *("", " ", "\x00", "a\x00b", "x", "x" * 10_000, "-1", "999999", "31/02/2026", "25.99"),
    *("\u202e", "1234", "password1234", "123456789012", "piket-piket-1", "9" * 24, "nan", "1e5"),
    "\ud800",
]


def somebody() -> Person:
    with reading():
        return Person.objects.get(username="piket")


def complaints(make: Any) -> set[str]:
    """What a form says to every bad answer in each of its fields, and to nothing at all."""
    names = list(make({}).fields)
    said = messages(make({}))
    for value in BAD:
        said |= messages(make(dict.fromkeys(names, value)))
    return said


def messages(form: forms.BaseForm) -> set[str]:
    return {str(text) for errors in form.errors.values() for text in errors}


@cache
def djangos() -> list[re.Pattern[str]]:
    """Django's own sentences in English and Indonesian, as patterns."""
    found = set()
    root = Path(django.__file__).parent
    for catalogue in root.glob("**/locale/id/LC_MESSAGES/django.mo"):
        with catalogue.open("rb") as file:
            for source, said in gettext.GNUTranslations(file)._catalog.items():  # type: ignore[attr-defined]
                found |= {source if isinstance(source, str) else source[0], said}
    long = [text for text in found if len(text.split()) > 2]
    return [
        re.compile(re.sub(r"%\\?\([a-z_]+\\?\)[sd]|%[sd]", ".*", re.escape(text))) for text in long
    ]


def is_djangos(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in djangos())


def test_djangos_sentences_are_recognised() -> None:
    assert is_djangos("This field is required.")
    assert is_djangos("Bidang ini tidak boleh kosong.")
    assert is_djangos(
        "Pilih opsi yang valid. x bukan salah satu opsi yang tersedia."
    ) or is_djangos("Select a valid choice. x is not one of the available choices.")


@pytest.mark.parametrize("name", FORMS)
def test_a_form_complains_in_our_words(day: Furnished, name: str) -> None:
    said = complaints(FORMS[name])
    assert said or name == "story"
    assert sorted(text for text in said if is_djangos(text)) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_complaint_is_short_and_plain(day: Furnished, name: str) -> None:
    said = complaints(FORMS[name])
    parts = [part for text in said for part in re.split(r"(?<=[.!?])\s+", text)]
    assert [part for part in parts if length(part) > LONGEST] == []
    assert [text for text in said if AVOID.search(text)] == []
