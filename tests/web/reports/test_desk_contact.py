"""Reaching her: not at all unless she said so, in her hours, in her words; every look noted."""

import re
from typing import Any

import pytest

from rangkul.reports.actions import inbox as hers
from rangkul.reports.answers import Contact
from rangkul.reports.models import Report
from tests.cast import signed_in
from tests.web.reports.desk_day import (
    AGREED,
    NUMBER,
    STAY,
    at,
    events,
    inbox_of,
    page_of,
    press,
    sent,
    sent_with_code,
    take,
)

pytestmark = pytest.mark.usefixtures("city")
REVEALED = "report.contact_revealed"


def text(page: object) -> str:
    found: str = page.content.decode()  # type: ignore[attr-defined]
    return found


def test_without_her_word_there_is_no_way_but_the_inbox() -> None:
    ref = sent()
    desk = signed_in("piket")
    page = page_of(desk, ref)
    assert "JANGAN HUBUNGI. Jawab lewat kotak pesan saja." in page
    assert "Lihat nomor" not in page
    assert "Naskah" not in page
    assert press(desk, ref, "nomor").status_code == 302
    assert events(ref, REVEALED) == []


@pytest.mark.parametrize("more", [{}, AGREED])
def test_who_must_not_know_stands_before_any_way_to_reach_her(more: dict[str, Any]) -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **more, q6s="mama")
        page = page_of(signed_in("piket"), ref)
    box = page[page.index('id="kontak"') :]
    way = box.index("Lihat nomor" if more else "JANGAN HUBUNGI.")
    assert box.index("Jangan beri tahu: mama") < way
    assert "tidak menunggu izin ini" in box[:way]


def test_no_contact_with_a_witness_never_holds_up_help_for_another() -> None:
    page = page_of(signed_in("piket"), sent(who="child", safe="danger"))
    assert "JANGAN HUBUNGI PELAPOR. Jawab lewat kotak pesan saja." in page
    assert "Orang yang ia laporkan tetap dijangkau dan ditolong." in page
    assert "Jangkau korban sekarang" in page


def test_in_her_hours_the_number_is_shown_once_and_noted() -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page = page_of(desk, ref)
        assert "kini: BUKA sampai 15.00" in page
        assert "Senin sampai Jumat 11.00–15.00" in page
        assert NUMBER not in page
        assert NUMBER in text(press(desk, ref, "nomor"))
        assert events(ref, REVEALED) == [{"why": "hours"}]
        assert NUMBER not in page_of(desk, ref)


def test_outside_her_hours_the_button_is_shut() -> None:
    with at(16):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page = page_of(desk, ref)
        assert "Kini TUTUP: aman Senin sampai Jumat 11.00–15.00." in page
        assert re.search(r'<button[^>]*disabled aria-describedby="tutup">Lihat nomor', page)
        answer = press(desk, ref, "nomor")
        assert answer.status_code == 409
        assert "Nomor belum ditampilkan" in text(answer)
        assert NUMBER not in text(answer)
        assert events(ref, REVEALED) == []


def test_her_hours_end_while_the_page_is_open() -> None:
    with at(14, 59):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        assert "kini: BUKA" in page_of(desk, ref)
    with at(15):
        assert press(desk, ref, "nomor").status_code == 409


@pytest.mark.parametrize("reason", ["life", "child", "asked"])
def test_in_an_emergency_a_reason_opens_and_stands_in_the_trail(reason: str) -> None:
    with at(22):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page_of(desk, ref)
        answer = press(desk, ref, "nomor", darurat="1", alasan=reason)
        assert NUMBER in text(answer)
        assert events(ref, REVEALED) == [{"why": reason}]


@pytest.mark.parametrize("reason", ["", "penasaran"])
def test_no_reason_opens_nothing(reason: str) -> None:
    with at(22):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page_of(desk, ref)
        answer = press(desk, ref, "nomor", darurat="1", alasan=reason)
        assert answer.status_code == 422
        page = text(answer)
        assert '<li><a href="#alasan-0">Pilih alasannya</a></li>' in page
        assert 'id="alasan-0"' in page
        assert "<title>Perlu diperiksa" in page
        assert NUMBER not in page
        assert events(ref, REVEALED) == []


def test_a_reason_that_was_not_needed_is_not_noted() -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page_of(desk, ref)
        press(desk, ref, "nomor", darurat="1", alasan="life")
        assert events(ref, REVEALED) == [{"why": "hours"}]


def test_while_somebody_may_force_her_the_number_is_shut() -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page_of(desk, ref)
        hers.under_duress(ref, key=None)
        assert "Terkunci: ada tanda bahwa pelapor dipaksa." in page_of(desk, ref)
        assert press(desk, ref, "nomor").status_code == 409
        assert NUMBER in text(press(desk, ref, "nomor", darurat="1", alasan="life"))


def test_only_who_holds_the_report_sees_the_number() -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **AGREED)
        desk, colleague = signed_in("piket"), signed_in("piket2")
        page_of(desk, ref)
        for who, status in (("piket2", 409), ("piketlain", 404), ("luar", 403), ("kepala", 403)):
            browser = colleague if who == "piket2" else signed_in(who)
            answer = browser.submit("/pengaturan/tim/", to=f"/piket/{ref}/nomor")
            assert (who, answer.status_code) == (who, status)
            assert NUMBER not in text(answer)
        assert desk.get(f"/piket/{ref}/nomor").status_code == 405
        take(colleague, ref)
        assert press(desk, ref, "nomor").status_code == 409
        assert events(ref, REVEALED) == []


def test_the_script_says_her_words_and_nothing_of_ours() -> None:
    with at(12):
        ref = sent(who="self", safe="safe", **{**AGREED, "q6": "phone"})
        page = page_of(signed_in("piket"), ref)
    script = page[page.index("Naskah menelepon") : page.index("</ol>")]
    steps = ("Apakah aman bicara?", "“arisan”", "“besok saja”", "ibu mertua", "menelepon ulang")
    assert re.search(".*".join(map(re.escape, steps)), script, re.DOTALL)
    assert '<b class="say">Halo, saya Rina. Saya telepon lagi besok.</b>' in script


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"q6": "whatsapp"}, "Halo, ini Rina. Jadwal hari Kamis masih sama?"),
        ({"q6": "sms", "q6d": "parcel"}, "Paket sudah siap diambil."),
    ],
)
def test_what_is_written_first_is_neutral(more: dict[str, str], said: str) -> None:
    ref = sent(who="self", safe="safe", **{**AGREED, **more})
    page = page_of(signed_in("piket"), ref)
    assert "Naskah menulis" in page
    assert f'<b class="say">{said}</b>' in page


def test_who_else_reads_the_telephone_is_said_aloud() -> None:
    ref = sent(who="self", safe="safe", q4e="yes", **AGREED)
    page = page_of(signed_in("piket"), ref)
    assert "Hati-hati: HP ini dibuka orang lain." in page
    assert "Yang bisa membuka: suami." in page
    assert "Terlapor bisa membuka HP pelapor." in page


def test_no_words_agreed_is_said_too() -> None:
    more = {"q6": "phone", "q6b": NUMBER}
    page = page_of(signed_in("piket"), sent(who="self", safe="safe", **more))
    assert "Tidak ada kata sandi." in page
    assert "Ia tidak menyebut jam. Yang dipakai: siang hari." in page


def test_a_change_of_contact_counts_at_once() -> None:
    with at(12):
        ref, code = sent_with_code(who="self", safe="safe", **AGREED)
        desk = signed_in("piket")
        page_of(desk, ref)
        hers.change_contact(inbox_of(ref, code), Contact(), key=STAY)
        assert press(desk, ref, "nomor").status_code == 302
        assert "JANGAN HUBUNGI" in page_of(desk, ref)
        assert Report.objects.get(pk=ref).contact == "none"
        assert "Cara menghubungi diubah" in page_of(desk, ref)
