"""Storage that fails: an honest 503 with her words and the numbers that need no computer,
nothing half-written, and all works again afterwards without a restart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.db import connection
from django.test import override_settings

from rangkul.vault import cost
from tests.cast import Browser, send_report
from tests.faults import evidence, outages
from tests.faults.visitors import Officer, Visitor, hidden_fields
from tests.house import City, Server, on_postgresql, serving

CROWD = 24
WORDS = "kata-kata yang tidak boleh hilang"
NUMBERS = ("tel:110", "tel:129")


def assert_honest(status: int, page: str, *, words: str = "") -> None:
    """503, "belum terkirim", the numbers, and her words where she can press again."""
    assert status == 503, page[:400]
    assert "Belum terkirim" in page
    assert all(number in page for number in NUMBERS)
    assert "Traceback" not in page
    if words:
        assert words in page[page.index("<textarea") : page.index("</textarea>")]


class AtTheCheckPage:
    """A visitor with a second inbox open, about to press; and what she sends at each form."""

    def __init__(self, server: Server) -> None:
        self.visitor = Visitor(server.url)
        code = self.visitor.send_report("pertama")
        self.visitor.prepare(WORDS)
        self.visitor.open_with(code)
        self.story = hidden_fields(self.visitor.get("/l/3")) | {"q3b": WORDS}
        self.final = hidden_fields(self.visitor.get("/l/periksa"))
        self.reply = hidden_fields(self.visitor.get("/k/pesan")) | {"q9": WORDS}

    def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        return self.visitor.http.post(path, data=data)

    def assert_told_honestly(self) -> None:
        story, reply = self.post("/l/3", self.story), self.post("/k/pesan", self.reply)
        assert_honest(story.status_code, story.text, words=WORDS)
        assert_honest(reply.status_code, reply.text, words=WORDS)
        final = self.post("/l/periksa", self.final)
        assert_honest(final.status_code, final.text)

    def assert_all_works(self) -> None:
        assert self.post("/l/3", self.story).status_code == 302
        assert self.post("/k/pesan", self.reply).headers["Location"] == "/k/pesan?ok=1"
        assert self.post("/l/periksa", self.final).headers["Location"] == "/l/selesai"
        assert WORDS in self.visitor.get("/k/pesan")


def assert_nothing_half_written(*, reports: int, messages: int) -> None:
    evidence.assert_whole_reports(reports)
    assert evidence.messages() == messages
    evidence.assert_intact()


def test_a_lost_database_is_told_and_comes_back_without_a_restart(city: City) -> None:
    with serving(city) as server:
        person = AtTheCheckPage(server)
        with outages.lost(city):
            person.assert_told_honestly()
            landing = person.visitor.http.get("/")
            assert all(number in landing.text for number in NUMBERS)
        person.assert_all_works()
        person.visitor.http.close()
    assert_nothing_half_written(reports=2, messages=1)


def test_threads_that_first_asked_while_the_database_was_lost_have_it_afterwards(
    city: City,
) -> None:
    """None of them keeps an empty file of its own (SQLite makes one for whoever asks)."""
    with serving(city) as server, ThreadPoolExecutor(CROWD) as crowd:

        def begin(_: int) -> int:
            with Visitor(server.url) as visitor:
                return visitor.http.post("/mulai", data={"ke": "l"}).status_code

        with outages.lost(city):
            assert set(crowd.map(begin, range(CROWD))) == {503}
        assert set(crowd.map(begin, range(CROWD))) == {302}


@pytest.mark.skipif(not on_postgresql(), reason="a SQLite file has no connections to cut")
def test_cut_connections_cost_nobody_a_report(city: City) -> None:
    with serving(city) as server, Visitor(server.url) as visitor:
        for number in range(3):
            outages.cut_connections(city)
            visitor.send_report(f"cerita {number}")
    assert_nothing_half_written(reports=3, messages=0)


@pytest.mark.skipif(on_postgresql(), reason="there the disk belongs to the database server")
def test_a_full_disk_is_told_and_works_again_when_there_is_room(
    template_city: City, city: City, tmp_path: Path
) -> None:
    with outages.small_disk(tmp_path / "disk", kib=4096) as own_disk:
        city.folder = template_city.copy_to(tmp_path / "disk").folder
        _use(city)
        with serving(city) as server:
            person = AtTheCheckPage(server)
            with outages.full(server, own_disk=own_disk):
                person.assert_told_honestly()
            person.assert_all_works()
            person.visitor.http.close()
        assert_nothing_half_written(reports=2, messages=1)
        connection.close()


def _use(city: City) -> None:
    """Let this process look into the city's new place, too."""
    connection.close()
    connection.settings_dict["NAME"] = city.name


@pytest.mark.long
def test_a_writer_who_does_not_end_is_waited_for_and_then_told(city: City) -> None:
    """20 seconds on both databases: no visitor hangs for ever behind an operator's lock."""
    with serving(city) as server:
        person = AtTheCheckPage(server)
        with outages.held_by_another_writer(city):
            final = person.post("/l/periksa", person.final)
            assert_honest(final.status_code, final.text)
            reply = person.post("/k/pesan", person.reply)
            assert_honest(reply.status_code, reply.text, words=WORDS)
        person.assert_all_works()
        person.visitor.http.close()
    assert_nothing_half_written(reports=2, messages=1)


@contextmanager
def impatient() -> Iterator[None]:
    """This process waits for another writer only a moment, instead of 20 seconds."""
    pause = "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = 50"
    with connection.cursor() as cursor:
        cursor.execute(pause)
    try:
        yield
    finally:
        connection.close()


def test_while_another_program_writes_a_report_is_not_sent_by_half(
    city: City, visitor: Browser
) -> None:
    stand_at_the_check_page(visitor)
    with impatient(), outages.held_by_another_writer(city):
        answer = visitor.submit("/l/periksa")
        assert_honest(answer.status_code, answer.content.decode())
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    assert_nothing_half_written(reports=1, messages=0)


def stand_at_the_check_page(visitor: Browser) -> None:
    visitor.post("/l/")
    for step, answers in enumerate(({"q1": "self"}, {"q2": "safe"}, {"q3": WORDS}, {}), start=1):
        visitor.submit(f"/l/{step}", answers)


def test_a_busy_slot_is_told_and_the_draft_waits(visitor: Browser) -> None:
    with override_settings(SLOT_WAIT_SECONDS=0.01), cost.PUBLIC.held():
        stand_at_the_check_page(visitor)
        final = visitor.submit("/l/periksa")
        assert_honest(final.status_code, final.content.decode())
        code = visitor.post("/k/", {"q8": "1234 5678 9012 3456"})
        assert_honest(code.status_code, code.content.decode())
        assert "1234 5678 9012 3456" in code.content.decode()
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    assert_nothing_half_written(reports=1, messages=0)


def test_reporters_and_staff_wait_in_different_queues(visitor: Browser) -> None:
    with override_settings(SLOT_WAIT_SECONDS=0.01), cost.STAFF.held():
        send_report(WORDS)
        refused = visitor.post("/masuk/", {"username": "piket", "password": "x"})
        assert refused.status_code == 503
        assert "Tunggu sebentar" in refused.content.decode()


def test_an_officers_answer_that_failed_arrives_by_a_reload_and_once(city: City) -> None:
    with serving(city) as server:
        with Visitor(server.url) as visitor:
            visitor.send_report("tolong")
        with Officer(server.url).sign_in("piket") as officer:
            (ref,) = officer.queue()
            form = _answer_form(officer.take(ref))
            with outages.lost(city):
                told = officer.http.post(f"/piket/{ref}/jawab", data=form)
                assert_honest(told.status_code, told.text)
            for _ in range(2):  # a reload sends the same form again
                assert officer.http.post(f"/piket/{ref}/jawab", data=form).status_code == 302
            assert officer.get(f"/piket/{ref}/").count(WORDS) == 1
    assert_nothing_half_written_except_taking()


def _answer_form(page: str) -> dict[str, str]:
    return hidden_fields(page[page.index("/jawab") :]) | {"body": WORDS}


def assert_nothing_half_written_except_taking() -> None:
    """Taking and answering add to the trail; the report itself stays as it was."""
    assert evidence.messages() == 1
    evidence.assert_intact()
