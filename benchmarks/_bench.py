"""What all benchmarks share: the machine, a real server with real key derivation, the table.

Run from the checkout: `make bench`, or one script: `.venv/bin/python benchmarks/final_post.py`.
With RANGKUL_TEST_ON=postgresql and RANGKUL_TEST_POSTGRES the same figures come from PostgreSQL.
"""

import contextlib
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import psycopg

from tests.house import City, make_template, on_postgresql, postgres_url

SEED = 20261123
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Row:
    """One figure: what it is, ours, the bar, and what the best peer needs (with its source)."""

    what: str
    ours: str
    bar: str = ""
    held: bool | None = None  # None: published without a bar
    baseline: str = ""


def machine() -> dict[str, str]:
    """Cores, memory, versions, load: nothing that names this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "processor": _processor(),
        "python": platform.python_version(),
        "database": database(),
        "load average at the start": " ".join(f"{load:.2f}" for load in os.getloadavg()),
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def database() -> str:
    """Which database, with its version."""
    if not on_postgresql():
        return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(postgres_url("postgres")) as server:
        return f"PostgreSQL {server.info.server_version // 10000}"


@contextlib.contextmanager
def city(**extra: str) -> Iterator[City]:
    """A fresh demo city whose receipts cost what they cost in earnest."""
    with tempfile.TemporaryDirectory(prefix="rangkul-bench-") as folder:
        made = make_template(Path(folder) / "city")
        made.extra = {"RANGKUL_TEST_KDF": "", **extra}
        try:
            yield made
        finally:
            made.drop()


def spread(seconds: Sequence[float], *, unit: float = 1.0, digits: int = 3) -> str:
    """min / median / p95 of so many values."""
    ordered = sorted(seconds)
    p95 = ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]
    values = (ordered[0], statistics.median(ordered), p95)
    shown = " / ".join(f"{value * unit:.{digits}f}" for value in values)
    return f"{shown} (n={len(ordered)})"


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 stay under."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def publish(name: str, rows: Iterable[Row], raw: object) -> None:
    """Print the table and keep it, with machine and raw values, under results/."""
    rows, described = list(rows), machine_at_start
    title = f"{name} on {described['database']}, seed {SEED}"
    lines = [f"# {title}", "", "| | ours | bar | held | best peer, measured |", "|-|-|-|-|-|"]
    for row in rows:
        held = {True: "yes", False: "MISSED", None: ""}[row.held]
        lines.append(f"| {row.what} | {row.ours} | {row.bar} | {held} | {row.baseline} |")
    lines += ["", "; ".join(f"{key}: {value}" for key, value in described.items()), ""]
    text = "\n".join(lines)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    file = f"{name}-{'postgresql' if on_postgresql() else 'sqlite'}"
    (RESULTS / f"{file}.md").write_text(text)
    kept = {
        "benchmark": name, "seed": SEED, "date": time.strftime("%Y-%m-%d"), "machine": described,
        "rows": [asdict(row) for row in rows], "raw": raw,
    }  # fmt: skip
    (RESULTS / f"{file}.json").write_text(json.dumps(kept, indent=1) + "\n")


def bind_django(bound: City) -> None:
    """Let Django in this process work on a city; call it before anything of Django loads."""
    for key, value in bound.environment().items():
        os.environ[key] = value
    os.environ["DJANGO_SETTINGS_MODULE"] = "rangkul.config.settings"
    import django

    django.setup()


machine_at_start = machine()
