"""How requests come to a thread: whole, through one of three lanes, and in bounded time.

A thread that waits for a slow sender answers nobody else: as many slow senders as threads would
silence the telephone page. So a request takes a thread when it has arrived; until then the one loop
that watches all sockets collects it. What is too long to collect (files) is read by threads of its
own lane, at a pace. All who wait for a key derivation (vault.cost) sent a form: pages open beside
them, and whoever finds every thread of forms waiting stands in line without one, refused by nobody.
"""

import os
import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from typing import Final

from django.conf import settings
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

# A request must be here after so long; what comes piece by piece may then take a second more
# for each SLOWEST bytes that came.
SECONDS_TO_ARRIVE: Final = float(os.environ.get("WEB_SECONDS_TO_ARRIVE", "20"))
SLOWEST: Final = 2048  # bytes a second
LONGEST_HEAD: Final = 32 * 1024  # with the longest cookies; more is the parser's to refuse

_PAGE: Final = (b"GET ", b"HEAD ")
# Who asks before she sends, or does not say how much comes, can only be read by a thread.
_PIECEMEAL: Final = re.compile(rb"\n(?:expect|transfer-encoding):", re.IGNORECASE)
_LENGTH: Final = re.compile(rb"\ncontent-length:[ \t]*(\d{1,18})", re.IGNORECASE)


class Lanes:
    """The threads of one process: a half for forms, a quarter each for pages and files."""

    def __init__(self, threads: int) -> None:
        quarter = max(1, threads // 4)
        self.pages = ThreadPoolExecutor(quarter)
        self.files = ThreadPoolExecutor(quarter)
        self.forms = ThreadPoolExecutor(max(1, threads - 2 * quarter))

    def lane_for(self, begun: bytes) -> Executor | None:
        """Where a request goes that began with these bytes; None while more of it must come."""
        head, ended, body = begun.partition(b"\r\n\r\n")
        if not ended:
            return self.files if len(begun) > LONGEST_HEAD else None
        length = int(found[1]) if (found := _LENGTH.search(head)) else 0
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE or _PIECEMEAL.search(head):
            return self.files
        if len(body) < length:
            return None
        return self.pages if begun.startswith(_PAGE) else self.forms

    def shutdown(self, *, wait: bool) -> None:
        """As an executor's own."""
        for lane in (self.pages, self.files, self.forms):
            lane.shutdown(wait=wait)


class PacedReader(SocketUnreader):  # type: ignore[misc]
    """What has come of a request, and the rest of it at a pace."""

    def start(self) -> None:
        """A thread begins to read."""
        self._until = time.monotonic() + SECONDS_TO_ARRIVE

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes. Raises TimeoutError for a sender who is slower than the pace."""
        before, left = self.sock.gettimeout(), max(0.001, self._until - time.monotonic())
        self.sock.settimeout(left if before is None else min(left, before))
        try:
            data: bytes = super().chunk(size_hint)
        finally:
            self.sock.settimeout(before)
        # Never more than the first allowance ahead: a quick beginning buys no endless silence.
        earned = self._until + len(data) / SLOWEST
        self._until = min(earned, time.monotonic() + SECONDS_TO_ARRIVE)
        return data

    def collect(self) -> bool:
        """Take what lies in the socket; False when nothing will come any more."""
        data = _lying_in(self.sock, self.mxchunk)
        self.buf.seek(0, os.SEEK_END)
        self.buf.write(data or b"")
        return data != b""


def _lying_in(line: socket.socket, most: int) -> bytes | None:
    """What has come, without waiting: None while nothing has, no bytes when nothing ever will."""
    try:
        return line.recv(most, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker, but that nobody is waited for: neither by a thread for a request
    that has not arrived, nor by the loop for somebody who does not hang up."""

    tpool: Lanes

    def get_thread_pool(self) -> Lanes:
        """gunicorn asks for its threads."""
        return Lanes(self.cfg.threads)

    def enqueue_req(self, conn: TConn) -> None:
        """A connection is new, or its next request begins: collect it."""
        if not conn.initialized:
            conn.init()
            conn.parser.unreader = PacedReader(conn.sock)
        if lane := self._lane_of(conn):
            self._begin(conn, lane)
        else:
            self._watch(conn, self._more_came)

    def handle(self, conn: TConn) -> object:
        """In a thread: read and answer; whether the connection stays open."""
        conn.parser.unreader.start()
        return super().handle(conn)

    def finish_request(self, conn: TConn, done: Future[object]) -> None:
        """What is over is hung up from our side. gunicorn's loop would wait here, with everybody
        behind it, up to 2 s for the other side to hang up as well (RFC 9112, 9.6)."""
        if done.cancelled() or done.exception() or done.result():
            super().finish_request(conn, done)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
        else:
            self._watch(conn, self._listen_out)

    def _lane_of(self, conn: TConn) -> Executor | None:
        reader = conn.parser.unreader
        more_may_come = reader.collect()
        lane: Executor | None = self.tpool.lane_for(reader.buf.getvalue())
        # Where it broke off a thread meets the end at once, and clears it away.
        return lane if lane or more_may_come else self.tpool.pages

    def _begin(self, conn: TConn, lane: Executor) -> None:
        future = lane.submit(self.handle, conn)
        future.add_done_callback(partial(self.method_queue.defer, self.finish_request, conn))

    def _watch(self, conn: TConn, more: Callable[[TConn, socket.socket], None]) -> None:
        """Call `more` when something comes. gunicorn closes those whose time is over and relies on
        their order: everybody gets the same time."""
        conn.timeout = time.monotonic() + SECONDS_TO_ARRIVE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(more, conn))

    def _unwatch(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)

    def _more_came(self, conn: TConn, _line: socket.socket) -> None:
        if lane := self._lane_of(conn):
            self._unwatch(conn)
            self._begin(conn, lane)

    def _listen_out(self, conn: TConn, _line: socket.socket) -> None:
        if _lying_in(conn.sock, 65536) == b"":
            self._unwatch(conn)
            self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()
