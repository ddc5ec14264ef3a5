"""A private record while the server dies under it, and while several phones write into it at once:
a code that was shown opens the note, once and whole, and no note is lost."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common.transactions import reading
from rangkul.reports.models import RecordEntry
from rangkul.vault.models import Record
from tests.faults import evidence
from tests.faults.plan import Plan
from tests.faults.visitors import Visitor, code_on
from tests.house import City, serving

PIN = "270495"
POINTS = ("after-derivation", "before-commit", "after-commit")


class Diarist(Visitor):
    """Somebody who keeps notes; she presses again when nothing comes back."""

    def keep(self, words: str) -> str:
        """The first note; the code that was shown."""
        assert self.ask("POST", "/s/").headers["Location"] == "/s/tulis"
        assert self.submit("/s/tulis", {"q10": words, "q10c": PIN}) == "/s/kode"
        return code_on(self.get("/s/kode"))

    def add(self, words: str) -> None:
        """One more note."""
        assert self.submit("/s/tambah", {"q10": words}) == "/s/catatan"

    def open_record(self, code: str) -> list[str]:
        """The first lines of all notes that code and PIN open."""
        answer = self.ask("POST", "/s/buka", {"q11": code, "q11b": PIN})
        assert answer.headers.get("Location") == "/s/catatan", code
        return re.findall(r"</summary><div><p>([^<]*)</p>", self.get("/s/catatan"))


@pytest.mark.parametrize("point", POINTS)
def test_a_code_that_was_shown_opens_the_note(city: City, point: str) -> None:
    plan = Plan.of(city)
    with serving(city) as server, Diarist(server.url) as writer, Diarist(server.url) as reader:
        plan.arm(point)
        code = writer.keep("catatan pertama")
        assert plan.hits(point) == 1
        writer.add("catatan kedua")
        assert reader.open_record(code) == ["catatan pertama", "catatan kedua"]
    with reading():
        assert (Record.objects.count(), RecordEntry.objects.count()) == (1, 2)
        assert Event.objects.filter(code=EventCode.RECORD_ENTRY_SAVED).count() == 2
    evidence.assert_intact()


def test_a_note_that_was_begun_outlives_the_server(city: City) -> None:
    """The form is still in her browser, and its stay in the database."""
    plan = Plan.of(city)
    with serving(city) as server, Diarist(server.url) as writer, Diarist(server.url) as reader:
        writer.ask("POST", "/s/")
        writer.get("/s/tulis")
        plan.kill_web(server, "between the form and its answer")
        assert writer.submit("/s/tulis", {"q10": "masih ada", "q10c": PIN}) == "/s/kode"
        assert reader.open_record(code_on(writer.get("/s/kode"))) == ["masih ada"]


def test_several_phones_add_at_once_and_every_note_has_its_number(city: City) -> None:
    phones = 6
    with serving(city) as server, Diarist(server.url) as writer:
        code = writer.keep("catatan 0")

        def add(number: int) -> None:
            with Diarist(server.url) as phone:
                phone.open_record(code)
                phone.add(f"catatan {number}")

        with ThreadPoolExecutor(phones) as all_at_once:
            list(all_at_once.map(add, range(1, phones + 1)))
        lines = writer.open_record(code)
    assert sorted(lines) == [f"catatan {number}" for number in range(phones + 1)]
    with reading():
        rows = list(RecordEntry.objects.order_by("number"))
    assert [row.number for row in rows] == list(range(1, phones + 2))
    evidence.assert_intact()
