"""kill -9 at any moment: a receipt that was shown opens its own story, nothing is there twice,
nothing is half-written (issue 2)."""

import hashlib
import secrets
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest
from django.db import connection

from rangkul.config.demo_city import actor
from rangkul.reports import queries
from rangkul.reports.models import Report
from rangkul.vault import files
from rangkul.vault.queries import Opened
from tests.attachments import photo
from tests.faults import evidence
from tests.faults.plan import (
    AFTER_RESPONSE,
    ATTACHING,
    RANDOM_WEB,
    RANDOM_WORKER,
    SENDING,
    SUPERVISOR,
    WORKING,
    Killer,
    Plan,
)
from tests.faults.processes import wait_until
from tests.faults.test_files import an_hour_later, on_disk
from tests.faults.visitors import Officer, Visitor
from tests.house import City, Server, serving

SEED = 20261123
CLIENTS = 8  # visitors who write at the same time
ATTACH = 6  # one in so many adds a photo
EVERY = 30  # one in so many sees the server die between the answer and the receipt page


@dataclass(frozen=True)
class Told:
    """One visitor's story, and the receipt that she was shown."""

    story: str
    code: str
    failures: int  # requests that did not come back
    file: bytes = b""


def new_story(number: int) -> str:
    """Words that stand nowhere else."""
    return f"cerita {number} {secrets.token_hex(8)}"


def new_file(number: int) -> bytes:
    """A photo of several pieces that nobody else sends, for some of the visitors."""
    return photo(str(number)) + secrets.token_bytes(200_000) if number % ATTACH == 0 else b""


class Crowd:
    """Visitors who write at the same time while the server dies under them."""

    def __init__(self, server: Server, plan: Plan, *, killed_after_response: int) -> None:
        self.server, self.plan = server, plan
        self._left = killed_after_response
        self.done = 0
        self._lock = threading.Lock()

    def send(self, numbers: Iterable[int]) -> list[Told]:
        """Every visitor of these numbers sends one report and writes down the code."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(self._one, numbers))

    def _one(self, number: int) -> Told:
        story, file = new_story(number), new_file(number)
        with Visitor(self.server.url) as visitor:
            after = partial(self._maybe_kill, number)
            code = visitor.send_report(story, after, file=file)
        with self._lock:
            self.done += 1
        return Told(story, code, visitor.failures, file)

    def _maybe_kill(self, number: int) -> None:
        with self._lock:
            due = self._left > 0 and number % EVERY == 0
            self._left -= due
        if due:
            self.plan.kill_web(self.server, AFTER_RESPONSE)


def assert_each_code_opens_its_own_story(server: Server, told: list[Told]) -> None:
    """Every code opens an inbox; what is written there arrives beside the story that was sent
    with it, and beside no other."""
    with ThreadPoolExecutor(4) as readers:
        list(readers.map(lambda one: _write_into_inbox(server, one), told))
    with Officer(server.url).sign_in("piket") as officer:
        pages = [officer.take(ref) for ref in officer.queue()]
    for one in told:
        shown = [page for page in pages if one.story in page]
        assert len(shown) == 1, one
        assert f"kode {one.code}" in shown[0], one
    assert len(pages) == len(told)


def assert_each_file_is_whole_beside_its_story(city: City, told: list[Told]) -> None:
    """Once, with every byte, in the report that it was sent with; the broom finds nothing else."""
    by, sent = actor("piket"), {one.story: {_digest(one.file)} - {_digest(b"")} for one in told}
    arrived = {}
    for report in Report.objects.all():
        opened = queries.keys_of_team(report, by).report
        whole = [b"".join(files.chunks(file)) for file in _files_of(report, opened)]
        assert len(whole) <= 1, report
        story = queries.content_of_team(report, by).answers.story
        arrived[story] = {_digest(one) for one in whole}
    assert arrived == sent
    an_hour_later(city)
    assert len(on_disk(city)) == sum(1 for one in told if one.file)
    connection.close()


def _files_of(report: Report, opened: Opened) -> list[files.OpenFile]:
    return [queries.open_file(one.ref, opened)[0] for one in queries.files_of(report.ref)]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_into_inbox(server: Server, one: Told) -> None:
    with Visitor(server.url) as visitor:
        visitor.open_with(one.code)
        visitor.write_back(f"kode {one.code}")


def work_off_the_reminders(server: Server, plan: Plan, *, reports: int, rounds: int) -> None:
    """First contacts fall due, some in each round; in each the worker dies at both its points.

    A job that kills its worker eight times is buried, so each round begins with an empty desk.
    """
    for number in range(rounds):
        for point in WORKING:
            plan.arm(point)
            evidence.first_contacts_fall_due(reports // (rounds * len(WORKING)) + 1)
            wait_until(partial(plan.hit, point), f"the worker dies {point}", 60)
            evidence.leases_run_out()
            wait_until(lambda: evidence.reminders_due() == 0, "all reminders are done", 60)
        if number == 2:  # a new supervisor forgets how often its worker died
            plan.kill_supervisor(server)


def prepared(server: Server, count: int) -> list[tuple[Visitor, str]]:
    """Visitors who stopped before the final POST: their drafts must outlive every kill."""
    waiting = []
    for number in range(count):
        story = new_story(1000 + number)
        visitor = Visitor(server.url)
        visitor.prepare(story)
        waiting.append((visitor, story))
    return waiting


def sent_late(waiting: list[tuple[Visitor, str]]) -> list[Told]:
    """They come back and press send."""
    told = []
    for visitor, story in waiting:
        with visitor:
            told.append(Told(story, visitor.press_send(), visitor.failures))
    return told


def test_each_named_point_once_loses_nothing(city: City) -> None:
    plan = Plan.of(city)
    with serving(city) as server:
        for point in (*SENDING, *ATTACHING):
            plan.arm(point)
        waiting = prepared(server, 1)
        told = Crowd(server, plan, killed_after_response=1).send(range(11))
        told += sent_late(waiting)
        refs = evidence.reports()
        work_off_the_reminders(server, plan, reports=12, rounds=1)
        evidence.assert_whole_reports(12)
        evidence.assert_reminded_once(refs)
        assert_each_code_opens_its_own_story(server, told)
    once = (*SENDING, *ATTACHING, *WORKING, AFTER_RESPONSE)
    assert plan.counts() == dict.fromkeys(once, 1)
    assert_each_file_is_whole_beside_its_story(city, told)
    evidence.assert_intact()


# The moments of a file's way in, and of the final POST that takes it along.
MOMENTS = {
    "while it is attached": (*ATTACHING, "before-commit", "after-draft-write"),
    "while it is sent": ("after-derivation", "before-commit", "after-commit"),
}


@pytest.mark.long
def test_a_file_outlives_a_kill_at_each_moment_of_its_way(city: City) -> None:
    plan = Plan.of(city)
    with serving(city) as server:
        told = [
            _with_a_file(server, plan, number, point, when)
            for when, points in MOMENTS.items()
            for number, point in enumerate(points)
        ]
        assert_each_code_opens_its_own_story(server, told)
    assert sum(plan.counts().values()) == len(told)
    evidence.assert_whole_reports(len(told))
    assert_each_file_is_whole_beside_its_story(city, told)
    evidence.assert_intact()


def _with_a_file(server: Server, plan: Plan, number: int, point: str, when: str) -> Told:
    story, file = new_story(number), new_file(number * ATTACH)
    with Visitor(server.url) as visitor:
        visitor.prepare(story)
        if when == "while it is attached":
            plan.arm(point)
        visitor.attach("bukti.jpg", file)
        if when == "while it is sent":
            plan.arm(point)
        code = visitor.press_send()
        assert plan.hit(point), point
    return Told(story, code, visitor.failures, file)


@pytest.mark.long
@pytest.mark.kdf
def test_300_submissions_under_kill_9(city: City) -> None:
    """At random and at each named point at least five times; in every CI, on both databases."""
    city.extra["RANGKUL_TEST_KDF"] = ""
    plan = Plan.of(city)
    with serving(city) as server:
        waiting = prepared(server, 10)
        crowd = Crowd(server, plan, killed_after_response=8)
        killer = Killer(plan, server, done=lambda: crowd.done, every=9, seed=SEED)
        killer.start()
        told = crowd.send(range(290))
        killer.rest()
        told += sent_late(waiting)
        refs = evidence.reports()
        work_off_the_reminders(server, plan, reports=300, rounds=6)
        evidence.assert_whole_reports(300)
        evidence.assert_reminded_once(refs)
        assert_each_code_opens_its_own_story(server, told)
    evidence.assert_intact()
    counts = plan.counts()
    print(counts, "requests that failed:", sum(one.failures for one in told))
    often = (*SENDING, *ATTACHING, *WORKING, AFTER_RESPONSE, RANDOM_WEB)
    assert all(counts[point] >= 5 for point in often)
    assert_each_file_is_whole_beside_its_story(city, told)
    assert counts[SUPERVISOR] >= 1
    assert counts[RANDOM_WORKER] >= 1
    assert len({one.code for one in told}) == 300
