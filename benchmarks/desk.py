"""Server time of the duty desk with 20,000 reports of real rows: sealed, granted, listed, audited.

The whole request inside this process: routing, session, authorisation, opening, rendering, the
audit commit. 300 random pages each, after a first round that warms the caches. With the way of
every statement to its rows (EXPLAIN).
"""

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from _bench import SEED, Row, bind_django, city, p95, publish, spread

REPORTS, PAGES, BAR_MS = 20_000, 300, 60.0


@dataclass
class Pages:
    """What so many pages needed: wall and CPU seconds of each, and the largest in bytes."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    largest: int = 0


def timed(get: Callable[[str], Any], paths: list[str]) -> Pages:
    """Open them one after the other."""
    seen = Pages()
    for path in paths:
        began, worked = time.perf_counter(), time.process_time()
        answer = get(path)
        seen.wall.append(time.perf_counter() - began)
        seen.cpu.append(time.process_time() - worked)
        assert answer.status_code == 200, (path, answer.status_code)
        seen.largest = max(seen.largest, len(answer.content))
    return seen


def statements(get: Callable[[str], Any], path: str) -> dict[str, str]:
    """Every question that a page asks the database, and the way to the rows."""
    from django.db import connection

    seen: dict[str, Any] = {}

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.setdefault(sql, params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        get(path)
    return {sql: way(sql, seen[sql]) for sql in seen if sql.startswith("SELECT")}


def way(sql: str, params: Any) -> str:
    """EXPLAIN, in the database's own words."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(row[-1] for row in cursor.fetchall())
    import psycopg

    connection.ensure_connection()
    with psycopg.ClientCursor(connection.connection) as plain:
        plain.execute(f"EXPLAIN {sql}".encode(), params)
        return "\n".join(row[0] for row in plain.fetchall())


def measured() -> tuple[list[Row], dict[str, Any]]:
    """The rows of the table, and what they are made of."""
    from rangkul.reports.models import Report
    from rangkul.vault.models import Access
    from tests.cast import signed_in
    from tests.factories import fill

    began = time.perf_counter()
    fill(REPORTS)
    built = time.perf_counter() - began
    chance = random.Random(SEED)
    get = signed_in("piket").get
    keys = Access.objects.order_by("sort_key").values_list("sort_key", flat=True)
    taken = Report.objects.exclude(taken_by="").values_list("ref", flat=True)
    queue = [f"/piket/?sesudah={key}" for key in chance.sample(list(keys[: REPORTS - 60]), PAGES)]
    opened = [f"/piket/{ref}/" for ref in chance.sample(list(taken), PAGES)]
    first = timed(get, ["/piket/"] * PAGES)
    pages = {"queue": [timed(get, queue) for _ in range(2)]}
    pages["report"] = [timed(get, opened) for _ in range(2)]
    plans = {path: statements(get, path) for path in (queue[0], opened[0])}
    largest = pages["queue"][0].largest
    rows = [
        _row("queue, first page", first),
        _row("queue, a random page, first time", pages["queue"][0]),
        _row("queue, a random page, again", pages["queue"][1]),
        _row("a random report, first time", pages["report"][0], "GlobaLeaks 5.0.15: 52-84 ms"),
        _row("a random report, again", pages["report"][1], "GlobaLeaks 5.0.15: 52-84 ms"),
        Row("queue page, CPU-ms, min / median / p95", cpu(pages["queue"][1])),
        Row("report page, CPU-ms, min / median / p95", cpu(pages["report"][1])),
        Row(
            "largest queue page, bytes",
            str(largest),
            "<= 50000",
            held=largest <= 50_000,
            baseline="GlobaLeaks 5.0.15: 10,400,000 at 10,000 reports",
        ),
        Row("largest report page, bytes", str(pages["report"][0].largest)),
        Row(
            "questions of a queue page / a report page",
            " / ".join(str(len(one)) for one in plans.values()),
        ),
        Row("building the rows, s", f"{built:.0f}"),
    ]
    values = {what: [asdict(one) for one in found] for what, found in pages.items()}
    return rows, {"first": asdict(first), **values, "plans": plans}


def cpu(pages: Pages) -> str:
    """The processor's part: it says something on a busy machine, too."""
    return spread(pages.cpu, unit=1000, digits=1)


def _row(what: str, pages: Pages, baseline: str = "") -> Row:
    return Row(
        f"{what}, ms, min / median / p95",
        spread(pages.wall, unit=1000, digits=1),
        f"p95 <= {BAR_MS:.0f}",
        held=p95(pages.wall) * 1000 <= BAR_MS,
        baseline=baseline,
    )


def main() -> None:
    """Measure and publish."""
    # The receipts of the filling are cheap: their derivation is no part of what is measured.
    with city(RANGKUL_TEST_KDF="1") as made:
        bind_django(made)
        from django.test.utils import override_settings, setup_test_environment

        setup_test_environment()
        (made.folder / "static").mkdir(exist_ok=True)  # nothing is collected into it here
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={"staticfiles": plain}):
            rows, raw = measured()
        from django.db import connections

        connections.close_all()
    publish("desk", rows, raw)


if __name__ == "__main__":
    main()
