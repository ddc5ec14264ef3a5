"""Real processes, really killed: slower than 0.1 s, since gunicorn itself starts in each test."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rangkul.config.supervisor import Backoff, port_is_free

pytestmark = pytest.mark.usefixtures("socket_enabled")

ROOT = Path(__file__).resolve().parents[3]
SLEEPER = "import time; time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
PLANTED = "Melatikuncup"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stat_of(pid: int) -> tuple[str, int] | None:
    """State and parent of a process, or None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return fields[0], int(fields[1])


def gone(pid: int) -> bool:
    """Whether it runs no more; a container without an init may keep its zombie."""
    stat = stat_of(pid)
    return stat is None or stat[0] == "Z"


def children_of(pid: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [
        child for child in pids if (stat := stat_of(child)) and stat[1] == pid and stat[0] != "Z"
    ]


def command_of(pid: int) -> str:
    with contextlib.suppress(FileNotFoundError):  # it ended between two looks
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def until(condition: Callable[[], object], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@dataclass
class House:
    """A running small house."""

    process: subprocess.Popen[bytes]
    port: int
    errors: Path

    @property
    def web(self) -> int:
        return next(pid for pid in children_of(self.process.pid) if "gunicorn" in command_of(pid))

    @property
    def workers(self) -> list[int]:
        return [pid for pid in children_of(self.process.pid) if "gunicorn" not in command_of(pid)]

    def everybody(self) -> list[int]:
        return [self.web, *children_of(self.web), *self.workers]

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def send_raw(self, text: str) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as raw:
            raw.sendall(text.encode("latin-1"))
            raw.shutdown(socket.SHUT_WR)
            return raw.recv(4096)


Build = Callable[..., House]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Starts small houses and leaves none behind."""
    built: list[tuple[House, list[int]]] = []

    def start(worker: str = SLEEPER, seconds_to_end: float = 9) -> House:
        port, errors = free_port(), tmp_path / "errors"
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "rangkul.config.settings",
            "DATA_DIR": str(tmp_path / "var"),
            "DATABASE_URL": "postgresql://rangkul:rahasia-basis-data@127.0.0.1:1/none",
            "WEB_PROCESSES": "1",
            "PORT": str(port),
            "PYTHONPATH": str(ROOT),
            "GUNICORN_CMD_ARGS": "--access-logfile -",
        }
        script = Path(__file__).with_name("small_house.py")
        command = [sys.executable, str(script), str(seconds_to_end), worker]
        with errors.open("wb") as log:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=env)
        house = House(process, port, errors)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", errors.read_text("utf-8")
        built.append((house, house.everybody()))
        return house

    yield start
    for house, pids in built:
        for pid in [house.process.pid, *pids]:
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)
        house.process.wait()
        assert house.process.stdout is not None
        house.process.stdout.close()


def test_a_supervisor_killed_by_force_leaves_no_orphans(build: Build) -> None:
    house = build()
    everybody = house.everybody()
    assert len(everybody) == 3
    house.process.kill()
    assert until(lambda: all(gone(pid) for pid in everybody)), house.errors.read_text("utf-8")
    assert port_is_free(house.port)


def test_a_killed_worker_starts_again_while_the_web_goes_on(build: Build) -> None:
    house = build()
    (first,), web = house.workers, house.web
    os.kill(first, signal.SIGKILL)
    assert until(lambda: house.workers and house.workers != [first])
    assert house.web == web
    assert house.get("/ada") == (200, b"/ada http")
    assert "worker ended (-9), starts again in 0.5 s" in house.errors.read_text("utf-8")


def test_a_dead_web_server_ends_all_with_an_error(build: Build) -> None:
    house = build()
    everybody = house.everybody()
    os.kill(house.web, signal.SIGKILL)
    assert house.process.wait(15) == 1
    assert until(lambda: all(gone(pid) for pid in everybody))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_all_ends_cleanly(build: Build, number: signal.Signals) -> None:
    house = build()
    everybody = house.everybody()
    began = time.monotonic()
    house.process.send_signal(number)
    assert house.process.wait(15) == 0
    assert time.monotonic() - began < 10
    assert all(gone(pid) for pid in everybody)


def test_a_request_on_its_way_is_answered_before_the_end(build: Build) -> None:
    house = build()
    with socket.create_connection(("127.0.0.1", house.port), timeout=15) as raw:
        raw.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.3)
        house.process.terminate()
        assert raw.recv(4096).startswith(b"HTTP/1.1 200 OK")
    assert house.process.wait(15) == 0


def test_what_does_not_end_is_killed_at_the_deadline(build: Build) -> None:
    house = build(worker=STUBBORN, seconds_to_end=1)
    time.sleep(0.3)  # until it ignores the signal
    (stubborn,) = house.workers
    house.process.terminate()
    assert house.process.wait(10) == 0
    assert gone(stubborn)


def test_no_secret_stands_in_a_command_line(build: Build) -> None:
    house = build()
    for pid in [house.process.pid, *house.everybody()]:
        assert "rahasia-basis-data" not in command_of(pid)


LONG = PLANTED * 200
MALFORMED = [
    (f"{PLANTED} /l/?q={PLANTED}\r\n\r\n", 400),
    (f"GET /l/?{PLANTED} HTTP/9.9\r\n\r\n", 400),
    (f"GET /l/?{LONG} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    (f"GET / HTTP/1.1\r\nX-Nama: {LONG * 5}\r\n\r\n", 431),
    (f"GET / HTTP/1.1\r\n{PLANTED} : x\r\n\r\n", 400),
    (f"GET / HTTP/1.1\r\nHost: x\r\n {PLANTED}\r\n\r\n", 400),
    (f"POST / HTTP/1.1\r\nTransfer-Encoding: {PLANTED}\r\n\r\n", 501),
    (f"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{PLANTED}\r\n", 400),
    (f"GET /boom?{PLANTED} HTTP/1.1\r\nHost: x\r\n\r\n", 500),
]


def test_the_log_holds_nothing_of_a_request(build: Build) -> None:
    house = build()
    for text, status in MALFORMED:
        answer = house.send_raw(text)
        assert answer.split(b" ", 2)[1] == str(status).encode(), (text[:60], answer[:200])
    house.get(f"/biasa?{PLANTED}", Cookie=PLANTED, Referer=f"http://x/{PLANTED}")
    house.process.terminate()
    house.process.wait(15)
    log = house.errors.read_text("utf-8")
    assert PLANTED not in log
    assert "127.0.0.1" not in log
    # What an operator needs is there: the kind of error and its place.
    assert "rangkul.web request failed LimitRequestLine at " in log
    assert "rangkul.web request failed ValueError at application:" in log


def test_a_header_cannot_choose_the_path(build: Build) -> None:
    house = build()
    assert house.get("/masuk/lain", SCRIPT_NAME="/masuk") == (200, b"/masuk/lain http")
    assert house.get("/x", **{"X-Forwarded-Proto": "https"}) == (200, b"/x https")


def test_restarts_slow_down_and_are_forgotten_after_a_good_while() -> None:
    backoff = Backoff()
    assert [backoff.after(0.1) for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert backoff.after(61) == 0.5


def test_a_port_in_use_is_noticed() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not port_is_free(taken.getsockname()[1])
    assert port_is_free(taken_port := free_port()), taken_port
