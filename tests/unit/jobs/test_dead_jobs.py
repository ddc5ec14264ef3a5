"""A job that failed for good: listed, run again, or closed, and each stands in the trail."""

import pytest

from rangkul.audit import queries as audit
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs import queries
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from tests.house import City


@pytest.fixture
def dead(city: City) -> int:
    """A job whose kind nobody declares any more: buried as the worker buries it."""
    with writing():
        row = Job.objects.create(
            kind="reports.no_longer_there", payload={}, run_at=clock.now(), max_attempts=8,
            attempts=8, state=JobState.DEAD, last_error="UnknownKind", created_at=clock.now(),
            done_at=clock.now(),
        )  # fmt: skip
    return row.pk


def test_the_command_lists_what_failed(city: City, dead: int) -> None:
    assert f"{dead} reports.no_longer_there UnknownKind" in city.run("jobs").stdout


def test_a_failed_job_is_queued_again(city: City, dead: int) -> None:
    city.run("jobs", "--ulangi", str(dead))
    assert queries.dead() == []
    assert queries.counts()[JobState.QUEUED] >= 1
    assert audit.count(EventCode.JOB_RETRIED) == 1


def test_a_failed_job_is_closed(city: City, dead: int) -> None:
    city.run("jobs", "--tutup", str(dead))
    assert not Job.objects.filter(pk=dead).exists()
    assert audit.count(EventCode.JOB_LAID_TO_REST) == 1


def test_an_unknown_number_changes_nothing(city: City, dead: int) -> None:
    refused = city.run("jobs", "--tutup", str(dead + 1), check=False)
    assert refused.returncode != 0
    assert "Tidak ada pekerjaan gagal" in refused.stderr
    assert [job.id for job in queries.dead()] == [dead]
