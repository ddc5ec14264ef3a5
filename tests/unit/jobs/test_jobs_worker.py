from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rangkul.common import clock
from rangkul.common.transactions import mode, writing
from rangkul.jobs import leases, queries, sweep
from rangkul.jobs.actions import JobDied, NoPayload, enqueue, every, job
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.jobs.schedule import Schedule
from rangkul.jobs.worker import BUSY_PAUSE, IDLE_PAUSE, OUTAGE_PAUSE, Worker, run_once

pytestmark = pytest.mark.usefixtures("empty_queue")

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
LATER = timedelta(hours=2)


@dataclass(frozen=True)
class Ref:
    ref: str


def mark(payload: Ref) -> None:
    """A database effect that can be counted: one more job, far in the future."""
    enqueue("test.mark", payload, run_at=NOON + timedelta(days=9999))


def marks() -> int:
    return Job.objects.filter(kind="test.mark").count()


@pytest.fixture(autouse=True)
def _mark_kind(own_kinds: None) -> None:
    @job("test.mark")
    def never(payload: Ref) -> None: ...


def queue(kind: str, payload: object | None = None) -> None:
    with writing():
        enqueue(kind, payload or Ref("a"))


def test_a_job_runs_once_and_is_done() -> None:
    job("test.work")(mark_inside)
    queue("test.work")
    assert run_once()
    assert not run_once()
    assert marks() == 1
    assert queries.counts()[JobState.DONE] == 1


def mark_inside(payload: Ref) -> None:
    assert mode() == "writing"
    mark(payload)


def test_a_handler_that_fails_leaves_no_effect(log_lines: list[str]) -> None:
    @job("test.work")
    def half(payload: Ref) -> None:
        mark(payload)
        raise ValueError("Melati, Jalan Mawar 3")

    queue("test.work")
    assert run_once()
    row = Job.objects.get(kind="test.work")
    assert marks() == 0
    assert (row.state, row.attempts, row.last_error) == (JobState.QUEUED, 1, "ValueError")
    assert log_lines == [f"job {row.pk} test.work: attempt 1 of 8 failed (ValueError)"]


def test_a_separate_handler_runs_outside_a_transaction() -> None:
    seen: list[object] = []

    @job("test.work", separate=True)
    def slow(payload: Ref) -> None:
        seen.append((mode(), payload))

    queue("test.work")
    assert run_once()
    assert seen == [(None, Ref("a"))]
    assert queries.counts()[JobState.DONE] == 1


def test_a_kind_that_is_gone_ends_as_dead(deaths: list[JobDied]) -> None:
    @job("test.work", max_attempts=1)
    def work(payload: Ref) -> None: ...

    queue("test.work")
    Job.objects.update(kind="test.gone")
    assert run_once()
    assert [death.error for death in deaths] == ["UnknownKind"]


def test_a_subscriber_that_fails_does_not_stop_the_worker(
    monkeypatch: pytest.MonkeyPatch, log_lines: list[str]
) -> None:
    from rangkul.common import events

    def deaf(_event: JobDied) -> None:
        raise ValueError

    monkeypatch.setitem(events._subscribers, JobDied, [deaf])

    @job("test.work", max_attempts=1)
    def work(payload: Ref) -> None:
        raise KeyError

    with clock.frozen(NOON):
        queue("test.work")
        assert run_once()
        assert queries.counts()[JobState.LEASED] == 1  # nothing half-told: tried again later
        assert "could not be recorded" in log_lines[0]
    monkeypatch.setitem(events._subscribers, JobDied, [])
    with clock.frozen(NOON + LATER):
        assert run_once()
    assert queries.dead()[0].error == "WorkerLost"


def test_a_job_that_outlived_its_lease_leaves_no_effect(log_lines: list[str]) -> None:
    job("test.work")(mark_inside)
    with clock.frozen(NOON):
        queue("test.work")
        slow = leases.take("slow")
    with clock.frozen(NOON + LATER):
        assert run_once()
        from rangkul.jobs.worker import _attempt

        assert slow is not None
        _attempt(slow)
    assert marks() == 1
    assert "the lease ended first" in log_lines[0]


def test_recurring_work_runs_once_a_slot_with_two_workers() -> None:
    declare_tick()
    first, second = Schedule(), Schedule()
    for seconds in (0, 59, 60, 61, 119, 240):
        with clock.frozen(NOON + timedelta(seconds=seconds)):
            first.plan()
            second.plan()
            while run_once():
                pass
    assert marks() == 3  # 0-59, 60-119, 240: slots without a worker are not made up for


def test_an_open_slot_holds_the_next_one_back() -> None:
    declare_tick()
    schedule = Schedule()
    for minute in range(5):
        with clock.frozen(NOON + timedelta(minutes=minute)):
            schedule.plan()
    assert Job.objects.filter(kind="test.tick").count() == 1


def declare_tick() -> None:
    @every(60)
    @job("test.tick")
    def tick(payload: NoPayload) -> None:
        mark(Ref("tick"))


def test_done_work_is_forgotten_after_a_week_but_the_dead_stay() -> None:
    @job("test.work", max_attempts=1)
    def work(payload: Ref) -> None:
        if payload.ref == "bad":
            raise ValueError

    with clock.frozen(NOON):
        queue("test.work")
        queue("test.work", Ref("bad"))
        assert run_once()
        assert run_once()
    for age, left in ((timedelta(days=7), 1), (timedelta(days=7, seconds=1), 0)):
        with clock.frozen(NOON + age), writing():
            sweep.sweep(NoPayload())
        assert queries.counts()[JobState.DONE] == left
    assert queries.counts()[JobState.DEAD] == 1


def test_the_pause_is_short_after_work_and_long_in_idleness() -> None:
    job("test.work")(mark_inside)
    worker = Worker()
    assert worker._turn() == IDLE_PAUSE
    queue("test.work")
    assert worker._turn() == 0
    assert worker._turn() == BUSY_PAUSE


def test_an_outage_is_survived_with_one_line(log_lines: list[str]) -> None:
    job("test.work")(mark_inside)
    queue("test.work")
    worker = Worker()
    real = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "/nowhere/rangkul"  # neither a file nor a database
    try:
        assert [worker._turn() for _ in range(3)] == [OUTAGE_PAUSE] * 3
    finally:
        connection.settings_dict["NAME"] = real
    assert worker._turn() == 0
    assert marks() == 1
    assert log_lines == [
        "database unavailable (OperationalError), trying again",
        "database available again",
    ]
