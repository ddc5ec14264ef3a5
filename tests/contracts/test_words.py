"""The words of the public pages, and of every complaint that a form makes."""

import gettext
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import django
import pytest
from django import forms

import rangkul
from rangkul.accounts import forms as accounts
from rangkul.accounts.models import Person
from rangkul.common.plain_form import PlainForm
from rangkul.common.transactions import reading
from rangkul.reports.answers import Contact
from rangkul.reports.fact_form import FactForm
from rangkul.reports.forms.flow import QuestionForm, Voice
from rangkul.reports.forms.inbox import ContactChangeForm
from rangkul.reports.forms.record import SendForm
from rangkul.reports.forms.steps import STEPS
from tests.cast import Browser, Seen, code_on, walk
from tests.conftest import bound_to
from tests.contracts.addresses import PUBLIC, ROWS
from tests.furnished import VISITOR, WRITER, Furnished
from tests.words import AVOID, LONGEST, MEAN, length, sentences
from tests.writers import WRITERS

# The rule book speaks of laws by their titles, the galleries show samples, staff use their words.
OTHERWISE = re.compile("/en/|/aturan|/galeri|/masuk|/undangan|/sehat")
SPOKEN = [
    place
    for place in sorted(PUBLIC)
    if not OTHERWISE.match(place) and 200 in ROWS[place][:2]  # to the visitor or to the writer
]
NAMES = re.compile(r'<(?:input|textarea|select)[^>]* name="(q\d+[a-z]?)"')
ACTS = frozenset({"/l/periksa", "/s/hapus"})  # a form without a question: it would be done
# What she typed herself, what the desk answered, and the digits of a time stamp.
HERS = re.compile(
    r"memukul|dipukul|menangis|takut pulang|Kami membaca|pintu|kamar mandi|yyyy|([0-9a-f]{4} ){3}"
)


@pytest.fixture(scope="module")
def spoken(
    furnished_template: Furnished, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The public pages as a visitor reads them: the flow in every voice, and its errors."""
    copy = furnished_template.city.copy_to(tmp_path_factory.mktemp("spoken") / "city")
    day = replace(furnished_template, city=copy)
    with bound_to(copy):
        said = {**plain_pages(day), **complaining_pages(day)}
        for name, answers in WRITERS.items():
            said |= {f"{name} {path}": html for path, html in whole_way(answers).items()}
        yield said
    copy.drop()


def plain_pages(day: Furnished) -> dict[str, str]:
    """Every public page as somebody with a draft, an inbox and a record sees it."""
    writer, stranger = day.browser(WRITER), day.browser(VISITOR)
    places = [*(place for place in SPOKEN if place != "/jam"), "/tidak-ada"]
    shown = {place: writer.get(day.address(place)).content.decode() for place in places}
    return shown | {"/jam": stranger.get("/jam").content.decode()}


def whole_way(answers: dict[str, Any]) -> dict[str, str]:
    """Every page that somebody with these answers meets, the receipt and the inbox included."""
    browser, seen = Browser(), Seen()
    browser.post("/l/")
    assert walk(browser, "/l/1", answers, seen=seen) == "/l/periksa"
    seen["/l/periksa"] = browser.get("/l/periksa")
    browser.submit("/l/periksa")
    seen["/l/selesai"] = browser.get("/l/selesai")
    browser.post("/k/", {"q8": code_on(seen["/l/selesai"])})
    seen["/k/pesan"] = browser.get("/k/pesan")
    return {path: page.content.decode() for path, page in seen.items()}


def complaining_pages(day: Furnished) -> dict[str, str]:
    """Each public form after nothing, after what cannot be, and an old one."""
    browser = day.browser(WRITER, csrf=True)
    assert browser.submit("/l/6", {"q6": "sms"}).status_code == 302
    pages = {}
    for place in (*SPOKEN, *(f"/l/{one.slug}" for one in STEPS)):
        path = day.address(place)
        names = set(NAMES.findall(browser.get(path).content.decode())) if place != "/jam" else {}
        for name, bad in (("nothing", {}), ("too much", dict.fromkeys(names, "y" * 5000))):
            sends = place == "/l/2d" and not bad  # an alarm without a word goes out
            if names and place not in ACTS and not sends:
                pages[f"{place} {name}"] = browser.submit(path, bad)
    pages["/l/1 old form"] = browser.post("/l/1", {"q1": "self"})
    assert sum(page.status_code == 422 for page in pages.values()) > 30
    return {f"{name} /": page.content.decode() for name, page in pages.items() if page.content}


def test_public_sentences_are_short(spoken: dict[str, str]) -> None:
    said = {line for html in spoken.values() for line in sentences(html)}
    said -= {line for line in said if HERS.search(line)}
    assert {line: length(line) for line in said if length(line) > LONGEST} == {}
    assert sum(map(length, said)) / len(said) <= MEAN


def test_public_pages_fix_no_label_on_anybody(spoken: dict[str, str]) -> None:
    found = {path: AVOID.findall(" ".join(sentences(html))) for path, html in spoken.items()}
    assert {path: words for path, words in found.items() if words} == {}


def test_every_page_of_the_flow_was_heard(spoken: dict[str, str]) -> None:
    heard = {part for name in spoken for part in name.split()}
    assert {f"/l/{one.slug}" for one in STEPS} - heard == set()
    assert [name for name in spoken if "/l/2d" in name]


# Every form of the house, ready to be filled in; what is not here takes its data alone.
MAKERS: dict[type[PlainForm], Any] = {
    FactForm: lambda data: FactForm(data, received_at=datetime(2026, 11, 9, tzinfo=UTC)),
    accounts.NewPasswordForm: lambda data: accounts.NewPasswordForm(data, person=somebody()),
    accounts.ChangePasswordForm: lambda data: accounts.ChangePasswordForm(data, person=somebody()),
    ContactChangeForm: lambda data, **voice: ContactChangeForm(data, **voice, current=Contact()),
    SendForm: lambda data: SendForm(data, notes=[(1, "Catatan 1")]),
}


def declared(base: type[PlainForm] = PlainForm) -> Iterator[type[PlainForm]]:
    """Every form that a room declares."""
    for one in base.__subclasses__():
        if one.base_fields and one.__module__.startswith("rangkul."):
            yield one
        yield from declared(one)


def forms_of_the_house() -> dict[str, Any]:
    """A maker for each form, for the flow's in each voice."""
    found: dict[str, Any] = {}
    for one in declared():
        make = MAKERS.get(one, one)
        if issubclass(one, QuestionForm):
            found |= {f"{one.__name__} {voice}": partial(make, voice=voice) for voice in Voice}
        else:
            found[one.__name__] = make
    return found


for _module in pkgutil.walk_packages(rangkul.__path__, "rangkul."):
    if re.search(r"\.(forms|fact_form)\b", _module.name):
        importlib.import_module(_module.name)
FORMS = forms_of_the_house()
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
    assert said
    assert sorted(text for text in said if is_djangos(text)) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_complaint_is_short_and_plain(day: Furnished, name: str) -> None:
    said = complaints(FORMS[name])
    parts = [part for text in said for part in re.split(r"(?<=[.!?])\s+", text)]
    assert [part for part in parts if length(part) > LONGEST] == []
    assert [text for text in said if AVOID.search(text)] == []
