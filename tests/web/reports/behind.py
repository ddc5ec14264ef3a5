"""Hands and eyes for the pages behind the inbox: who opens them, and what became of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from django.db import OperationalError, connection

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common.transactions import reading
from rangkul.config.demo_city import actor
from rangkul.reports import queries
from rangkul.reports.content import Content
from rangkul.reports.models import Report
from tests.cast import Browser, hidden_fields, send_report, signed_in
from tests.web.reports.test_flow import text_of
from tests.web.reports.test_inbox import opened

REPLY = 'name="q9"'  # the field of an inbox that is open
__all__ = ["hidden_fields", "opened", "text_of"]


def hers(**answers: Any) -> tuple[str, Browser]:
    """A report's code, and a browser in which it was opened."""
    code = send_report(**answers).code
    return code, opened(code)


def the_report() -> Report:
    return Report.objects.get()


def content_of(report: Report, officer: str = "piket") -> Content:
    """The newest version, as the desk opens it."""
    by = actor(officer)
    with reading():
        return queries.content_of_team(report, by)


def opens(code: str) -> bool:
    """Whether a code, typed in a fresh browser, leads to an inbox that is not empty."""
    browser = Browser()
    if browser.post("/k/", {"q8": code}).status_code != 302:
        return False
    return REPLY in text_of(browser.get("/k/pesan"))


def events(code: EventCode) -> list[Event]:
    return list(Event.objects.filter(code=code).order_by("seq"))


def shown_rows(page: Any) -> dict[str, str]:
    """A summary list: label to value."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text_of(page), re.DOTALL)
    return {unescape(label): unescape(value) for label, value in found}


@contextmanager
def storage_away() -> Iterator[None]:
    """No statement comes through, as when the database is gone."""

    def refuse(*_: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def commits_fail() -> Iterator[None]:
    """What is written last in each act fails, as on a full disk: the trail's line."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "audit_event"'):
            raise OperationalError("disk full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def take(ref: str, officer: str = "piket") -> Browser:
    """An officer who has taken the report."""
    desk = signed_in(officer)
    assert desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil").status_code == 302
    return desk
