"""The final post and the receipt: once, readable until she leaves, never a word of the story."""

from datetime import timedelta

import pytest

from rangkul.common import clock
from rangkul.reports.models import Report
from tests.cast import Browser, code_on, hidden_fields, send_report
from tests.web.reports.test_flow import ANSWERS, PAGES, STORY, stand_at, text_of


def test_the_final_post_sent_twice_is_one_report(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
    form = hidden_fields(visitor.get("/l/periksa"))
    answers = [visitor.post("/l/periksa", form) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/l/selesai"}
    assert Report.objects.count() == 1
    assert len({code_on(visitor.get("/l/selesai")) for _ in range(2)}) == 1


@pytest.mark.parametrize("slug", [*PAGES, "2d", "periksa"])
def test_nothing_is_added_to_a_report_that_was_sent(visitor: Browser, slug: str) -> None:
    stand_at(visitor, "periksa")
    form = hidden_fields(visitor.get("/l/3"))
    visitor.submit("/l/periksa")
    path = f"/l/{slug}"
    assert visitor.get(path).headers["Location"] == "/l/selesai"
    late = visitor.post(path, {**form, **ANSWERS})
    assert late.headers["Location"] == "/l/selesai"
    assert Report.objects.count() == 1


def test_the_old_final_form_comes_back_with_everything_still_there(visitor: Browser) -> None:
    stand_at(visitor, "periksa")
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
    visitor.get("/jam")
    assert visitor.get("/l/selesai").headers["Location"] == "/jam"


def test_the_receipt_can_be_tried_at_once_and_read_again(visitor: Browser) -> None:
    sent = send_report(browser=visitor)
    assert visitor.post("/k/", {"q8": sent.code}).headers["Location"] == "/k/pesan"
    assert visitor.get("/k/pesan").status_code == 200
    assert code_on(visitor.get("/l/selesai")) == sent.code


def test_the_receipt_shows_no_word_of_the_story(visitor: Browser) -> None:
    send_report(STORY, browser=visitor)
    assert "memukul" not in text_of(visitor.get("/l/selesai"))
