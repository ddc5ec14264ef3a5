"""What goes over the wire, as Chromium counts it: requests, and bytes with their headers."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page


@dataclass
class Wire:
    """Everything that one page asked for since `watch`; `slow` makes the line slow, too."""

    requests: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # what the browser had not kept itself
    bytes: float = 0.0
    session: CDPSession | None = None
    _kept: set[str] = field(default_factory=set)

    def watch(self, page: Page, *, cold: bool = False) -> "Wire":
        """Count from now on; `cold` throws away what the browser has kept."""
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        if cold:
            self.session.send("Network.clearBrowserCache")
        self.session.on("Network.requestWillBeSent", self._asked)
        self.session.on("Network.requestServedFromCache", self._was_kept)
        self.session.on("Network.responseReceived", self._answered)
        self.session.on("Network.loadingFinished", self._came)
        return self

    def slow(self, *, latency: int, kilobits: int, processor: int) -> None:
        """Milliseconds before each answer, kb/s both ways, and how many times slower to reckon."""
        assert self.session is not None
        throughput = kilobits * 1000 / 8
        line = {
            "offline": False, "latency": latency,
            "downloadThroughput": throughput, "uploadThroughput": throughput,
        }  # fmt: skip
        self.session.send("Network.emulateNetworkConditions", line)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": processor})

    def _asked(self, event: dict[str, Any]) -> None:
        # A redirect is told as a second request of the same id: its answer's bytes come with it.
        if "redirectResponse" in event:
            self.bytes += event["redirectResponse"]["encodedDataLength"]
        if not event["request"]["url"].startswith("data:"):
            self.requests.append(event["request"]["url"])

    def _was_kept(self, event: dict[str, Any]) -> None:
        self._kept.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        kept = event["requestId"] in self._kept or answer.get("fromDiskCache")
        if not kept and not answer["url"].startswith("data:"):
            self.sent.append(answer["url"])

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
