"""The two ways to talk to the database. A bare `transaction.atomic` elsewhere is a lint error.

In SQLite's TRUNCATE journal mode an open reader makes a writer's commit wait or fail, so a
reading transaction is closed before anything is written.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from django.db import connection, transaction

_state = threading.local()


class WriteWhileReading(RuntimeError):
    """A write was tried inside reading(): a GET would have changed something."""


def mode() -> Literal["reading", "writing"] | None:
    """Which of the two kinds of transaction is open in this thread, if any."""
    return getattr(_state, "mode", None)


@contextmanager
def writing() -> Iterator[None]:
    """One immediate transaction; an inner call joins the outer one.

    Raises WriteWhileReading when a reading transaction is open.
    """
    if mode() == "reading":
        raise WriteWhileReading
    if mode() == "writing":
        yield
        return
    _state.mode = "writing"
    try:
        with transaction.atomic():  # noqa: TID251
            yield
    finally:
        _state.mode = None


@contextmanager
def reading() -> Iterator[None]:
    """One read-only snapshot: the database itself refuses to write."""
    if mode() is not None:
        yield
        return
    _state.mode, _state.snapshot = "reading", {}
    try:
        with _read_only_sqlite() if connection.vendor == "sqlite" else _read_only_postgresql():
            yield
    finally:
        _state.mode = None


def snapshot() -> dict[str, Any] | None:
    """A place for what was worked out from the open reading transaction; None outside one."""
    return _state.snapshot if mode() == "reading" else None


@contextmanager
def _read_only_sqlite() -> Iterator[None]:
    connection.ensure_connection()
    usual: str | None = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():  # noqa: TID251
            _execute("PRAGMA query_only = ON")
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
        if connection.connection is not None:
            _execute("PRAGMA query_only = OFF")


@contextmanager
def _read_only_postgresql() -> Iterator[None]:
    with transaction.atomic():  # noqa: TID251
        _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
