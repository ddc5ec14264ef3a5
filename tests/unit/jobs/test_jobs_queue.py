import contextlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.jobs import leases, queries
from rangkul.jobs.actions import BadPayload, JobDied, OutsideTransaction, UnknownKind, enqueue
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.jobs.registry import job

pytestmark = pytest.mark.usefixtures("empty_queue")

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Note:
    ref: str


@pytest.fixture(autouse=True)
def _kind(own_kinds: None) -> None:
    @job("test.note", max_attempts=3, backoff=10)
    def note(payload: Note) -> None: ...


def queue(ref: str = "a", *, run_at: datetime | None = None, dedup: str | None = None) -> None:
    with writing():
        enqueue("test.note", Note(ref), run_at=run_at, dedup=dedup)


def refs() -> list[str]:
    return [row.payload["ref"] for row in Job.objects.order_by("id")]


def test_work_needs_the_transaction_of_its_cause() -> None:
    with pytest.raises(OutsideTransaction):
        enqueue("test.note", Note("a"))
    with reading(), pytest.raises(OutsideTransaction):
        enqueue("test.note", Note("a"))


def test_work_vanishes_with_its_cause() -> None:
    with contextlib.suppress(ZeroDivisionError), writing():
        enqueue("test.note", Note("a"))
        raise ZeroDivisionError
    assert refs() == []


def test_only_declared_kinds_and_their_payload_get_in() -> None:
    with writing(), pytest.raises(UnknownKind):
        enqueue("test.other", Note("a"))
    with writing(), pytest.raises(BadPayload):
        enqueue("test.note", Note("dua kata"))
    assert refs() == []


def test_one_key_queues_once() -> None:
    queue("a", dedup="note:1")
    queue("b", dedup="note:1")
    queue("c", dedup="note:2")
    assert refs() == ["a", "c"]


def test_work_without_a_key_may_repeat() -> None:
    queue()
    queue()
    assert refs() == ["a", "a"]


@pytest.mark.parametrize("dedup", ["", "dua kata", "x" * 121])
def test_a_key_is_a_code(dedup: str) -> None:
    with pytest.raises(BadPayload, match="dedup"):
        queue(dedup=dedup)


def test_a_refused_key_leaves_the_caller_its_transaction() -> None:
    queue("a", dedup="note:1")
    with writing():
        enqueue("test.note", Note("b"), dedup="note:1")
        enqueue("test.note", Note("c"))
    assert refs() == ["a", "c"]


def test_nothing_is_taken_before_its_time() -> None:
    with clock.frozen(NOON):
        queue(run_at=NOON + MINUTE)
        assert not queries.is_due()
        assert leases.take("w") is None
    with clock.frozen(NOON + MINUTE):
        assert queries.is_due()
        assert leases.take("w") is not None


def test_the_earliest_goes_first() -> None:
    with clock.frozen(NOON):
        queue("late", run_at=NOON - MINUTE)
        queue("early", run_at=NOON - 2 * MINUTE)
        taken = [leases.take("w"), leases.take("w")]
    assert [lease.payload["ref"] for lease in taken if lease] == ["early", "late"]


def test_what_is_held_is_not_taken_again() -> None:
    queue()
    assert leases.take("w1") is not None
    assert leases.take("w2") is None
    assert not queries.is_due()


def test_a_lease_in_the_making_is_not_taken_by_another() -> None:
    """PostgreSQL passes over the locked row; on SQLite the second worker waits for the first."""
    queue()
    held, release = threading.Event(), threading.Event()

    def first() -> None:
        with writing():
            leases.take("w1")
            held.set()
            release.wait(5)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert held.wait(5)
    threading.Timer(0.2, release.set).start()
    assert leases.take("w2") is None
    thread.join()
    assert Job.objects.get().lease_by == "w1"


def test_an_expired_lease_goes_to_another_and_the_first_has_lost_it() -> None:
    with clock.frozen(NOON):
        queue()
        first = leases.take("w1")
    with clock.frozen(NOON + MINUTE):
        second = leases.take("w2")
        assert first is not None
        assert second is not None
        assert (first.attempt, second.attempt) == (1, 2)
        with writing(), pytest.raises(leases.LeaseLost):
            leases.finish(first)
        with pytest.raises(leases.LeaseLost):
            leases.fail(first, "ValueError")
        with writing():
            leases.finish(second)
    assert queries.counts()[JobState.DONE] == 1


def test_a_failed_job_comes_back_later_and_later_and_then_dies(deaths: list[JobDied]) -> None:
    now, waits = NOON, []
    with clock.frozen(NOON):
        queue()
    for _ in range(3):
        with clock.frozen(now):
            lease = leases.take("w")
            assert lease is not None
            died = leases.fail(lease, "ValueError")
        row = Job.objects.get()
        waits.append((row.run_at - now).total_seconds())
        now = row.run_at
    assert died
    assert 7.5 <= waits[0] <= 12.5
    assert 15 <= waits[1] <= 25
    assert (row.state, row.attempts, row.last_error) == (JobState.DEAD, 3, "ValueError")
    assert deaths == [JobDied(row.pk, "test.note", "ValueError")]


def test_waiting_never_exceeds_an_hour_and_a_quarter() -> None:
    longest = timedelta(hours=1.25)
    assert all(leases.delay("test.note", attempt) <= longest for attempt in range(1, 60))
    assert leases.delay("test.gone", 1) >= timedelta(seconds=7)


def test_the_operator_sees_numbers_and_the_dead() -> None:
    with clock.frozen(NOON):
        for ref in "abc":
            queue(ref)
            lease = leases.take("w")
            assert lease is not None
            Job.objects.filter(pk=lease.job).update(attempts=3)
            spent = leases.Lease(lease.job, lease.kind, lease.payload, "w", 3, 3, True)
            leases.fail(spent, "WorkerLost")
        queue("d")
    assert queries.counts() == {
        JobState.QUEUED: 1, JobState.LEASED: 0, JobState.DONE: 0, JobState.DEAD: 3,
    }  # fmt: skip
    newest, second = queries.dead(limit=2)
    assert newest.id > second.id
    assert (newest.kind, newest.attempts, newest.error) == ("test.note", 3, "WorkerLost")
    assert newest.died_at == NOON
    assert [job.id for job in queries.dead(before=second.id)] == [second.id - 1]


@pytest.mark.parametrize(
    "change",
    [
        "state = 'leased'",
        "lease_by = 'w'",
        "state = 'done'",
        "state = 'dead'",
        f"done_at = '{NOON.isoformat()}'",
        "attempts = 4",
    ],
)
def test_the_database_refuses_a_state_that_contradicts_itself(change: str) -> None:
    queue()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE jobs_job SET {change}")


def test_leasing_reads_an_index_however_long_the_table() -> None:
    ended = [
        Job(
            kind="test.note", payload={}, run_at=NOON, created_at=NOON, max_attempts=1,
            state=JobState.DONE, done_at=NOON,
        )
        for _ in range(3000)
    ]  # fmt: skip
    Job.objects.bulk_create(ended)
    queue()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    abandoned, queued = (rows[:1].explain() for rows in queries.due(clock.now()))
    assert "jobs_leased" in abandoned
    assert "jobs_queued" in queued
    assert "seq scan" not in (abandoned + queued).lower()
    assert "TEMP B-TREE" not in abandoned + queued
