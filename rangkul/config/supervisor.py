"""Web server and worker start together and end together (`rangkul serve`).

A worker that dies is started again, more slowly each time; when the web server dies the whole
ends with an error, so that systemd (or a person) sees it.
"""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Self

from rangkul.config.children import Child

log = logging.getLogger(__name__)

# gunicorn ends its own requests after 8 s (web_server.graceful_timeout); 10 s is the promise.
SECONDS_TO_END = 9.0
_END = {signal.SIGTERM, signal.SIGINT}


@dataclass
class Backoff:
    """How long to wait before the next start: doubling, forgotten after a good while."""

    first: float = 0.5
    longest: float = 30.0
    good_while: float = 60.0
    _next: float = 0.0

    def after(self, lived: float) -> float:
        """Seconds to wait after a run that lived this many seconds."""
        if lived >= self.good_while:
            self._next = 0.0
        delay = self._next or self.first
        self._next = min(delay * 2, self.longest)
        return delay


class Signals:
    """Signals as numbers to read, so that no code of ours runs inside a signal handler."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._wakeup_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _noted) for number in (*_END, signal.SIGCHLD)}
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._read)
        os.close(self._write)

    def wait(self, seconds: float | None) -> set[int]:
        """The signals that came; empty after this time without any. None waits for ever."""
        select.select([self._read], [], [], seconds)
        with suppress(BlockingIOError):
            return set(os.read(self._read, 512))
        return set()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The wake-up pipe has the number; the handler itself has nothing to do."""


class Supervisor:
    """Runs both children until it is told to end or the web server dies."""

    def __init__(
        self, *, web: Child, worker: Child, port: int, on_ready: Callable[[], None]
    ) -> None:
        self._web, self._worker, self._port = web, worker, port
        self._on_ready: Callable[[], None] | None = on_ready
        self._backoff = Backoff()
        self._worker_began = 0.0
        self._restart_at: float | None = None

    def run(self) -> int:
        """Start both, mind them, end both. Returns the exit code for the shell."""
        with Signals() as signals:
            try:
                self._web.start()
                self._start_worker()
                return self._mind(signals)
            finally:
                self._end_both()

    def _mind(self, signals: Signals) -> int:
        while True:
            if signals.wait(self._patience()) & _END:
                return 0
            if (code := self._web.exit_code()) is not None:
                log.error("web server ended (%s), so all ends", code)
                return 1
            self._mind_worker()
            self._tell_when_ready()

    def _patience(self) -> float | None:
        """Seconds until there is something to do without a signal; None when there is nothing."""
        if self._on_ready is not None:
            return 0.1
        if self._restart_at is not None:
            return max(0.0, self._restart_at - time.monotonic())
        return None

    def _mind_worker(self) -> None:
        if self._restart_at is not None:
            if time.monotonic() >= self._restart_at:
                self._start_worker()
        elif (code := self._worker.exit_code()) is not None:
            delay = self._backoff.after(time.monotonic() - self._worker_began)
            self._restart_at = time.monotonic() + delay
            log.warning("worker ended (%s), starts again in %.1f s", code, delay)

    def _start_worker(self) -> None:
        self._worker.start()
        self._worker_began, self._restart_at = time.monotonic(), None

    def _tell_when_ready(self) -> None:
        if self._on_ready is not None and _answers(self._port):
            self._on_ready()
            self._on_ready = None

    def _end_both(self) -> None:
        """Ask both, wait for both until one deadline, then kill what is left of them."""
        deadline = time.monotonic() + SECONDS_TO_END
        children = [child for child in (self._web, self._worker) if child.started]
        for child in children:
            child.ask_to_end()
        for child in children:
            child.wait(max(0.0, deadline - time.monotonic()))
            child.sweep()


def _answers(port: int) -> bool:
    """Whether the application itself answers: before it is loaded, connections only queue up."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.5) as probe:
        probe.sendall(b"GET /sehat HTTP/1.0\r\n\r\n")
        return probe.recv(1) != b""
    return False


def port_is_free(port: int) -> bool:
    """Whether we could listen there; a port in TIME_WAIT counts as free, as it does to gunicorn."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def web_server() -> Child:
    """gunicorn with the settings of config.web_server; SIGTERM ends it within its own 8 s."""
    # An operator's variable could switch an access log on: the house decides that.
    env = {name: value for name, value in os.environ.items() if name != "GUNICORN_CMD_ARGS"}
    argv = [*_python("gunicorn"), "--config", "python:rangkul.config.web_server"]
    return Child("web", [*argv, "rangkul.config.wsgi:application"], signal.SIGTERM, env)


def worker() -> Child:
    """`rangkul work`; a job that is killed in the middle runs again when its lease is over."""
    return Child("worker", [*_python("rangkul.config.cli"), "work"], signal.SIGKILL)


def _python(module: str) -> list[str]:
    # -P: the folder that we are started from cannot slip a module of its own in front of ours.
    return [sys.executable, "-P", "-m", module]
