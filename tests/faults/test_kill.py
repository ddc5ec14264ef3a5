"""kill -9 at any moment: a receipt that was shown opens its own story, nothing is there twice,
nothing is half-written (issue 2)."""

import secrets
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest

from tests.faults import evidence
from tests.faults.plan import (
    AFTER_RESPONSE,
    RANDOM_WEB,
    RANDOM_WORKER,
    SENDING,
    SUPERVISOR,
    WORKING,
    Killer,
    Plan,
)
from tests.faults.processes import wait_until
from tests.faults.visitors import Officer, Visitor
from tests.house import City, Server, serving

SEED = 20261123
CLIENTS = 8  # visitors who write at the same time
EVERY = 30  # one in so many sees the server die between the answer and the receipt page


@dataclass(frozen=True)
class Told:
    """One visitor's story, and the receipt that she was shown."""

    story: str
    code: str
    failures: int  # requests that did not come back


def new_story(number: int) -> str:
    """Words that stand nowhere else."""
    return f"cerita {number} {secrets.token_hex(8)}"


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
        story = new_story(number)
        with Visitor(self.server.url) as visitor:
            code = visitor.send_report(story, after=lambda: self._maybe_kill(number))
        with self._lock:
            self.done += 1
        return Told(story, code, visitor.failures)

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
        for point in SENDING:
            plan.arm(point)
        waiting = prepared(server, 1)
        told = Crowd(server, plan, killed_after_response=1).send(range(11))
        told += sent_late(waiting)
        refs = evidence.reports()
        work_off_the_reminders(server, plan, reports=12, rounds=1)
        evidence.assert_whole_reports(12)
        evidence.assert_reminded_once(refs)
        assert_each_code_opens_its_own_story(server, told)
    assert plan.counts() == dict.fromkeys((*SENDING, *WORKING, AFTER_RESPONSE), 1)
    evidence.assert_intact()


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
    assert all(counts[point] >= 5 for point in (*SENDING, *WORKING, AFTER_RESPONSE, RANDOM_WEB))
    assert counts[SUPERVISOR] >= 1
    assert counts[RANDOM_WORKER] >= 1
    assert len({one.code for one in told}) == 300
