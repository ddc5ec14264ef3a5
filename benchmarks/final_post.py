"""CPU seconds of one report: the final POST, the whole flow, and how many a machine takes.

Measured from outside through /proc/<pid>/stat of the processes that answer requests, in blocks of
ten, since the kernel counts in ticks of 10 ms.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from _bench import Row, city, publish, spread

from tests.faults.processes import cpu_seconds, web_workers
from tests.faults.visitors import Visitor, hidden_fields
from tests.house import Server, serving

BLOCKS, PER_BLOCK = 20, 10
RUSH = 80  # final POSTs, eight visitors at a time
STORY = "Suami saya memukul saya lagi malam ini. " * 95  # 3,800 letters


def cpu_of(server: Server, act: Callable[[], object]) -> float:
    """CPU seconds that the web processes spend while `act` runs."""
    before = sum(map(cpu_seconds, web_workers(server)))
    act()
    return sum(map(cpu_seconds, web_workers(server))) - before


def ready(server: Server) -> tuple[Visitor, dict[str, str]]:
    """A visitor at the check page, and the form that she is about to send."""
    visitor = Visitor(server.url)
    visitor.prepare(STORY)
    return visitor, hidden_fields(visitor.get("/l/periksa"))


def final_posts(server: Server) -> tuple[list[float], list[float]]:
    """CPU seconds and wall seconds of a final POST, one at a time; CPU as a block's mean."""
    cpu, wall = [], []
    for _ in range(BLOCKS):
        standing = [ready(server) for _ in range(PER_BLOCK)]

        def send(standing: list[tuple[Visitor, dict[str, str]]] = standing) -> None:
            for visitor, form in standing:
                began = time.perf_counter()
                answer = visitor.http.post("/l/periksa", data=form)
                wall.append(time.perf_counter() - began)
                assert answer.headers["Location"] == "/l/selesai"

        cpu.append(cpu_of(server, send) / PER_BLOCK)
        for visitor, _form in standing:
            visitor.http.close()
    return cpu, wall


def whole_flows(server: Server) -> list[float]:
    """CPU seconds from "Mulai" to the receipt, as a block's mean."""

    def send() -> None:
        for _ in range(PER_BLOCK):
            with Visitor(server.url) as visitor:
                visitor.send_report(STORY)

    return [cpu_of(server, send) / PER_BLOCK for _ in range(BLOCKS)]


def per_second(server: Server) -> float:
    """Final POSTs a second with eight visitors at a time."""
    standing = [ready(server) for _ in range(RUSH)]
    began = time.perf_counter()
    with ThreadPoolExecutor(8) as people:
        answers = people.map(lambda one: one[0].http.post("/l/periksa", data=one[1]), standing)
        assert all(answer.headers["Location"] == "/l/selesai" for answer in answers)
    seconds = time.perf_counter() - began
    for visitor, _form in standing:
        visitor.http.close()
    return RUSH / seconds


def main() -> None:
    """Measure and publish."""
    with city() as made, serving(made) as server:
        with Visitor(server.url) as first:
            first.send_report("pemanasan")
        cpu, wall = final_posts(server)
        flow = whole_flows(server)
        rate = per_second(server)
    publish(
        "final_post",
        [
            Row(
                "final POST, CPU-s, min / median / p95",
                spread(cpu),
                "<= 0.20",
                held=sorted(cpu)[len(cpu) // 2] <= 0.20,
                baseline="GlobaLeaks 5.0.15: 2.75",
            ),
            Row(
                "whole flow, CPU-s, min / median / p95",
                spread(flow),
                "<= 0.45",
                held=sorted(flow)[len(flow) // 2] <= 0.45,
            ),
            Row(
                "final POSTs a second, 8 at a time",
                f"{rate:.1f}",
                ">= 8",
                held=rate >= 8,
                baseline="GlobaLeaks 5.0.15: 0.36 (1 at a time), 0.15 (8 at a time)",
            ),
            Row("final POST, wall s, one at a time", spread(wall)),
        ],
        {"cpu": cpu, "flow_cpu": flow, "wall": wall, "per_second": rate},
    )


if __name__ == "__main__":
    main()
