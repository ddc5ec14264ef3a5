"""From the private record to the desk: what goes along, who reads it, what the staff may know."""

import re
from datetime import timedelta
from typing import Any

import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common.transactions import reading, writing
from rangkul.config import triggers
from rangkul.config.demo_city import actor
from rangkul.reports import queries
from rangkul.reports.models import RecordEntry, Report
from rangkul.vault import records
from rangkul.vault.models import Record
from tests.cast import Browser, code_on, send_report, signed_in, walk
from tests.private_record import (
    PIN,
    added,
    chosen,
    desk_page,
    enter,
    kept,
    sent_from,
    text_of,
)


def test_what_she_chose_goes_along_with_its_stamp_and_stays_hers(visitor: Browser) -> None:
    record_code = kept(visitor)
    added(visitor, "yang ini tidak")
    chosen(visitor, [1])
    assert Report.objects.count() == 0
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    page = text_of(visitor.get("/l/periksa"))
    assert "Catatan yang ikut dikirim" in page
    assert "yang ini tidak" not in page
    visitor.submit("/l/periksa")
    receipt = text_of(visitor.get("/l/selesai"))
    assert "Catatan pribadi tetap ada." in receipt
    read = desk_page("piket")
    assert "Semalam dia membanting pintu." in read
    assert "cap waktu cocok" in read
    assert "yang ini tidak" not in read
    mine = Browser()
    enter(mine, record_code)
    assert text_of(mine.get("/s/catatan")).count("sudah dikirim") == 1


def test_who_reads_is_her_choice(visitor: Browser) -> None:
    """Outside the unit, though she answers nothing about his office, or that it is none."""
    kept(visitor)
    chosen(visitor, [1], to="outside")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe", "q4b": "none"}) == "/l/periksa"
    assert "petugas di luar UPTD PPA" in text_of(visitor.get("/l/periksa"))
    visitor.submit("/l/periksa")
    assert "Semalam dia membanting pintu." in desk_page("piketlain")
    ordinary = signed_in("piket").get("/piket/").content.decode()
    assert not re.findall(r'href="/piket/\w{16}/"', ordinary)


def test_an_office_that_she_names_counts_as_it_was_named(visitor: Browser) -> None:
    kept(visitor)
    chosen(visitor, [1], to="outside")
    sent_from(visitor, q1="self", q2="safe", q4b="police")
    report = Report.objects.get()
    assert report.office == "partner"  # the column is coarse; the desk reads it in the report
    by = actor("piketlain")
    with reading():
        assert queries.content_of_team(report, by).answers.office == "police"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"q12b": "unit"}, "Pilih paling sedikit satu catatan"),
        ({"q12": "9", "q12b": "unit"}, "Pilih catatan dari daftar"),
        ({"q12": "1", "q12b": "semua"}, "Pilih siapa yang membaca"),
        ({"q12": "1"}, "Pilih siapa yang membaca"),
    ],
)
def test_a_choice_that_is_missing(visitor: Browser, form: dict[str, str], said: str) -> None:
    kept(visitor)
    page = visitor.submit("/s/kirim", form)
    assert page.status_code == 422
    assert said in text_of(page)


def test_after_a_report_the_notes_start_a_new_one(visitor: Browser) -> None:
    first = send_report("tolong", browser=visitor).code
    kept(visitor)
    assert code_on(visitor.get("/l/selesai")) == first  # the receipt is still there
    chosen(visitor, [1])
    assert sent_from(visitor) != first
    assert Report.objects.count() == 2


def test_a_note_deleted_before_sending_does_not_go_along(visitor: Browser) -> None:
    kept(visitor)
    added(visitor, "kedua")
    chosen(visitor, [1, 2])
    visitor.submit("/s/catatan/1", to="/s/catatan/1/hapus")
    sent_from(visitor)
    read = desk_page("piket")
    assert "kedua" in read
    assert "membanting" not in read


def test_save_first_moves_story_and_answers_into_a_record_and_back(visitor: Browser) -> None:
    visitor.post("/l/")
    answers = {"q1": "self", "q2": "safe", "q3": "body", "q3b": "Ceritaku."}
    assert walk(visitor, "/l/1", answers) == "/l/periksa"
    moved = visitor.submit("/l/periksa", {"simpan": "1"})
    assert moved.headers["Location"] == "/s/tulis?b=1"
    page = visitor.get("/s/tulis?b=1")
    assert "Ceritaku." in page.content.decode()
    sent = visitor.submit("/s/tulis?b=1", {"q10": "Ceritaku.", "q10c": PIN})
    assert sent.headers["Location"] == "/s/kode"
    code = code_on(visitor.get("/s/kode"))
    assert Report.objects.count() == 0
    assert "Ceritaku." not in visitor.get("/l/3").content.decode()
    later = Browser()
    enter(later, code)
    chosen(later, [1])
    assert 'value="self" checked' in later.get("/l/1").content.decode()
    assert 'value="body" checked' in later.get("/l/3b").content.decode()
    assert walk(later, "/l/1", answers | {"q3b": ""}) == "/l/periksa"
    later.submit("/l/periksa")
    assert Report.objects.get().kinds == ["body"]
    assert "Ceritaku." in desk_page("piket")


def test_save_first_from_the_story_page(visitor: Browser) -> None:
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "self"})
    moved = visitor.submit("/l/3", {"q3b": "Belum selesai.", "simpan": "1"})
    assert moved.headers["Location"] == "/s/tulis?b=1"
    assert "Belum selesai." in visitor.get("/s/tulis?b=1").content.decode()
    kept(visitor, "Satu.")
    assert visitor.get("/s/tulis?b=1").headers["Location"] == "/s/tambah?b=1"


def test_a_note_beside_a_flow_leaves_the_flow_alone(visitor: Browser) -> None:
    visitor.post("/l/")
    visitor.submit("/l/3", {"q3b": "Masih saya tulis."})
    kept(visitor)
    assert "Masih saya tulis." in visitor.get("/l/3").content.decode()


def test_a_changed_note_or_a_changed_time_is_seen_at_the_desk(visitor: Browser) -> None:
    """Somebody who writes to the trail: the verdict turns, the words stay readable."""
    kept(visitor)
    chosen(visitor, [1])
    sent_from(visitor)
    with writing():
        triggers.drop_all()
        for event in Event.objects.filter(code=EventCode.RECORD_ENTRY_SAVED):
            Event.objects.filter(pk=event.pk).update(at=event.at - timedelta(days=2))
    read = desk_page("piket")
    assert "cap waktu TIDAK cocok" in read
    assert "membanting" in read


def test_the_staff_learn_a_count_and_nothing_else(visitor: Browser, city: Any) -> None:
    kept(visitor)
    kept(Browser(), "catatan lain")
    told = city.run("doctor", check=False).stdout
    assert "Catatan pribadi: 2" in told
    refs = [*Record.objects.values_list("ref", flat=True)]
    refs += RecordEntry.objects.values_list("ref", flat=True)
    for who in ("piket", "kepala", "admin", "piketlain"):
        desk = signed_in(who)
        for path in ("/piket/", "/pengaturan/tim/", "/pengaturan/orang/", "/pengaturan/sesi/"):
            page = desk.get(path).content.decode()
            assert not [ref for ref in refs if ref in page], (who, path)
            assert "atatan pribadi" not in page, (who, path)
    assert records.count() == 2
