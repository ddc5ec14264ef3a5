"""What lives and ends with a worker."""

from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from rangkul.jobs.registry import accompany, companions
from rangkul.jobs.worker import Worker
from tests.house import City


@dataclass
class Heart:
    beats: int = 0
    ended: int = 0
    fails: list[Exception] = field(default_factory=list)

    def beat(self) -> None:
        if self.fails:
            raise self.fails.pop()
        self.beats += 1

    def end(self) -> None:
        self.ended += 1


def beating(seconds: int) -> Heart:
    heart = Heart()
    accompany(beat=heart.beat, seconds=seconds, end=heart.end)
    return heart


def turns(worker: Worker, count: int) -> None:
    for _ in range(count):
        worker._turn()


def test_it_beats_at_the_start_and_then_at_its_pace(empty_queue: City) -> None:
    often, seldom = beating(0), beating(3600)
    turns(Worker(), 3)
    assert (often.beats, seldom.beats) == (3, 1)


def test_every_worker_has_its_own_company(empty_queue: City) -> None:
    heart = beating(3600)
    turns(Worker(), 1)
    turns(Worker(), 1)
    assert heart.beats == 2


def test_a_beat_that_failed_with_the_database_comes_again(empty_queue: City) -> None:
    heart, worker = beating(3600), Worker()
    heart.fails = [OperationalError()]
    turns(worker, 2)
    assert heart.beats == 1


def test_it_ends_with_the_worker(empty_queue: City, monkeypatch: pytest.MonkeyPatch) -> None:
    heart, worker = beating(3600), Worker()
    monkeypatch.setattr(heart, "beat", worker.stop)
    accompany(beat=worker.stop, seconds=3600, end=heart.end)
    worker.run()
    assert heart.ended == 2
    assert len(companions()) == 2


def test_one_that_never_beat_has_no_end(empty_queue: City) -> None:
    heart, worker = beating(3600), Worker()
    worker.stop()
    worker.run()
    assert heart.ended == 0


def test_a_lost_database_does_not_keep_a_worker_from_stopping(
    empty_queue: City, log_lines: list[str]
) -> None:
    worker = Worker()

    def gone() -> None:
        raise OperationalError

    accompany(beat=worker.stop, seconds=3600, end=gone)
    worker.run()
    assert any("database unavailable" in line for line in log_lines)
    assert log_lines[-1].endswith("stops")
