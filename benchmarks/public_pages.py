"""The public pages on a slow telephone: first paint, bytes, requests, taps, words to read.

Debian's Chromium at 400 kb/s with 400 ms (and 2,000 ms) and a processor four times slower. The
emulation delays every request by the latency; setting up a connection costs nothing in it.
"""

import shutil
import statistics
import time
from typing import Any

from _bench import Row, city, publish, spread
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import hands, walker
from tests.e2e.wire import Wire
from tests.house import Server, serving

RUNS = 7
KILOBITS, PROCESSOR = 400, 4
USUAL, SLOWER = 400, 2000  # milliseconds; the bars are for the first, the second is published
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
LANDING, FIRST_STEP, LATER_STEP = "/", "/l/1", "/l/2"
FIRST_QUESTION = "Siapa yang butuh bantuan?"


def slow_page(
    browser: Browser, server: Server, latency: int, *, begun: bool = False
) -> tuple[Page, Wire]:
    """A new browser on a slow line; `begun`: she has pressed "Mulai" before it became slow."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=server.url)
    page = context.new_page()
    if begun:
        hands.begin(page)
    wire = Wire().watch(page, cold=True)
    wire.slow(latency=latency, kilobits=KILOBITS, processor=PROCESSOR)
    return page, wire


def painted(page: Page, path: str) -> float:
    """Milliseconds from asking for a page to its first contentful paint."""
    page.goto(path, wait_until="load")
    while not (found := page.evaluate(PAINTED)):  # the page's policy forbids waiting inside it
        page.wait_for_timeout(50)
    return float(found)


def paints(browser: Browser, server: Server, path: str, latency: int) -> list[float]:
    """First paints with an empty cache."""
    found = []
    for _ in range(RUNS):
        page, _wire = slow_page(browser, server, latency, begun=path.startswith("/l/"))
        found.append(painted(page, path))
        page.context.close()
    return found


def warm_paints(browser: Browser, server: Server, path: str) -> list[float]:
    """First paints of a page whose style and script the browser has kept from another."""
    page, _wire = slow_page(browser, server, USUAL, begun=True)
    page.goto("/aman/", wait_until="load")
    found = [painted(page, path) for _ in range(RUNS)]
    page.context.close()
    return found


def to_the_first_question(browser: Browser, server: Server) -> list[float]:
    """Seconds on the slow line from the landing page's address to the first question shown."""
    found = []
    for _ in range(RUNS):
        page, _wire = slow_page(browser, server, USUAL)
        began = time.perf_counter()
        hands.begin(page)
        page.get_by_role("heading", name=FIRST_QUESTION).wait_for()
        found.append(time.perf_counter() - began)
        page.context.close()
    return found


def weighed(browser: Browser, server: Server, path: str) -> Wire:
    """What one page costs with an empty cache."""
    page, wire = slow_page(browser, server, 1, begun=path.startswith("/l/"))
    page.goto(path, wait_until="networkidle")
    page.context.close()
    return wire


def whole_report(browser: Browser, server: Server) -> tuple[walker.Walk, Wire]:
    """From the landing page to the receipt, answering only the two required questions."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=server.url)
    page = context.new_page()
    wire = Wire().watch(page, cold=True)
    walk = walker.whole(page)
    page.wait_for_load_state("networkidle")
    context.close()
    return walk, wire


def painted_row(what: str, milliseconds: list[float], *, bar: float = 0, peer: str = "") -> Row:
    """A row of first paints; the median is held against the bar, in seconds."""
    return Row(
        f"{what}, s, min / median / p95",
        spread(milliseconds, unit=0.001, digits=2),
        f"<= {bar}" if bar else "",
        held=statistics.median(milliseconds) <= bar * 1000 if bar else None,
        baseline=peer,
    )


def weighed_rows(name: str, wire: Wire, *, peers: tuple[str, str] = ("", "")) -> list[Row]:
    """Requests and bytes of a page that must be one request in one TCP window."""
    return [
        Row(
            f"{name}, requests",
            str(len(wire.requests)),
            "1",
            held=len(wire.requests) == 1,
            baseline=peers[0],
        ),
        Row(
            f"{name}, bytes with headers",
            f"{wire.bytes:.0f}",
            "<= 14336",
            held=wire.bytes <= 14_336,
            baseline=peers[1],
        ),
    ]


def report_rows(walk: walker.Walk, wire: Wire) -> list[Row]:
    """What the way from landing to receipt takes."""
    rows = [
        ("bytes with headers", f"{wire.bytes:.0f}", 60_000, wire.bytes),
        ("taps", str(walk.taps), 12, walk.taps),
        ("words to read in `main`", str(walk.words), 350, walk.words),
    ]
    held = [
        Row(f"whole report, {what}", ours, f"<= {bar}", held=value <= bar)
        for what, ours, bar, value in rows
    ]
    return [
        *held,
        Row("whole report, pages / requests", f"{len(walk.headings)} / {len(wire.sent)}"),
    ]


def measured(browser: Browser, server: Server) -> tuple[list[Row], dict[str, Any]]:
    """The rows of the table, and what they are made of."""
    first = {
        (path, latency): paints(browser, server, path, latency)
        for path in (LANDING, FIRST_STEP)
        for latency in (USUAL, SLOWER)
    }
    cold, warm = (
        paints(browser, server, LATER_STEP, USUAL),
        warm_paints(browser, server, LATER_STEP),
    )
    question = to_the_first_question(browser, server)
    weights = {path: weighed(browser, server, path) for path in (LANDING, FIRST_STEP)}
    walk, wire = whole_report(browser, server)
    rows = [
        *weighed_rows(
            "landing page",
            weights[LANDING],
            peers=(
                "GlobaLeaks 5.0.15: 16",
                "SecureDrop: 55,000-60,000 (estimated); GlobaLeaks 5.0.15: 1,166,600",
            ),
        ),
        *weighed_rows("first question", weights[FIRST_STEP]),
        painted_row("landing page, first paint at 400 ms", first[LANDING, USUAL], bar=3.0),
        painted_row("landing page, first paint at 2000 ms", first[LANDING, SLOWER]),
        painted_row("first question, first paint at 400 ms", first[FIRST_STEP, USUAL], bar=3.0),
        painted_row("first question, first paint at 2000 ms", first[FIRST_STEP, SLOWER]),
        painted_row("a later step, nothing kept, at 400 ms", cold, bar=5.0),
        painted_row("a later step, style and script kept, at 400 ms", warm, bar=3.0),
        Row(
            "from the address to the first question, three pages at 400 ms, s, min / median / p95",
            spread(question, digits=2),
            baseline="GlobaLeaks 5.0.15: 27-30",
        ),
        *report_rows(walk, wire),
        Row("Chromium", browser.version),
    ]
    return rows, {
        "first_paint_ms": {f"{path} {latency}": found for (path, latency), found in first.items()},
        "later_step_ms": {"cold": cold, "warm": warm},
        "first_question_s": question,
        "report": {"bytes": wire.bytes, "taps": walk.taps, "words": walk.words,
                   "headings": walk.headings},
    }  # fmt: skip


def main() -> None:
    """Measure and publish."""
    chromium = shutil.which("chromium")
    assert chromium is not None, "Install chromium: `make chromium`"
    with city() as made, serving(made) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        rows, raw = measured(browser, server)
        browser.close()
    publish("public_pages", rows, raw)


if __name__ == "__main__":
    main()
