"""The thread as its reporter sees it: one-tap answers, how she is, taking it back, a witness."""

import re
from datetime import timedelta

import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision
from rangkul.common import clock
from rangkul.reports.models import Message, Report
from tests.cast import Browser, send_report, signed_in
from tests.furnished import queue_of
from tests.web.reports.behind import (
    commits_fail,
    events,
    hers,
    hidden_fields,
    opened,
    storage_away,
    take,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")
NUMBERS = 'class="button call" href="tel:110"'


def tap(browser: Browser, what: str, **more: str) -> object:
    return browser.submit("/k/pesan", {"cepat": what, **more})


def asked(browser_of: str, *, asks: bool) -> Browser:
    """The desk's last message, which can or cannot be answered by one tap."""
    desk = take(the_report().ref)
    ref = the_report().ref
    said = {"body": "Apakah malam ini ada tempat aman?", **({"asks": "on"} if asks else {})}
    assert desk.submit(f"/piket/{ref}/", said, to=f"/piket/{ref}/jawab").status_code == 302
    return opened(browser_of)


def bodies(desk: Browser) -> list[str]:
    page = text_of(desk.get(f"/piket/{the_report().ref}/"))
    return re.findall(r'<article class="message">.*?<p>(.*?)</p>', page, re.DOTALL)


# --- one tap ------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", [True, False])
def test_one_tap_answers_stand_only_under_a_question(asks: bool) -> None:
    code, _ = hers()
    page = text_of(asked(code, asks=asks).get("/k/pesan"))
    assert ('value="nanti"' in page) is asks


@pytest.mark.parametrize(
    ("what", "typed", "arrives"),
    [("ya", "", "Ya"), ("tidak", "", "Tidak"), ("nanti", "besok pagi", "Nanti. besok pagi")],
)
def test_one_tap_is_a_reply_and_loses_nothing_that_was_typed(
    what: str, typed: str, arrives: str
) -> None:
    code, _ = hers()
    browser = asked(code, asks=True)
    tap(browser, what, q9=typed)
    assert bodies(signed_in("piket"))[-1] == arrives
    assert 'value="nanti"' not in text_of(browser.get("/k/pesan"))  # answered


# --- how she is ---------------------------------------------------------------------------------


def test_a_cry_for_help_shows_the_numbers_at_once_and_leads_the_queue() -> None:
    send_report(safe="danger")
    _, browser = hers(safe="safe")
    mine = Report.objects.get(safe_now="safe")
    before = Decision.objects.filter(object_ref=mine.ref).count()
    page = text_of(browser.get(tap(browser, "bahaya").headers["Location"]))  # type: ignore[attr-defined]
    assert page.index(NUMBERS) < page.index("<h1>")
    assert "Tanda bahaya terkirim pukul" in page
    mine.refresh_from_db()
    assert (mine.red, mine.safe_now, mine.risk) == (True, "danger", "tinggi")
    assert queue_of(signed_in("piket"))[0] == mine.ref
    newest = Decision.objects.filter(object_ref=mine.ref).order_by("id").last()
    assert newest is not None
    assert newest.facts["answers"]["danger_now"] == "ya"
    assert Decision.objects.filter(object_ref=mine.ref).count() == before + 1
    assert [one.detail["how"] for one in events(EventCode.ALARM_RAISED)] == ["danger"]


@pytest.mark.parametrize("trouble", ["storage", "old form", "ended"])
def test_a_cry_for_help_shows_the_numbers_whatever_fails(trouble: str) -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get("/k/pesan")), "cepat": "bahaya"}
    if trouble == "old form":
        page = browser.post("/k/pesan", {**form, "t": "0" * 32})
    elif trouble == "storage":
        with storage_away():
            page = browser.post("/k/pesan", form)
    else:
        with clock.frozen(clock.now() + timedelta(minutes=31)):
            page = browser.post("/k/pesan", form)
    assert page.status_code in {409, 503}
    assert NUMBERS in text_of(page)
    assert the_report().alarm_at is None


def test_a_second_cry_keeps_the_place_of_the_first() -> None:
    _, browser = hers()
    tap(browser, "bahaya")
    first = the_report().alarm_at
    tap(browser, "bahaya")
    assert the_report().alarm_at == first
    assert len(events(EventCode.ALARM_RAISED)) == 2


def test_the_same_cry_sent_twice_is_one() -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get("/k/pesan")), "cepat": "bahaya"}
    for _ in range(2):
        browser.post("/k/pesan", form)
    assert len(events(EventCode.ALARM_RAISED)) == 1
    assert Message.objects.count() == 1


def test_safe_again_is_noted_but_does_not_call_off_a_cry_for_help() -> None:
    _, browser = hers()
    tap(browser, "bahaya")
    tap(browser, "aman")
    report = the_report()
    assert (report.safe_now, report.red, report.risk) == ("safe", False, "tinggi")
    assert report.alarm_at is not None
    page = text_of(browser.get("/k/pesan"))
    assert "Yang tercatat: aman." in page
    assert "Tanda bahaya" not in page


def test_a_cry_that_could_not_be_stored_leaves_nothing_half_written() -> None:
    _, browser = hers()
    form = {**hidden_fields(browser.get("/k/pesan")), "cepat": "bahaya"}
    before = Report.objects.values().get()
    with commits_fail():
        assert browser.post("/k/pesan", form).status_code == 503
    assert Report.objects.values().get() == before
    assert Message.objects.count() == 0


# --- a witness, a child -------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["child", "adult"])
def test_a_witness_sees_only_received_or_dealt_with(who: str) -> None:
    code, browser = hers(who=who)
    page = text_of(browser.get("/k/pesan"))
    assert "Status: sudah diterima." in page
    assert "Terkirim" not in page
    assert "/k/dibuka" not in page
    assert browser.get("/k/dibuka").headers["Location"] == "/k/pesan"
    take(the_report().ref)
    assert "Status: sedang ditangani petugas." in text_of(opened(code).get("/k/pesan"))


def test_a_witness_speaks_of_the_other_person() -> None:
    _, browser = hers(who="adult")
    assert "Orang itu aman sekarang" in text_of(browser.get("/k/pesan"))
    tap(browser, "bahaya")
    assert bodies(take(the_report().ref)) == ["Orang itu dalam bahaya sekarang."]


@pytest.mark.parametrize("age", ["u12", "12_17"])
def test_a_child_is_offered_little_and_called_kamu(age: str) -> None:
    _, browser = hers(who="young", q1b=age)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        for path in ("/k/pesan", "/k/kontak", "/k/kode", "/k/tarik", "/k/dibuka"):
            page = text_of(browser.get(path))
            assert not re.search(r"\bAnda\b", page), path
            assert 'class="child"' in page, path
    for path in ("/k/kata", "/k/gabung", "/k/surat"):
        assert path not in text_of(browser.get("/k/pesan"))


# --- what stands at its end ---------------------------------------------------------------------


def test_the_other_choices_stand_quietly_at_the_end() -> None:
    _, browser = hers()
    page = text_of(browser.get("/k/pesan"))
    end = page.index("Pilihan lain")
    assert end > page.index("Saya dalam bahaya sekarang")
    for path in ("kontak", "kode", "kata", "gabung", "surat", "dibuka", "tarik", "berkas"):
        assert f'href="/k/{path}"' in page[end:]
    assert 'href="/en/k/tarik"' in text_of(browser.get("/en/k/pesan"))


def test_a_cry_that_met_a_closed_inbox_is_raised_with_the_code() -> None:
    code, browser = hers()
    form = hidden_fields(browser.get("/k/pesan"))
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        page = browser.post("/k/pesan", {**form, "cepat": "bahaya"})
        assert page.status_code == 409
        wrong = browser.post("/k/", {**hidden_fields(page), "q8": "4821 9034 7716 2050"})
        assert wrong.status_code == 422
        sent = browser.post("/k/", {**hidden_fields(wrong), "q8": code})
        assert sent.headers["Location"] == "/k/pesan?ok=1"
        assert "Tanda bahaya terkirim" in text_of(browser.get("/k/pesan"))
    assert the_report().alarm_at is not None
    assert the_report().safe_now == "danger"
