"""A city in the middle of a day: reports in every state, people signed in, one session idle.

Made once a test process from the demo city and copied: the browsers' cookies fit every copy.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from rangkul.accounts.actions.drafts import keep_late_words
from rangkul.accounts.models import Agency, Person, StaffDraft, Team
from rangkul.accounts.queries import person_key
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.jobs import worker
from rangkul.vault import attended, sessions
from rangkul.vault.enums import FileState
from rangkul.vault.models import Draft, File, Unlock
from tests import private_record
from tests.cast import STAFF, Browser, send_report, signed_in, walk
from tests.house import PASSWORD, City

IDLE = "idle"  # `piket` in a browser that nobody has touched for half an hour
WRITER = "writer"  # in the middle of the flow, a file attached; inbox and private record open, too
VISITOR = "visitor"
EVERYBODY = (VISITOR, WRITER, *STAFF, IDLE)
PHOTO = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////"
    "////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAA"
    "AAD/2gAIAQEAAD8Ad//Z"
)
NOBODY = "0000000000000000"  # a reference in the right shape that nothing bears


def listed(words: str) -> frozenset[str]:
    """A closed list, written as words."""
    return frozenset(words.split())


@dataclass
class Furnished:
    """The city, the cookies of everybody, and what the addresses name."""

    city: City
    cookies: dict[str, SimpleCookie] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    code: str = ""  # of the report that was answered
    made: datetime = field(default_factory=clock.now)

    def browser(self, who: str, *, csrf: bool = False) -> Browser:
        """The browser of one of EVERYBODY; form tokens are checked only when asked for."""
        browser = Browser()
        browser.handler.enforce_csrf_checks = csrf
        if who in self.cookies:
            browser.cookies = SimpleCookie(self.cookies[who].output(header="", sep=";"))
        return browser

    def wake(self) -> None:
        """In a copy: whatever ends by itself within the hour begins now, however long ago the day
        was made. Django must be bound to it."""
        late = clock.now() - self.made
        with writing():
            Unlock.objects.update(last_seen=F("last_seen") + late)
            Draft.objects.update(expires=F("expires") + late)
            File.objects.filter(expires__isnull=False).update(expires=F("expires") + late)

    def address(self, pattern: str, **instead: str) -> str:
        """An address of the resolver with the city's own references filled in."""
        return pattern.format_map({**self.named, **instead})


def furnish(city: City) -> Furnished:
    """Do what a day brings, through the pages. Django must be bound to the city."""
    day = Furnished(city)
    browsers = {name: signed_in(name) for name in STAFF}
    sent = _reports(day, browsers)
    _people(day, browsers)
    _desk_states(day, browsers["piket"])
    browsers[IDLE] = _idle()
    browsers[WRITER] = _writer(sent)
    _copied(day, browsers["piket"])
    day.cookies = {name: browser.cookies for name, browser in browsers.items()}
    return day


def _reports(day: Furnished, browsers: Mapping[str, Browser]) -> str:
    """One new, one taken and answered by `piket`, one that only the alternative team may see."""
    answered = send_report("Suami memukul saya.", who="self", safe="afraid")
    taken = only_report(browsers["piket"])
    work(browsers["piket"], taken, "Kami membaca. Apakah malam ini aman?")
    send_report("tolong")
    new = next(ref for ref in queue_of(browsers["piket"]) if ref != taken)
    send_report("Dia polisi.", who="self", safe="safe", office="police")
    other = only_report(browsers["piketlain"])
    day.named |= {"report": new, "taken": taken, "other": other, "family": "rsk", "step": "2"}
    day.named |= {"help": "police", "note": "1"}
    day.code = answered.code
    return answered.code


REACHABLE = {
    "who": "self",
    "safe": "afraid",
    "q6": "phone",
    "q6b": "0812 3456 7890",
    "q6c": "suami",
    "q6e": ["morning", "noon", "afternoon", "evening"],
    "q6g": "arisan",
    "q6h": "besok saja",
    "q6i": "anak",
    "q6p": "mangga",
}


def _desk_states(day: Furnished, desk: Browser) -> None:
    """Reports that `piket` holds: one with a way to reach her, one whose writer is forced, one
    that was taken back, one that a colleague should agree to be none."""
    _held(day, desk, "reachable", "Ia marah lagi.", **REACHABLE)
    forced = _held(day, desk, "alarm", "Ia mengunci pintu.", **REACHABLE)
    Browser().post("/k/", {"q8": f"{forced} mangga"})
    code = _held(day, desk, "withdrawn", "Murid saya.", who="child", q3=["sexual"])
    writer = Browser()
    writer.post("/k/", {"q8": code})
    assert writer.submit("/k/tarik").status_code == 302
    _held(day, desk, "proposed", "uji coba")
    proposed = f"/piket/{day.named['proposed']}/"
    assert desk.submit(proposed, {"tanda": "usul"}, to=f"{proposed}tanda").status_code == 302


def _held(day: Furnished, desk: Browser, name: str, story: str, **answers: Any) -> str:
    """Send a report, let the desk take it and name it; its code."""
    before = set(queue_of(desk))
    code = send_report(story, **answers).code
    (ref,) = set(queue_of(desk)) - before
    assert desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil").status_code == 302
    day.named[name] = ref
    return code


def queue_of(browser: Browser, path: str = "/piket/") -> list[str]:
    """The references in a desk's queue, most urgent first."""
    page = browser.get(path)
    assert page.status_code == 200, page.status_code
    found = re.findall(r'<a href="/piket/([0-9a-z]{16})/"><time', page.content.decode())
    return list(dict.fromkeys(found))


def only_report(browser: Browser) -> str:
    """The one report of a desk."""
    (ref,) = queue_of(browser)
    return ref


def work(browser: Browser, ref: str, words: str) -> None:
    """Take a report and answer it."""
    assert browser.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil").status_code == 302
    answered = browser.submit(f"/piket/{ref}/", {"body": words}, to=f"/piket/{ref}/jawab")
    assert answered.status_code == 302, answered.status_code


def _people(day: Furnished, browsers: Mapping[str, Browser]) -> None:
    """Somebody who waits to be admitted, somebody invited, another session, kept words."""
    with reading():
        unit = Agency.objects.get(kind="unit")
        team = Team.objects.get(purpose="intake")
        alternative = Team.objects.get(purpose="alternative_intake")
        piket = Person.objects.get(username="piket")
        piket2 = Person.objects.get(username="piket2")
    token = invite(browsers["admin"], "undangan", agency=unit.ref)
    used = invite(browsers["admin"], "baru", agency=unit.ref, team=team.ref)
    accept(used)
    key = person_key(piket.ref)
    assert key is not None
    keep_late_words(person_key=key.id, path="/piket/", fields=[("body", "belum terkirim")])
    signed_in("piket")
    with reading():
        here = [row.ref for row in sessions.of(piket.ref)]
        day.named |= {
            "token": token,
            "used": used,
            "draft": StaffDraft.objects.get().ref,
            "session": here[0],
            "foreign_session": sessions.of(piket2.ref)[0].ref,
            "keyless": Person.objects.get(username="undangan").ref,
            "waiting": Person.objects.get(username="baru").ref,
            "team": team.ref,
            "foreign_team": alternative.ref,
        }


def invite(
    admin: Browser, username: str, *, agency: str, team: str = "", role: str = "piket"
) -> str:
    """Let the administrator invite somebody through the page; the link's token."""
    page = admin.submit(
        "/pengaturan/orang/undang/",
        {
            "name": f"Orang {username}",
            "username": username,
            "agency": agency,
            "role": role,
            "team": team,
        },
    )
    found = re.search(r"/undangan/([A-Za-z0-9_-]{43})", page.content.decode())
    assert found is not None, page.status_code
    return found.group(1)


def accept(token: str) -> Browser:
    """Use a one-time link; the browser in which its holder is then signed in."""
    browser = Browser()
    answer = browser.post(f"/undangan/{token}", {"new": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return browser


def _idle() -> Browser:
    browser = signed_in("piket")
    newest = Unlock.objects.order_by("-started").first()
    assert newest is not None
    with writing():
        half_an_hour_ago = clock.this_minute() - timedelta(minutes=30)
        Unlock.objects.filter(pk=newest.pk).update(last_seen=half_an_hour_ago)
    return browser


def _writer(code: str) -> Browser:
    browser = Browser()
    browser.post("/l/")
    answers = {"q1": "self", "q2": "afraid", "q3": ["body"], "q3b": "Saya takut."}
    assert walk(browser, "/l/1", answers) == "/l/periksa"
    assert browser.post("/k/", {"q8": code}).status_code == 302
    for page in ("/l/berkas", "/k/berkas"):
        sent = browser.submit(page, {"q7": SimpleUploadedFile("dapur.jpg", PHOTO)})  # type: ignore[dict-item]
        assert sent.status_code == 302, sent.status_code
    private_record.kept(browser)
    return browser


def _copied(day: Furnished, desk: Browser) -> None:
    """The officer has had a copy made of the file that came through the inbox."""
    with reading():
        day.named["file"] = File.objects.get(state=FileState.KEPT).ref
    page = day.address("/piket/{taken}/")
    attended.beat()  # this process is the worker for a while
    try:
        desk.submit(page, to=day.address("/piket/{taken}/berkas/{file}/siapkan"))
        while desk.get(day.address("/piket/{taken}/berkas/{file}/salinan")).status_code == 404:
            assert worker.run_once()
    finally:
        attended._own = None


LANGUAGES = ("id", "en")


def routes() -> dict[str, Any]:
    """Every address of the resolver as it is written there, with its view; the public ones in
    both languages."""
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= _walk(get_resolver().url_patterns, "/")
    return found


def in_english(route: str) -> str:
    """Where the same page stands in English."""
    return f"/en{route}"


def without_language(route: str) -> str:
    """The Indonesian address of a route in either language."""
    return route.removeprefix("/en") if route.startswith("/en/") else route


def _walk(patterns: Any, prefix: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for one in patterns:
        here = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found += _walk(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            found.append((here, one.callback))
    return found


# Minutes and rounds may move in these when somebody looks at a page; nothing else may.
LOOKING_LEAVES = frozenset({"audit_event", "audit_segment", "vault_unlock", "vault_custody"})


def state(*, but: frozenset[str] = LOOKING_LEAVES) -> dict[str, int]:
    """A hash of the content of each table."""
    tables = [name for name in connection.introspection.table_names() if name not in but]
    with connection.cursor() as cursor:
        return {name: _content(cursor, name) for name in tables}


def _content(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
    return hash(tuple(sorted(map(repr, rows))))


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
