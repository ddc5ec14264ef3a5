"""Many at once, by malice or by need: a new stay costs a derivation while very many are open.
Nobody is refused, and nobody is looked at: no address, no browser's name."""

import ast
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rangkul
from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.reports.models import Report
from rangkul.vault import cost, drafts
from rangkul.vault.crypto import random_key
from rangkul.vault.models import Draft
from tests.cast import Browser, code_on, hidden_fields, send_report, walk
from tests.faults import evidence
from tests.faults.test_storage import NUMBERS
from tests.faults.visitors import Visitor
from tests.house import City, serving

BUSY = 503
FEW = 3  # open stays that are a crowd in these tests
ANSWERS = {"q1": "self", "q2": "safe", "q3b": "Dia memukul saya semalam."}


@pytest.fixture
def crowd(city: City) -> Iterator[None]:
    """More stays are open than a city's people would start."""
    with override_settings(CROWD=FEW):
        open_stays(FEW + 1)
        yield


def open_stays(count: int, *, minutes: int = 20) -> None:
    expires = clock.now() + timedelta(minutes=minutes)
    Draft.objects.bulk_create(
        Draft(lookup=random_key(), ct=random_key(), expires=expires) for _ in range(count)
    )


def price(act: Callable[[], object]) -> int:
    """How many derivations it takes."""
    before = cost.PUBLIC.derivations
    act()
    return cost.PUBLIC.derivations - before


def started() -> Browser:
    visitor = Browser()
    assert visitor.post("/l/").headers["Location"] == "/l/1"
    return visitor


def with_a_made_up_cookie() -> tuple[Browser, dict[str, str]]:
    """Whoever read our source can name a stay that never was, and the token of its forms."""
    key, visitor = drafts.new_key(), Browser()
    visitor.cookies["sid"] = key.cookie
    return visitor, {"t": key.form_token}


# What costs how much.


@pytest.mark.usefixtures("crowd")
def test_a_new_stay_costs_one_derivation_and_all_its_pages_none() -> None:
    visitor = Browser()
    assert price(lambda: visitor.post("/l/")) == 1
    assert price(lambda: visitor.post("/l/")) == 0  # the same stay goes on
    assert price(lambda: walk(visitor, "/l/1", ANSWERS)) == 0
    assert price(lambda: visitor.submit("/l/3?b=1", {"q3b": "Dan tadi pagi lagi."})) == 0
    assert price(lambda: visitor.get("/l/2d")) == 0
    assert price(lambda: visitor.submit("/l/periksa")) == 1  # the code itself, as on any day
    assert price(lambda: visitor.get("/l/selesai")) == 0


@pytest.mark.usefixtures("crowd")
def test_one_report_does_not_buy_any_number_of_new_stays() -> None:
    visitor = send_report().browser
    sid = visitor.cookies["sid"].value
    for _ in range(3):
        visitor.cookies["sid"] = sid
        assert price(lambda: visitor.post("/l/")) == 1


# The last two refuse what she typed, and keep it for the page that shows it again.
MADE_UP_PRICE = dict.fromkeys(
    ("/l/", "/l/1", "/l/3", "/s/", "/l/2d", "/s/tulis", "/mulai", "/k/pesan", "/s/tambah"), 1
)
NO_ROW = ("/l/periksa", "/l/lanjut", "/l/hapus", "/l/berkas", "/k/berkas")
TYPED = {"q1": "self", "q2c": "dapur", "q3b": "x", "q10": "x", "q10c": "482916", "k": "0" * 32}


@pytest.mark.usefixtures("crowd")
def test_a_made_up_cookie_gets_no_stay_for_nothing() -> None:
    """The alarm and the private record pay with the code that they get."""
    prices, rows = {}, {}
    for path in (*MADE_UP_PRICE, *NO_ROW):
        visitor, token = with_a_made_up_cookie()
        before = Draft.objects.count()
        prices[path] = price(partial(visitor.post, path, {**token, **TYPED}))
        rows[path] = Draft.objects.count() - before
    assert prices == {**MADE_UP_PRICE, **dict.fromkeys(NO_ROW, 0)}
    assert rows == {**dict.fromkeys(MADE_UP_PRICE, 1), **dict.fromkeys(NO_ROW, 0)}


@pytest.mark.usefixtures("crowd")
def test_an_inbox_costs_its_own_code_and_no_more() -> None:
    code = send_report().code
    visitor, guessing = started(), started()
    assert price(lambda: visitor.submit("/k/", {"q8": code})) == 1
    assert price(lambda: guessing.submit("/k/", {"q8": "1" * 16})) == 1
    # Without a stay its answer begins one, at the price of any other.
    assert price(lambda: Browser().submit("/k/", {"q8": "1" * 16})) == 2


def test_on_any_other_day_a_stay_costs_nothing(city: City) -> None:
    with override_settings(CROWD=FEW):
        open_stays(FEW)
        open_stays(50, minutes=-1)  # expired, and not swept yet
        assert price(started) == 0
        assert price(started) == 1


@pytest.mark.usefixtures("crowd")
def test_a_stay_that_ran_out_while_she_typed_is_paid_for_and_keeps_her_words() -> None:
    visitor = started()
    shown = hidden_fields(visitor.get("/l/3"))
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        open_stays(FEW + 1)
        words = {**shown, "q3b": "Dia memukul saya semalam."}
        assert price(lambda: visitor.post("/l/3", words)) == 1
        assert "Dia memukul saya semalam." in visitor.get("/l/3").content.decode()


# Nobody is refused.


@contextmanager
def busy_slot() -> Iterator[None]:
    with override_settings(SLOT_WAIT_SECONDS=0.01), cost.PUBLIC.held():
        yield


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(("path", "first"), [("/l/", "/l/1"), ("/s/", "/s/tulis")])
def test_a_busy_slot_asks_to_press_again_and_pressing_again_works(path: str, first: str) -> None:
    visitor = Browser()
    with busy_slot():
        told = visitor.post(path)
    page = told.content.decode()
    assert told.status_code == BUSY
    assert "Sedang ramai" in page
    assert all(number in page for number in NUMBERS)
    assert "sid" not in visitor.cookies  # nothing began
    again = visitor.post(path, hidden_fields(told))
    assert again.headers["Location"] == first


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(("way", "first"), [("l", "/l/"), ("k", "/k/"), ("s", "/s/")])
def test_a_busy_slot_at_the_landing_page_shows_the_numbers(way: str, first: str) -> None:
    visitor = Browser()
    with busy_slot():
        told = visitor.post("/mulai", {"ke": way})
    page = told.content.decode()
    assert told.status_code == BUSY
    assert all(number in page for number in NUMBERS)
    assert "sid" not in visitor.cookies  # nothing began
    again = visitor.post("/mulai", {"ke": way})
    assert again.headers["Location"] == first
    assert visitor.get(first).status_code == 200


@pytest.mark.usefixtures("crowd")
def test_a_busy_slot_gives_back_the_words_of_a_stay_that_ran_out() -> None:
    visitor, token = with_a_made_up_cookie()
    words = {**token, "q3b": "Dia memukul saya semalam."}
    with busy_slot():
        told = visitor.post("/l/3", words)
    assert told.status_code == BUSY
    assert "Dia memukul saya semalam." in told.content.decode()
    assert visitor.post("/l/3", words).status_code == 302


@pytest.mark.usefixtures("crowd")
def test_a_busy_slot_stops_nobody_who_is_writing() -> None:
    visitor = started()
    with busy_slot():
        assert walk(visitor, "/l/1", ANSWERS) == "/l/periksa"
        assert visitor.get("/l/periksa").status_code == 200


STORIES = st.lists(
    st.one_of(
        st.sampled_from(["tolong", "Dia memukul saya lagi tadi malam."]), st.text(max_size=60)
    ),
    min_size=1,
    max_size=3,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(stories=STORIES)
@pytest.mark.usefixtures("crowd")
def test_whoever_got_a_slot_ends_with_a_receipt(stories: list[str]) -> None:
    """From one address, as often as she likes, the same words or others, in a crowd."""
    already = Report.objects.count()
    codes = {receipt_of(story) for story in stories}
    assert len(codes) == len(stories)
    assert Report.objects.count() - already == len(stories)


def receipt_of(story: str) -> str:
    """Send these words; a page that complains about hidden signs is sent once more, as it asks."""
    visitor = started()
    visitor.submit("/l/1", {"q1": "unsure"})
    visitor.submit("/l/2", {"q2": "unknown"})
    told = visitor.submit("/l/3", {"q3b": story, "akhir": "1"})
    if told.status_code == 422:
        cleaned = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", told.content.decode(), re.DOTALL)
        assert cleaned is not None
        told = visitor.post("/l/3", {**hidden_fields(told), "q3b": cleaned.group(1), "akhir": "1"})
    assert told.status_code == 302
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    return code_on(visitor.get("/l/selesai"))


def test_eight_at_once_in_a_flood_all_get_their_receipt(city: City) -> None:
    """The real bar of 2,000 open stays, a real server, one address."""
    open_stays(2001)
    with serving(city) as server, ThreadPoolExecutor(8) as people:
        codes = list(people.map(lambda number: one_sends(server.url, number), range(8)))
    assert len(set(codes)) == 8
    evidence.assert_whole_reports(8)
    evidence.assert_intact()


def one_sends(url: str, number: int) -> str:
    with Visitor(url) as visitor:
        return visitor.send_report(f"cerita {number}")


# Nobody is looked at.


@dataclass(frozen=True)
class Sender:
    """Where a request says that it comes from."""

    address: str = "203.0.113.77"
    forwarded: str = "198.51.100.23"
    browser: str = "PerambanTerencana/7.7"

    def start(self) -> tuple[int, int]:
        """Status and price of a new stay."""
        answers: list[int] = []
        headers = {"user-agent": self.browser, "x-forwarded-for": self.forwarded}
        visitor = Browser()
        paid = price(
            lambda: answers.append(
                visitor.post("/l/", REMOTE_ADDR=self.address, headers=headers).status_code
            )
        )
        return answers[0], paid


@pytest.mark.usefixtures("crowd")
def test_fifty_starts_from_one_address_are_answered_as_those_from_fifty() -> None:
    from_one = {Sender().start() for _ in range(50)}
    from_many = {
        Sender(f"203.0.113.{n}", f"198.51.100.{n}", f"Peramban{n}/1").start() for n in range(50)
    }
    assert from_one == from_many == {(302, 1)}


def test_neither_address_nor_browser_is_kept_anywhere(city: City) -> None:
    sender = Sender()
    with serving(city) as server, Visitor(server.url) as visitor:
        visitor.http.headers.update(
            {
                "User-Agent": sender.browser,
                "X-Forwarded-For": sender.forwarded,
                "X-Real-IP": sender.forwarded,
                "Forwarded": f"for={sender.forwarded}",
            }
        )
        visitor.open_with(visitor.send_report("tolong"))
        visitor.write_back("halo")
        visitor.http.post("/l/periksa", data={"t": "x"})  # refused: would be worth a log line
    kept = "\n".join([*everything_in_the_database(), *everything_on_disk(city.folder)])
    assert "halo" not in kept  # sealed, and the search reads what it should
    assert "reports_report" in kept
    for trace in (sender.forwarded, sender.browser.partition("/")[0], '"127.0.0.1'):
        assert trace not in kept, trace


def everything_in_the_database() -> Iterator[str]:
    """Every value of every row, after the name of its table."""
    with reading():
        for model in apps.get_models():
            for row in model._base_manager.values_list():
                yield f"{model._meta.db_table} {[_readable(value) for value in row]}"


def _readable(value: object) -> object:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else value


def everything_on_disk(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "static" not in path.parts:
            yield path.read_bytes().decode("latin-1")


LOOKED_AT = {"Origin", "Referer", "Accept-Encoding"}  # of requests
OWN = {"Content-Type", "Content-Encoding", "Content-Length", "Vary", "Location"}  # of answers


def test_the_code_asks_no_request_for_where_it_comes_from() -> None:
    """What is not read cannot be kept: no META, and of all headers only these."""
    asked: set[str] = set()
    for path in Path(rangkul.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.Attribute) and node.attr == "META"), path
            asked |= _headers_of(node)
    assert asked <= LOOKED_AT | OWN, asked - LOOKED_AT - OWN
    assert {"Origin", "Accept-Encoding"} <= asked  # the search finds what is there


def _headers_of(node: ast.AST) -> set[str]:
    """The names in `x.headers["..."]`, `x.headers.get("...")` and what else is asked of headers."""
    if isinstance(node, ast.Subscript) and _is_headers(node.value):
        return _constants([node.slice])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _constants(node.args[:1]) if _is_headers(node.func.value) else set()
    return set()


def _is_headers(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "headers"


def _constants(nodes: list[ast.expr]) -> set[str]:
    return {str(one.value) if isinstance(one, ast.Constant) else "?" for one in nodes}


# Asking whether there is a crowd is cheap.


def test_the_count_of_open_stays_reads_the_index_and_no_more_than_it_must(city: City) -> None:
    open_stays(60)
    open_stays(60, minutes=-1)
    with override_settings(CROWD=FEW), CaptureQueriesContext(connection) as seen:
        assert drafts.crowded()
    (asked,) = (query["sql"] for query in seen)
    assert f"LIMIT {FEW + 1}" in asked
    plan = " ".join(explained(asked))
    assert "vault_draft_expires" in plan, plan
    assert "ct" not in re.findall(r'"(\w+)"', asked)


def explained(sql: str) -> list[str]:
    """How the database goes about it; PostgreSQL as if the table were too large to be read."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("SET enable_bitmapscan = off")
        how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{how} {sql}")
        return [str(row) for row in cursor.fetchall()]
