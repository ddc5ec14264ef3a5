"""The duty desk at the HTTP border: queue, take, read, facts, answer; and who sees which report."""

import re
from datetime import timedelta
from typing import Any

import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision, Event
from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.jobs.worker import Worker
from rangkul.policy.book import replay
from rangkul.reports.models import FactSheet, Message, Report
from tests.cast import Browser, hidden_fields, send_report, signed_in
from tests.furnished import NOBODY, queue_of, work
from tests.web.reports.test_flow import text_of
from tests.web.reports.test_inbox import opened

STORY = "Dia mengurung saya di kamar."
NO_DANGER = {"reporter": "korban", "violence_alleged": "tidak", "civil_dispute_only": "ya",
             "survivor_is_child": "tidak"}  # fmt: skip


def send_at(minutes_ago: int) -> str:
    """A report of some minutes ago; its reference."""
    with clock.frozen(clock.now() - timedelta(minutes=minutes_ago)):
        send_report(STORY)
    return newest(minutes_ago)


def newest(minutes_ago: int) -> str:
    """The report that came in about then."""
    around = clock.now() - timedelta(minutes=minutes_ago)
    return Report.objects.get(
        received_at__gt=around - timedelta(seconds=20),
        received_at__lt=around + timedelta(seconds=20),
    ).ref


def take(desk: Browser, ref: str) -> Any:
    return desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil")


def save_facts(desk: Browser, ref: str, **facts: str) -> Any:
    return desk.submit(f"/piket/{ref}/fakta", {"reporter": "belum_tahu", **facts})


def events(code: EventCode, ref: str = "") -> int:
    rows = Event.objects.filter(code=code)
    return (rows.filter(object_ref=ref) if ref else rows).count()


def only_danger() -> str:
    """The newest report: somebody is in danger now."""
    before = set(Report.objects.values_list("pk", flat=True))
    send_report(safe="danger")
    return str(Report.objects.exclude(pk__in=before).get().pk)


# --- the queue ----------------------------------------------------------------------------------


def test_the_queue_goes_by_who_waits_then_danger_then_age(city: object) -> None:
    old, middle, young = (send_at(minutes) for minutes in (50, 30, 5))
    desk = signed_in("piket")
    assert queue_of(desk) == [old, middle, young]
    urgent = only_danger()
    assert queue_of(desk) == [urgent, old, middle, young]  # danger now before everything
    work(desk, urgent, "Kami menolong.")
    assert queue_of(desk)[:3] == [old, middle, young]
    take(desk, old)
    assert save_facts(desk, old, **NO_DANGER).status_code == 302
    assert Report.objects.get(pk=old).risk == "rendah"
    assert queue_of(desk)[:3] == [middle, young, old]  # danger before age
    work(desk, middle, "Kami membaca.")
    assert [one for one in queue_of(desk) if one != urgent] == [
        young,
        old,
        middle,
    ]  # who has an answer waits no longer


def test_who_writes_back_waits_again_behind_those_who_wait_longer(city: object) -> None:
    sent = send_report("satu")
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    work(desk, ref, "Kami membaca.")
    send_report("dua")
    other = queue_of(desk)[0]
    assert queue_of(desk) == [other, ref]
    opened(sent.code).submit("/k/pesan", {"q9": "Saya takut."})
    assert queue_of(desk) == [other, ref]
    assert Report.objects.get(pk=ref).reporter_waits_since is not None
    work(desk, other, "Kami membaca.")
    assert queue_of(desk) == [ref, other]


def test_the_list_holds_codes_only(city: object) -> None:
    send_report(STORY)
    assert "mengurung" not in text_of(signed_in("piket").get("/piket/"))


def test_the_counts_say_what_waits(city: object) -> None:
    send_at(50)
    desk = signed_in("piket")
    page = text_of(desk.get("/piket/"))
    assert re.findall(r"<b>(\d+)</b></li>", page) == ["1", "1", "0", "1"]
    work(desk, queue_of(desk)[0], "Kami membaca.")
    assert re.findall(r"<b>(\d+)</b></li>", text_of(desk.get("/piket/"))) == ["0", "0", "0", "0"]


def test_an_empty_queue_says_so(city: object) -> None:
    assert "Tidak ada laporan baru." in text_of(signed_in("piket").get("/piket/"))


# --- taking -------------------------------------------------------------------------------------


def test_a_report_is_read_only_by_who_has_taken_it(city: object) -> None:
    send_report(STORY)
    desk, colleague = signed_in("piket"), signed_in("piket2")
    (ref,) = queue_of(desk)
    assert "mengurung" not in text_of(desk.get(f"/piket/{ref}/"))
    assert events(EventCode.REPORT_OPENED) == 0
    assert take(desk, ref).headers["Location"] == f"/piket/{ref}/"
    assert "mengurung" in text_of(desk.get(f"/piket/{ref}/"))
    assert events(EventCode.REPORT_OPENED, ref) == 1
    assert "mengurung" not in text_of(colleague.get(f"/piket/{ref}/"))
    assert events(EventCode.REPORT_OPENED, ref) == 1


def test_the_second_who_presses_take_is_told_who_was_first(city: object) -> None:
    send_report(STORY)
    first, second = signed_in("piket"), signed_in("piket2")
    (ref,) = queue_of(first)
    shown = hidden_fields(second.get(f"/piket/{ref}/"))
    take(first, ref)
    page = second.post(f"/piket/{ref}/ambil", shown)
    assert page.status_code == 409
    assert "Laporan ini sudah diambil Rina Safitri." in text_of(page)
    assert "mengurung" not in text_of(page)
    assert Report.objects.get(pk=ref).taken_by != ""
    assert events(EventCode.REPORT_TAKEN, ref) == 1


def test_taking_twice_is_taking_once(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    for _ in range(2):
        assert take(desk, ref).status_code == 302
    assert events(EventCode.REPORT_TAKEN, ref) == 1


def test_a_colleague_takes_over_and_the_first_one_no_longer_reads(city: object) -> None:
    send_report(STORY)
    first, second = signed_in("piket"), signed_in("piket2")
    (ref,) = queue_of(first)
    work(first, ref, "Kami membaca.")
    form = hidden_fields(first.get(f"/piket/{ref}/"))
    assert take(second, ref).status_code == 302
    page = text_of(second.get(f"/piket/{ref}/"))
    assert "mengurung" in page
    assert "Kami membaca." in page
    assert "mengurung" not in text_of(first.get(f"/piket/{ref}/"))
    late = first.post(f"/piket/{ref}/jawab", {**form, "k": "a" * 32, "body": "Jawaban terlambat"})
    assert late.status_code == 409
    assert "Yanti Marlina" in text_of(late)
    assert "Jawaban terlambat" in text_of(late)  # her words come back
    assert Message.objects.count() == 1
    assert first.get(f"/piket/{ref}/fakta").status_code == 409


# --- answering ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "complaint"),
    [("", "Tulis jawaban dulu"), ("x" * 2001, "terlalu panjang"), ("a\u202eb", "membuangnya")],
)
def test_an_answer_with_a_fault_comes_back_with_its_words(
    city: object, words: str, complaint: str
) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    page = desk.submit(f"/piket/{ref}/", {"body": words}, to=f"/piket/{ref}/jawab")
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert words.replace("\u202e", "") in text_of(page)
    assert Message.objects.count() == 0


def test_the_same_answer_sent_twice_is_one_message(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    form = hidden_fields(desk.get(f"/piket/{ref}/"))
    for _ in range(3):
        assert desk.post(f"/piket/{ref}/jawab", {**form, "body": "Halo"}).status_code == 302
    assert Message.objects.count() == 1
    assert events(EventCode.STAFF_ANSWERED) == 1


def test_who_has_not_taken_it_cannot_answer(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    form = {**hidden_fields(desk.get(f"/piket/{ref}/")), "k": "a" * 32, "body": "Halo"}
    page = desk.post(f"/piket/{ref}/jawab", form)
    assert page.status_code == 409
    assert "Laporan ini belum Anda ambil." in text_of(page)
    assert Message.objects.count() == 0


# --- facts --------------------------------------------------------------------------------------


def test_facts_become_a_stored_decision_that_replays(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    assert Decision.objects.filter(object_ref=ref).count() == 1  # made when the report came in
    assert save_facts(desk, ref, danger_now="ya", spouses_now="ya").status_code == 302
    first, second = Decision.objects.filter(object_ref=ref).order_by("id")
    assert first.facts["saved"] is False
    assert second.facts["saved"] is True
    assert second.outcome["risk"] == "tinggi"
    for stored in (first, second):
        on = clock.local(stored.at).date()
        assert replay(stored.facts, on).to_codes() == stored.outcome
    assert FactSheet.objects.filter(report=ref).count() == 1
    assert "Perbarui lembar fakta" in text_of(desk.get(f"/piket/{ref}/"))


def test_a_newer_sheet_is_not_overwritten_unseen(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    path = f"/piket/{ref}/fakta"
    old = {**hidden_fields(desk.get(path)), "reporter": "korban", "danger_now": "ya"}
    assert save_facts(desk, ref, danger_now="tidak").status_code == 302
    page = desk.post(path, old)
    assert page.status_code == 409
    assert "baru saja disimpan dari jendela lain" in text_of(page)
    assert re.search(r'name="danger_now"[^>]*value="ya" checked', text_of(page))
    assert FactSheet.objects.count() == 1
    again = desk.post(path, {**old, **hidden_fields(page)})
    assert again.status_code == 302
    assert FactSheet.objects.latest("number").facts["answers"]["danger_now"] == "ya"


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"reporter": "tetangga"}, "Pilih salah satu dari daftar"),
        ({"danger_now": "mungkin"}, "Pilih salah satu dari daftar"),
        ({"incident_on": "kemarin"}, "Tulis tanggal seperti"),
        ({"incident_on": "01/01/2099"}, "tidak boleh di masa depan"),
        ({"incident_on": "01/01/2026", "incident_time": "25.00"}, "Tulis jam seperti 21.40"),
        ({"child_age": "18"}, "Tulis umur dengan angka, 0 sampai 17"),
        ({"child_age": "muda"}, "Tulis umur dengan angka, 0 sampai 17"),
        ({"based_on": "-1"}, "Paling sedikit 0"),
    ],
)
def test_a_fact_that_cannot_be_is_named_and_nothing_is_stored(
    city: object, facts: dict[str, str], complaint: str
) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    page = save_facts(desk, ref, **facts)
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert FactSheet.objects.count() == 0
    assert Decision.objects.filter(object_ref=ref).count() == 1


# --- the first contact's clock ------------------------------------------------------------------


def run_the_worker() -> None:
    worker = Worker()
    while worker.run_once():
        pass


def test_a_first_contact_that_comes_too_late_is_noted_once(city: object) -> None:
    send_report(STORY)
    ref = Report.objects.get().ref
    run_the_worker()
    assert events(EventCode.CLOCK_MISSED) == 0  # not due yet
    with clock.frozen(Report.objects.get().first_contact_due + timedelta(seconds=1)):
        run_the_worker()
        run_the_worker()
    assert events(EventCode.CLOCK_MISSED, ref) == 1
    desk = signed_in("piket")
    take(desk, ref)
    run_the_worker()
    assert events(EventCode.CLOCK_MISSED, ref) == 1


def test_a_report_taken_in_time_misses_nothing(city: object) -> None:
    send_report(STORY)
    desk = signed_in("piket")
    (ref,) = queue_of(desk)
    take(desk, ref)
    with clock.frozen(Report.objects.get().first_contact_due + timedelta(days=1)):
        run_the_worker()
    assert events(EventCode.CLOCK_MISSED) == 0


# --- where the alleged person works decides who reads -------------------------------------------

OURS = ("police", "unit", "health", "counselling", "legal_aid")


def without_token(page: Any) -> str:
    """All of a page but the token of its sign-out button, which is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(page))


@pytest.mark.parametrize("office", OURS)
def test_a_report_about_a_partner_or_the_unit_goes_past_the_unit(city: object, office: str) -> None:
    send_report(STORY, office=office)
    other, desks = signed_in("piketlain"), [signed_in("piket"), signed_in("piket2")]
    (ref,) = queue_of(other)
    take(other, ref)
    assert "mengurung" in text_of(other.get(f"/piket/{ref}/"))
    for desk in desks:
        assert queue_of(desk) == []
        there, nowhere = desk.get(f"/piket/{ref}/"), desk.get(f"/piket/{NOBODY}/")
        assert there.status_code == 404
        assert without_token(there) == without_token(nowhere)


@pytest.mark.parametrize("office", ["", "none"])
def test_every_other_report_goes_to_the_unit(city: object, office: str) -> None:
    send_report(STORY, office=office)
    assert len(queue_of(signed_in("piket"))) == 1
    assert queue_of(signed_in("piketlain")) == []


def test_the_units_keys_do_not_open_what_went_past_it(city: object) -> None:
    """Even with a list entry forged for it, the unit's team has no key to the report."""
    from rangkul.vault.models import Access

    send_report(STORY, office="unit")
    send_report("biasa")
    desk = signed_in("piket")
    (own,) = queue_of(desk)
    with reading():
        mine = Access.objects.get(object=own)
        foreign = Access.objects.exclude(object=own).get()
    Access.objects.create(
        principal=mine.principal, object=foreign.object, sort_key=foreign.sort_key,
        ground=foreign.ground, ground_ref=foreign.ground_ref,
    )  # fmt: skip
    assert foreign.object in queue_of(desk)
    take(desk, foreign.object)
    page = desk.get(f"/piket/{foreign.object}/")
    assert page.status_code != 200
    assert "mengurung" not in text_of(page)
