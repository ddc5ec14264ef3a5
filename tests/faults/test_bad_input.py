"""Whatever a browser, a script or an attacker sends: a clear answer in the language of the address,
never a 5xx."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from rangkul.reports.forms.steps import STEPS
from tests.cast import SEE_OTHER, Browser, hidden_fields
from tests.contracts.addresses import CHANGES_BY_GET, place_of
from tests.furnished import VISITOR, WRITER, Furnished, listed, routes, without_language

# Fields of all forms; a field that a page shows and that is missing here fails below.
FIELDS = sorted(
    {name for one in STEPS for name in (*one.fields, *one.marks)}
    | listed(
        "q2c q2d q6q q6r q7 q8 q9 q10 q10b q10c q11 q11b q12 q12b k b berkas cepat simpan alih ref"
        " alasan asks body tanda how mark darurat known_by based_on reporter incident_on"
        " incident_time child_age sexual_violence username password lanjut new again old name"
        " for_whom agency role team kind purpose first compared number search_hint seen quiet_line"
        " quiet_shown extension day0 day1 day2 day3 day4 day5 day6"
    )
)
TOKENS = {"t", "csrfmiddlewaretoken"}
FORM = "application/x-www-form-urlencoded"


def who(address: str) -> str:
    """Somebody who may use the address, so that the input meets the code behind every check."""
    if address.startswith("/pengaturan/orang"):
        return "admin"
    if address.startswith(("/pengaturan/tim/bentuk", "/pengaturan/kota")):
        return "kepala"
    if address == "/masuk/" or address.startswith("/undangan"):
        return VISITOR
    return "piket" if address.startswith(("/piket", "/masuk", "/pengaturan")) else WRITER


@dataclass
class Bad:
    """One way of sending something bad to an address."""

    body: bytes | None = None
    kind: str = FORM
    values: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, browser: Browser, address: str, token: dict[str, str]) -> Any:
        if self.body is not None:
            answer = browser.generic(
                "POST", address, self.body, content_type=self.kind, headers=self.headers
            )
            return shown_again(browser, answer)
        return browser.post(address, {**token, **self.values}, headers=self.headers)


def shown_again(browser: Browser, answer: Any) -> Any:
    """Where a refused form leads; any other answer as it is."""
    if answer.status_code != SEE_OTHER:
        return answer
    return browser.get(answer.headers["Location"])


def everywhere(value: Any) -> Bad:
    return Bad(values=dict.fromkeys(FIELDS, value))


def raw(value: bytes) -> Bad:
    return Bad(body=b"&".join(name.encode() + b"=" + value for name in FIELDS))


MULTIPART = "multipart/form-data; boundary=xx"
PART = b'--xx\r\nContent-Disposition: form-data; name="q3"%b\r\n\r\nisi\r\n--xx--\r\n'
BAD = {
    "NUL": everywhere("a\0b"),
    "control characters": everywhere("\x07\x1b[31mmerah\x08"),
    "bidirectional characters": everywhere("\u202eterbalik\u2066"),
    "a lone surrogate": raw(b"%ED%A0%80"),
    "invalid UTF-8": raw(b"%FF%FE%80"),
    "invalid UTF-8, not even escaped": raw(b"\xff\xfe"),
    "longer than any line": everywhere("x" * 500),
    "a number of 5,000 digits": Bad(values={"child_age": "9" * 5000, "based_on": "9" * 5000}),
    "numbers that are none": everywhere("NaN"),
    "an endless number": everywhere("1e999"),
    "a negative number": everywhere("-1"),
    "the first day of all": everywhere("01/01/0001"),
    "the last day of all": everywhere("31/12/9999"),
    "arrays": everywhere(["a", ""]),
    "objects": everywhere('{"$ne": null}'),
    "SQL": everywhere("' OR 1=1; DROP TABLE reports_report --"),
    "a template": everywhere("{{ 7*7 }}{% load x %}<script>alert(1)</script>"),
    "forged fields": Bad(values=dict.fromkeys(["taken_by", "state", "risk", "is_admin"], "1")),
    "nothing": Bad(body=b""),
    "an oversized body": Bad(body=b"q3=" + b"x" * 70_000),
    "too many fields": Bad(body=b"&".join(b"a%d=1" % n for n in range(300))),
    "JSON": Bad(body=json.dumps({"q3": ["x"]}).encode(), kind="application/json"),
    "another charset": Bad(body=b"q3=x", kind=f"{FORM}; charset=utf-7"),
    "a charset that is none": Bad(body=b"q3=x", kind=f"{FORM}; charset=tidak-ada"),
    "multipart without boundary": Bad(body=PART % b"", kind="multipart/form-data"),
    "multipart that breaks off": Bad(body=(PART % b"")[:40], kind=MULTIPART),
    "an unexpected file": Bad(body=PART % b'; filename="x.jpg"', kind=MULTIPART),
    "malformed cookies": Bad(
        headers={"cookie": 'sid=zz; kunci="\\000\\377"; sesi="\\000aaaaaaaaa"'}
    ),
    "empty cookies": Bad(headers={"cookie": "sid=; kunci=; sesi=; alat=;;=;"}),
    "a cookie nobody was given": Bad(headers={"cookie": f"sid={'0' * 64}; kunci={'0' * 64}"}),
    "a wrong Origin": Bad(headers={"origin": "https://jahat.example"}),
    "Origin null": Bad(headers={"origin": "null"}),
    "an Origin that is no address": Bad(headers={"origin": "http://[::1"}),
}  # fmt: skip


def token_of(browser: Browser, address: str) -> dict[str, str]:
    """The tokens that the pages give this browser, so that the input gets past them."""
    room = without_language(address)[:2]
    page = {"/k": "/k/pesan", "/s": "/s/tambah"}.get(room, "/l/1")
    fields = hidden_fields(browser.get(page))
    return {name: value for name, value in fields.items() if name in TOKENS}


def browser_of(day: Furnished, person: str, *, csrf: bool = False) -> Browser:
    """A browser that is answered as over the network: what fails becomes a page."""
    browser = day.browser(person, csrf=csrf)
    browser.raise_request_exception = False
    return browser


def wrong_with(answer: Any, address: str) -> str:
    """What is wrong with an answer; empty when it is no 5xx and, as a refusal, a page in the
    language of the address that gives back the words without anything hidden in them."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code < 400:
        return ""
    page = answer.content.decode()
    language = "id" if without_language(address) == address else "en"
    if f'<html lang="{language}"' not in page or not re.search(r"<h1|<legend", page):
        return f"{answer.status_code} without words: {page[:80]}"
    if "<script>alert(1)" in page:
        return "quoted as it was"
    words = "".join(re.findall(r"<textarea.*?</textarea>", page, re.DOTALL))
    return "hidden characters came back" if re.search("[\0\x07\x1b\u202e\u2066]", words) else ""


PLACES = {place_of(route) for route in routes()} | {f"/l/{one.slug}" for one in STEPS}


@pytest.mark.parametrize("place", sorted(PLACES))
def test_bad_input_is_never_a_5xx(day: Furnished, place: str) -> None:
    address, wrong = day.address(place), {}
    # One for all: every browser of hers has the same cookies, and the token comes of them.
    token = token_of(browser_of(day, WRITER), address) if who(address) == WRITER else {}
    for name, bad in BAD.items():
        browser = browser_of(day, who(address))
        wrong[name] = wrong_with(bad.send(browser, address, token), address)
    assert {name: what for name, what in wrong.items() if what} == {}


QUERIES = [
    "sesudah=%00", "sesudah=%FF", "sesudah=" + "z" * 900, "lanjut=%00", "lanjut=//jahat.example",
    "b=%00&b=1", "salah=%00", "%00=%00", "sesudah=%ED%A0%80",
]  # fmt: skip


@pytest.mark.parametrize("place", sorted(PLACES))
def test_bad_questions_are_never_a_5xx(day: Furnished, place: str) -> None:
    address, wrong = day.address(place), {}
    for query in QUERIES:
        answer = browser_of(day, who(address)).get(f"{address}?{query}")
        wrong[query] = wrong_with(answer, address)
        assert "jahat.example" not in answer.headers.get("Location", "")
    assert {query: what for query, what in wrong.items() if what} == {}


WRONG_PARTS = ["%00", "%FF", "..%2f..", "'", "%E2%80%AE", "x" * 900, "-1", "９", "99", "0"]


@pytest.mark.parametrize("route", sorted(route for route in routes() if "<" in route))
def test_addresses_that_do_not_exist_are_never_a_5xx(day: Furnished, route: str) -> None:
    wrong = {}
    for part in WRONG_PARTS:
        address = re.sub(r"<[^>]+>", part, route)
        for method in ("get", "post"):
            answer = getattr(browser_of(day, who(address)), method)(address)
            found = answer.status_code < 300
            wrong[method, part] = (
                f"found: {answer.status_code}" if found else wrong_with(answer, address)
            )
    assert {what: reason for what, reason in wrong.items() if reason} == {}


def test_every_field_that_a_page_shows_is_fed(day: Furnished) -> None:
    shown: set[str] = set()
    for address in map(day.address, PLACES - CHANGES_BY_GET):
        answer = day.browser(who(address)).get(address)
        if "/galeri" not in address and answer.headers["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            shown |= set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    questions = {name for name in shown if name not in {*FIELDS, *TOKENS}}
    fact_form = day.browser("piket").get(day.address("/piket/{taken}/fakta")).content.decode()
    assert {name for name in questions if f'name="{name}"' not in fact_form} == set()


@dataclass(frozen=True)
class Refusal:
    """What one input at one form is answered with."""

    address: str
    bad: Bad
    status: int
    words: str  # that the page says


REFUSALS = {
    "hidden characters are told and taken out": Refusal(
        "/l/3", Bad(values={"q3b": "to\0long\u202e"}), 422, "Kami sudah membuangnya"
    ),
    "a story that is too long": Refusal(
        "/l/3", Bad(values={"q3b": "x" * 4001}), 422, "Tulisan terlalu panjang. Kurangi 1 huruf."
    ),
    "an answer that is none of the choices": Refusal(
        "/l/1", Bad(values={"q1": "\0"}), 422, "Pilih siapa yang butuh bantuan"
    ),
    "no answer at all": Refusal("/l/2", Bad(), 422, "Pilih apakah sekarang aman"),
    "another visitor's form": Refusal(
        "/l/3", Bad(values={"t": "0" * 32, "q3b": "tolong"}), 409, "Tulisannya masih ada"
    ),
    "a form token of odd letters": Refusal(
        "/l/3", Bad(values={"t": "é\0", "q3b": "tolong"}), 409, "Tulisannya masih ada"
    ),
    "a body above 64 KiB": Refusal("/l/3", BAD["an oversized body"], 413, "terlalu panjang"),
    "a file": Refusal("/l/3", BAD["an unexpected file"], 400, "tidak dapat dibaca"),
    "a form from elsewhere": Refusal("/l/3", BAD["a wrong Origin"], 403, "tidak dapat dibuka"),
    "a code from elsewhere": Refusal("/k/", BAD["a wrong Origin"], 403, "tidak dapat dibuka"),
    "a code that is none": Refusal("/k/", Bad(values={"q8": "12 34"}), 422, "Tulis 16 angka"),

    "digits of other scripts": Refusal(
        "/k/", Bad(values={"q8": "１" * 16}), 422, "Tulis 16 angka"
    ),
    "an empty reply": Refusal(
        "/k/pesan", Bad(values={"k": "0" * 32}), 422, "Tulis balasan dulu"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_what_a_visitor_reads_when_something_is_wrong(day: Furnished, name: str) -> None:
    refusal, browser = REFUSALS[name], browser_of(day, WRITER)
    answer = refusal.bad.send(browser, refusal.address, token_of(browser, refusal.address))
    assert (answer.status_code, refusal.words in answer.content.decode()) == (refusal.status, True)
    if "tolong" in refusal.bad.values.get("q3b", ""):
        assert "tolong" in answer.content.decode()


def cookie(browser: Browser, name: str) -> str:
    return browser.cookies[name].value


def with_cookies(browser: Browser, **cookies: str) -> Browser:
    for name, value in cookies.items():
        browser.cookies[name] = value
    return browser


FOREIGN: dict[str, Callable[[Browser, Browser], dict[str, str]]] = {
    "her key, his session": lambda hers, his: {
        "kunci": cookie(hers, "kunci"), "sesi": cookie(his, "sesi"),
    },
    "his key, her session": lambda hers, his: {
        "kunci": cookie(his, "kunci"), "sesi": cookie(hers, "sesi"),
    },
    "only the key": lambda hers, his: {"kunci": cookie(hers, "kunci")},
    "only the session": lambda hers, his: {"sesi": cookie(hers, "sesi")},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_half_of_somebody_elses_session_opens_nothing(day: Furnished, name: str) -> None:
    cookies = FOREIGN[name](day.browser("piket"), day.browser("piket2"))
    answer = with_cookies(Browser(), **cookies).get(day.address("/piket/{taken}/"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/masuk/")


def staff_forms() -> Iterator[tuple[str, str]]:
    for place in sorted(PLACES):
        if who(place) not in {WRITER, VISITOR}:
            yield who(place), place


@pytest.mark.parametrize(("person", "place"), list(staff_forms()))
def test_a_staff_form_with_a_foreign_token_does_nothing(
    day: Furnished, person: str, place: str
) -> None:
    """A token of another person's session, and none at all."""
    foreign = hidden_fields(day.browser("piket2", csrf=True).get("/pengaturan/sesi/"))
    for token in ({}, {"csrfmiddlewaretoken": foreign["csrfmiddlewaretoken"]}):
        answer = browser_of(day, person, csrf=True).post(day.address(place), {**token, "body": "x"})
        assert answer.status_code in {403, 405}, place
        assert wrong_with(answer, place) == ""


FACTS = {"reporter": "belum_tahu", "based_on": "0"}
BAD_FACTS = {
    "the first day of all": {"incident_on": "01/01/0001"},
    "a year without four digits": {"incident_on": "1/1/1"},
    "tomorrow": {"incident_on": "31/12/9999"},
    "an hour that is none": {"incident_on": "01/02/2026", "incident_time": "25.00"},
    "a child of 200": {"child_age": "200"},
    "a sheet of the future": {"based_on": "9" * 30},
    "an answer that is none": {"danger_now": "mungkin"},
    "a reporter that is none": {"reporter": "\0"},
}  # fmt: skip


def test_facts_without_a_fault_are_saved(day: Furnished) -> None:
    answer = browser_of(day, "piket").post(day.address("/piket/{taken}/fakta"), FACTS)
    assert answer.status_code == 302


@pytest.mark.parametrize("name", sorted(BAD_FACTS))
def test_a_fact_that_cannot_be_is_refused_with_words(day: Furnished, name: str) -> None:
    browser, address = browser_of(day, "piket"), day.address("/piket/{taken}/fakta")
    answer = browser.post(address, {**FACTS, **BAD_FACTS[name]})
    assert answer.status_code in {409, 422}, answer.status_code
    assert wrong_with(answer, address) == ""
