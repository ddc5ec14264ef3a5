"""Going on after the alarm: the later version loses nothing that was said in between."""

from typing import Any

import pytest

from rangkul.reports.answers import Contact
from rangkul.reports.enums import VersionKind
from tests.cast import Browser, Sent, complete, send_alarm, signed_in
from tests.web.reports.behind import content_of, opened, opens, take, text_of, the_report
from tests.web.reports.test_inbox_word import agree, calls

pytestmark = pytest.mark.usefixtures("city")
PHONE = {"q6": "phone", "q6b": "0812 3456 7890", "q6s": "paman Budi"}


def changed(sent: Sent, **contact: Any) -> None:
    """She opens her inbox elsewhere and says how she may be reached."""
    assert opened(sent.code).submit("/k/kontak", contact).status_code == 302


def straight_on(visitor: Browser) -> None:
    """ "Lanjut bercerita", then at once the check page, and send."""
    assert visitor.submit("/l/selesai", to="/l/lanjut").headers["Location"] == "/l/3"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"


def holds() -> Contact:
    report = the_report()
    assert report.versions.order_by("-number")[0].kind == VersionKind.COMPLETED
    contact = content_of(report).answers.contact
    assert report.contact == contact.way
    return contact


def test_what_she_was_not_asked_again_stays() -> None:
    sent = send_alarm("Dapur, rumah biru")
    changed(sent, **PHONE)
    straight_on(sent.browser)
    assert (holds().way, holds().number) == ("phone", "0812 3456 7890")
    assert holds().must_not_know == "paman Budi"
    assert content_of(the_report()).answers.place_now == "Dapur, rumah biru"
    page = text_of(take(the_report().ref).get(f"/piket/{the_report().ref}/"))
    assert "paman Budi" in page
    assert "JANGAN HUBUNGI PELAPOR" not in page


def test_a_page_that_she_passed_over_changes_nothing() -> None:
    sent = send_alarm()
    changed(sent, **PHONE)
    complete(sent.browser, q3b="Dia kembali.")
    assert (holds().way, holds().must_not_know) == ("phone", "paman Budi")


def test_do_not_contact_me_is_the_last_word_and_who_must_not_know_stays() -> None:
    sent = send_alarm()
    changed(sent, **PHONE)
    complete(sent.browser, q6="none")
    assert holds() == Contact(must_not_know="paman Budi")


def test_what_she_says_anew_counts() -> None:
    sent = send_alarm()
    changed(sent, **PHONE)
    complete(sent.browser, q6="whatsapp", q6b="0813 1111 2222", q6s="bude")
    assert (holds().way, holds().number) == ("whatsapp", "0813 1111 2222")
    assert holds().must_not_know == "bude"


def test_a_number_that_she_took_back_elsewhere_does_not_come_back() -> None:
    """The draft still holds what she had said before the alarm."""
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "self"})
    visitor.submit("/l/2", {"q2": "unknown"})
    visitor.submit("/l/6", {"q6": "phone"})
    visitor.submit("/l/6s", {"q6s": "paman Budi"})
    visitor.submit("/l/6b", {"q6b": "0812 3456 7890"})
    sent = send_alarm(browser=visitor)
    assert content_of(the_report()).answers.contact.way == "phone"
    changed(sent, q6="none")
    straight_on(visitor)
    assert holds() == Contact(must_not_know="paman Budi")


def test_what_she_empties_is_gone() -> None:
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "adult"})
    visitor.submit("/l/2", {"q2": "danger"})
    visitor.submit("/l/6s", {"q6s": "paman Budi"})
    visitor.submit("/l/6p", {"q6p": "mawar"})
    visitor.submit("/l/2d", {"q2c": "di gudang"})
    assert content_of(the_report()).answers.place_now == "di gudang"
    visitor.submit("/l/selesai", to="/l/lanjut")
    for path, field in (("/l/6s", "q6s"), ("/l/6p", "q6p"), ("/l/2c", "q2c")):
        visitor.submit("/l/2", {"q2": "safe"})
        visitor.submit(path, {field: ""})
    visitor.submit("/l/periksa")
    answers = content_of(the_report()).answers
    assert (answers.place_now, answers.duress_word) == ("", "")
    assert answers.contact.must_not_know == ""


def test_a_word_for_duress_that_was_changed_elsewhere_stays_changed() -> None:
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "self"})
    visitor.submit("/l/2", {"q2": "unknown"})
    visitor.submit("/l/6p", {"q6p": "mawar"})
    sent = send_alarm(browser=visitor)
    agree(opened(sent.code), sent.code, "melati", q6r="mawar")
    straight_on(visitor)
    assert calls(sent.code, "melati")
    assert not calls(sent.code, "mawar")
    assert opens(sent.code)


def test_who_is_safe_now_says_so_and_her_cry_stays_until_it_was_handled() -> None:
    sent = send_alarm()
    sent.browser.submit("/l/selesai", to="/l/lanjut")
    sent.browser.submit("/l/2", {"q2": "safe", "b": "1"})
    sent.browser.submit("/l/periksa")
    report = the_report()
    assert (report.safe_now, report.alarm_at is not None) == ("safe", True)
    assert "TANDA BAHAYA" in text_of(signed_in("piket").get(f"/piket/{report.ref}/"))
