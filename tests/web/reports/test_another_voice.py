"""Who changes for whom she writes: what no longer applies says nothing, and an answer that the new
voice does not offer is neither refused nor lost."""

import pytest

from rangkul.reports.enums import AllegedOffice, Kind
from tests.cast import Browser, walk
from tests.web.reports.behind import content_of, shown_rows, text_of, the_report

pytestmark = pytest.mark.usefixtures("city")
YOUNG = {"q1": "young", "q1b": "12_17"}


def answered(**answers: object) -> Browser:
    """Somebody of 18 or older at the check page."""
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "self", **answers}) == "/l/periksa"
    return visitor


def goes_on_as_a_child(visitor: Browser) -> None:
    for slug, code in (("1", "young"), ("1b", "12_17")):
        visitor.submit(f"/l/{slug}", {f"q{slug}": code})
    visitor.submit("/l/1d")
    visitor.submit("/l/3c")


def send(visitor: Browser) -> None:
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"


def test_the_place_from_an_alarm_that_is_over_is_not_sent() -> None:
    visitor = answered(q2="danger", q2c="dapur")
    visitor.submit("/l/2", {"q2": "safe"})
    send(visitor)
    assert content_of(the_report()).answers.place_now == ""


def test_a_sign_that_is_no_longer_asked_for_is_not_spoken_of() -> None:
    visitor = answered(q2="afraid", q2b=["suicidal"])
    assert "119" in text_of(visitor.get("/l/3"))
    visitor.submit("/l/2", {"q2": "safe"})
    assert "119" not in text_of(visitor.get("/l/3"))


def test_a_doctor_is_not_spoken_of_to_a_child_for_what_she_is_not_asked() -> None:
    visitor = answered(q2="safe", q3=["sexual"], q5b="today")
    assert "Pemeriksaan dokter" in text_of(visitor.get("/l/periksa"))
    goes_on_as_a_child(visitor)
    assert "Pemeriksaan dokter" not in text_of(visitor.get("/l/periksa"))


def test_an_answer_that_a_child_is_not_offered_is_kept_and_shown() -> None:
    visitor = answered(q2="safe", q3=["digital", "body"])
    goes_on_as_a_child(visitor)
    rows = shown_rows(visitor.get("/l/periksa"))
    assert rows["Yang terjadi"].startswith("Foto atau video pribadi disebar")
    send(visitor)
    assert set(content_of(the_report()).answers.kinds) == {Kind.DIGITAL, Kind.BODY}


def test_an_office_once_named_keeps_the_unit_from_reading() -> None:
    visitor = answered(q2="safe", q4b="police")
    goes_on_as_a_child(visitor)
    send(visitor)
    assert content_of(the_report(), "piketlain").answers.office == AllegedOffice.POLICE


@pytest.mark.parametrize(
    ("safe", "said", "page"),
    [
        ("danger", {"q2d": "on"}, "/l/2d"),
        ("safe", {"q3c": "yes"}, "/l/3d"),
    ],
)
def test_a_child_can_say_that_the_person_works_at_our_offices(
    safe: str, said: dict[str, str], page: str
) -> None:
    visitor = Browser()
    visitor.post("/l/")
    seen: dict[str, object] = {}
    walk(visitor, "/l/1", {**YOUNG, "q2": safe, **said}, seen=seen)
    assert "rang itu polisi, atau kerja di kantor yang menolong anak" in text_of(seen[page])
    send(visitor)
    assert content_of(the_report(), "piketlain").answers.names_our_office


def test_a_grown_up_is_asked_for_the_office_on_its_own_page_only() -> None:
    visitor = answered(q2="safe")
    assert visitor.get("/l/3d").headers["Location"] == "/l/4"
