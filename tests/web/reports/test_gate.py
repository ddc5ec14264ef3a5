"""What lies behind the landing page opens to a stay that lives, never to a mere cookie."""

from datetime import timedelta

import pytest
from django.conf import settings

from rangkul.common import clock
from tests.cast import ORIGIN, Browser, code_on, send_report, walk
from tests.web.reports.behind import hers, opens, text_of

pytestmark = pytest.mark.usefixtures("city")
GATES = ("/l/", "/k/", "/s/", "/s/buka", "/s/cap")
LATER = timedelta(minutes=31)
gates = pytest.mark.parametrize("path", GATES)


@gates
@pytest.mark.parametrize("cookie", ["0" * 64, "f" * 64, "none"])
def test_a_cookie_that_somebody_made_up_opens_nothing(path: str, cookie: str) -> None:
    browser = Browser()
    browser.cookies[settings.VISIT_COOKIE] = cookie
    for prefix in ("", "/en"):
        answer = browser.get(prefix + path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{prefix}/jam")


@gates
def test_after_half_an_hour_back_shows_the_neutral_page(path: str) -> None:
    browser = Browser()
    browser.post("/mulai", {"ke": "l"})
    assert browser.get(path).status_code == 200
    with clock.frozen(clock.now() + LATER):
        assert browser.get(path).headers["Location"] == "/jam"


def test_a_code_that_was_typed_too_late_is_asked_for_once_more() -> None:
    """The stay ran out while she looked for her code: what she typed comes back, and works."""
    code = send_report().code
    browser = Browser()
    browser.post("/mulai", {"ke": "k"})
    with clock.frozen(clock.now() + LATER):
        wrong = browser.post("/k/", {"q8": "1234"})
        assert wrong.status_code == 422
        assert 'value="1234"' in text_of(wrong)
        assert browser.get("/k/").status_code == 200
        assert browser.post("/k/", {"q8": code}).headers["Location"] == "/k/pesan"


@pytest.mark.parametrize(("path", "said"), [("/l/", {}), ("/s/", {})])
def test_pressing_begin_after_half_an_hour_begins(path: str, said: dict[str, str]) -> None:
    browser = Browser()
    browser.post("/mulai", {"ke": "l"})
    with clock.frozen(clock.now() + LATER):
        onwards = browser.post(path, said).headers["Location"]
        assert browser.get(onwards).status_code == 200


def test_safe_use_read_from_within_a_stay_closes_with_it() -> None:
    browser, came = Browser(), {"referer": f"{ORIGIN}/l/"}
    browser.post("/mulai", {"ke": "l"})
    assert browser.get("/aman/", headers=came).status_code == 200
    with clock.frozen(clock.now() + LATER):
        assert browser.get("/aman/", headers=came).headers["Location"] == "/jam"
    assert Browser().get("/aman/").status_code == 200


def copied(browser: Browser) -> Browser:
    """Her own browser after an answer that was lost; or somebody else's copy of the cookie."""
    other = Browser()
    other.cookies[settings.VISIT_COOKIE] = browser.cookies[settings.VISIT_COOKIE].value
    return other


def test_when_the_answer_to_sending_is_lost_the_receipt_is_not() -> None:
    browser = Browser()
    browser.post("/l/")
    assert walk(browser, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    before = copied(browser)
    browser.submit("/l/periksa")  # its answer, cookie included, never arrives
    assert opens(code_on(before.get("/l/selesai")))


def test_when_the_answer_to_a_change_of_code_is_lost_the_new_code_is_not() -> None:
    old, browser = hers()
    before = copied(browser)
    browser.submit("/k/kode")
    assert opens(code_on(before.get("/k/kode/baru")))
    assert not opens(old)


@pytest.mark.parametrize("path", ["/k/pesan", "/k/kode/baru", "/l/selesai", "/k/"])
def test_the_exit_ends_the_stay_for_every_copy_of_its_cookie(path: str) -> None:
    _, browser = hers()
    browser.submit("/k/kode")
    copy = copied(browser)
    browser.get("/jam")
    assert copy.get(path).headers["Location"] == "/jam"
