"""The named people of every test, and the browser they hold. `luar` must see nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

from rangkul.reports.forms.steps import STEPS
from tests.house import PASSWORD
from tests.telling import tell

STAFF = ("piket", "piket2", "piketlain", "kepala", "admin", "luar")
OUTSIDER = "luar"
SEE_OTHER = 303  # what only a refused form answers with
ORIGIN = "http://127.0.0.1:8000"


class Browser(Client):
    """Django's test client with an Origin, as a browser sends it, and a look into forms."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(enforce_csrf_checks=True, headers={"origin": ORIGIN}, **extra)
        self.defaults["SERVER_NAME"] = "127.0.0.1"
        self.defaults["SERVER_PORT"] = "8000"

    def post(self, path: str, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """Send, and as a browser go on to the page on which a refused form is shown again."""
        answer = super().post(path, *args, **kwargs)
        return self.get(answer.headers["Location"]) if answer.status_code == SEE_OTHER else answer

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
    **more: Any,
) -> Sent:
    """From "Mulai" to the receipt; the questions between are answered by `tell`.

    `more` holds further answers by their field's name (q3, q6, ...).
    """
    visitor = browser or Browser()
    assert visitor.post("/l/").status_code == 302
    tell(visitor, {"q1": who, "q2": safe, "q3b": story, "q4b": office, **more})
    sent = visitor.submit("/l/periksa")
    assert sent.headers.get("Location") == "/l/selesai", sent.status_code
    return Sent(code_on(visitor.get("/l/selesai")), visitor)


Seen = dict[str, Any]
QUESTION = re.compile(r"(/en)?/l/\d[a-z]?")


def walk(
    visitor: Browser,
    path: str,
    answers: Mapping[str, Any],
    *,
    until: str = "",
    seen: Seen | None = None,
) -> str:
    """Answer each page from here with what is known of it; where the questions end, or `until`.

    The page with the alarm is passed without sending it. `seen` takes every page by its address.
    """
    pages: Seen = {} if seen is None else seen
    for _ in range(2 * len(STEPS)):
        if path == until or not QUESTION.fullmatch(path):
            return path
        pages[path] = page = visitor.get(path)
        pressed = {"lanjut": "1"} if path.endswith("/2d") else {}
        sent = visitor.post(path, {**hidden_fields(page), **asked_of(page, answers), **pressed})
        assert sent.status_code == 302, (path, sent.status_code, sent.content.decode()[:3000])
        path = sent.headers["Location"]
    raise AssertionError("the flow does not end")


def asked_of(page: Any, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the answers that the page has a field for."""
    names = set(re.findall(r'name="(q\d[a-z]?)"', page.content.decode()))
    return {name: value for name, value in answers.items() if name in names}


def send_alarm(
    place: str = "", *, ours: bool = False, browser: Browser | None = None, **answers: Any
) -> Sent:
    """Somebody in danger sends the alarm at once; `ours`: the alleged person works at our
    offices."""
    visitor = browser or Browser()
    assert visitor.post("/l/").status_code == 302
    tell(visitor, {"q1": "self", **answers, "q2": "danger"}, until="2")
    sent = visitor.submit("/l/2d", {"q2c": place, **({"q2d": "on"} if ours else {})})
    assert sent.headers.get("Location") == "/l/selesai", sent.status_code
    return Sent(code_on(visitor.get("/l/selesai")), visitor)


def complete(visitor: Browser, **answers: Any) -> None:
    """After the alarm: "Lanjut bercerita", the other questions, and send."""
    went_on = visitor.submit("/l/selesai", to="/l/lanjut")
    assert went_on.headers.get("Location") == "/l/3", went_on.status_code
    tell(visitor, answers, at="3")
    assert visitor.submit("/l/periksa").headers.get("Location") == "/l/selesai"


def code_on(page: Any) -> str:
    """The receipt code that a page shows."""
    groups = re.findall(r"<span>(\d{4})</span>", page.content.decode())
    assert len(groups) == 4, page.status_code
    return "".join(groups)
