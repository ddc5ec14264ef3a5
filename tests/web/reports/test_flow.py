"""The report flow at the HTTP border, as a browser without scripts walks it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from rangkul.common import clock
from rangkul.reports.models import Report
from rangkul.vault.models import Draft
from tests.cast import Browser, asked_of, hidden_fields, send_report, walk
from tests.writers import ADULT

STORY = "Suami memukul saya semalam.\nSaya takut pulang."
ANSWERS = {**ADULT, "q2": "safe", "q3b": STORY}
PAGES = (
    *("1", "2", "3", "3b", "4", "4b", "4c", "4d", "4e", "5", "5b"),
    *("6", "6s", "6j", "6k", "6l", "6m", "6n", "6p"),
)
LATE = timedelta(minutes=31)
STAYS = (*(f"/l/{slug}" for slug in (*PAGES, "2d", "periksa", "selesai")), "/k/pesan")


def stand_at(browser: Browser, slug: str) -> None:
    """From "Mulai" to this page of the flow, "periksa" with everything answered."""
    browser.post("/l/")
    assert walk(browser, "/l/1", ANSWERS, until=f"/l/{slug}") == f"/l/{slug}"


def following(slug: str) -> str:
    """Where the page's answer leads."""
    return f"/l/{[*PAGES, 'periksa'][PAGES.index(slug) + 1]}"


def text_of(page: Any) -> str:
    found: str = page.content.decode()
    return found


def kept(page: Any) -> str:
    """What stands in the story's field."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", text_of(page), re.DOTALL)
    assert found is not None
    return found.group(1)


def test_start_makes_one_draft_and_one_neutral_cookie(visitor: Browser) -> None:
    answer = visitor.post("/l/")
    assert answer.headers["Location"] == "/l/1"
    assert list(answer.cookies) == ["sid"]
    cookie = answer.cookies["sid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == cookie["expires"] == ""  # ends with the browser
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("slug", PAGES)
def test_an_answer_leads_to_the_next_question(visitor: Browser, slug: str) -> None:
    stand_at(visitor, slug)
    page = visitor.get(f"/l/{slug}")
    assert f"{slug[0]} dari 7" in text_of(page)
    answer = visitor.submit(f"/l/{slug}", asked_of(page, ANSWERS))
    assert answer.headers["Location"] == following(slug)


@pytest.mark.parametrize("slug", PAGES[1:])
def test_every_page_leads_back_to_the_one_before(visitor: Browser, slug: str) -> None:
    stand_at(visitor, slug)
    back = re.search(
        r'<nav class="back"[^>]*><a href="([^"]*)"', text_of(visitor.get(f"/l/{slug}"))
    )
    assert back is not None
    assert back.group(1) == f"/l/{PAGES[PAGES.index(slug) - 1]}"


def test_an_answer_stands_there_when_she_comes_back(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    assert re.search(r'value="self" checked', text_of(visitor.get("/l/1")))
    assert kept(visitor.get("/l/3")) == STORY
    assert re.findall(r'value="(\w+)" checked', text_of(visitor.get("/l/3b"))) == ANSWERS["q3"]
    assert 'value="Bang J"' in text_of(visitor.get("/l/4c"))
    assert re.search(r'value="19.71.01" selected', text_of(visitor.get("/l/5")))


@pytest.mark.parametrize(
    ("slug", "answers", "complaint"),
    [
        ("1", {}, "Pilih siapa yang butuh bantuan"),
        ("1", {"q1": "ayah"}, "Pilih siapa yang butuh bantuan"),
        ("2", {}, "Pilih apakah sekarang aman"),
        ("3b", {"q3": ["body", "bulan"]}, "Pilih dari daftar"),
        ("3", {"q3b": "x" * 4001}, "Tulisan terlalu panjang. Kurangi 1 huruf."),
        ("3", {"q3b": "tolong\u202esaya"}, "Kami sudah membuangnya"),
        ("4", {"q4": "bulan"}, "Pilih salah satu, atau Lewati"),
        ("4b", {"q4b": "bulan"}, "Pilih salah satu, atau Lewati"),
        ("4b", {"q4b": "partner"}, "Pilih salah satu, atau Lewati"),  # only the alarm says so
        ("4c", {"q4c": "x" * 121}, "Tulisan terlalu panjang. Kurangi 1 huruf."),
        ("5", {"q5": "11.01.01"}, "Pilih dari daftar"),
        ("6", {"q6": "surat"}, "Pilih salah satu cara"),
        ("6p", {"q6p": "ab"}, "Pakai kata dengan paling sedikit 3 huruf"),
    ],
)
def test_a_fault_is_named_in_words_and_nothing_is_stored(
    visitor: Browser, slug: str, answers: dict[str, Any], complaint: str
) -> None:
    stand_at(visitor, slug)
    page = visitor.submit(f"/l/{slug}", answers)
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert "Periksa lagi" in text_of(page)
    assert re.search("<title>Perlu diperiksa", text_of(page))
    assert complaint not in text_of(visitor.get(f"/l/{slug}"))  # the answers are as they were


@pytest.mark.parametrize(
    ("way", "number", "complaint"),
    [
        ("phone", "", "Tulis nomornya, atau kembali dan pilih Jangan hubungi"),
        ("phone", "ibu saya", "Tulis nomor dengan angka"),
        ("whatsapp", "0812", "Tulis nomor dengan angka"),
        ("trusted", "", "Tulis nomornya"),
        ("phone", "0812-3456-7890", ""),
        ("sms", "+62 812 3456 7890", ""),
        ("trusted", "Bu Ani, sebelah rumah", ""),
    ],
)
def test_who_wants_to_be_reached_says_where(
    visitor: Browser, way: str, number: str, complaint: str
) -> None:
    stand_at(visitor, "6")
    assert visitor.submit("/l/6", {"q6": way}).headers["Location"] == "/l/6b"
    answer = visitor.submit("/l/6b", {"q6b": number})
    if complaint:
        assert complaint in text_of(answer)
    else:
        assert answer.headers["Location"] == "/l/6c"


def test_nobody_is_contacted_who_did_not_say_so(visitor: Browser) -> None:
    """The first way is "do not contact me", and it is marked before she marks anything."""
    stand_at(visitor, "6")
    page = text_of(visitor.get("/l/6"))
    assert re.findall(r'value="(\w+)"(?: checked)', page) == ["none"]
    assert visitor.submit("/l/6", {}).headers["Location"] == "/l/6s"


def test_a_phone_that_the_other_one_opens_speaks_for_no_contact(visitor: Browser) -> None:
    stand_at(visitor, "6")
    warning = "Orang itu bisa membuka HP Anda."
    assert warning not in text_of(visitor.get("/l/6"))
    visitor.submit("/l/4e", {"q4e": "yes"})
    assert warning in text_of(visitor.get("/l/6"))


def test_a_story_that_is_too_long_stays_in_the_field(visitor: Browser) -> None:
    stand_at(visitor, "3")
    assert kept(visitor.submit("/l/3", {"q3b": "a" * 5000})) == "a" * 5000


def test_hidden_signs_are_taken_out_and_pressing_again_sends_it_on(visitor: Browser) -> None:
    stand_at(visitor, "3")
    page = visitor.submit("/l/3", {"q3b": "tolong\u202e saya"})
    assert kept(page) == "tolong saya"
    again = visitor.post("/l/3", {**hidden_fields(page), "q3b": kept(page)})
    assert again.headers["Location"] == "/l/3b"


@pytest.mark.parametrize("slug", [slug for slug in PAGES if slug not in {"1", "2"}])
def test_every_question_without_duty_can_be_passed_over(visitor: Browser, slug: str) -> None:
    stand_at(visitor, slug)
    assert visitor.submit(f"/l/{slug}").headers["Location"] == following(slug)


@pytest.mark.parametrize("slug", PAGES[2:])
def test_from_every_question_after_the_two_needed_ones_she_can_go_to_the_end(
    visitor: Browser, slug: str
) -> None:
    stand_at(visitor, slug)
    answers = asked_of(visitor.get(f"/l/{slug}"), ANSWERS)
    sent = visitor.submit(f"/l/{slug}", {**answers, "akhir": "1"})
    assert sent.headers["Location"] == "/l/periksa"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"


def test_before_both_needed_answers_nobody_is_led_to_the_end(visitor: Browser) -> None:
    stand_at(visitor, "1")
    assert "Lewati sisanya" not in text_of(visitor.get("/l/1"))
    assert visitor.submit("/l/1", {"q1": "self", "akhir": "1"}).status_code == 302
    assert visitor.get("/l/periksa").headers["Location"] == "/l/2"


def test_the_shortest_way_needs_two_answers_and_no_word(visitor: Browser) -> None:
    visitor.post("/l/")
    assert visitor.submit("/l/1", {"q1": "unsure"}).headers["Location"] == "/l/2"
    sent = visitor.submit("/l/2", {"q2": "unknown", "akhir": "1"})
    assert sent.headers["Location"] == "/l/periksa"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    assert Report.objects.get().contact == "none"


@pytest.mark.parametrize("token", ["", "f" * 32, "ä"])
def test_an_old_form_comes_back_with_her_words_and_works_the_second_time(
    visitor: Browser, token: str
) -> None:
    stand_at(visitor, "3")
    page = visitor.post("/l/3", {"t": token, "q3b": STORY})
    assert page.status_code == 409
    assert kept(page) == STORY
    assert "Tulisannya masih ada" in text_of(page)
    again = visitor.post("/l/3", {**hidden_fields(page), "q3b": kept(page)})
    assert again.headers["Location"] == "/l/3b"


def test_a_draft_that_ran_out_while_she_typed_starts_anew_with_what_she_typed(
    visitor: Browser,
) -> None:
    stand_at(visitor, "3")
    page = visitor.get("/l/3")
    with clock.frozen(clock.now() + LATE):
        before = visitor.cookies["sid"].value
        answer = visitor.post("/l/3", {**hidden_fields(page), "q3b": STORY})
        assert answer.headers["Location"] == "/l/1"
        assert visitor.cookies["sid"].value != before
        assert kept(visitor.get("/l/3")) == STORY
        # What was answered before ran out with the draft: the check asks for it again, and says so.
        assert visitor.get("/l/periksa").headers["Location"] == "/l/1"
        assert "Tulisan terakhir masih ada." in text_of(visitor.get("/l/1"))
        assert "Tulisan terakhir masih ada." not in text_of(visitor.get("/l/3"))


@pytest.mark.parametrize("path", STAYS)
def test_a_page_of_a_stay_that_ran_out_is_the_neutral_page(visitor: Browser, path: str) -> None:
    stand_at(visitor, "periksa")
    with clock.frozen(clock.now() + LATE):
        answer = visitor.get(path)
    assert answer.headers["Location"] == "/jam"


def test_every_answer_gives_another_thirty_minutes(visitor: Browser) -> None:
    stand_at(visitor, "2")
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        visitor.submit("/l/2", {"q2": "safe"})
    with clock.frozen(clock.now() + timedelta(minutes=45)):
        assert visitor.get("/l/3").status_code == 200


@pytest.mark.parametrize("path", STAYS)
def test_who_has_left_sees_the_neutral_page_whatever_she_opens(visitor: Browser, path: str) -> None:
    stand_at(visitor, "periksa")
    cookie = visitor.cookies["sid"].value
    page = visitor.get("/jam")
    assert page.cookies["sid"]["max-age"] == 0
    assert Draft.objects.count() == 0
    assert visitor.get(path).headers["Location"] == "/jam"
    visitor.cookies["sid"] = cookie  # a browser that kept it all the same
    assert visitor.get(path).headers["Location"] == "/jam"
    assert "Jam layanan kantor" in text_of(visitor.get("/jam"))


def test_a_form_sent_after_leaving_is_not_taken(visitor: Browser) -> None:
    stand_at(visitor, "3")
    page = visitor.get("/l/3")
    visitor.get("/jam")
    answer = visitor.post("/l/3", {**hidden_fields(page), "q3b": STORY})
    assert answer.headers["Location"] == "/jam"
    assert Draft.objects.count() == 0


def test_two_tabs_lose_nothing(visitor: Browser) -> None:
    """Both are open before either is sent; the later one keeps the earlier one's answer."""
    stand_at(visitor, "2")
    tabs = {slug: visitor.get(f"/l/{slug}") for slug in ("2", "3", "4b")}
    for slug in ("4b", "2", "3"):
        answers = {**hidden_fields(tabs[slug]), **asked_of(tabs[slug], {**ANSWERS, "q2": "afraid"})}
        assert visitor.post(f"/l/{slug}", answers).status_code == 302
    page = text_of(visitor.get("/l/periksa"))
    for shown in (
        "Saya sendiri, 18 tahun ke atas",
        "takut terjadi lagi",
        "Saya takut pulang.",
        "<dd>Tidak</dd>",
    ):
        assert shown in page


def test_who_is_in_danger_sees_the_numbers_beside_the_next_questions(visitor: Browser) -> None:
    stand_at(visitor, "2")
    assert visitor.submit("/l/2", {"q2": "danger"}).headers["Location"] == "/l/2d"
    pages = (("1", False), ("2", False), ("3", True), ("3b", True), ("4", True), ("6", True))
    for slug, shown in (*pages, ("periksa", True)):
        assert ('<div class="danger">' in text_of(visitor.get(f"/l/{slug}"))) is shown, slug


def test_who_thinks_of_ending_her_life_reads_whom_to_call(visitor: Browser) -> None:
    stand_at(visitor, "2")
    visitor.submit("/l/2", {"q2": "afraid"})
    line = "Ingin mengakhiri hidup? Anda boleh bicara sekarang:"
    assert line not in text_of(visitor.get("/l/3"))
    assert visitor.submit("/l/2b", {"q2b": "suicidal"}).headers["Location"] == "/l/3"
    assert line in text_of(visitor.get("/l/3"))
    assert visitor.submit("/l/3", {"akhir": "1"}).headers["Location"] == "/l/periksa"
    visitor.submit("/l/periksa")
    assert line in text_of(visitor.get("/l/selesai"))


@pytest.mark.parametrize(
    ("kinds", "when", "told"),
    [
        (["sexual"], "today", True),
        (["sexual", "body"], "week", True),
        (["sexual"], "month", False),
        (["body"], "today", False),
    ],
)
def test_a_doctor_is_offered_while_a_doctor_can_still_find_something(
    visitor: Browser, kinds: list[str], when: str, told: bool
) -> None:
    stand_at(visitor, "3")
    answers = {**ANSWERS, "q3": kinds, "q5b": when}
    assert walk(visitor, "/l/3", answers, until="/l/6") == "/l/6"
    assert ("Pemeriksaan dokter sebaiknya secepatnya." in text_of(visitor.get("/l/6"))) is told
    assert walk(visitor, "/l/6", answers) == "/l/periksa"
    visitor.submit("/l/periksa")
    page = text_of(visitor.get("/l/selesai"))
    assert ("Pemeriksaan dokter sebaiknya secepatnya." in page) is told


def test_erasing_forgets_everything_and_leaves(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    answer = visitor.submit("/l/periksa", to="/l/hapus")
    assert answer.headers["Location"] == "/jam"
    assert answer.cookies["sid"]["max-age"] == 0
    assert Draft.objects.count() == 0


def test_erasing_needs_the_forms_token(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    assert visitor.post("/l/hapus").headers["Location"] == "/l/periksa"
    assert Draft.objects.count() == 1


def test_start_goes_on_with_what_was_not_sent_yet(visitor: Browser) -> None:
    stand_at(visitor, "4")
    visitor.post("/l/")
    assert kept(visitor.get("/l/3")) == STORY
    assert Draft.objects.count() == 1


def test_after_sending_a_new_start_is_empty(visitor: Browser) -> None:
    send_report(STORY, browser=visitor)
    visitor.post("/l/")
    assert kept(visitor.get("/l/3")) == ""


def test_two_visitors_share_nothing(visitor: Browser) -> None:
    stand_at(visitor, "4")
    other = Browser()
    stand_at(other, "3")
    form = hidden_fields(visitor.get("/l/3"))
    assert other.post("/l/3", {**form, "q3b": "lain"}).status_code == 409
    assert kept(visitor.get("/l/3")) == STORY
    assert kept(other.get("/l/3")) == ""


@pytest.mark.parametrize("cookie", ["", "x", "0" * 63, "0" * 64, "é" * 64, "0" * 5000])
def test_a_foreign_cookie_finds_nothing(visitor: Browser, cookie: str) -> None:
    visitor.cookies["sid"] = cookie
    for path in STAYS:
        assert visitor.get(path).headers["Location"] == "/jam", path
