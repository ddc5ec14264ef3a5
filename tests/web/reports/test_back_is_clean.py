"""Back never meets a form to be sent once more: a refused form is shown again by a GET, and once
something was taken nothing complains any more."""

from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.attachments import photo
from tests.cast import SEE_OTHER, Browser, hidden_fields
from tests.private_record import PIN, begun, kept
from tests.web.reports.behind import hers, storage_away, text_of
from tests.web.reports.test_flow import stand_at

pytestmark = pytest.mark.usefixtures("city")
HIDDEN: Final = "\u200b"  # a sign that nobody sees: complained of once, and taken out
WORDS: Final = "Dia menunggu di depan rumah."
CODE: Final = "the code of her report"
STALE: Final = "Tulisannya masih ada"
ERRORS: Final = 'class="errors"'


@dataclass(frozen=True)
class Form:
    """What is sent in vain, what stands on the page then, and what is taken."""

    path: str
    place: str
    bad: dict[str, Any]
    good: dict[str, Any]
    words: str = ""
    complaint: str = ERRORS
    status: int = 422
    keeps: bool = True  # whether what is taken changes the stay


OLD: Final[dict[str, Any]] = {"bad": {"t": "0" * 32}, "status": 409, "good": {}}
SAID: Final = WORDS + HIDDEN
FORMS: Final = (
    Form("/l/1", "flow 1", {}, {"q1": "self"}),
    Form("/l/3", "flow 3", {"q3b": SAID}, {"q3b": WORDS}, WORDS),
    Form("/en/l/3", "flow 3", {"q3b": SAID}, {"q3b": WORDS}, WORDS),
    Form("/l/2d", "flow 3", {"q2c": SAID}, {"q2c": WORDS}, WORDS),
    Form("/l/periksa", "flow periksa", complaint=STALE, **OLD),
    Form("/l/berkas", "flow 3", {}, {"q7": "photo"}),
    Form("/k/", "flow 1", {"q8": "1234 5678"}, {"q8": CODE}, "1234 5678"),
    Form("/k/pesan", "inbox", {"q9": SAID}, {"q9": WORDS}, WORDS),
    Form("/k/kontak", "inbox", {"q6": "sms", "q6g": SAID}, {"q6": "none"}, WORDS),
    Form("/k/kata", "inbox", {"q8": "12", "q6p": "mawar"}, {"q8": CODE, "q6p": "mawar"}, "mawar"),
    Form("/k/gabung", "inbox", {"q8": "1234 5678"}, {"q8": CODE}, "1234 5678", keeps=False),
    Form("/k/surat", "inbox", {"q10": SAID}, {"q10": WORDS}, WORDS, keeps=False),
    Form("/k/tarik", "inbox", complaint=STALE, **OLD),
    Form("/k/kode", "inbox", complaint=STALE, **OLD),
    Form("/k/berkas", "inbox", {}, {"q7": "photo"}),
    Form("/s/tulis", "notes", {"q10": WORDS, "q10c": "123456"}, {"q10": WORDS, "q10c": PIN}, WORDS),
    Form("/s/tambah", "record", {"q10": SAID}, {"q10": WORDS}, WORDS),
    Form("/s/kirim", "record", {}, {"q12": "1", "q12b": "unit"}),
    Form("/s/buka", "notes", {"q11": "1234", "q11b": PIN}, {"q11": CODE, "q11b": PIN}, "1234"),
)
BY_PATH: Final = [pytest.param(one, id=one.path.strip("/")) for one in FORMS]


def placed(place: str) -> tuple[Browser, str]:
    """A browser that stands there, and the code that opens what it holds or may open."""
    visitor = Browser()
    if place.startswith("flow"):
        code = hers()[0]
        stand_at(visitor, place.removeprefix("flow "))
        return visitor, code
    if place == "inbox":
        code, visitor = hers()
        return visitor, code
    if place == "record":
        return visitor, kept(visitor)
    code = kept(Browser())
    return begun(visitor), code


def filled(answers: dict[str, Any], code: str) -> dict[str, Any]:
    """The answers with a code and a file that are there."""
    known: dict[str, Callable[[], Any]] = {
        CODE: lambda: code,
        "photo": lambda: SimpleUploadedFile("room.jpg", photo("room")),
    }
    return {name: known[one]() if one in known else one for name, one in answers.items()}


def sent(visitor: Browser, path: str, page: Any, answers: dict[str, Any]) -> Any:
    """The first answer to a form, as it comes over the wire."""
    return Client.post(visitor, path, {**hidden_fields(page), **answers})


def refused(visitor: Browser, form: Form, code: str) -> Any:
    """The page that shows the refused form again."""
    answer = sent(visitor, form.path, visitor.get(form.path), filled(form.bad, code))
    assert answer.status_code == SEE_OTHER
    assert answer.headers["Location"] == f"{form.path}?s=1"
    assert not answer.content
    return visitor.get(f"{form.path}?s=1")


def complains(page: Any, form: Form) -> bool:
    return form.complaint in text_of(page)


@pytest.mark.parametrize("form", BY_PATH)
def test_a_refused_form_is_shown_by_a_get_and_forgotten_once_it_is_taken(form: Form) -> None:
    visitor, code = placed(form.place)
    again = refused(visitor, form, code)
    assert again.status_code == form.status
    assert complains(again, form)
    assert form.words in unescape(text_of(again))
    assert not complains(visitor.get(form.path), form)
    taken = sent(visitor, form.path, again, filled(form.good, code))
    assert taken.status_code in {200, 302}
    for path in (form.path, f"{form.path}?s=1") if form.keeps else (form.path,):
        assert not complains(visitor.get(path), form), path


@pytest.mark.parametrize("form", BY_PATH)
def test_while_the_storage_is_away_the_page_itself_holds_the_words(form: Form) -> None:
    visitor, code = placed(form.place)
    page = visitor.get(form.path)
    with storage_away():
        answer = sent(visitor, form.path, page, filled(form.good, code))
    assert answer.status_code == 503
    assert "Location" not in answer.headers
    typed = [one for one in filled(form.good, code).values() if one in {WORDS, code, "mawar"}]
    assert all(one in unescape(text_of(answer)) for one in typed)
