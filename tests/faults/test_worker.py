"""Real workers, really killed. Slower than 0.1 s: each starts processes and waits for leases."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from rangkul.common.transactions import writing
from rangkul.jobs import queries
from rangkul.jobs.actions import enqueue
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.jobs.registry import kind_of
from tests.faults import breakable_worker
from tests.faults.breakable_worker import Ref
from tests.house import City

SCRIPT = Path(breakable_worker.__file__)


@pytest.fixture(autouse=True)
def _empty_queue(city: City) -> None:
    Job.objects.all().delete()


@pytest.fixture
def faults(city: City) -> Path:
    """The plan folder: a file named like a fault point kills the first worker that passes it."""
    folder = city.folder / "faults"
    folder.mkdir()
    return folder


def command(city: City, how: str) -> tuple[list[str], dict[str, str]]:
    environment = city.environment() | {"RANGKUL_FAULTS": str(city.folder / "faults")}
    return [sys.executable, str(SCRIPT), how], environment


def work(city: City, how: str = "once") -> int:
    arguments, environment = command(city, how)
    return subprocess.run(
        arguments, env=environment, check=False, timeout=60, stdin=subprocess.DEVNULL
    ).returncode


@contextmanager
def working(city: City, how: str = "forever") -> Iterator["subprocess.Popen[str]"]:
    """A worker in the background; killed at the end if it still runs."""
    arguments, environment = command(city, how)
    process = subprocess.Popen(
        arguments, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def queue(kind: str, ref: str = "a") -> None:
    with writing():
        enqueue(kind, Ref(ref))


def marks() -> list[str]:
    rows = Job.objects.filter(kind="test.mark").order_by("id")
    return [row.payload["ref"] for row in rows]


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def wait_for_expiry() -> None:
    wait_for(queries.is_due)


@pytest.mark.parametrize("point", ["worker-leased", "worker-handled"])
def test_a_worker_killed_in_a_job_leaves_no_effect_and_another_does_it_once(
    city: City, faults: Path, point: str
) -> None:
    queue("test.exact")
    (faults / point).touch()
    assert work(city) == -signal.SIGKILL
    assert marks() == []
    assert queries.counts()[JobState.LEASED] == 1
    wait_for_expiry()
    assert work(city) == 0
    assert work(city) == 0
    assert marks() == ["a"]
    row = Job.objects.get(kind="test.exact")
    assert (row.state, row.attempts) == (JobState.DONE, 2)


def test_a_lease_that_still_runs_keeps_others_away(city: City, faults: Path) -> None:
    queue("test.slow")  # leased for the usual minute
    (faults / "worker-leased").touch()
    assert work(city) == -signal.SIGKILL
    assert work(city) == 0
    assert marks() == []
    assert queries.counts()[JobState.LEASED] == 1


def test_a_separate_job_runs_again_when_its_end_was_not_recorded(city: City, faults: Path) -> None:
    queue("test.separate")
    (faults / "worker-handled").touch()
    assert work(city) == -signal.SIGKILL
    wait_for_expiry()
    assert work(city) == 0
    assert marks() == ["a", "a"]  # at least once, as declared
    assert queries.counts()[JobState.DONE] == 1


def test_a_job_that_kills_every_worker_is_buried(city: City, faults: Path) -> None:
    queue("test.exact")
    for _ in range(kind_of("test.exact").max_attempts):
        wait_for_expiry()
        (faults / "worker-leased").touch()
        assert work(city) == -signal.SIGKILL
    wait_for_expiry()
    assert work(city) == 0
    assert [job.error for job in queries.dead()] == ["WorkerLost"]
    assert marks() == []


def test_several_workers_never_run_the_same_job(city: City, faults: Path) -> None:
    wanted = [str(number) for number in range(40)]
    for ref in wanted:
        queue("test.exact", ref)
    with working(city, "drain") as first, working(city, "drain") as second:
        work(city, "drain")
        assert first.wait(30) == 0
        assert second.wait(30) == 0
    assert sorted(marks()) == sorted(wanted)
    assert set(Job.objects.filter(kind="test.exact").values_list("attempts", flat=True)) == {1}


def test_two_workers_make_one_job_of_a_recurring_slot(city: City, faults: Path) -> None:
    with working(city), working(city):
        wait_for(lambda: bool(marks()))
        time.sleep(1.5)  # both have planned and polled again
    # The hour may turn during the test; then there are two slots, each with its own key.
    slots = Job.objects.filter(kind="test.tick")
    assert len(marks()) == slots.count() == slots.values("dedup").distinct().count()
    assert slots.count() <= 2


def test_a_worker_told_to_stop_finishes_its_job_first(city: City, faults: Path) -> None:
    queue("test.slow")
    with working(city) as worker:
        assert worker.stdout is not None
        assert any("in the middle" in line for line in worker.stdout)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    assert "a" in marks()


def test_a_worker_outlives_the_loss_of_its_database_connection(city: City, faults: Path) -> None:
    """PostgreSQL's server throws everybody out; on SQLite nothing can be lost but the lock."""
    with working(city) as worker:
        wait_for(lambda: bool(marks()))
        if city.database:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        queue("test.exact", "after")
        wait_for(lambda: "after" in marks())
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
        assert worker.stdout is not None
        assert "test_" not in worker.stdout.read()  # no database name, no statement
