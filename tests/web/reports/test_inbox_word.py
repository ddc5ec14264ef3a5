"""`/k/kata`: the word that calls the desk when somebody forces her to open the inbox."""

import pytest

from rangkul.audit.enums import EventCode
from rangkul.reports.enums import VersionKind
from rangkul.reports.models import Message, ReportVersion
from rangkul.vault import cost
from tests.cast import Browser, complete, send_alarm, send_report
from tests.web.reports.behind import (
    commits_fail,
    content_of,
    events,
    hers,
    hidden_fields,
    opened,
    opens,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")


def agree(browser: Browser, code: str, word: str, **more: str) -> object:
    return browser.submit("/k/kata", {"q8": code, "q6p": word, **more})


def calls(code: str, word: str) -> bool:
    """Whether the code with the word raises an alarm, behind an inbox without anything."""
    before = len(events(EventCode.ALARM_RAISED))
    browser = Browser()
    if browser.post("/k/", {"q8": f"{code} {word}"}).status_code != 302:
        return False
    assert 'name="q9"' not in text_of(browser.get("/k/pesan"))
    return len(events(EventCode.ALARM_RAISED)) == before + 1


def test_a_word_is_agreed_on_and_calls_the_desk() -> None:
    code, browser = hers()
    done = agree(browser, code, "Mawar Merah")
    assert done.headers["Location"] == "/k/kata?ok=1"  # type: ignore[attr-defined]
    assert "Sudah disimpan." in text_of(browser.get("/k/kata?ok=1"))
    assert calls(code, "mawar merah")
    assert opens(code)


def test_the_page_never_shows_the_word() -> None:
    code, browser = hers()
    agree(browser, code, "mawar merah")
    for path in ("/k/kata", "/k/pesan", "/k/kontak"):
        assert "mawar" not in text_of(browser.get(path))


def test_another_word_ends_the_first() -> None:
    code, browser = hers(q6p="melati")
    agree(browser, code, "mawar", q6r="Melati")
    assert (calls(code, "melati"), calls(code, "mawar")) == (False, True)


def test_the_word_can_be_dropped_and_agreed_on_again() -> None:
    code, browser = hers(q6p="melati")
    agree(browser, code, "", q6q="on", q6r="melati")
    assert not calls(code, "melati")
    assert content_of(the_report()).answers.duress_word == ""
    agree(browser, code, "melati")
    assert calls(code, "melati")


@pytest.mark.parametrize("wish", [{"q6p": "mawar"}, {"q6q": "on"}], ids=["another", "none"])
@pytest.mark.parametrize("agreed", ["melati", ""])
def test_who_has_only_the_code_switches_no_alarm_off(agreed: str, wish: dict[str, str]) -> None:
    """The same refusal with a wrong old word, whether there is a word or not."""
    code, browser = hers(q6p=agreed)
    assert "melati" not in text_of(browser.get("/k/kata"))
    page = browser.submit("/k/kata", {"q8": code, "q6r": "tulip", **wish})
    assert page.status_code == 422
    assert "Bila dulu sudah ada kata, tulis kata itu di sini." in text_of(page)
    if agreed:
        assert calls(code, agreed)


def test_the_word_as_a_reply_calls_the_desk_and_is_no_message() -> None:
    code, browser = hers()
    agree(browser, code, "mawar merah")
    assert browser.submit("/k/pesan", {"q9": " MAWAR  merah "}).status_code == 302
    assert 'name="q9"' not in text_of(browser.get("/k/pesan"))
    assert Message.objects.count() == 0
    report = the_report()
    assert report.alarm_at is not None
    assert [one.detail["how"] for one in events(EventCode.ALARM_RAISED)] == ["duress"]


def test_the_word_as_a_reply_shows_an_inbox_in_which_nothing_is() -> None:
    code = send_report(q6p="mawar").code
    for path, said in (("/k/pesan", {"q9": "mawar"}), ("/k/gabung", {"q8": f"{code} mawar"})):
        stay = opened(code)
        assert stay.submit(path, said).status_code == 302
        assert "Belum ada pesan." in text_of(stay.get("/k/pesan"))


@pytest.mark.parametrize("safe", ["safe", "danger"])
def test_a_cry_under_duress_leaves_no_sign_in_the_real_inbox(safe: str) -> None:
    code, browser = hers(q6p="mawar", safe=safe)
    before = text_of(browser.get("/k/pesan")).replace(
        hidden_fields(browser.get("/k/pesan"))["k"], ""
    )
    assert calls(code, "mawar")
    page = text_of(browser.get("/k/pesan"))
    for sign in ("Tanda bahaya", "dalam bahaya sekarang?", "Yang tercatat"):
        assert (sign in page) == (sign in before)


def test_an_alarm_that_cannot_be_stored_shows_no_inbox_either() -> None:
    sent = send_report(q6p="mawar")
    browser = Browser()
    with commits_fail():
        assert browser.post("/k/", {"q8": f"{sent.code} mawar"}).status_code == 503
    assert browser.get("/k/pesan").headers["Location"] == "/jam"
    assert the_report().alarm_at is None


@pytest.mark.parametrize(
    ("q8", "q6p", "complaint"),
    [
        ("", "mawar", "Tulis 16 angka kode Anda"),
        ("1234", "mawar", "Tulis 16 angka kode Anda"),
        ("own mawar", "mawar", "Tulis angkanya saja"),
        ("1234 5678 9012 3456", "mawar", "Ini bukan kode yang sedang dipakai."),
        ("own", "", "Tulis kata bahaya dulu"),
        ("own", "ab", "paling sedikit 3 huruf"),
        ("own", "1234", "paling sedikit 3 huruf"),
    ],
)
def test_a_fault_is_told_at_its_field(q8: str, q6p: str, complaint: str) -> None:
    code, browser = hers()
    page = browser.submit("/k/kata", {"q8": q8.replace("own", code), "q6p": q6p})
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert not calls(code, "mawar")
    assert ReportVersion.objects.count() == 1


def test_the_code_of_another_report_of_hers_is_not_the_one() -> None:
    other = send_report("lain").code
    _, browser = hers()
    assert agree(browser, other, "mawar").status_code == 422  # type: ignore[attr-defined]
    assert not calls(other, "mawar")


@pytest.mark.parametrize(("word", "derivations"), [("mawar", 2), ("", 1)])
def test_what_it_costs(word: str, derivations: int) -> None:
    """One to prove the code, one for the word that hangs on it."""
    code, browser = hers(q6p="melati")
    form = {**hidden_fields(browser.get("/k/kata")), "q8": code, "q6p": word, "q6r": "melati"}
    before = cost.PUBLIC.derivations
    browser.post("/k/kata", form | ({} if word else {"q6q": "on"}))
    assert cost.PUBLIC.derivations - before == derivations


def test_the_same_word_twice_is_one_version() -> None:
    code, browser = hers()
    for _ in range(2):
        agree(browser, code, "mawar")
    kinds = list(ReportVersion.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == [VersionKind.SENT, VersionKind.WORD]
    assert calls(code, "mawar")


def test_a_word_outlives_the_completion_of_an_alarm() -> None:
    sent = send_alarm()
    sent.browser.post("/k/", {"q8": sent.code})
    agree(sent.browser, sent.code, "mawar")
    complete(sent.browser, q3b="Dia menunggu di luar.")
    assert content_of(the_report()).answers.duress_word == "mawar"
    assert calls(sent.code, "mawar")
    assert opened(sent.code).get("/k/kata").status_code == 200
