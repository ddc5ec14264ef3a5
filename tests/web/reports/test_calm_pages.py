"""What a scared reader meets: calm words in one place, numbers to tap, when the answer comes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rangkul.common import clock
from rangkul.reports.models import Message, Report
from tests.cast import (
    ORIGIN,
    Browser,
    complete,
    hidden_fields,
    send_alarm,
    send_report,
    signed_in,
    walk,
)
from tests.web.reports.behind import the_report
from tests.web.reports.test_flow import kept, stand_at, text_of
from tests.web.reports.test_inbox import answered, opened

BOX = "Cari tempat aman dulu. Telepon sekarang."
ASKED = "Sedang dalam bahaya sekarang?"
WRITE_ON = "Tidak bisa bicara? Lanjutkan menulis di bawah."
SATURDAY = datetime(2026, 11, 27, 19, 25, tzinfo=UTC)  # already Saturday, 02.25, in the city
BY_WHEN = "Petugas menjawab paling lambat besok, Minggu 29 November, pukul 02.25."
LATER = timedelta(minutes=31)


def calm(page: Any) -> bool:
    """One box, both numbers to tap, nobody asks her again."""
    html = text_of(page)
    box = html.split('<div class="danger">')[1].split("</div>\n</main>")[0]
    calls = all(f'class="button call" href="tel:{number}"' in box for number in (110, 129))
    return html.count(BOX) == 1 and ASKED not in html and calls


def test_who_said_danger_is_told_the_same_on_every_page_that_follows(city: Any) -> None:
    seen: dict[str, Any] = {}
    sent = send_alarm()
    assert calm(sent.browser.get("/l/selesai"))
    sent.browser.submit("/l/selesai", to="/l/lanjut")
    assert walk(sent.browser, "/l/3", {"q3b": "tolong"}, seen=seen) == "/l/periksa"
    seen |= {path: sent.browser.get(path) for path in ("/l/berkas", "/l/periksa")}
    assert len(seen) > 5
    assert [path for path, page in seen.items() if not calm(page)] == []
    assert all(WRITE_ON in text_of(page) for page in seen.values())
    sent.browser.submit("/l/periksa")
    assert calm(sent.browser.get("/l/selesai"))
    assert calm(opened(sent.code).get("/k/pesan"))


def test_on_the_last_page_nobody_is_told_to_write_where_nothing_can_be_written(city: Any) -> None:
    sent = send_report(who="self", safe="danger")
    page = sent.browser.get("/l/selesai")
    assert calm(page)
    assert WRITE_ON not in text_of(page)


def test_who_is_not_in_danger_sees_no_box(city: Any) -> None:
    assert BOX not in text_of(send_report(safe="safe").browser.get("/l/selesai"))


@pytest.mark.parametrize("path", ["/l/selesai", "/k/pesan"])
def test_every_number_that_is_named_can_be_tapped(city: Any, path: str) -> None:
    sent = send_report()
    browser = sent.browser if path.startswith("/l") else opened(sent.code)
    html = text_of(browser.get(path)).split("<main")[1]
    untapped = re.sub(r"<a [^>]*>.*?</a>", "", html)
    assert re.findall(r"Telepon|\b1[12][09]\b", untapped) == []


def test_the_receipt_says_what_to_do_first_and_by_when_the_answer_comes(city: Any) -> None:
    with clock.frozen(SATURDAY):
        html = text_of(send_report().browser.get("/l/selesai"))
    order = [
        "Sudah terkirim. Terima kasih sudah bercerita.",
        '<div class="box code">',
        "Tulis di kertas atau ingat. Hanya kode ini yang bisa membuka jawaban.",
        BY_WHEN,
        "Kode sudah saya catat, keluar",
        "Coba kode dulu",
        "Kami tidak menghubungi.",
    ]
    found = [html.find(words) for words in order]
    assert -1 not in found
    assert found == sorted(found)


def test_after_midnight_the_promise_is_of_today(city: Any) -> None:
    with clock.frozen(SATURDAY):
        code = send_report().code
    with clock.frozen(SATURDAY + timedelta(hours=23)):
        page = text_of(opened(code).get("/k/pesan"))
    assert "paling lambat hari ini, Minggu 29 November, pukul 02.25." in page


def test_after_an_answer_nothing_more_is_promised(city: Any) -> None:
    _, code = answered()
    assert "paling lambat" not in text_of(opened(code).get("/k/pesan"))


def test_who_only_tries_the_code_comes_back_to_it(city: Any) -> None:
    sent = send_report()
    page = text_of(sent.browser.get("/k/"))
    assert '<a href="/l/selesai"><span' in page
    tried = sent.browser.post("/k/", {"q8": sent.code})
    inbox = text_of(sent.browser.get(tried.headers["Location"]))
    assert '<a href="/l/selesai"><span' in inbox
    assert sent.code in re.sub(r"\D", "", text_of(sent.browser.get("/l/selesai")))
    assert "/l/selesai" not in text_of(opened(sent.code).get("/k/pesan"))


@pytest.mark.parametrize(
    ("answers", "told"),
    [({}, "Pesan Anda sudah terkirim."), ({"cepat": "aman"}, "Pesan Anda sudah terkirim.")],
)
def test_a_message_that_went_out_says_so(city: Any, answers: dict[str, str], told: str) -> None:
    browser = opened(send_report().code)
    sent = browser.submit("/k/pesan", {"q9": "Halo", **answers})
    page = text_of(browser.get(sent.headers["Location"]))
    assert f'role="status" tabindex="-1" autofocus>{told}' in page
    assert told not in text_of(browser.get("/k/pesan"))


def test_before_any_message_the_inbox_asks_whether_she_wants_to_add_something(city: Any) -> None:
    browser = opened(send_report().code)
    assert "Ingin menambahkan sesuatu?" in text_of(browser.get("/k/pesan"))
    browser.submit("/k/pesan", {"q9": "Halo"})
    assert "Tulis balasan" in text_of(browser.get("/k/pesan"))


def test_not_finished_makes_the_report_wait_for_an_answer_again(city: Any) -> None:
    ref, code = answered()
    browser = opened(code)
    assert Report.objects.get(pk=ref).reporter_waits_since is None
    assert 'value="belum"' in text_of(browser.get("/k/pesan"))
    browser.submit("/k/pesan", {"cepat": "belum", "q9": "Dia datang lagi."})
    assert Report.objects.get(pk=ref).reporter_waits_since is not None
    page = text_of(browser.get("/k/pesan"))
    assert "Belum selesai. Dia datang lagi." in page
    assert 'value="belum"' not in page
    assert "Belum selesai. Dia datang lagi." in text_of(signed_in("piket").get(f"/piket/{ref}/"))


def test_what_came_too_late_is_in_the_reply_again_once_the_code_is_typed(city: Any) -> None:
    code = send_report().code
    browser = opened(code)
    fields = hidden_fields(browser.get("/k/pesan"))
    with clock.frozen(clock.now() + LATER):
        late = browser.post("/k/pesan", {**fields, "q9": "masih takut"})
        assert late.status_code == 409
        assert kept(late) == "masih takut"
        assert text_of(late).count("<form") == 1
        wrong = browser.post("/k/", {"q8": "1" * 16, "q9": kept(late)})
        assert kept(wrong) == "masih takut"
        back = browser.post("/k/", {"q8": code, "q9": kept(wrong)})
        page = browser.get(back.headers["Location"])
        assert kept(page) == "masih takut"
        assert Message.objects.count() == 0
        sent = browser.post("/k/pesan", {**hidden_fields(page), "q9": kept(page)})
    assert sent.status_code == 302
    assert Message.objects.count() == 1


def test_under_duress_nothing_that_came_too_late_is_shown(city: Any) -> None:
    code = send_report(q6p="mawar").code
    browser = opened(code)
    fields = hidden_fields(browser.get("/k/pesan"))
    with clock.frozen(clock.now() + LATER):
        browser.post("/k/pesan", {**fields, "q9": "masih takut"})
        back = browser.post("/k/", {"q8": f"{code} mawar", "q9": "masih takut"})
        page = browser.get(back.headers["Location"])
    assert page.status_code == 200
    assert "masih takut" not in text_of(page)


@pytest.mark.parametrize("over", [1, 100])
def test_a_text_that_is_too_long_says_how_much_to_take_away(city: Any, over: int) -> None:
    page = opened(send_report().code).submit("/k/pesan", {"q9": "x" * (2000 + over)})
    assert f"Tulisan terlalu panjang. Kurangi {over} huruf." in text_of(page)


def test_a_skipped_office_is_called_skipped(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    visitor.submit("/l/4b", {"q4b": ""})
    page = text_of(visitor.get("/l/periksa"))
    assert "<dd>Dilewati</dd>" in page
    assert "<dd>–</dd>" not in page
    assert "Batal dan hapus semua" in page.split("Kirim sekarang")[1]


def test_no_office_is_chosen_for_her(visitor: Browser) -> None:
    stand_at(visitor, "4b")
    page = text_of(visitor.get("/l/4b"))
    assert "Apakah orang itu bekerja di salah satu kantor ini?" in page
    assert " checked" not in page


@pytest.mark.parametrize(
    ("came", "back"),
    [
        (f"{ORIGIN}/l/1", "/l/1"),
        (f"{ORIGIN}/l/3?b=1&s=1", "/l/3?b=1"),
        (f"{ORIGIN}/", "/"),
        (f"{ORIGIN}/aman/", ""),
        (f"{ORIGIN}/l/hapus", ""),
        (f"{ORIGIN}/piket/", ""),
        (f"{ORIGIN}/tidak-ada", ""),
        ("https://contoh.id/l/1", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_the_advice_on_safe_use_leads_back_to_where_she_was(
    visitor: Browser, came: str, back: str
) -> None:
    visitor.post("/mulai", {"ke": "l"})
    page = text_of(visitor.get("/aman/", headers={"referer": came}))
    assert re.findall(r'<nav class="back"[^>]*><a href="([^"]*)"', page) == ([back] if back else [])


def test_the_advice_on_safe_use_closes_with_the_stay_that_it_was_opened_from(
    visitor: Browser,
) -> None:
    gone = visitor.get("/aman/", headers={"referer": f"{ORIGIN}/l/1"})
    assert gone.headers["Location"] == "/jam"


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("piket", "/piket/TIDAKADA/", 404),
        ("piket", "/tidak/ada", 404),
        ("piket", "/pengaturan/orang/", 403),
    ],
)
def test_a_refusal_at_a_desk_keeps_the_menu_and_a_way_back(
    city: Any, who: str, path: str, status: int
) -> None:
    page = signed_in(who).get(path)
    html = text_of(page)
    assert page.status_code == status
    assert 'class="exit"' not in html
    assert '<nav class="tabs"' in html
    assert "Kembali ke halaman awal" in html


def test_a_refusal_on_a_public_page_keeps_the_exit_for_an_officer_too(city: Any) -> None:
    page = signed_in("piket").get("/aturan/tidak-ada/")
    assert page.status_code == 404
    assert 'class="exit"' in text_of(page)


def test_after_an_answer_the_officer_is_told_when_it_went_out(city: Any) -> None:
    send_report()
    desk, ref = signed_in("piket"), the_report().ref
    desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil")
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        at = clock.local(clock.now()).strftime("%H.%M")
        went = desk.submit(f"/piket/{ref}/", {"body": "Kami membaca."}, to=f"/piket/{ref}/jawab")
        page = text_of(desk.get(went.headers["Location"]))
    told = f"Jawaban terkirim pukul {at}. Pelapor membacanya dengan kode."
    assert f'role="status" tabindex="-1" autofocus>{told}' in page
    assert told not in text_of(signed_in("piket").get(f"/piket/{ref}/"))


def test_a_completed_alarm_is_promised_one_answer(city: Any) -> None:
    with clock.frozen(SATURDAY):
        sent = send_alarm()
        complete(sent.browser, q3b="tolong")
    with clock.frozen(SATURDAY + timedelta(minutes=5)):
        assert BY_WHEN in text_of(sent.browser.get("/l/selesai"))
