"""The mark "not a report": two people, no grave report, nothing deleted, heard again at once."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from rangkul.audit.models import Decision
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.reports.actions import inbox as hers
from rangkul.reports.models import Report
from tests.attachments import photo
from tests.cast import Browser, hidden_fields, signed_in
from tests.furnished import queue_of
from tests.web.reports.desk_day import (
    STAY,
    alarmed,
    events,
    inbox_of,
    page_of,
    press,
    sent,
    sent_with_code,
    take,
)

pytestmark = pytest.mark.usefixtures("city")
PROPOSED, MARKED = "report.spam_proposed", "report.marked_spam"
UNMARKED = "report.unmarked_spam"
NO_VIOLENCE = {
    "reporter": "belum_tahu",
    "violence_alleged": "tidak",
    "danger_now": "tidak",
}


def propose(desk: Browser, ref: str) -> Any:
    page_of(desk, ref)
    return press(desk, ref, "tanda", tanda="usul")


def marked(desk: Browser, colleague: Browser, ref: str) -> None:
    """Through both people."""
    assert propose(desk, ref).status_code == 302
    take(colleague, ref)
    assert press(colleague, ref, "tanda", tanda="setuju").status_code == 302


def row(ref: str) -> Report:
    with reading():
        return Report.objects.get(pk=ref)


def test_one_proposes_a_second_agrees_and_it_goes_last() -> None:
    ref, later = sent("iseng"), sent("tolong")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    assert propose(desk, ref).status_code == 302
    assert queue_of(desk) == [ref, later]  # a proposal moves nothing
    assert "diusulkan bukan laporan" in desk.get("/piket/").content.decode()
    assert "Perlu persetujuan rekan" in page_of(desk, ref)
    shown = colleague.get(f"/piket/{ref}/").content.decode()
    assert "Ambil alih dan baca dulu" in shown
    assert "iseng" not in shown
    take(colleague, ref)
    assert press(colleague, ref, "tanda", tanda="setuju").status_code == 302
    assert queue_of(desk) == [later, ref]
    assert "Disetujui Yanti Marlina" in page_of(colleague, ref)
    (detail,) = events(ref, MARKED)
    assert detail == {"proposed_by": row(ref).spam_proposed_by}
    assert len(events(ref, PROPOSED)) == 1


def test_nobody_agrees_with_herself() -> None:
    ref = sent("iseng")
    desk = signed_in("piket")
    propose(desk, ref)
    assert "Setuju: bukan laporan" not in page_of(desk, ref)
    answer = press(desk, ref, "tanda", tanda="setuju")
    assert answer.status_code == 409
    assert "Rekan lain yang harus menyetujui." in answer.content.decode()
    assert row(ref).spam_by == ""


def test_the_database_refuses_a_mark_by_one_person() -> None:
    ref, by = sent("iseng"), "a" * 16
    alone = {"spam_by": by, "spam_at": clock.now()}
    for fields in (alone, {**alone, "spam_proposed_by": by, "spam_proposed_at": clock.now()}):
        with pytest.raises(IntegrityError), writing():
            Report.objects.filter(pk=ref).update(**fields)


def test_agreeing_needs_the_report_in_hand() -> None:
    ref = sent("iseng")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    propose(desk, ref)
    assert press(colleague, ref, "tanda", tanda="setuju").status_code == 409
    assert row(ref).spam_by == ""
    for who, status in (("piketlain", 404), ("luar", 403), ("kepala", 403)):
        answer = signed_in(who).submit(
            "/pengaturan/tim/", {"tanda": "hapus"}, to=f"/piket/{ref}/tanda"
        )
        assert (who, answer.status_code) == (who, status)
    assert row(ref).spam_proposed_by


def test_a_proposal_that_was_taken_back_cannot_be_agreed_to() -> None:
    ref = sent("iseng")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    propose(desk, ref)
    take(colleague, ref)
    assert press(desk, ref, "tanda", tanda="hapus").status_code == 302  # without taking it again
    answer = press(colleague, ref, "tanda", tanda="setuju")
    assert answer.status_code == 409
    assert "Usulannya sudah dihapus." in answer.content.decode()


def test_one_person_takes_the_mark_away() -> None:
    ref, other = sent("iseng"), sent("tolong")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    marked(desk, colleague, ref)
    assert queue_of(desk) == [other, ref]
    assert press(desk, ref, "tanda", tanda="hapus").status_code == 302
    assert queue_of(desk) == [ref, other]
    assert press(desk, ref, "tanda", tanda="hapus").status_code == 302  # a second time: nothing
    assert len(events(ref, UNMARKED)) == 1


def test_pressing_twice_is_pressing_once() -> None:
    ref = sent("iseng")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    propose(desk, ref)
    propose(desk, ref)
    take(colleague, ref)
    press(colleague, ref, "tanda", tanda="setuju")
    press(colleague, ref, "tanda", tanda="setuju")
    assert (len(events(ref, PROPOSED)), len(events(ref, MARKED))) == (1, 1)
    assert press(colleague, ref, "tanda", tanda="apa").status_code == 302  # no such act


def test_the_list_of_marked_ones() -> None:
    ref, other = sent("iseng"), sent("tolong")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    assert "Tidak ada laporan yang ditandai." in desk.get("/piket/?tanda=bukan").content.decode()
    marked(desk, colleague, ref)
    assert queue_of(desk, "/piket/?tanda=bukan") == [ref]
    assert other not in desk.get("/piket/?tanda=bukan").content.decode()
    assert queue_of(signed_in("piketlain"), "/piket/?tanda=bukan") == []


def test_what_is_marked_is_not_counted_as_waiting() -> None:
    ref = sent("iseng")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    marked(desk, colleague, ref)
    page = desk.get("/piket/").content.decode()
    assert re.findall(r"<b>(\d+)</b></li>", page) == ["0", "0", "0", "0"]


GRAVE: list[tuple[str, dict[str, Any]]] = [
    ("anak", {"who": "child"}),
    ("anak sendiri", {"who": "young", "q1b": "12_17"}),
    ("bahaya", {"who": "adult", "safe": "danger"}),
    ("seksual", {"who": "self", "q3": ["sexual"]}),
    ("fisik", {"who": "self", "q3": ["body"]}),
    ("tanda bahaya", {"who": "self", "safe": "afraid", "q2b": ["suicidal"]}),
]


@pytest.mark.parametrize("more", [more for _, more in GRAVE], ids=[name for name, _ in GRAVE])
def test_a_grave_report_is_not_marked(more: dict[str, Any]) -> None:
    ref = sent("iseng", **more)
    desk = signed_in("piket")
    page = page_of(desk, ref)
    assert "Tidak bisa ditandai bukan laporan:" in page
    assert "Tandai bukan laporan</button>" not in page
    answer = press(desk, ref, "tanda", tanda="usul")
    assert answer.status_code == 409
    assert "Tanda belum disimpan." in answer.content.decode()
    assert row(ref).spam_proposed_by == ""


def test_a_report_with_a_file_is_not_marked() -> None:
    ref, code = sent_with_code("iseng")
    visitor = Browser()
    visitor.submit("/k/", {"q8": code})
    shown = visitor.get("/k/berkas")
    file = SimpleUploadedFile("bukti.jpg", photo())
    assert visitor.post("/k/berkas", {**hidden_fields(shown), "q7": [file]}).status_code == 302
    assert propose(signed_in("piket"), ref).status_code == 409


def test_an_open_alarm_is_answered_first() -> None:
    ref, _visitor = alarmed()
    desk = signed_in("piket")
    take(desk, ref)
    desk.submit(f"/piket/{ref}/fakta", NO_VIOLENCE)
    page = press(desk, ref, "tanda", tanda="usul").content.decode()
    assert "Ada tanda bahaya yang belum ditangani." in page


def test_a_fact_sheet_opens_the_mark_until_she_tells_more() -> None:
    ref, code = sent_with_code("iseng", who="child")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    assert propose(desk, ref).status_code == 409
    desk.submit(f"/piket/{ref}/fakta", NO_VIOLENCE)
    assert propose(desk, ref).status_code == 302
    hers.write_back(inbox_of(ref, code), "Aku masih takut.", form_key="a" * 32, key=STAY)
    assert row(ref).spam_proposed_by == ""
    answer = press(desk, ref, "tanda", tanda="usul")
    assert answer.status_code == 409
    assert "Perbarui lembar fakta dulu." in answer.content.decode()
    assert press(colleague, ref, "tanda", tanda="setuju").status_code == 409


def test_a_fact_sheet_that_knows_violence_opens_nothing() -> None:
    ref = sent("iseng", who="child")
    desk = signed_in("piket")
    take(desk, ref)
    desk.submit(f"/piket/{ref}/fakta", {**NO_VIOLENCE, "image_spread": "ya"})
    assert propose(desk, ref).status_code == 409


def test_what_the_rule_book_said_is_stored_with_the_mark() -> None:
    ref = sent("iseng")
    desk = signed_in("piket")
    propose(desk, ref)
    with reading():
        decision = Decision.objects.filter(object_ref=ref).latest("id")
    assert decision.outcome["dismissal"] == {"allowed": True, "reasons": []}
    assert decision.by == row(ref).taken_by
    assert "Buku aturan berubah" not in page_of(desk, ref)


def test_her_next_word_takes_the_mark_away() -> None:
    ref, code = sent_with_code("iseng")
    other = sent("tolong")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    marked(desk, colleague, ref)
    writer = Browser()
    writer.post("/k/", {"q8": code})
    assert writer.submit("/k/pesan", {"q9": "Maaf, saya sungguh butuh bantuan."}).status_code == 302
    assert queue_of(desk) == [ref, other]
    assert row(ref).spam_by == ""
    assert len(events(ref, UNMARKED)) == 1


def test_so_does_her_cry_for_help() -> None:
    ref, _code = sent_with_code("iseng")
    desk, colleague = signed_in("piket"), signed_in("piket2")
    marked(desk, colleague, ref)
    hers.under_duress(ref, key=None)
    assert row(ref).spam_by == ""
    assert "TANDA BAHAYA" in desk.get("/piket/").content.decode()
