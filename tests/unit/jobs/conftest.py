"""Kinds of work that exist for one test only, and what the worker wrote to its log."""

import logging
from collections.abc import Iterator

import pytest

from rangkul.common import events
from rangkul.jobs import registry
from rangkul.jobs.events import JobDied
from rangkul.jobs.models import Job
from tests.house import City


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty registry: what a test declares is gone after it."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_recurring", {})
    monkeypatch.setattr(registry, "_companions", [])


@pytest.fixture
def empty_queue(city: City) -> City:
    """A city whose queue holds nothing of its own."""
    Job.objects.all().delete()
    return city


@pytest.fixture
def log_lines() -> Iterator[list[str]]:
    """The lines of the worker's own logger."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, handler = logging.getLogger("rangkul.jobs.worker"), Collector()
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


@pytest.fixture
def deaths(monkeypatch: pytest.MonkeyPatch) -> list[JobDied]:
    """Every JobDied that was published in this test."""
    heard: list[JobDied] = []
    monkeypatch.setitem(events._subscribers, JobDied, [heard.append])
    return heard
