"""A quiet noon at the desk, and what the tests of its pages do there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.reports.models import Report
from rangkul.reports.visit import Inbox
from rangkul.vault import drafts, receipts
from tests.cast import Browser, send_report

TUESDAY = 1
STAY = drafts.new_key()  # a stay that ended: nothing to prolong
NUMBER = "0812 3456 7890"
AGREED: dict[str, Any] = {
    "q6": "whatsapp",
    "q6b": NUMBER,
    "q6c": "suami",
    "q6e": ["noon"],
    "q6f": "workdays",
    "q6g": "arisan",
    "q6h": "besok saja",
    "q6i": "ibu mertua",
}


def tuesday(hour: int, minute: int = 0) -> datetime:
    """The coming Tuesday at this hour of the city."""
    today = clock.local(clock.now()).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today + timedelta(days=(TUESDAY - today.weekday()) % 7 or 7)


@contextmanager
def at(hour: int, minute: int = 0) -> Iterator[None]:
    """As if it were that hour of the coming Tuesday."""
    with clock.frozen(tuesday(hour, minute)):
        yield


def sent(story: str = "Saya menulis dari rumah.", **more: Any) -> str:
    """A report that came in; its reference."""
    return sent_with_code(story, **more)[0]


def sent_with_code(story: str = "Saya menulis dari rumah.", **more: Any) -> tuple[str, str]:
    """Its reference and its code."""
    with reading():
        before = set(Report.objects.values_list("pk", flat=True))
    code = send_report(story, **more).code
    with reading():
        (ref,) = set(Report.objects.values_list("pk", flat=True)) - before
    return str(ref), code


def alarmed(place: str = "") -> tuple[str, Browser]:
    """Somebody pressed the alarm; the report and her browser."""
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "adult"})
    visitor.submit("/l/1c", {"q1c": ""})
    assert visitor.submit("/l/2", {"q2": "danger"}).headers["Location"] == "/l/2d"
    assert visitor.submit("/l/2d", {"q2c": place}).headers["Location"] == "/l/selesai"
    with reading():
        return Report.objects.latest("received_at").ref, visitor


def inbox_of(ref: str, code: str) -> Inbox:
    """The opened receipt of a report."""
    return Inbox(ref, receipts.derive(code))


def take(desk: Browser, ref: str) -> Any:
    shown = desk.get(f"/piket/{ref}/").content.decode()
    over = {"alih": "1"} if 'name="alih"' in shown else {}
    return desk.submit(f"/piket/{ref}/", over, to=f"/piket/{ref}/ambil")


def page_of(desk: Browser, ref: str) -> str:
    """The text of a report's page, taken first where it is not hers yet."""
    if "Isi laporan terbuka" in desk.get(f"/piket/{ref}/").content.decode():
        assert take(desk, ref).status_code == 302
    text: str = desk.get(f"/piket/{ref}/").content.decode()
    return text


def press(desk: Browser, ref: str, where: str, **fields: str) -> Any:
    """Press a button of the report's page that sends a form to `where`."""
    return desk.submit(f"/piket/{ref}/", fields, to=f"/piket/{ref}/{where}")


def events(ref: str, code: str) -> list[dict[str, Any]]:
    """The details of a report's events of this kind, oldest first."""
    with reading():
        rows = Event.objects.filter(object_ref=ref, code=code).order_by("seq")
        return list(rows.values_list("detail", flat=True))
