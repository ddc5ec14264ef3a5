"""The desk's side of a lost code, of a cry for help, and of a question for one tap."""

import re
from typing import Any

import pytest

from rangkul.audit.enums import EventCode
from rangkul.reports.enums import VersionKind
from rangkul.reports.models import ReportVersion
from tests.cast import Browser, code_on, send_alarm, send_report, signed_in
from tests.furnished import queue_of
from tests.web.reports.behind import (
    commits_fail,
    content_of,
    events,
    hers,
    hidden_fields,
    opened,
    opens,
    take,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")
MET = {"known_by": "met_papers"}


def at(what: str) -> str:
    return f"/piket/{the_report().ref}/{what}"


def taken(**answers: Any) -> tuple[str, Browser]:
    """The code of a report, and the officer who has taken it."""
    code = send_report(**answers).code
    return code, take(the_report().ref)


def marks(page: Any) -> dict[str, str]:
    """The hidden fields of a form but its token, which is the officer's own."""
    found = hidden_fields(page)
    del found["csrfmiddlewaretoken"]
    return found


# --- a lost code --------------------------------------------------------------------------------


def test_a_new_code_is_read_out_once_and_the_old_one_stops() -> None:
    old, desk = taken(story="Dia mengurung saya.")
    page = desk.submit(at("kode"), MET)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    new = code_on(page)
    assert (opens(old), opens(new)) == (False, True)
    assert new not in text_of(desk.get(at("kode")))
    assert content_of(the_report()).answers.story == "Dia mengurung saya."
    version = ReportVersion.objects.get(number=2)
    assert (version.kind, version.by) == (VersionKind.CODE, the_report().taken_by)
    (event,) = events(EventCode.CODE_RELINKED)
    assert event.detail == {"known_by": "met_papers"}


def test_she_reads_the_thread_so_far_and_writes_on() -> None:
    _, desk = taken()
    desk.submit(at(""), {"body": "Kami membaca."}, to=at("jawab"))
    reporter = opened(code_on(desk.submit(at("kode"), MET)))
    assert "Kami membaca." in text_of(reporter.get("/k/pesan"))
    reporter.submit("/k/pesan", {"q9": "Saya sudah bisa masuk."})
    assert "Saya sudah bisa masuk." in text_of(desk.get(at("")))


def test_the_thread_tells_her_that_an_officer_changed_the_code() -> None:
    _, desk = taken()
    reporter = opened(code_on(desk.submit(at("kode"), MET)))
    page = text_of(reporter.get("/k/pesan"))
    assert "Kode diganti oleh petugas" in page
    assert "Bukan permintaan Anda?" in page


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, "Pilih bagaimana Anda tahu"),
        ({"known_by": "word"}, "Pilih bagaimana Anda tahu"),  # the officer says that word first
        ({"known_by": "feeling"}, "Pilih bagaimana Anda tahu"),
    ],
)
def test_a_fault_is_told_and_the_old_code_stays(said: dict[str, str], complaint: str) -> None:
    old, desk = taken()
    page = desk.submit(at("kode"), said)
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert opens(old)


def test_the_word_for_duress_goes_on_with_the_new_code() -> None:
    _, desk = taken(q6p="mawar")
    new = code_on(desk.submit(at("kode"), MET))
    forced = opened(f"{new} mawar")
    assert 'name="q9"' not in text_of(forced.get("/k/pesan"))


def test_a_killed_code_can_be_replaced_by_the_desk() -> None:
    _, reporter = hers()
    desk = take(the_report().ref)
    reporter.submit("/k/kode", to="/k/kode/mati")
    assert "pelapor mematikannya" in text_of(desk.get(at("kode")))
    new = code_on(desk.submit(at("kode"), MET))
    assert opens(new)
    assert "tidak akan terbaca" not in text_of(desk.get(at("")))


def test_only_the_officer_who_has_the_report_makes_a_code() -> None:
    old, desk = taken()
    colleague = signed_in("piket2")
    form = {**marks(desk.get(at("kode"))), **MET}
    pressed = colleague.submit(at(""), form, to=at("kode"))
    for answer in (colleague.get(at("kode")), pressed):
        assert answer.status_code == 409
        assert "Laporan ini sudah diambil Rina Safitri." in text_of(answer)
    assert opens(old)


def test_after_a_colleague_took_over_the_form_makes_none() -> None:
    old, desk = taken()
    form = {**hidden_fields(desk.get(at("kode"))), **MET}
    signed_in("piket2").submit(at(""), {"alih": "1"}, to=at("ambil"))
    answer = desk.post(at("kode"), form)
    assert answer.status_code == 409
    assert "Yanti Marlina" in text_of(answer)
    assert opens(old)


def test_a_double_click_makes_one_code_and_says_so() -> None:
    _, desk = taken()
    form = {**hidden_fields(desk.get(at("kode"))), **MET}
    new = code_on(desk.post(at("kode"), form))
    again = desk.post(at("kode"), form)
    assert again.status_code == 409
    assert "Belum ada kode yang Anda buat." in text_of(again)
    assert opens(new)
    third = code_on(desk.post(at("kode"), {**hidden_fields(again), **MET}))
    assert (opens(new), opens(third)) == (False, True)


def test_she_changed_it_herself_meanwhile_and_keeps_hers() -> None:
    _, reporter = hers()
    desk = take(the_report().ref)
    form = {**hidden_fields(desk.get(at("kode"))), **MET}
    reporter.submit("/k/kode")
    new = code_on(reporter.get("/k/kode/baru"))
    answer = desk.post(at("kode"), form)
    assert answer.status_code == 409
    assert opens(new)


def test_the_officer_was_first_and_she_is_told_to_open_anew() -> None:
    _, reporter = hers()
    desk = take(the_report().ref)
    form = hidden_fields(reporter.get("/k/kode"))
    new = code_on(desk.submit(at("kode"), MET))
    answer = reporter.post("/k/kode", form)
    assert answer.status_code == 409
    assert "Halaman ini sudah lama terbuka." in text_of(answer)
    assert "diganti" not in text_of(answer)
    assert opens(new)


def test_a_code_that_cannot_be_stored_leaves_the_old_one() -> None:
    old, desk = taken()
    form = {**hidden_fields(desk.get(at("kode"))), **MET}
    with commits_fail():
        assert desk.post(at("kode"), form).status_code == 503
    assert opens(old)
    assert ReportVersion.objects.count() == 1


# --- a cry for help -----------------------------------------------------------------------------


def cry(browser: Browser) -> None:
    browser.submit("/k/pesan", {"cepat": "bahaya"})


def end(desk: Browser, how: str) -> Any:
    return desk.submit(at("bahaya"), {"how": how})


@pytest.mark.parametrize(
    ("how", "red"), [("police", True), ("reached", False), ("mistaken", False)]
)
def test_a_cry_that_was_handled_leaves_the_top_of_the_queue(how: str, red: bool) -> None:
    _, reporter = hers()
    desk = take(the_report().ref)
    cry(reporter)
    mine = the_report().ref
    assert f'href="/piket/{mine}/bahaya"' in text_of(desk.get(at("")))
    assert end(desk, how).headers["Location"] == f"/piket/{mine}/"
    report = the_report()
    assert (report.alarm_at, report.red) == (None, red)
    assert "TANDA BAHAYA" not in text_of(desk.get(at("")))
    (event,) = events(EventCode.ALARM_HANDLED)
    assert event.detail == {"how": how}
    assert queue_of(desk) == [mine]


def test_the_alarm_of_the_flow_is_handled_the_same_way() -> None:
    send_alarm()
    desk = take(the_report().ref)
    assert end(desk, "police").status_code == 302
    assert the_report().alarm_at is None


def test_the_list_must_be_answered() -> None:
    send_alarm()
    desk = take(the_report().ref)
    page = desk.submit(at("bahaya"))
    assert page.status_code == 422
    assert "Pilih cara ditangani" in text_of(page)
    assert the_report().alarm_at is not None


def test_a_new_cry_is_not_ended_by_an_old_page() -> None:
    _, reporter = hers()
    desk = take(the_report().ref)
    cry(reporter)
    form = {**hidden_fields(desk.get(at("bahaya"))), "how": "reached"}
    cry(reporter)
    answer = desk.post(at("bahaya"), form)
    assert answer.status_code == 409
    assert "Tanda bahaya yang baru masuk" in text_of(answer)
    assert the_report().alarm_at is not None
    again = {**hidden_fields(answer), "how": "reached"}
    assert desk.post(at("bahaya"), again).status_code == 302
    assert the_report().alarm_at is None


def test_ended_twice_is_once_and_without_a_cry_there_is_nothing_to_end() -> None:
    send_alarm()
    desk = take(the_report().ref)
    form = {**hidden_fields(desk.get(at("bahaya"))), "how": "police"}
    for _ in range(2):
        assert desk.post(at("bahaya"), form).status_code == 302
    assert len(events(EventCode.ALARM_HANDLED)) == 1
    assert "Tidak ada tanda bahaya yang menunggu." in text_of(desk.get(at("bahaya")))


def test_a_colleague_does_not_end_it() -> None:
    send_alarm()
    desk = take(the_report().ref)
    form = {**marks(desk.get(at("bahaya"))), "how": "mistaken"}
    answer = signed_in("piket2").submit(at(""), form, to=at("bahaya"))
    assert answer.status_code == 409
    assert the_report().alarm_at is not None


def test_a_cry_under_duress_is_over_once_it_was_handled() -> None:
    code, desk = taken(q6p="mawar")
    opened(f"{code} mawar")
    assert "Ia mengetik kata bahaya" in text_of(desk.get(at("")))
    end(desk, "reached")
    cry(opened(code))
    page = text_of(desk.get(at("")))
    assert "TANDA BAHAYA" in page
    assert "Ia mengetik kata bahaya" not in page


# --- a question for one tap ---------------------------------------------------------------------


def test_the_tick_for_one_tap_answers_stands_beside_the_answer() -> None:
    _, desk = taken()
    page = text_of(desk.get(at("")))
    assert re.search(r'<input type="checkbox" name="asks"', page)
