"""The report flow at the HTTP border, as a browser without scripts walks it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from rangkul.common import clock
from rangkul.reports.models import Report
from rangkul.vault.models import Draft
from tests.cast import Browser, code_on, hidden_fields, send_report

STORY = "Suami memukul saya semalam.\nSaya takut pulang."
ANSWERS = ({"q1": "self"}, {"q2": "afraid"}, {"q3": STORY}, {"q4": "none"})
LATE = timedelta(minutes=31)


def walk(browser: Browser, steps: int = len(ANSWERS)) -> None:
    """From "Mulai" through so many questions."""
    browser.post("/l/")
    for number, answers in enumerate(ANSWERS[:steps], start=1):
        assert browser.submit(f"/l/{number}", answers).status_code == 302


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


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_an_answer_leads_to_the_next_question(visitor: Browser, number: int) -> None:
    walk(visitor, number - 1)
    page = visitor.get(f"/l/{number}")
    assert f"Langkah {number} dari 5" in text_of(page)
    answer = visitor.submit(f"/l/{number}", ANSWERS[number - 1])
    assert answer.headers["Location"] == (f"/l/{number + 1}" if number < 4 else "/l/periksa")


def test_an_answer_stands_there_when_she_comes_back(visitor: Browser) -> None:
    walk(visitor)
    assert re.search(r'value="self" checked', text_of(visitor.get("/l/1")))
    assert kept(visitor.get("/l/3")) == STORY


@pytest.mark.parametrize(
    ("number", "answers", "complaint"),
    [
        (1, {}, "Pilih siapa yang butuh bantuan"),
        (1, {"q1": "ayah"}, "Pilih siapa yang butuh bantuan"),
        (2, {}, "Pilih apakah sekarang aman"),
        (3, {"q3": "x" * 4001}, "Tulisan terlalu panjang: 4001 huruf"),
        (3, {"q3": "tolong\u202esaya"}, "Kami sudah membuangnya"),
        (4, {"q4": "bulan"}, "Pilih salah satu, atau Lewati"),
    ],
)
def test_a_fault_is_named_in_words_and_nothing_is_stored(
    visitor: Browser, number: int, answers: dict[str, str], complaint: str
) -> None:
    walk(visitor, number - 1)
    before = bytes(Draft.objects.get().ct)
    page = visitor.submit(f"/l/{number}", answers)
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert "Ada yang perlu dilengkapi" in text_of(page)
    assert re.search("<title>Perlu diperiksa", text_of(page))
    assert bytes(Draft.objects.get().ct) == before


def test_a_story_that_is_too_long_stays_in_the_field(visitor: Browser) -> None:
    walk(visitor, 2)
    assert kept(visitor.submit("/l/3", {"q3": "a" * 5000})) == "a" * 5000


def test_hidden_signs_are_taken_out_and_pressing_again_sends_it_on(visitor: Browser) -> None:
    walk(visitor, 2)
    page = visitor.submit("/l/3", {"q3": "tolong\u202e saya"})
    assert kept(page) == "tolong saya"
    again = visitor.post("/l/3", {**hidden_fields(page), "q3": kept(page)})
    assert again.headers["Location"] == "/l/4"


def test_the_two_questions_without_duty_can_be_passed_over(visitor: Browser) -> None:
    walk(visitor, 2)
    assert visitor.submit("/l/3", {"q3": ""}).headers["Location"] == "/l/4"
    assert visitor.submit("/l/4", {}).headers["Location"] == "/l/periksa"


@pytest.mark.parametrize("token", ["", "f" * 32, "ä"])
def test_an_old_form_comes_back_with_her_words_and_works_the_second_time(
    visitor: Browser, token: str
) -> None:
    walk(visitor, 2)
    page = visitor.post("/l/3", {"t": token, "q3": STORY})
    assert page.status_code == 409
    assert kept(page) == STORY
    assert "Tulisan Anda masih ada" in text_of(page)
    again = visitor.post("/l/3", {**hidden_fields(page), "q3": kept(page)})
    assert again.headers["Location"] == "/l/4"


def test_a_draft_that_ran_out_while_she_typed_starts_anew_with_what_she_typed(
    visitor: Browser,
) -> None:
    walk(visitor, 2)
    page = visitor.get("/l/3")
    with clock.frozen(clock.now() + LATE):
        before = visitor.cookies["sid"].value
        answer = visitor.post("/l/3", {**hidden_fields(page), "q3": STORY})
        assert answer.headers["Location"] == "/l/4"
        assert visitor.cookies["sid"].value != before
        assert kept(visitor.get("/l/3")) == STORY
        # What was answered before ran out with the draft: the check asks for it again.
        assert visitor.get("/l/periksa").headers["Location"] == "/l/1"


@pytest.mark.parametrize("path", ["/l/1", "/l/3", "/l/periksa", "/l/selesai", "/k/pesan"])
def test_a_page_of_a_stay_that_ran_out_is_the_neutral_page(visitor: Browser, path: str) -> None:
    walk(visitor)
    with clock.frozen(clock.now() + LATE):
        answer = visitor.get(path)
    assert answer.headers["Location"] == "/keluar"


def test_every_answer_gives_another_thirty_minutes(visitor: Browser) -> None:
    walk(visitor, 1)
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        visitor.submit("/l/2", ANSWERS[1])
    with clock.frozen(clock.now() + timedelta(minutes=45)):
        assert visitor.get("/l/3").status_code == 200


@pytest.mark.parametrize(
    "path", ["/l/1", "/l/2", "/l/3", "/l/4", "/l/periksa", "/l/selesai", "/k/pesan"]
)
def test_who_has_left_sees_the_neutral_page_whatever_she_opens(visitor: Browser, path: str) -> None:
    walk(visitor)
    cookie = visitor.cookies["sid"].value
    page = visitor.get("/keluar")
    assert page.cookies["sid"]["max-age"] == 0
    assert Draft.objects.count() == 0
    assert visitor.get(path).headers["Location"] == "/keluar"
    visitor.cookies["sid"] = cookie  # a browser that kept it all the same
    assert visitor.get(path).headers["Location"] == "/keluar"
    assert "Jam layanan kantor" in text_of(visitor.get("/keluar"))


def test_a_form_sent_after_leaving_is_not_taken(visitor: Browser) -> None:
    walk(visitor, 2)
    page = visitor.get("/l/3")
    visitor.get("/keluar")
    answer = visitor.post("/l/3", {**hidden_fields(page), "q3": STORY})
    assert answer.headers["Location"] == "/keluar"
    assert Draft.objects.count() == 0


def test_two_tabs_lose_nothing(visitor: Browser) -> None:
    """Both are open before either is sent; the later one keeps the earlier one's answer."""
    walk(visitor, 1)
    tabs = {number: hidden_fields(visitor.get(f"/l/{number}")) for number in (2, 3, 4)}
    for number in (4, 2, 3):
        assert (
            visitor.post(f"/l/{number}", {**tabs[number], **ANSWERS[number - 1]}).status_code == 302
        )
    page = text_of(visitor.get("/l/periksa"))
    for shown in (
        "Saya sendiri",
        "takut terjadi lagi",
        "Saya takut pulang.",
        "bukan di tempat-tempat ini",
    ):
        assert shown in page


def test_one_answer_is_changed_from_the_check_page_and_leads_back_there(visitor: Browser) -> None:
    walk(visitor)
    assert "/l/2?b=1" in text_of(visitor.get("/l/periksa"))
    page = visitor.get("/l/2?b=1")
    assert '<a href="/l/periksa">' in text_of(page)
    answer = visitor.post("/l/2", {**hidden_fields(page), "q2": "danger"})
    assert answer.headers["Location"] == "/l/periksa"
    assert "dalam bahaya sekarang" in text_of(visitor.get("/l/periksa"))


def test_a_fault_on_the_way_from_the_check_page_still_leads_back_there(visitor: Browser) -> None:
    walk(visitor)
    page = visitor.post("/l/1", {**hidden_fields(visitor.get("/l/1?b=1")), "q1": "ayah"})
    again = visitor.post("/l/1", {**hidden_fields(page), "q1": "child"})
    assert again.headers["Location"] == "/l/periksa"


def test_the_story_is_shut_on_the_check_page(visitor: Browser) -> None:
    walk(visitor)
    page = text_of(visitor.get("/l/periksa"))
    inside = re.findall(r"<details>.*?</details>", page, re.DOTALL)
    assert len(inside) == 1
    assert "Saya takut pulang." in inside[0]
    assert "Saya takut pulang." not in page.replace(inside[0], "")


@pytest.mark.parametrize(("steps", "asked"), [(0, "/l/1"), (1, "/l/2"), (2, None)])
def test_the_check_page_asks_for_what_is_needed_first(
    visitor: Browser, steps: int, asked: str | None
) -> None:
    walk(visitor, steps)
    for answer in (visitor.get("/l/periksa"), visitor.post("/l/periksa")):
        if asked is None:
            assert "Location" not in answer.headers
        else:
            assert answer.headers["Location"] == asked
    assert Report.objects.count() == 0


def test_who_is_in_danger_sees_the_numbers_beside_the_next_questions(visitor: Browser) -> None:
    walk(visitor, 1)
    visitor.submit("/l/2", {"q2": "danger"})
    for number, shown in ((2, False), (3, True), (4, True)):
        box = '<div class="danger">' in text_of(visitor.get(f"/l/{number}"))
        assert box is shown


def test_erasing_forgets_everything_and_leaves(visitor: Browser) -> None:
    walk(visitor)
    answer = visitor.submit("/l/periksa", to="/l/hapus")
    assert answer.headers["Location"] == "/keluar"
    assert answer.cookies["sid"]["max-age"] == 0
    assert Draft.objects.count() == 0


def test_erasing_needs_the_forms_token(visitor: Browser) -> None:
    walk(visitor)
    assert visitor.post("/l/hapus").headers["Location"] == "/l/periksa"
    assert Draft.objects.count() == 1


def test_start_goes_on_with_what_was_not_sent_yet(visitor: Browser) -> None:
    walk(visitor, 3)
    visitor.post("/l/")
    assert kept(visitor.get("/l/3")) == STORY
    assert Draft.objects.count() == 1


def test_after_sending_a_new_start_is_empty(visitor: Browser) -> None:
    send_report(STORY, browser=visitor)
    visitor.post("/l/")
    assert kept(visitor.get("/l/3")) == ""


# --- sending and the receipt --------------------------------------------------------------------


def test_the_final_post_sent_twice_is_one_report(visitor: Browser) -> None:
    walk(visitor)
    form = hidden_fields(visitor.get("/l/periksa"))
    answers = [visitor.post("/l/periksa", form) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/l/selesai"}
    assert Report.objects.count() == 1
    assert len({code_on(visitor.get("/l/selesai")) for _ in range(2)}) == 1


@pytest.mark.parametrize("path", ["/l/1", "/l/2", "/l/3", "/l/4", "/l/periksa"])
def test_nothing_is_added_to_a_report_that_was_sent(visitor: Browser, path: str) -> None:
    walk(visitor)
    form = hidden_fields(visitor.get("/l/3"))
    visitor.submit("/l/periksa")
    assert visitor.get(path).headers["Location"] == "/l/selesai"
    number = int(path[-1]) if path[-1].isdigit() else 1
    late = visitor.post(path, {**form, **ANSWERS[number - 1]})
    assert late.headers["Location"] == "/l/selesai"
    assert Report.objects.count() == 1


def test_the_old_final_form_comes_back_with_everything_still_there(visitor: Browser) -> None:
    walk(visitor)
    page = visitor.post("/l/periksa", {"t": "0" * 32})
    assert page.status_code == 409
    assert "Saya takut pulang." in text_of(page)
    assert Report.objects.count() == 0
    assert visitor.post("/l/periksa", hidden_fields(page)).headers["Location"] == "/l/selesai"


def test_the_receipt_is_readable_until_she_leaves(visitor: Browser) -> None:
    sent = send_report(browser=visitor)
    assert code_on(visitor.get("/l/selesai")) == sent.code
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        assert code_on(visitor.get("/l/selesai")) == sent.code
    visitor.get("/keluar")
    assert visitor.get("/l/selesai").headers["Location"] == "/keluar"


def test_the_receipt_can_be_tried_at_once_and_read_again(visitor: Browser) -> None:
    sent = send_report(browser=visitor)
    assert visitor.post("/k/", {"q8": sent.code}).headers["Location"] == "/k/pesan"
    assert visitor.get("/k/pesan").status_code == 200
    assert code_on(visitor.get("/l/selesai")) == sent.code


def test_the_receipt_shows_no_word_of_the_story(visitor: Browser) -> None:
    send_report(STORY, browser=visitor)
    assert "memukul" not in text_of(visitor.get("/l/selesai"))


def test_two_visitors_share_nothing(visitor: Browser) -> None:
    walk(visitor, 3)
    other = Browser()
    walk(other, 2)
    form = hidden_fields(visitor.get("/l/3"))
    assert other.post("/l/3", {**form, "q3": "lain"}).status_code == 409
    assert kept(visitor.get("/l/3")) == STORY
    assert kept(other.get("/l/3")) == ""


@pytest.mark.parametrize("cookie", ["", "x", "0" * 63, "0" * 64, "é" * 64, "0" * 5000])
def test_a_foreign_cookie_finds_nothing(visitor: Browser, cookie: str) -> None:
    visitor.cookies["sid"] = cookie
    for path in ("/l/1", "/l/periksa", "/l/selesai", "/k/pesan"):
        assert visitor.get(path).headers["Location"] == "/keluar", path
