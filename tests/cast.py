"""The named people of every test, and the browser they hold. `luar` must see nothing."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

from tests.house import PASSWORD

STAFF = ("piket", "piket2", "piketlain", "kepala", "admin", "luar")
OUTSIDER = "luar"
ORIGIN = "http://127.0.0.1:8000"


class Browser(Client):
    """Django's test client with an Origin, as a browser sends it, and a look into forms."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(enforce_csrf_checks=True, headers={"origin": ORIGIN}, **extra)
        self.defaults["SERVER_NAME"] = "127.0.0.1"
        self.defaults["SERVER_PORT"] = "8000"

    def submit(
        self, path: str, answers: dict[str, str] | None = None, *, to: str = "", **extra: Any
    ) -> Any:
        """Open a page and send its form with these answers, to itself or to another address."""
        shown = self.get(path)
        return self.post(to or path, {**hidden_fields(shown), **(answers or {})}, **extra)


def hidden_fields(page: Any) -> dict[str, str]:
    """The hidden inputs of a page: tokens and form keys."""
    fields = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page.content.decode()):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None:
            fields[name.group(1)] = unescape(value.group(1)) if value else ""
    return fields


def signed_in(username: str) -> Browser:
    """A browser in which this member of the cast has signed in through the page."""
    browser = Browser()
    answer = browser.post("/masuk/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return browser


@dataclass(frozen=True)
class Sent:
    """A report that went out: the code, and the browser that sent it."""

    code: str
    browser: Browser


def send_report(
    story: str = "tolong",
    *,
    who: str = "unsure",
    safe: str = "unknown",
    office: str = "",
    browser: Browser | None = None,
) -> Sent:
    """Walk the public flow from "Mulai" to the receipt."""
    visitor = browser or Browser()
    assert visitor.post("/l/").status_code == 302
    for number, answers in enumerate(
        ({"q1": who}, {"q2": safe}, {"q3": story}, {"q4": office}), start=1
    ):
        sent = visitor.submit(f"/l/{number}", answers)
        assert sent.status_code == 302, (number, sent.status_code)
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    return Sent(code_on(visitor.get("/l/selesai")), visitor)


def code_on(page: Any) -> str:
    """The receipt code that a page shows."""
    groups = re.findall(r"<span>(\d{4})</span>", page.content.decode())
    assert len(groups) == 4, page.status_code
    return "".join(groups)
