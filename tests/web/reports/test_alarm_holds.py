"""No alarm is swallowed: not by a missing answer, another tab, or a stay that ran out; and what
was typed beside the red button is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest

from rangkul.common import clock
from rangkul.reports.enums import AgeBand, AllegedOffice, SafeNow
from rangkul.reports.models import Message, Report
from tests.cast import Browser, hidden_fields, walk
from tests.web.reports.behind import content_of, shown_rows, text_of, the_report

pytestmark = pytest.mark.usefixtures("city")
LATE = timedelta(minutes=31)
RECEIPT = "/l/selesai"


def begun(**answers: str) -> Browser:
    """Somebody who has pressed "Mulai" and answered these pages, and no other."""
    visitor = Browser()
    visitor.post("/l/")
    for name, code in answers.items():
        visitor.submit(f"/l/{name.removeprefix('q')}", {name: code})
    return visitor


def alarm(visitor: Browser, **said: str) -> Any:
    return visitor.submit("/l/2d", said).headers["Location"]


def test_an_alarm_waits_for_no_age() -> None:
    visitor = begun(q1="young", q2="danger")
    assert alarm(visitor, q2c="di kamar") == RECEIPT
    report = the_report()
    assert (report.age, report.told_by_child) == (AgeBand.YOUNG, True)
    assert report.alarm_at
    said = content_of(report).answers
    assert said.about_child
    assert said.place_now == "di kamar"


def test_an_alarm_waits_for_no_number() -> None:
    visitor = begun(q1="self", q6="phone", q2="danger")
    assert alarm(visitor) == RECEIPT
    assert not content_of(the_report()).answers.contact.allowed


def tab_of_the_alarm() -> tuple[Browser, dict[str, str]]:
    """The alarm page is open in one tab, and the report was sent as safe in the other."""
    visitor = begun(q1="self", q2="danger")
    form = hidden_fields(visitor.get("/l/2d"))
    walk(visitor, "/l/2", {"q2": "safe"})
    assert visitor.submit("/l/periksa").headers["Location"] == RECEIPT
    assert not the_report().red
    return visitor, form


def test_after_sending_the_alarm_belongs_to_the_report_that_was_sent() -> None:
    visitor, form = tab_of_the_alarm()
    for _twice in range(2):
        pressed = visitor.post("/l/2d", {**form, "q2c": "dapur"})
        assert pressed.headers["Location"] == RECEIPT
    report = the_report()
    assert report.alarm_at
    assert (report.red, report.safe_now) == (True, SafeNow.DANGER)
    assert Message.objects.count() == 2  # that she is in danger, and where
    assert "tel:110" in text_of(visitor.get(RECEIPT))


def test_an_alarm_about_our_office_does_not_go_to_those_who_read_the_first_report() -> None:
    visitor, form = tab_of_the_alarm()
    first = the_report()
    visitor.post("/l/2d", {**form, "q2c": "dapur", "q2d": "on"})
    second = Report.objects.exclude(ref=first.ref).get()
    assert second.alarm_at
    assert second.team != first.team
    assert not Message.objects.exists()
    assert "tel:110" in text_of(visitor.get(RECEIPT))


def test_an_alarm_while_she_completes_her_report_is_heard() -> None:
    visitor = begun(q1="self", q2="danger")
    form = hidden_fields(visitor.get("/l/2d"))
    alarm(visitor)
    Report.objects.update(alarm_at=None, safe_now=SafeNow.SAFE)  # the desk has handled it
    visitor.submit(RECEIPT, to="/l/lanjut")
    assert visitor.post("/l/2d", form).headers["Location"] == RECEIPT
    assert the_report().alarm_at


def test_danger_said_on_the_way_from_the_check_page_leads_to_the_alarm_and_back() -> None:
    visitor = begun(q1="self", q2="safe")
    led = visitor.submit("/l/2?b=1", {"q2": "danger"}).headers["Location"]
    assert led == "/l/2d?b=1"
    assert visitor.submit(led, {"lanjut": "1"}).headers["Location"] == "/l/periksa"


def test_what_was_typed_beside_the_red_button_is_kept_when_she_goes_on_writing() -> None:
    visitor = begun(q1="self", q2="danger")
    said = {"q2c": "dapur", "q2d": "on", "lanjut": "1"}
    assert alarm(visitor, **said) == "/l/3"
    assert not Report.objects.exists()
    page = text_of(visitor.get("/l/2d"))
    assert 'value="dapur"' in page
    assert " checked" in page
    assert walk(visitor, "/l/3", {}) == "/l/periksa"
    visitor.submit("/l/periksa")
    answers = content_of(the_report(), "piketlain").answers
    assert (answers.place_now, answers.office) == ("dapur", AllegedOffice.SEVERAL)


def test_after_an_alarm_without_an_age_the_child_can_complete_it() -> None:
    visitor = begun(q1="young", q2="danger")
    alarm(visitor)
    assert visitor.submit(RECEIPT, to="/l/lanjut").headers["Location"] == "/l/3"
    answers = {"q1b": "12_17", "q2": "danger"}
    assert walk(visitor, "/l/3", answers) == "/l/periksa"
    page = visitor.get("/l/periksa").headers["Location"]
    assert page == "/l/1b"
    assert walk(visitor, page, answers) == "/l/periksa"


def test_the_alarm_of_a_stay_that_ran_out_keeps_the_voice() -> None:
    visitor = begun(q1="young", q1b="u12", q2="danger")
    form = hidden_fields(visitor.get("/l/2d"))
    with clock.frozen(clock.now() + LATE):
        assert visitor.post("/l/2d", form).headers["Location"] == RECEIPT
        assert the_report().age == AgeBand.UNDER_12


def small_child() -> tuple[Browser, dict[str, str]]:
    """Under 12, on the page with the big button; and what that button sends."""
    visitor = begun(q1="young", q1b="u12")
    page = text_of(visitor.get("/l/1d"))
    button = page.index("Minta tolong sekarang")
    assert page.index("Panggil dia ke sini.") < page.index("Kamu ada di mana?") < button
    form = page[page.index('action="/l/2d"') : button]
    return visitor, dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', form))


def test_a_small_child_says_where_she_is_with_one_press_and_reads_whom_to_call() -> None:
    visitor, form = small_child()
    assert visitor.post("/l/2d", {**form, "q2c": "di rumah nenek"}).headers["Location"] == RECEIPT
    assert content_of(the_report()).answers.place_now == "di rumah nenek"
    page = " ".join(text_of(visitor.get(RECEIPT)).split())
    assert "Petugas sudah tahu." in page
    assert "Kami tidak menghubungi." not in page
    assert "Coba kode dulu" not in page


def test_the_big_button_of_a_stay_that_ran_out_still_speaks_for_a_small_child() -> None:
    visitor, form = small_child()
    with clock.frozen(clock.now() + LATE):
        assert visitor.post("/l/2d", form).headers["Location"] == RECEIPT
        assert the_report().age == AgeBand.UNDER_12
        assert "Petugas sudah tahu." in text_of(visitor.get(RECEIPT))


def test_a_form_refused_after_the_stay_ran_out_says_that_the_old_page_closed() -> None:
    visitor = begun(q1="self")
    form = hidden_fields(visitor.get("/l/2"))
    with clock.frozen(clock.now() + LATE):
        page = visitor.post("/l/2", form)
    assert "Halaman lama tertutup." in text_of(page)
    assert "Pilih apakah sekarang aman" in text_of(page)


def test_the_check_page_shows_the_place_only_where_it_is_sent() -> None:
    visitor = begun(q1="adult", q2="safe", q2c="rumah ibunya")
    visitor.submit("/l/1", {"q1": "self"})
    assert "rumah ibunya" not in str(shown_rows(visitor.get("/l/periksa")))
