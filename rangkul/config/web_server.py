"""gunicorn's settings (its own names), and a logger that can hold nothing of a request.

Read by gunicorn through `--config python:rangkul.config.web_server`.
"""

import logging
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger

from rangkul.config.children import close_memory
from rangkul.config.logs import TerseFormatter

_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

bind = [f"127.0.0.1:{settings.PORT}"]  # the world comes in through a reverse proxy
worker_class = "rangkul.config.web_worker.Worker"
# SQLite has one writer: a second process would only add lock waits.
workers = int(os.environ.get("WEB_PROCESSES", "2")) if _postgresql else 1
# A thread keeps one connection to the database: 64 in all stay below PostgreSQL's own limit of 100.
threads = int(os.environ.get("WEB_THREADS", str(64 // workers)))
worker_connections = 800  # below the usual limit of 1024 open files, with the database's
timeout = 60
graceful_timeout = 8
keepalive = 20
umask = 0o077
# The heartbeat file: in memory, so that a slow disk never looks like a hung process.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (no content)

# Our addresses are short; a cookie is at most 4 KiB.
limit_request_line = 2048
limit_request_fields = 60
limit_request_field_size = 8190

# Only a proxy on this machine may say "https". No header may set the path: a proxy that lets
# names with an underscore through would let a visitor choose it.
forwarded_allow_ips = "127.0.0.1"
forwarder_headers = ""

accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = "rangkul.config.web_server.TerseLogger"
control_socket_disable = True  # no second door into the server

# A client that stops reading our answer gives its thread back after this time; how long it may
# take to send: web_worker.
SECONDS_OF_SILENCE = 20


@receiver(connection_created)
def refuse_an_empty_file(connection: BaseDatabaseWrapper, **_: object) -> None:
    """SQLite makes the file that somebody asks for while the city's own is away (a restore): a
    thread that took it for the city would answer from it for as long as it lives."""
    if connection.vendor == "sqlite":
        (changes,) = connection.connection.execute("PRAGMA schema_version").fetchone()
        if changes == 0:
            connection.close()
            raise OperationalError("the database is an empty file")


def on_starting(_server: Arbiter) -> None:
    """Before the processes that answer are forked."""
    close_memory()


def when_ready(server: Arbiter) -> None:
    """Give each accepted connection (Linux: inherited from here) an end to its silence."""
    limit = struct.pack("@ll", SECONDS_OF_SILENCE, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


# What gunicorn says about its own processes: numbers of processes and signals, our own address.
_ABOUT_ITSELF = (
    "WORKER TIMEOUT",
    "Worker (pid:%s)",
    "Connection in use",
    "Can't connect to",
    "Invalid address",
    "Shutting down",
    "Reason: %s",
)


class TerseLogger(Logger):  # type: ignore[misc]
    """Everything else that gunicorn logs may quote a path, a header, an address or a body.

    Its own words are dropped then; kept are the kind of error and the places in the code.
    """

    def setup(self, cfg: Config) -> None:
        """Write as `rangkul.web`: the formatter prints messages of our own loggers only."""
        self.error_log = logging.getLogger("rangkul.web")
        self.error_log.propagate = False
        super().setup(cfg)

    def _set_handler(self, log: logging.Logger, output: str | None, *_: Any, **__: Any) -> None:
        super()._set_handler(log, output, TerseFormatter())

    def critical(self, msg: str, *args: object, **_: Any) -> None:
        """A process had to be killed."""
        self._write(logging.CRITICAL, msg, args)

    def error(self, msg: str, *args: object, **_: Any) -> None:
        """A process or a socket failed."""
        self._write(logging.ERROR, msg, args)

    def warning(self, msg: str, *args: object, **_: Any) -> None:
        """A malformed request was refused, mostly."""
        self._write(logging.WARNING, msg, args)

    def exception(self, msg: str, *args: object, **_: Any) -> None:
        """The application or the connection failed; silence that ran out is no news."""
        if not isinstance(sys.exc_info()[1], BlockingIOError | TimeoutError):
            self._write(logging.ERROR, msg, args)

    def info(self, msg: str, *args: object, **_: Any) -> None:
        """Nothing: the supervisor says when we are ready."""

    def debug(self, msg: str, *args: object, **_: Any) -> None:
        """Nothing: gunicorn quotes raw bytes of requests at this level."""

    def log(self, lvl: int | str, msg: str, *args: object, **_: Any) -> None:
        """As the method of that level."""
        level = self.LOG_LEVELS.get(lvl.lower(), logging.INFO) if isinstance(lvl, str) else lvl
        if level >= logging.WARNING:
            self._write(level, msg, args)

    def _write(self, level: int, msg: str, args: tuple[object, ...]) -> None:
        if msg.startswith(_ABOUT_ITSELF):
            self.error_log.log(level, msg, *args)
        else:
            self.error_log.log(level, "request failed", exc_info=sys.exc_info()[0] is not None)
