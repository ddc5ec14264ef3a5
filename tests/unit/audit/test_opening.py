"""No page of a report goes out before its opening stands, committed, in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import transactions
from rangkul.reports.models import Report
from tests.cast import Browser, hidden_fields, send_report, signed_in
from tests.house import City

STORY = "Dia memukul saya di dapur"


@pytest.fixture
def desk(city: City) -> tuple[Browser, str]:
    """An officer who has taken a report, and the report's page."""
    send_report(STORY)
    ref = Report.objects.get().ref
    browser = signed_in("piket")
    token = _token(browser)
    assert browser.post(f"/piket/{ref}/ambil", {"csrfmiddlewaretoken": token}).status_code == 302
    return browser, f"/piket/{ref}/"


def _token(browser: Browser) -> str:
    return hidden_fields(browser.get("/piket/"))["csrfmiddlewaretoken"]


def _openings() -> int:
    return Event.objects.filter(code=EventCode.REPORT_OPENED).count()


def test_an_opening_is_in_the_trail_when_the_page_arrives(desk: tuple[Browser, str]) -> None:
    browser, page = desk
    before = _openings()
    shown = browser.get(page)
    assert STORY in shown.content.decode()
    assert _openings() == before + 1


def test_the_commit_comes_before_the_body(
    desk: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moments in order: the page's snapshot ends, the event is committed, the body leaves."""
    browser, page = desk
    moments: list[str] = []
    inner = transactions.writing

    @contextmanager
    def watched() -> Iterator[None]:
        assert transactions.mode() is None, "a reader is still open"
        with inner():
            yield
        moments.append("committed")

    monkeypatch.setattr("rangkul.config.middleware.writing", watched)
    browser.get(page)
    moments.append("body")
    assert moments == ["committed", "body"]


def _refuse_events() -> None:
    """From now on the database itself refuses every new event."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION test_full() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER test_full BEFORE INSERT ON audit_event"
                " FOR EACH ROW EXECUTE FUNCTION test_full()"
            )
        else:
            cursor.execute(
                "CREATE TRIGGER test_full BEFORE INSERT ON audit_event"
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )


@pytest.mark.parametrize("method", ["get", "head"])
def test_without_the_event_there_is_no_body(desk: tuple[Browser, str], method: str) -> None:
    browser, page = desk
    _refuse_events()
    browser.raise_request_exception = False
    shown = getattr(browser, method)(page)
    assert shown.status_code == 503
    assert STORY not in shown.content.decode()


def test_the_reporters_thread_is_not_shown_without_its_event(city: City) -> None:
    sent = send_report(STORY)
    browser = Browser()
    assert browser.submit("/k/", {"q8": sent.code}).status_code == 302
    _refuse_events()
    browser.raise_request_exception = False
    assert browser.get("/k/pesan").status_code == 503
