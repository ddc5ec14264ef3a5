"""A committed demo city for every test: made once a run, copied for each test that changes it.

Nothing here mocks: the template is made by `rangkul migrate` and `rangkul demo` in processes of
their own, a copy is a file copy or CREATE DATABASE ... TEMPLATE, and `Server` is a real
`rangkul serve`.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

PASSWORD = "rangkul-demo-2025"
ROOT = Path(__file__).resolve().parent.parent


def on_postgresql() -> bool:
    """Whether this run tests PostgreSQL (make test-all runs both)."""
    return os.environ.get("RANGKUL_TEST_ON") == "postgresql"


def postgres_url(database: str) -> str:
    """The address of a database on the test server."""
    parts = urlsplit(os.environ["RANGKUL_TEST_POSTGRES"])
    return parts._replace(path=f"/{database}").geturl()


def run_postgres(sql: str) -> None:
    """Run one statement on the server's maintenance database."""
    with psycopg.connect(postgres_url("postgres"), autocommit=True) as server:
        server.execute(sql.encode())


@dataclass
class City:
    """One committed database with the folders that belong to it."""

    folder: Path
    database: str = ""  # PostgreSQL only
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def sqlite(self) -> Path:
        return self.folder / "test_rangkul.sqlite3"

    @property
    def url(self) -> str:
        return postgres_url(self.database) if self.database else f"sqlite://{self.sqlite}"

    @property
    def name(self) -> str:
        """What Django calls the database."""
        return self.database or str(self.sqlite)

    def environment(self, port: int = 8000) -> dict[str, str]:
        """What a process of this city needs; cheap derivations unless `extra` says otherwise."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "PORT": str(port),
            "RANGKUL_TEST_KDF": "1",
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.folder),
            **self.extra,
        }

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One `rangkul` command in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "rangkul.config.cli", *arguments],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=check,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )

    def copy_to(self, folder: Path) -> "City":
        """A committed copy: files, and the database."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        copy = City(folder, extra=dict(self.extra))
        if self.database:
            copy.database = f"test_{uuid.uuid4().hex[:16]}"
            run_postgres(f"CREATE DATABASE {copy.database} TEMPLATE {self.database}")
        return copy

    def drop(self) -> None:
        """Remove the copy's database; its folder is the test's."""
        if self.database:
            run_postgres(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")


def new_city(folder: Path, extra: dict[str, str] | None = None) -> City:
    """A database with its tables and triggers, before any set-up."""
    folder.mkdir(parents=True, exist_ok=True)
    city = City(folder, extra=extra or {})
    if on_postgresql():
        city.database = f"test_{uuid.uuid4().hex[:16]}"
        run_postgres(f"CREATE DATABASE {city.database}")
    city.run("migrate")
    return city


def make_template(folder: Path, extra: dict[str, str] | None = None) -> City:
    """Migrate and fill a city once."""
    city = new_city(folder, extra)
    city.run("demo", "--tanpa-contoh")
    return city


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A real `rangkul serve` on a city, with its output kept for the thief."""

    def __init__(self, city: City) -> None:
        self.city, self.port = city, free_port()
        self.log = city.folder / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        """Start and wait until it answers; raises RuntimeError with its output when it ends."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "rangkul.config.cli", "serve"],
                env=self.city.environment(self.port),
                cwd=self.city.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.wait_until_up()
        return self

    @property
    def pid(self) -> int:
        """The supervisor's process number. Raises RuntimeError before start()."""
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    def kill(self) -> None:
        """kill -9 of the supervisor alone: what it started must end by itself."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)

    def port_is_free(self) -> bool:
        """Whether nobody listens on the port any more."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True

    def wait_until_up(self, seconds: float = 30) -> None:
        """Wait for the port; the supervisor may be restarting a killed process."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.05)
        raise RuntimeError(f"not up: {self.log.read_text()}")

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)


@contextlib.contextmanager
def serving(city: City) -> Iterator[Server]:
    """A server for the length of a block."""
    server = Server(city)
    try:
        yield server.start()
    finally:
        server.stop()
