"""Memory of one web process: idle, and the most while 100 people send at once."""

import asyncio
import re
from pathlib import Path

from _bench import Row, city, publish

from tests.faults.crowd import PEOPLE, ready_to_send, rush
from tests.faults.processes import web_workers
from tests.faults.visitors import Visitor
from tests.house import Server, serving


def mib(server: Server, field: str) -> float:
    """A field of /proc/<pid>/status of the web process that has most of it, in MiB."""
    found = []
    for pid in web_workers(server):
        line = re.search(rf"{field}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        assert line is not None
        found.append(int(line.group(1)) / 1024)
    return max(found)


def main() -> None:
    """Measure and publish."""
    with city() as made, serving(made) as server:
        with Visitor(server.url) as visitor:
            visitor.get("/")
        idle = mib(server, "VmRSS")
        asyncio.run(rush(server, ready_to_send(server, PEOPLE)))
        after, most = mib(server, "VmRSS"), mib(server, "VmHWM")
    publish(
        "memory",
        [
            Row(
                "one web process, idle, MiB",
                f"{idle:.0f}",
                "<= 120",
                held=idle <= 120,
                baseline="GlobaLeaks 5.0.15: 130",
            ),
            Row(
                "one web process, the most under load, MiB",
                f"{most:.0f}",
                "<= 180",
                held=most <= 180,
                baseline="GlobaLeaks 5.0.15: 291",
            ),
            Row("one web process, after the load, MiB", f"{after:.0f}"),
        ],
        {"idle": idle, "most": most, "after": after},
    )


if __name__ == "__main__":
    main()
