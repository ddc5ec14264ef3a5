"""100 people who press "Kirim sekarang" within one second, and somebody who looks on."""

import asyncio
import time
from dataclasses import dataclass, field

import httpx

from tests.faults.visitors import Visitor, code_on, hidden_fields
from tests.house import Server

PEOPLE = 100
WITHIN = 60.0  # seconds for all receipts
TOGETHER = 1.0  # seconds between the first and the last final POST on the wire


@dataclass
class Rush:
    """What happened: when each POST left, how each ended, how long the landing page took."""

    sent_at: list[float] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    landing: list[float] = field(default_factory=list)
    seconds: float = 0.0

    async def noted(self, event: str, _info: object) -> None:
        """httpx tells when a request's body is on the wire."""
        if event == "http11.send_request_body.complete":
            self.sent_at.append(time.monotonic())


async def rush(server: Server, cookies: list[httpx.Cookies]) -> Rush:
    """Open a connection for each visitor, then let all press at once."""
    seen, done = Rush(), asyncio.Event()
    limits = httpx.Limits(max_connections=None)
    browsers = [
        httpx.AsyncClient(
            base_url=server.url, headers={"Origin": server.url}, cookies=jar, timeout=90,
            limits=limits, trust_env=False,
        )
        for jar in cookies
    ]  # fmt: skip
    forms = [hidden_fields((await one.get("/l/periksa")).text) for one in browsers]
    watching = asyncio.create_task(_watch_landing(server, seen, done))
    began = time.monotonic()
    presses = zip(browsers, forms, strict=True)
    await asyncio.gather(*(_press(one, form, seen) for one, form in presses))
    seen.seconds = time.monotonic() - began
    done.set()
    await watching
    for one in browsers:
        await one.aclose()
    return seen


async def _press(browser: httpx.AsyncClient, form: dict[str, str], seen: Rush) -> None:
    try:
        answer = await browser.post("/l/periksa", data=form, extensions={"trace": seen.noted})
        if answer.headers.get("Location") != "/l/selesai":
            seen.errors.append(str(answer.status_code))
            return
        seen.codes.append(code_on((await browser.get("/l/selesai")).text))
    except httpx.HTTPError as error:
        seen.errors.append(type(error).__name__)


async def _watch_landing(server: Server, seen: Rush, done: asyncio.Event) -> None:
    """Somebody else opens the landing page all the while, each time anew."""
    while not done.is_set():
        began = time.monotonic()
        async with httpx.AsyncClient(trust_env=False, timeout=90) as stranger:
            answer = await stranger.get(f"{server.url}/")
        if answer.status_code != 200:
            seen.errors.append(f"landing {answer.status_code}")
        seen.landing.append(time.monotonic() - began)
        await asyncio.sleep(0.1)


def ready_to_send(server: Server, people: int) -> list[httpx.Cookies]:
    """Visitors who stand at the check page: their cookies."""
    jars = []
    for number in range(people):
        with Visitor(server.url) as visitor:
            visitor.prepare(f"cerita {number}")
            jars.append(visitor.http.cookies)
    return jars
