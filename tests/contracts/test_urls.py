"""What each address of tests/contracts/addresses.py answers, changes, carries and gives away."""

import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

import rangkul
from rangkul.common.exits import EXITS
from rangkul.common.http import is_public
from rangkul.common.transactions import mode, reading
from tests.cast import STAFF
from tests.conftest import bound_to
from tests.contracts.addresses import CHANGES_BY_GET, FOR_STAFF, PUBLIC, ROWS, place_of
from tests.furnished import (
    EVERYBODY,
    IDLE,
    VISITOR,
    WRITER,
    Furnished,
    routes,
    state,
)

GIVEAWAYS = re.compile("kekerasan|korban|lapor|ppa|kdrt|seksual", re.IGNORECASE)
HOW_MANY = len(EVERYBODY)
NOTED = re.compile("audit_|vault_unlock|vault_custody")  # who looked at what, and when


@dataclass(frozen=True)
class Look:
    """One GET: its answer, its statements with the kind of transaction, the tables it changed."""

    answer: Any
    statements: list[tuple[str | None, str]]
    changed: set[str]


Looks = dict[tuple[str, str], Look]
State = dict[str, int]


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {place_of(route) for route in routes()} == set(ROWS)
    assert {place: len(codes) for place, codes in ROWS.items() if len(codes) != 2 * HOW_MANY} == {}


def test_only_these_are_open_without_sign_in() -> None:
    assert {place_of(route) for route, view in routes().items() if is_public(view)} == PUBLIC


@pytest.fixture(scope="module")
def looks(furnished_template: Furnished) -> dict[tuple[str, str], Look]:
    """What everybody sees at every address by GET, in one city, since looking changes nothing."""
    copy = furnished_template.city.copy_to(furnished_template.city.folder.parent / "looks")
    day = replace(furnished_template, city=copy)
    with bound_to(copy):
        seen, before = {}, state()
        for place in ROWS:
            for who in EVERYBODY:
                seen[place, who], before = look(day, place, who, before)
    copy.drop()
    return seen


def look(day: Furnished, place: str, who: str, before: State) -> tuple[Look, State]:
    """One GET, with every statement that it sent and every table that it changed since `before`;
    and how the tables are then."""
    statements: list[tuple[str | None, str]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((mode(), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        answer = day.browser(who if place not in CHANGES_BY_GET else VISITOR).get(
            day.address(place)
        )
    after = state()
    changed = {name for name in after if after[name] != before[name]}
    return Look(answer, statements, changed), after


def test_who_sees_what(looks: Looks) -> None:
    expected = {
        (place, who): code
        for place, codes in ROWS.items()
        for who, code in zip(EVERYBODY, codes[:HOW_MANY], strict=True)
    }
    assert {at: one.answer.status_code for at, one in looks.items()} == expected


def test_looking_changes_nothing(looks: Looks) -> None:
    """No table but the trail and the last-seen minute, whoever looks at what."""
    assert {at: one.changed for at, one in looks.items() if one.changed} == {}


def test_a_page_is_read_in_a_read_only_transaction(looks: Looks) -> None:
    """From the session's row to the last line; the trail is written after the page is made."""
    for at, one in looks.items():
        if at[0] not in CHANGES_BY_GET:
            assert [sql for kind, sql in one.statements if kind is None] == [], at
            written = [sql for _, sql in one.statements if re.match("INSERT|UPDATE|DELETE", sql)]
            assert [
                sql for sql in written if not re.search("audit_|vault_unlock|vault_custody", sql)
            ] == [], at


def test_the_database_itself_refuses_to_write_while_a_page_is_read(day: Furnished) -> None:
    with (
        pytest.raises(DatabaseError, match=r"read-?only"),
        reading(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE vault_draft SET expires = expires")


def test_only_the_exit_changes_something_by_get() -> None:
    assert EXITS == CHANGES_BY_GET


@pytest.mark.parametrize("address", sorted(CHANGES_BY_GET))
def test_leaving_deletes_the_visitors_own_draft_and_nothing_else(
    day: Furnished, address: str
) -> None:
    before = state()
    day.browser(WRITER).get(address)
    changed = {table for table, content in state().items() if content != before[table]}
    assert changed == {"vault_draft", "vault_file"}  # and the file that was not sent
    assert day.browser(WRITER).get("/l/2").headers["Location"] == "/jam"


def test_a_page_in_english_leads_nowhere_in_indonesian(looks: Looks) -> None:
    """Who reads English is sent on in English; only the sign-in has one language."""
    for (place, _), one in looks.items():
        to = one.answer.headers.get("Location", "")
        if to and place.startswith("/en/"):
            assert to.startswith("/en/"), (place, to)
        elif to:
            assert not to.startswith("/en/"), (place, to)


@pytest.mark.parametrize(
    "place", sorted(place for place, codes in ROWS.items() if set(codes[HOW_MANY:]) != {405})
)
def test_who_may_do_what(day: Furnished, place: str) -> None:
    posts = dict(zip(EVERYBODY, ROWS[place][HOW_MANY:], strict=True))
    # The idle browser first: another of her sessions can end this one.
    for who in (IDLE, *EVERYBODY[:-1]):
        answer = day.browser(who).post(day.address(place))
        assert (who, answer.status_code) == (who, posts[who])
        assert headers_missing(answer, place) == []


def test_what_only_shows_takes_no_form(day: Furnished) -> None:
    for place, codes in ROWS.items():
        if set(codes[HOW_MANY:]) == {405}:
            for who in EVERYBODY:
                assert day.browser(who).post(day.address(place)).status_code == 405, (place, who)


def test_another_roles_function_says_whose_it_is(looks: Looks) -> None:
    silent = [
        at
        for at, one in looks.items()
        if one.answer.status_code == 403 and not names_a_role(one.answer)
    ]
    assert silent == []


def names_a_role(answer: Any) -> bool:
    return bool(re.search("Untuk [a-z ]+ diperlukan peran: [A-Z]", answer.content.decode()))


def test_another_roles_act_says_whose_it_is(day: Furnished) -> None:
    for place, codes in ROWS.items():
        for who, code in zip(EVERYBODY, codes[HOW_MANY:], strict=True):
            if code == 403:
                assert names_a_role(day.browser(who).post(day.address(place))), (place, who)


def test_a_staff_form_without_its_token_is_refused(day: Furnished) -> None:
    before = state()
    for place in ROWS.keys() - PUBLIC:
        for who in STAFF:
            answer = day.browser(who, csrf=True).post(day.address(place))
            assert (place, who, answer.status_code) == (place, who, 403)
    assert state() == before


@pytest.mark.parametrize("origin", ["https://lain.example", "null", ""])
def test_a_public_form_from_elsewhere_is_refused(day: Furnished, origin: str) -> None:
    before = state(but=frozenset())
    for place in (place for place in PUBLIC if ROWS[place][HOW_MANY] != 405):
        for who in (VISITOR, WRITER):
            browser = day.browser(who, csrf=True)
            answer = browser.post(day.address(place), headers={"origin": origin})
            assert (place, who, answer.status_code) == (place, who, 403)
    assert state(but=frozenset()) == before


def test_looking_gives_a_visitor_no_cookie(looks: Looks) -> None:
    given = {
        place: cookies
        for (place, who), one in looks.items()
        if who == VISITOR
        and (cookies := [each for each in one.answer.cookies.values() if each["max-age"] != 0])
    }
    assert given == {}


HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = re.compile(
    r"default-src 'none'; style-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')*; "
    r"script-src 'self'( 'sha256-[A-Za-z0-9+/=]{44}')*; img-src 'self' data:; connect-src 'self'; "
    r"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# A copy of somebody's file, alone on its page.
SANDBOX = (
    "/piket/{taken}/berkas/{file}/salinan",
    "default-src 'none'; sandbox; frame-ancestors 'none'",
)


def headers_missing(answer: Any, place: str) -> list[str]:
    """What an answer lacks of ux.md 4.1, whatever is answered: shown, sent on, refused."""
    sent = answer.headers
    missing = [name for name, value in HEADERS.items() if sent.get(name) != value]
    policy = sent.get("Content-Security-Policy", "")
    if POLICY.fullmatch(policy) is None and (place, policy) != SANDBOX:
        missing.append("Content-Security-Policy")
    if "geolocation=()" not in sent.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    if (sent.get("X-Robots-Tag") == "noindex") is (place in {"/", "/en/"}):
        missing.append("X-Robots-Tag")
    return missing


def test_every_page_carries_the_headers(looks: Looks) -> None:
    lacking = {at: headers_missing(one.answer, at[0]) for at, one in looks.items()}
    assert {at: names for at, names in lacking.items() if names} == {}


class Page(HTMLParser):
    """The addresses, the title, the field names and the attributes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[tuple[str, str]] = []
        self.attributes: set[str] = set()
        self.names: set[str] = set()
        self.feed(html)
        found = re.search("<title>(.*?)</title>", html, re.DOTALL)
        self.title = found.group(1) if found else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.add(name)
            if name in {"href", "src", "action", "formaction", "srcset", "poster", "data"}:
                self.addresses.append((tag, value or ""))
            if name == "name":
                self.names.add(value or "")


def pages(looks: Looks) -> dict[tuple[str, str], str]:
    """The HTML of whatever was answered as HTML, refusals included."""
    return {
        at: one.answer.content.decode()
        for at, one in looks.items()
        if one.answer.headers.get("Content-Type", "").startswith("text/html") and one.answer.content
    }


OURS = re.compile(r"/(?!/)|#|\?|tel:\d+$|data:,$|\.\./$|petugas/$")
BY_HER_OWN_HAND = ("a", "https://wa.me/628111129129")  # a chat that she taps herself


def test_a_page_asks_nobody_else(looks: Looks) -> None:
    for at, html in pages(looks).items():
        page = Page(html)
        elsewhere = [
            (tag, address)
            for tag, address in page.addresses
            if not OURS.match(address) and (tag, address) != BY_HER_OWN_HAND
        ]
        assert elsewhere == [], at
        assert page.attributes & {"style", "onclick", "onload", "ping", "target"} == set(), at
        assert re.findall(r"@import|url\((?!data:)", html) == [], at


def test_a_static_file_asks_nobody_else() -> None:
    static = Path(rangkul.__file__).parent / "static"
    found = {
        path.name: re.findall(r"(?:https?:)?//[\w.]+|@import|url\(", path.read_text("utf-8"))
        for path in static.rglob("*")
        if path.suffix in {".css", ".js", ".svg", ".html", ".json"}
    }
    assert found
    assert {name: where for name, where in found.items() if where} == {}


def test_nothing_that_a_browser_remembers_gives_her_away(looks: Looks) -> None:
    """Title, addresses, cookie names, field names, download names of public pages."""
    for (place, who), html in pages(looks).items():
        if place not in PUBLIC or who not in {VISITOR, WRITER}:
            continue
        page, answer = Page(html), looks[place, who].answer
        remembered = [page.title, place, *page.names, *(where for _, where in page.addresses)]
        remembered += [*answer.cookies, answer.headers.get("Content-Disposition", "")]
        assert [text for text in remembered if GIVEAWAYS.search(text)] == [], place
        if place not in FOR_STAFF:
            stored = {"name", "email", "tel", "address", "story", "password", "username"}
            assert page.names & stored == set(), place


def test_cookie_names_give_nobody_away(day: Furnished) -> None:
    names = {name for who in EVERYBODY for name in day.browser(who).cookies}
    assert names == {"sid", "sesi", "kunci", "alat"}


def test_every_page_has_one_heading_its_language_and_a_title(looks: Looks) -> None:
    for at, html in pages(looks).items():
        assert html.count("<h1") == 1, at
        language = "en" if at[0].startswith("/en/") else "id"
        assert f'<html lang="{language}">' in html, at
        assert html.count("<main") == 1, at
        assert {"id": "Layanan Warga", "en": "Citizen Service"}[language] in Page(html).title, at
