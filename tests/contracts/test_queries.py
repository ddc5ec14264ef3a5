"""What a page asks the database: how many statements, and by which way each finds its rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rangkul.common.transactions import reading
from rangkul.jobs.registry import kind_of, recurring
from rangkul.jobs.schedule import Schedule
from rangkul.jobs.worker import Worker
from rangkul.portal import queries as portal
from tests.cast import Browser, send_report, signed_in
from tests.contracts import acts
from tests.contracts.addresses import ROWS
from tests.factories import fill
from tests.furnished import EVERYBODY, WRITER, Furnished, accept, invite, queue_of, work
from tests.house import PASSWORD
from tests.private_record import added, chosen, enter, kept, sent_from

Statement = tuple[str, Any]
# Statements that find no rows: nothing to explain.
PLAIN = re.compile(
    r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|SET |SELECT 1$|SELECT pg_|INSERT(?!.*SELECT)"
)


@contextmanager
def watching() -> Iterator[list[Statement]]:
    """Collect each kind of statement once, with the values it came with."""
    seen: dict[str, Any] = {}

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not PLAIN.match(sql):
            seen.setdefault(sql, params)
        return execute(sql, params, many, context)

    found: list[Statement] = []
    with connection.execute_wrapper(watch):
        yield found
    found += seen.items()


def plan(sql: str, params: Any) -> str:
    """The database's way to the rows, as text."""
    with reading(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(row[-1] for row in cursor.fetchall())
        import psycopg

        cursor.execute("SET LOCAL enable_seqscan = off")
        with psycopg.ClientCursor(connection.connection) as plain:
            plain.execute(f"EXPLAIN {sql}", params)
            return "\n".join(row[0] for row in plain.fetchall())


def walks_the_whole_table(text: str) -> bool:
    """A scan without an index, in the words of either database. A subquery's own way to its rows
    has a line of its own."""
    if connection.vendor == "sqlite":
        other = r"SCAN (?!CONSTANT ROW|\(|subquery\b)(?!.*USING (COVERING )?INDEX)"
        return re.search(other, text) is not None
    return "Seq Scan" in text


def slow(statements: list[Statement]) -> dict[str, str]:
    plans = {sql: plan(sql, params) for sql, params in statements}
    return {sql: text for sql, text in plans.items() if walks_the_whole_table(text)}


def look_everywhere(day: Furnished) -> None:
    """Every page, by everybody, as far as each may."""
    for place in ROWS:
        for who in EVERYBODY:
            day.browser(who).get(day.address(place))
    desk = day.browser("piket")
    desk.get(
        re.findall(r'href="(/piket/\?sesudah=[^"]+)"', desk.get("/piket/").content.decode())[0]
    )


def act_everywhere(day: Furnished) -> None:
    """Every act: the visitor's, the officer's, the administrator's, the head's, one's own."""
    visitor, desk = Browser(), signed_in("piket2")
    send_report("tolong", browser=visitor)
    writer = day.browser(WRITER)
    assert writer.submit("/k/pesan", {"q9": "Terima kasih."}).status_code == 302
    writer.post("/l/1", {"q1": "self"})
    writer.get("/jam")
    Browser().post("/k/", {"q8": "1234567890123456"})
    ref = next(one for one in queue_of(desk) if free(desk, one))
    work(desk, ref, "Kami membaca.")
    facts = f"/piket/{ref}/fakta"
    assert desk.submit(facts, {"reporter": "korban", "danger_now": "ya"}).status_code == 302
    piket = day.browser("piket", csrf=True)
    assert piket.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil").status_code == 302
    acts.the_alarm()
    acts.the_inbox()
    acts.the_record()
    acts.the_desk(day)
    _city(day)
    _at_the_desk(day, desk)
    _accounts(day)
    _notes()


def _notes() -> None:
    """A private record from the first note to the last."""
    writer, reader = Browser(), Browser()
    code = kept(writer)
    added(writer, "lagi")
    enter(reader, code)
    chosen(reader, [1])
    sent_from(reader)
    reader.submit("/s/catatan/2", to="/s/catatan/2/hapus")
    assert reader.submit("/s/hapus").status_code == 302
    enter(Browser(), code)


def free(desk: Browser, ref: str) -> bool:
    """Whether nobody has the report."""
    return f"/piket/{ref}/ambil" in desk.get("/piket/").content.decode()


def _at_the_desk(day: Furnished, colleague: Browser) -> None:
    """The acts on a report besides answering it: her number, and the mark by two."""
    desk = day.browser("piket", csrf=True)
    for where, fields in (
        ("{reachable}/nomor", {"darurat": "1", "alasan": "life"}),
        ("{proposed}/tanda", {"tanda": "hapus"}),
        ("{proposed}/tanda", {"tanda": "usul"}),
    ):
        page = day.address(f"/piket/{where.split('/')[0]}/")
        answer = desk.submit(page, fields, to=day.address(f"/piket/{where}"))
        assert answer.status_code in {200, 302}, (where, answer.status_code)
    proposed = day.address("/piket/{proposed}/")
    colleague.submit(proposed, {"alih": "1"}, to=f"{proposed}ambil")
    assert colleague.submit(proposed, {"tanda": "setuju"}, to=f"{proposed}tanda").status_code == 302
    assert queue_of(colleague, "/piket/?tanda=bukan") == [day.named["proposed"]]


def _accounts(day: Furnished) -> None:
    admin, head = day.browser("admin", csrf=True), day.browser("kepala", csrf=True)
    people, teams = "/pengaturan/orang/", "/pengaturan/tim/"
    admin.submit(f"{people}lembaga/", {"name": "Klinik Baru", "kind": "health"})
    clinic = re.findall(
        r'<option value="(\w+)"[^>]*>Klinik Baru', admin.get(f"{people}undang/").content.decode()
    )[0]
    keyed = accept(invite(admin, "klinik", agency=clinic, role="mitra"))
    first = re.findall(
        r'<option value="(\w+)"[^>]*>Orang klinik', head.get(f"{teams}bentuk/").content.decode()
    )[0]
    founded = head.submit(
        f"{teams}bentuk/",
        {
            "name": "Tim klinik",
            "agency": clinic,
            "purpose": "partner",
            "first": first,
            "compared": "on",
        },
    )
    assert founded.status_code == 302, founded.status_code
    keyed.submit("/pengaturan/sesi/", to="/masuk/keluar/")
    signed_in_again = Browser()
    signed_in_again.post("/masuk/", {"username": "klinik", "password": PASSWORD})
    piket = day.browser("piket", csrf=True)
    piket.submit(day.address("/pengaturan/tim/{team}/terima/{waiting}/"), {"compared": "on"})
    for act in ("tautan", "batal"):
        admin.submit(people, to=day.address(f"{people}{{keyless}}/{act}/"))
    day.browser("idle").post("/piket/", {"body": "terlambat"})
    for own in (
        "/masuk/tulisan/{draft}/hapus/",
        "/pengaturan/sesi/{session}/akhiri/",
        "/pengaturan/sesi/lain/akhiri/",
    ):
        assert piket.submit("/pengaturan/sesi/", to=day.address(own)).status_code == 302, own
    new = {"old": PASSWORD, "new": f"{PASSWORD}-baru", "again": f"{PASSWORD}-baru"}
    assert piket.submit("/masuk/sandi/", new).status_code == 302
    Browser().post("/masuk/", {"username": "piket", "password": "bukan sandi ini"})


def _city(day: Furnished) -> None:
    """What the head of the unit confirms, and a desk that is asked whether it is staffed."""
    head, settings = day.browser("kepala", csrf=True), "/pengaturan/kota/"
    for path, answers in (
        ("nomor/city_desk/", {"number": "0717 000 000", "shown": "on"}),
        ("jam/", {f"day{number}": "00.00–24.00" for number in range(7)}),
        ("kalimat/", {"quiet_shown": "on"}),
    ):
        assert head.submit(f"{settings}{path}", answers).status_code == 302, path
    confirm = f"{settings}nomor/city_desk/benar"
    assert head.submit(f"{settings}nomor/city_desk/", to=confirm).status_code == 302
    assert portal.desk().open_now


def work_everything() -> None:
    """Every kind of background work, once through the queue."""
    Schedule().plan()
    worker = Worker()
    for _ in range(len(recurring()) + 5):
        worker.run_once()
    for name in recurring():
        assert kind_of(name)


def statements_of(day: Furnished, count: int) -> list[Statement]:
    fill(count)
    with watching() as statements:
        look_everywhere(day)
        act_everywhere(day)
        work_everything()
    return statements


def refresh_statistics() -> None:
    """As autovacuum does. Nothing does it on SQLite, whose plans follow the schema alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def test_no_statement_of_the_house_walks_a_whole_table(day: Furnished) -> None:
    statements = statements_of(day, 500)

    assert len(statements) > 180
    assert slow(statements) == {}


@pytest.mark.long
def test_nor_with_twenty_thousand_reports(day: Furnished) -> None:
    statements = statements_of(day, 20_000)
    refresh_statistics()
    assert slow(statements) == {}


def test_the_check_knows_a_whole_table(day: Furnished) -> None:
    assert slow([("SELECT * FROM reports_report WHERE who = %s", ("self",))])


# Statements of a page, the trail's included, without those that open and shut the transactions.
FRAME = re.compile("BEGIN|COMMIT|PRAGMA|SET |SELECT pg_")
COUNTS = {
    ("visitor", "/"): 3,
    ("visitor", "/aman/"): 2,
    ("visitor", "/jam"): 0,
    ("writer", "/l/"): 3,
    ("writer", "/l/2"): 2,
    ("writer", "/l/periksa"): 6,  # the places of the city, twice
    ("writer", "/s/catatan"): 5,
    ("writer", "/s/catatan/{note}"): 5,
    ("writer", "/s/kirim"): 5,
    ("writer", "/k/pesan"): 18,
    ("piket", "/piket/"): 11,
    ("piket", "/piket/{report}/"): 7,
    ("piket", "/piket/{taken}/"): 34,
    ("writer", "/l/5"): 4,
    ("writer", "/l/berkas"): 2,
    ("writer", "/k/kontak"): 12,
    ("piket", "/piket/{taken}/fakta"): 9,
}


def cost(browser: Browser, path: str) -> int:
    """How many statements a page sends; the second look, since the first may note the minute."""
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return sum(FRAME.match(query["sql"]) is None for query in queries)


def test_a_page_sends_so_many_statements(day: Furnished) -> None:
    found = {(who, path): cost(day.browser(who), day.address(path)) for who, path in COUNTS}
    assert found == COUNTS


def test_a_long_queue_costs_what_a_short_one_does(day: Furnished) -> None:
    """Somebody holds a report of the page in both, so that a name is looked up in both."""
    desk = day.browser("piket", csrf=True)
    short = cost(desk, "/piket/")
    fill(60)
    first = queue_of(desk)[0]
    assert desk.submit(f"/piket/{first}/", to=f"/piket/{first}/ambil").status_code == 302
    assert cost(desk, "/piket/") == short
