"""Taking a report back, another report on the same event, a letter, and who has opened it."""

import re
from datetime import timedelta
from html import unescape

import pytest

from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.reports.models import Message, ReportLink
from rangkul.vault import cost
from tests.cast import Browser, complete, send_alarm, send_report, signed_in
from tests.web.reports.behind import (
    commits_fail,
    events,
    hers,
    hidden_fields,
    opened,
    take,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")


# --- taking it back -----------------------------------------------------------------------------


def test_taking_back_tells_the_desk_and_ends_nothing_by_itself() -> None:
    code, browser = hers()
    assert browser.submit("/k/tarik").headers["Location"] == "/k/pesan"
    report = the_report()
    assert report.withdrawn_at is not None
    assert report.reporter_waits_since is not None
    assert "Laporan ini diminta ditarik." in text_of(browser.get("/k/pesan"))
    assert "Saya ingin menarik kembali laporan ini." in text_of(
        take(report.ref).get(f"/piket/{report.ref}/")
    )
    assert len(events(EventCode.REPORT_WITHDRAWN)) == 1
    assert opened(code).get("/k/pesan").status_code == 200


def test_what_cannot_be_undone_is_said_in_plain_words() -> None:
    _, browser = hers()
    page = text_of(browser.get("/k/tarik"))
    for said in (
        "mewajibkan petugas tetap bertindak",
        "kantor polisi",
        "3 bulan",
        "tidak bisa diadukan lagi",
    ):
        assert said in page


def test_a_child_reads_only_what_concerns_a_child() -> None:
    _, browser = hers(who="young", q1b="12_17")
    page = text_of(browser.get("/k/tarik"))
    assert "petugas tetap harus menolong" in page
    assert "polisi" not in re.sub(r"<footer.*", "", page, flags=re.DOTALL)


def test_taken_back_twice_is_once() -> None:
    _, browser = hers()
    form = hidden_fields(browser.get("/k/tarik"))
    for key in (form["k"], form["k"], "a" * 32):
        browser.post("/k/tarik", {**form, "k": key})
    assert Message.objects.count() == 1
    assert len(events(EventCode.REPORT_WITHDRAWN)) == 1


def test_who_was_made_to_take_it_back_can_come_back() -> None:
    _, browser = hers()
    browser.submit("/k/tarik")
    assert "Saya ingin dibantu lagi" in text_of(browser.get("/k/tarik"))
    browser.submit("/k/tarik", {"lagi": "1"})
    assert the_report().withdrawn_at is None
    assert "diminta ditarik" not in text_of(browser.get("/k/pesan"))
    assert len(events(EventCode.REPORT_RESUMED)) == 1
    browser.submit("/k/tarik")
    assert the_report().withdrawn_at is not None


def test_a_second_tab_neither_takes_back_nor_resumes_by_accident() -> None:
    _, browser = hers()
    old = hidden_fields(browser.get("/k/tarik"))
    browser.submit("/k/tarik")
    browser.post("/k/tarik", {**old, "k": "b" * 32})  # still says "Tarik kembali"
    assert the_report().withdrawn_at is not None
    assert Message.objects.count() == 1


# --- the same event -----------------------------------------------------------------------------


def test_two_reports_are_linked_and_nothing_more_is_said() -> None:
    other = send_report("Yang pertama.").code
    _, browser = hers(story="Yang kedua.")
    assert browser.submit("/k/gabung", {"q8": other}).headers["Location"] == "/k/gabung"
    page = text_of(browser.get("/k/gabung"))
    assert "Laporan ini sudah dikaitkan dengan laporan lain." in page
    assert "Yang pertama" not in page
    assert "sudah dikaitkan" in text_of(opened(other).get("/k/gabung"))
    (link,) = ReportLink.objects.all()
    assert link.one_id < link.other_id
    assert len(events(EventCode.REPORTS_LINKED)) == 1


def test_linked_twice_from_either_side_is_linked_once() -> None:
    first = send_report().code
    second, browser = hers()
    for _ in range(2):
        browser.submit("/k/gabung", {"q8": first})
    opened(first).submit("/k/gabung", {"q8": second})
    assert ReportLink.objects.count() == 1
    assert len(events(EventCode.REPORTS_LINKED)) == 1


def test_a_report_is_not_linked_with_itself() -> None:
    code, browser = hers()
    assert browser.submit("/k/gabung", {"q8": code}).status_code == 302
    assert ReportLink.objects.count() == 0


@pytest.mark.parametrize("typed", ["1234 5678 9012 3456", "closed", "1234 5678 9012 3456 mawar"])
def test_a_wrong_code_says_and_costs_what_it_does_at_the_door(typed: str) -> None:
    if typed == "closed":
        typed, other = hers()
        other.submit("/k/kode")
    _, browser = hers()
    form = {**hidden_fields(browser.get("/k/gabung")), "q8": typed}
    refused, before = len(events(EventCode.CODE_REFUSED)), cost.PUBLIC.derivations
    page = browser.post("/k/gabung", form)
    assert page.status_code == 422
    assert "Kode tidak cocok. Periksa angkanya, lalu coba lagi." in text_of(page)
    assert cost.PUBLIC.derivations - before == 1
    assert len(events(EventCode.CODE_REFUSED)) == refused + 1


def test_a_word_of_duress_behind_the_other_code_works_here_too() -> None:
    other = send_report("lain", q6p="mawar").code
    _, browser = hers()
    assert browser.submit("/k/gabung", {"q8": f"{other} mawar"}).status_code == 302
    assert 'name="q9"' not in text_of(browser.get("/k/pesan"))
    assert len(events(EventCode.ALARM_RAISED)) == 1
    assert ReportLink.objects.count() == 0


def test_a_link_that_cannot_be_stored_is_none() -> None:
    other = send_report().code
    _, browser = hers()
    form = {**hidden_fields(browser.get("/k/gabung")), "q8": other}
    with commits_fail():
        page = browser.post("/k/gabung", form)
    assert page.status_code == 503
    assert other in text_of(page)
    assert ReportLink.objects.count() == 0


# --- a letter -----------------------------------------------------------------------------------


def letter(page: object) -> str:
    """The words of the letter alone."""
    html = text_of(page)
    found = re.search(r"<section[^>]*>(.*?)</section>", html, re.DOTALL)
    assert found is not None
    return " ".join(unescape(re.sub("<[^>]+>", " ", found.group(1))).split())


def test_a_letter_says_that_a_report_was_made_and_nothing_of_it() -> None:
    _, browser = hers(story="Dia mengurung saya.", who="self", safe="afraid", q4c="Bang J")
    report = the_report()
    said = letter(browser.get("/k/surat"))
    received = clock.local(report.received_at)
    ref = report.ref
    for part in (
        "UPTD PPA Kota Pangkalpinang menerima satu laporan melalui situs ini.",
        f"Diterima {received.day} ",
        f"pukul {received:%H.%M} WIB",
        f"Nomor rujukan {ref[:4]} {ref[4:8]} {ref[8:12]} {ref[12:]}",
        "telepon UPTD PPA Kota Pangkalpinang, lalu sebut nomor rujukan",
    ):
        assert part in said
    for secret in ("mengurung", "Bang J", "takut", "Nama,"):
        assert secret not in said


def test_a_name_is_printed_and_never_stored() -> None:
    _, browser = hers()
    page = browser.submit("/k/surat", {"q10": "Bunga <b>Melati</b>"})
    assert page.status_code == 200
    assert "Nama, ditulis oleh pemegang surat Bunga <b>Melati</b>" in letter(page)
    assert "&lt;b&gt;" in text_of(page)
    assert "Bunga" not in text_of(browser.get("/k/surat"))


def test_a_name_with_a_fault_is_not_printed() -> None:
    _, browser = hers()
    page = browser.submit("/k/surat", {"q10": "x" * 81})
    assert page.status_code == 422
    assert "Nama, ditulis" not in letter(page)


def test_the_letter_comes_as_one_file_with_a_neutral_name() -> None:
    _, browser = hers()
    file = browser.submit("/k/surat", {"q10": "Bunga", "berkas": "1"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="surat.html"'
    html = text_of(file)
    assert "<title>Surat</title>" in html
    assert "Bunga" in letter(file)
    assert not re.search(r"(href|src|action)=", html)


def test_in_english_the_letter_stands_in_both_languages() -> None:
    _, browser = hers()
    page = text_of(browser.get("/en/k/surat"))
    assert page.count("<section") == 2
    assert '<section class="box print letter" lang="id"><h2>Surat keterangan' in page


def test_a_report_about_the_unit_is_never_confirmed_by_the_unit() -> None:
    _, browser = hers(office="unit")
    said = letter(browser.get("/k/surat"))
    assert "UPTD" not in said
    assert "Yayasan Teman Setara" in said


def test_the_letter_follows_a_report_that_moved() -> None:
    sent = send_alarm()
    sent.browser.post("/k/", {"q8": sent.code})
    assert "UPTD" in letter(sent.browser.get("/k/surat"))
    complete(sent.browser, q4b="unit")
    assert "UPTD" not in letter(sent.browser.get("/k/surat"))


def test_only_the_letter_is_printed() -> None:
    _, browser = hers()
    page = text_of(browser.get("/k/surat"))
    assert '<body class="alone">' in page
    assert page.count('class="box print letter"') == 1


# --- who opened it ------------------------------------------------------------------------------


def rows(browser: Browser) -> list[str]:
    found = re.findall(r"<li>(.*?)</li>", text_of(browser.get("/k/dibuka")), re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in found]


def test_nobody_yet_is_said_so() -> None:
    _, browser = hers()
    assert "Belum ada petugas yang membukanya." in text_of(browser.get("/k/dibuka"))


def test_an_opening_shows_the_role_and_the_minute_and_no_name() -> None:
    _, browser = hers()
    ref = the_report().ref
    moment = (clock.now() + timedelta(minutes=2)).replace(second=5, microsecond=0)
    with clock.frozen(moment):
        desk = take(ref)
        for _ in range(3):
            desk.get(f"/piket/{ref}/")
    with clock.frozen(moment + timedelta(minutes=2)):
        desk.get(f"/piket/{ref}/")
        signed_in("piket2").get(f"/piket/{ref}/")  # not hers: it stays shut
        stay = rows(browser)
        page = text_of(browser.get("/k/dibuka"))
    local = [clock.local(moment), clock.local(moment + timedelta(minutes=2))]
    assert [row.split(" · ")[0] for row in stay] == ["Petugas piket"] * 2
    assert [row.split("pukul ")[1] for row in stay] == [f"{at:%H.%M} WIB" for at in local[::-1]]
    assert "Rina" not in page


def test_the_team_outside_the_unit_is_called_so() -> None:
    _, browser = hers(office="police")
    ref = the_report().ref
    take(ref, "piketlain").get(f"/piket/{ref}/")
    assert [row.split(" · ")[0] for row in rows(browser)] == ["Petugas di luar UPTD PPA"]


def test_one_persons_page_shows_nothing_of_anothers() -> None:
    hers()
    ref = the_report().ref
    take(ref).get(f"/piket/{ref}/")
    _, other = hers(story="lain")
    assert rows(other) == []
