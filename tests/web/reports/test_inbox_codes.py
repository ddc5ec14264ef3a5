"""`/k/kode`: another code for one that somebody has seen, or none; and what happens when two do
it at once, or the storage fails in between."""

import re

import pytest
from django.db import connection

from rangkul.audit.enums import EventCode
from rangkul.reports.models import ReportVersion
from rangkul.vault import cost
from rangkul.vault.models import Draft
from tests.cast import Browser, code_on, complete, send_alarm, send_report, signed_in
from tests.web.reports.behind import (
    commits_fail,
    content_of,
    events,
    hers,
    hidden_fields,
    opened,
    opens,
    storage_away,
    take,
    text_of,
    the_report,
)

pytestmark = pytest.mark.usefixtures("city")


def change(browser: Browser) -> str:
    """Press "Ganti kode"; the code that is then shown."""
    assert browser.submit("/k/kode").headers["Location"] == "/k/kode/baru"
    return code_on(browser.get("/k/kode/baru"))


def noted(browser: Browser) -> None:
    assert browser.submit("/k/kode/baru").headers["Location"] == "/k/pesan"


# --- changing it --------------------------------------------------------------------------------


def test_the_new_code_opens_and_the_old_one_looks_like_any_wrong_one() -> None:
    old, browser = hers(story="Dia mengurung saya.")
    new = change(browser)
    assert (opens(new), opens(old)) == (True, False)
    wrong = Browser().post("/k/", {"q8": "1234 5678 9012 3456"})
    closed = Browser().post("/k/", {"q8": old})
    assert closed.status_code == wrong.status_code == 422
    assert closed.content.replace(old.encode(), b"") == wrong.content.replace(
        b"1234 5678 9012 3456", b""
    )
    assert content_of(the_report()).answers.story == "Dia mengurung saya."


def test_the_new_code_is_shown_until_she_says_that_she_has_it() -> None:
    _, browser = hers()
    new = change(browser)
    for path in ("/k/kode/baru", "/k/pesan", "/k/kode/baru", "/en/k/pesan"):
        assert code_on(browser.get(path)) == new
    noted(browser)
    assert browser.get("/k/kode/baru").headers["Location"] == "/k/pesan"
    assert "Kode baru" not in text_of(browser.get("/k/pesan"))
    assert opens(new)


def test_saying_so_from_an_old_form_keeps_it_on_the_page() -> None:
    _, browser = hers()
    new = change(browser)
    page = browser.post("/k/kode/baru", {"t": "0" * 32})
    assert code_on(page) == new


def test_she_reads_and_writes_on_with_the_same_stay() -> None:
    _, browser = hers()
    change(browser)
    assert browser.submit("/k/pesan", {"q9": "Saya di sini."}).status_code == 302
    assert "Saya di sini." in text_of(browser.get("/k/pesan"))


def test_a_code_can_be_changed_as_often_as_she_likes() -> None:
    first, browser = hers()
    second = change(browser)
    third = change(browser)
    assert [opens(code) for code in (first, second, third)] == [False, False, True]


def test_another_browser_with_the_old_code_is_out_at_once() -> None:
    code, browser = hers()
    thief = opened(code)
    change(browser)
    assert thief.get("/k/pesan").headers["Location"] == "/k/"
    form = {"t": hidden_fields(browser.get("/k/pesan"))["t"]}
    assert thief.post("/k/kode", form).status_code == 409
    assert len(events(EventCode.CODE_REPLACED)) == 1


def test_the_same_form_sent_again_does_not_close_the_code_that_she_noted() -> None:
    _, browser = hers()
    form = hidden_fields(browser.get("/k/kode"))
    browser.post("/k/kode", form)
    new = code_on(browser.get("/k/kode/baru"))
    assert browser.post("/k/kode", form).headers["Location"] == "/k/kode/baru"
    assert code_on(browser.get("/k/kode/baru")) == new
    noted(browser)
    again = browser.post("/k/kode", form)
    assert again.status_code == 409
    assert opens(new)
    assert len(events(EventCode.CODE_REPLACED)) == 1


def test_the_receipt_page_of_the_same_stay_shows_the_new_code() -> None:
    sent = send_report()
    sent.browser.post("/k/", {"q8": sent.code})
    new = change(sent.browser)
    assert code_on(sent.browser.get("/l/selesai")) == new


def test_the_receipt_of_another_report_stays_what_it_was() -> None:
    first = send_report().code
    sent = send_report("kedua")
    sent.browser.post("/k/", {"q8": first})
    change(sent.browser)
    assert code_on(sent.browser.get("/l/selesai")) == sent.code


def test_an_alarm_can_be_completed_after_its_code_was_changed() -> None:
    sent = send_alarm()
    sent.browser.post("/k/", {"q8": sent.code})
    new = change(sent.browser)
    complete(sent.browser, q3b="Dia menunggu di luar.")
    assert content_of(the_report()).answers.story == "Dia menunggu di luar."
    assert opens(new)


def test_a_new_code_that_was_not_noted_survives_another_report() -> None:
    _, browser = hers()
    new = change(browser)
    send_report("kedua", browser=browser)
    assert code_on(browser.get("/k/kode/baru")) == new


def test_typing_the_new_code_is_having_it() -> None:
    _, browser = hers()
    new = change(browser)
    browser.post("/k/", {"q8": new})
    assert browser.get("/k/kode/baru").headers["Location"] == "/k/pesan"


def test_the_desk_reads_on_and_answers_into_the_new_code() -> None:
    _, browser = hers(story="Dia mengurung saya.")
    desk = take(the_report().ref)
    new = change(browser)
    ref = the_report().ref
    answered = desk.submit(f"/piket/{ref}/", {"body": "Kami membaca."}, to=f"/piket/{ref}/jawab")
    assert answered.status_code == 302
    assert "Kami membaca." in text_of(opened(new).get("/k/pesan"))


def test_the_word_for_duress_goes_on_with_the_new_code() -> None:
    sent = send_report(q6p="mawar merah")
    browser = opened(sent.code)
    new = change(browser)
    assert Browser().post("/k/", {"q8": f"{sent.code} mawar merah"}).status_code == 422
    forced = opened(f"{new} mawar merah")
    assert 'name="q9"' not in text_of(forced.get("/k/pesan"))
    assert the_report().alarm_at is not None


@pytest.mark.parametrize(("word", "derivations"), [("", 1), ("mawar", 2)])
def test_what_a_change_costs(word: str, derivations: int) -> None:
    browser = opened(send_report(q6p=word).code)
    form = hidden_fields(browser.get("/k/kode"))
    before = cost.PUBLIC.derivations
    browser.post("/k/kode", form)
    assert cost.PUBLIC.derivations - before == derivations


def test_the_code_stands_nowhere_in_the_clear() -> None:
    _, browser = hers()
    new = change(browser)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert not [row for row in cursor.fetchall() if new in repr(row)], table


# --- what can go wrong --------------------------------------------------------------------------


@pytest.mark.parametrize("away", [storage_away, commits_fail])
def test_when_it_cannot_be_stored_the_old_code_stays_good(away: object) -> None:
    code, browser = hers()
    form = hidden_fields(browser.get("/k/kode"))
    with away():  # type: ignore[operator]
        page = browser.post("/k/kode", form)
    assert page.status_code == 503
    assert "Kode lama masih berlaku." in text_of(page)
    assert opens(code)
    assert ReportVersion.objects.count() == 1
    assert browser.post("/k/kode", hidden_fields(page)).headers["Location"] == "/k/kode/baru"


def test_a_busy_slot_leaves_the_old_code_good(monkeypatch: pytest.MonkeyPatch) -> None:
    code, browser = hers()
    form = hidden_fields(browser.get("/k/kode"))
    monkeypatch.setattr("django.conf.settings.SLOT_WAIT_SECONDS", 0)
    with cost.PUBLIC.held():
        page = browser.post("/k/kode", form)
    assert page.status_code == 503
    assert opens(code)


# --- killing it ---------------------------------------------------------------------------------


def kill(browser: Browser) -> object:
    return browser.submit("/k/kode", to="/k/kode/mati")


def test_a_killed_code_opens_nothing_and_she_stands_on_the_neutral_page() -> None:
    code, browser = hers(q6p="mawar")
    gone = kill(browser)
    assert gone.headers["Location"] == "/jam"  # type: ignore[attr-defined]
    assert browser.get("/k/pesan").headers["Location"] == "/jam"
    assert not opens(code)
    assert Browser().post("/k/", {"q8": f"{code} mawar"}).status_code == 422
    assert len(events(EventCode.CODE_KILLED)) == 1


def test_her_stay_is_gone_with_the_code() -> None:
    _, browser = hers()
    before = Draft.objects.count()
    kill(browser)
    assert Draft.objects.count() == before - 1


def test_the_desk_keeps_what_it_has_and_is_told_that_nobody_reads_its_answer() -> None:
    _, browser = hers(story="Dia mengurung saya.")
    ref = the_report().ref
    desk = take(ref)
    told = "Jawaban di sini tidak akan terbaca"
    assert told not in text_of(desk.get(f"/piket/{ref}/"))
    kill(browser)
    assert told in text_of(desk.get(f"/piket/{ref}/"))
    assert content_of(the_report()).answers.story == "Dia mengurung saya."


def test_an_old_form_kills_no_new_code() -> None:
    _, browser = hers()
    form = hidden_fields(browser.get("/k/kode"))
    new = change(browser)
    page = browser.post("/k/kode/mati", form)
    assert page.status_code == 409
    assert opens(new)


def test_a_kill_that_cannot_be_stored_kills_nothing() -> None:
    code, browser = hers()
    form = hidden_fields(browser.get("/k/kode"))
    with commits_fail():
        page = browser.post("/k/kode/mati", form)
    assert page.status_code == 503
    assert opens(code)
    assert "Kode lama masih berlaku." in text_of(page)


def test_what_cannot_be_undone_is_said_before(city: object) -> None:
    _, browser = hers()
    page = text_of(browser.get("/k/kode"))
    folded = page[page.index("<details>") : page.index("</details>")]
    assert "Ini tidak bisa dibatalkan." in folded
    assert re.search(r'action="/k/kode/mati"', folded)


def test_the_page_for_the_code_says_what_to_do_when_it_is_lost() -> None:
    visitor = Browser()
    visitor.post("/mulai", {"ke": "k"})
    page = text_of(visitor.get("/k/"))
    assert "Kode hilang?" in page
    assert "Petugas bisa memberi kode baru" in page
    assert 'href="/l/"' in page
    assert signed_in("piket").get("/piket/").status_code == 200
