"""Storage that fails for the length of a block: lost, full, or held by somebody else."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.faults.processes import web_workers
from tests.house import City, Server, postgres_url, run_postgres

AUDIT_LOCK = 7220  # rangkul.audit.actions: who writes holds it until the commit


@contextmanager
def lost(city: City) -> Iterator[None]:
    """The database is away: the file is gone, or the server accepts nobody and cuts everybody."""
    with _refused_by_postgresql(city) if city.database else _moved_away(city.sqlite):
        yield


@contextmanager
def _moved_away(file: Path) -> Iterator[None]:
    aside = file.with_suffix(".aside")
    file.rename(aside)
    try:
        yield
    finally:
        aside.replace(file)


@contextmanager
def _refused_by_postgresql(city: City) -> Iterator[None]:
    run_postgres(f"ALTER DATABASE {city.database} ALLOW_CONNECTIONS false")
    cut_connections(city)
    try:
        yield
    finally:
        run_postgres(f"ALTER DATABASE {city.database} ALLOW_CONNECTIONS true")


def cut_connections(city: City) -> None:
    """Every open connection to the city's database ends at once, as in a restart."""
    run_postgres(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{city.database}'"
    )


@contextmanager
def held_by_another_writer(city: City) -> Iterator[None]:
    """Another program writes and does not end."""
    if city.database:
        with psycopg.connect(postgres_url(city.database)) as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", (AUDIT_LOCK,))
            yield
            other.rollback()
        return
    other_file = sqlite3.connect(city.sqlite, isolation_level=None)
    other_file.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other_file.execute("ROLLBACK")
        other_file.close()


@contextmanager
def small_disk(folder: Path, *, kib: int) -> Iterator[bool]:
    """A disk of this size at `folder`, where we may mount one; whether it is there."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True)
    there = bool(mounted and mounted.returncode == 0)
    try:
        yield there
    finally:
        if there:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(server: Server, *, own_disk: bool) -> Iterator[None]:
    """Nothing more fits: the small disk is filled, or (without one) no file may grow."""
    with _filled(server.city.folder / "filler") if own_disk else _no_file_may_grow(server):
        yield


@contextmanager
def _filled(filler: Path) -> Iterator[None]:
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _no_file_may_grow(server: Server) -> Iterator[None]:
    """Python ignores SIGXFSZ, so that a write beyond 8 KiB fails with EFBIG."""
    before = {
        pid: resource.prlimit(pid, resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
        for pid in web_workers(server)
    }
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
