"""Finding and killing the processes of a real server (Linux: /proc)."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.house import Server


def children(pid: int) -> list[int]:
    """The processes that this one started, oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in brackets may hold spaces: the parent is the second field after it.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == pid and fields[0] != "Z":
                    found.append(int(entry.name))
    return sorted(found)


def _words(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return []


def web_workers(server: Server) -> list[int]:
    """gunicorn's processes that answer requests."""
    masters = [pid for pid in children(server.pid) if "gunicorn" in _words(pid)]
    return [pid for master in masters for pid in children(master)]


def background_worker(server: Server) -> int | None:
    """`rangkul work`, unless it is being started again just now."""
    return next((pid for pid in children(server.pid) if "work" in _words(pid)), None)


def kill(pid: int | None) -> bool:
    """kill -9; whether it was there."""
    if pid is None:
        return False
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Raises AssertionError when it does not hold in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not in {seconds} s: {what}"
        time.sleep(0.02)
