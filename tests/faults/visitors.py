"""Visitors and officers at a real server over HTTP, who do what people do when it fails:
reload the page and press again."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Self

import httpx

from tests.cast import SEE_OTHER
from tests.house import PASSWORD

PATIENCE = 90.0  # seconds after which a person gives up; the test then fails
MOST_PAGES = 60  # of questions; more, and the flow goes in a circle
PAUSE = 0.1  # seconds between two tries
_CODE = re.compile(r"<span>(\d{4})</span>")
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_AGAIN = {409, 503}  # "page is old" and "not sent": press again


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden inputs of a page: tokens and form keys."""
    fields = {}
    for tag in _HIDDEN.findall(page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None:
            fields[name.group(1)] = unescape(value.group(1)) if value else ""
    return fields


def code_on(page: str) -> str:
    """The receipt code that a page shows."""
    groups = _CODE.findall(page)
    assert len(groups) == 4, page[:400]
    return "".join(groups)


def shown_again(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Where a refused form leads; any other answer as it is."""
    if answer.status_code != SEE_OTHER:
        return answer
    return browser.get(answer.headers["Location"])


@dataclass
class Person:
    """One browser. `tries` counts requests, `failures` those that did not come back whole."""

    url: str
    patience: float = PATIENCE
    tries: int = 0
    failures: int = 0
    refused: list[int] = field(default_factory=list)  # statuses of 5xx and 409 answers

    def __post_init__(self) -> None:
        self.http = self._new_browser(httpx.Cookies())

    def _new_browser(self, cookies: httpx.Cookies) -> httpx.Client:
        # A closed connection is opened anew by a reload; trust_env: no proxy of the machine.
        return httpx.Client(
            base_url=self.url, headers={"Origin": self.url}, cookies=cookies, timeout=60,
            trust_env=False,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask(
        self,
        method: str,
        path: str,
        data: dict[str, str] | None = None,
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:
        """One request, repeated as a person reloads, until it is answered without a failure."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            self.tries += 1
            try:
                answer = shown_again(
                    self.http, self.http.request(method, path, data=data, files=files)
                )
            except httpx.TransportError:
                self.failures += 1
            else:
                if answer.status_code not in _AGAIN:
                    return answer
                self.refused.append(answer.status_code)
            time.sleep(PAUSE)
        raise AssertionError(f"{method} {path}: no answer in {self.patience} s, {self.refused}")

    def get(self, path: str) -> str:
        """A page that must open."""
        answer = self.ask("GET", path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers)
        return answer.text

    def answer(self, path: str, told: dict[str, str]) -> str:
        """Send the form of a page with what it asks of `told`; where it leads."""
        page = self.get(path)
        asked = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', page))
        return self._sent(path, page, {name: told[name] for name in asked & told.keys()})

    def submit(self, path: str, answers: dict[str, str]) -> str:
        """Open a page, send its form, and return where it leads."""
        return self._sent(path, self.get(path), answers)

    def _sent(self, path: str, page: str, answers: dict[str, str]) -> str:
        answer = self.ask("POST", path, {**hidden_fields(page), **answers})
        assert answer.status_code == 302, (path, answer.status_code, answer.text[:2000])
        return str(answer.headers["Location"])


class Visitor(Person):
    """Somebody who writes to the city."""

    def prepare(self, story: str, *, office: str = "") -> None:
        """From "Mulai" to the check page; everything is in the draft then."""
        path = str(self.ask("POST", "/l/").headers["Location"])
        told = {"q1": "unsure", "q2": "unknown", "q3b": story, "q4b": office}
        for _ in range(MOST_PAGES):
            if path == "/l/periksa":
                return
            path = self.answer(path, told)
        raise AssertionError(f"the questions do not end: {path}")

    def attach(self, name: str, content: bytes) -> None:
        """Add a file on the page for files, again and again until the page lists it."""
        while f"<span>{name} · " not in (page := self.get("/l/berkas")):
            self.ask("POST", "/l/berkas", hidden_fields(page), {"q7": (name, content)})

    def press_send(self, after: Callable[[], None] = lambda: None) -> str:
        """The final POST, again and again until it leads to the receipt; `after` runs between
        its answer and the receipt page. Returns the code that was shown."""
        answer = self.ask("GET", "/l/periksa")
        if answer.status_code == 200:  # else it was sent, and only the answer was lost
            answer = self.ask("POST", "/l/periksa", hidden_fields(answer.text))
        assert answer.headers.get("Location") == "/l/selesai", (answer.status_code, answer.text)
        after()
        return code_on(self.get("/l/selesai"))

    def send_report(
        self, story: str, after: Callable[[], None] = lambda: None, *, file: bytes = b""
    ) -> str:
        """The whole way, with a file if there is one; the receipt code."""
        self.prepare(story)
        if file:
            self.attach("bukti.jpg", file)
        return self.press_send(after)

    def open_with(self, code: str) -> None:
        """Open the inbox with a code."""
        answer = self.ask("POST", "/k/", {"q8": code})
        assert answer.headers.get("Location") == "/k/pesan", (answer.status_code, code)

    def write_back(self, words: str) -> None:
        """Write into the opened inbox."""
        self.submit("/k/pesan", {"q9": words})


@dataclass
class Officer(Person):
    """Somebody who is signed in; `token` is what all forms of her session carry."""

    token: dict[str, str] = field(default_factory=dict)

    def sign_in(self, username: str) -> Self:
        """Raises AssertionError when the page does not let her in."""
        answer = self.ask("POST", "/masuk/", {"username": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        found = hidden_fields(self.get("/pengaturan/sesi/"))["csrfmiddlewaretoken"]
        self.token = {"csrfmiddlewaretoken": found}
        return self

    def queue(self) -> list[str]:
        """The references of all reports in the queue, page by page."""
        refs: list[str] = []
        path = "/piket/"
        while path:
            page = self.get(path)
            refs += re.findall(r'<td role="cell"[^>]*><a href="/piket/(\w{16})/"><time', page)
            following = re.search(r'href="(/piket/\?sesudah=[^"]+)" rel="next"', page)
            path = unescape(following.group(1)) if following else ""
        return refs

    def take(self, ref: str) -> str:
        """Take a report and read its page."""
        answer = self.ask("POST", f"/piket/{ref}/ambil", self.token)
        assert answer.status_code == 302, (answer.status_code, answer.text)
        return self.get(f"/piket/{ref}/")
