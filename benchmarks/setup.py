"""Seconds from a bare checkout to the first page: `make run` with nothing installed before.

Needs the package registry at hand (pip's own settings say where).
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
from _bench import Row, publish

from tests.house import ROOT, free_port

BAR = 90.0


def checkout(to: Path) -> None:
    """What `git clone` would give: every file that is, or would be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)


def first_page(folder: Path) -> float:
    """Seconds from `make run` to the landing page."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RANGKUL")}
    kept |= {"PORT": str(port)}
    for name in ("DATA_DIR", "DATABASE_URL", "SECRET_DIR", "ANCHOR_DIR", "VIRTUAL_ENV"):
        kept.pop(name, None)
    began = time.monotonic()
    with (folder / "make.log").open("wb") as log:
        running = subprocess.Popen(
            ["make", "run"], cwd=folder, env=kept, stdout=log, stderr=log, start_new_session=True
        )
    try:
        return _answered(port, running, folder) - began
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(30)


def _answered(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> float:
    until = time.monotonic() + 600
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200:
                return time.monotonic()
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError((folder / "make.log").read_text())


def main() -> None:
    """Measure and publish."""
    with tempfile.TemporaryDirectory(prefix="rangkul-bench-") as name:
        folder = Path(name) / "rangkul"
        folder.mkdir()
        checkout(folder)
        bare, again = first_page(folder), first_page(folder)
    publish(
        "setup",
        [
            Row(
                "`make run` from a bare checkout to the first page, s",
                f"{bare:.1f}",
                f"<= {BAR:.0f}",
                held=bare <= BAR,
                baseline="Primero: containers, PostgreSQL, two application servers",
            ),
            Row("`make run` the second time, s", f"{again:.1f}"),
        ],
        {"bare": bare, "again": again},
    )


if __name__ == "__main__":
    main()
