"""Real requests to a real server, full of planted words: rightly, wrongly, and half done."""

import contextlib
import re
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg

from tests.attachments import photo
from tests.cast import hidden_fields
from tests.furnished import listed
from tests.house import PASSWORD, City, Server
from tests.thief.words import Words


@dataclass
class Walker:
    """Somebody with a browser whose every request carries planted network marks."""

    server: Server
    words: Words
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        # The proxies of the machine that tests are none of the house's business.
        self.http = httpx.Client(base_url=self.server.url, trust_env=False, timeout=60)

    def _marks(self) -> dict[str, str]:
        mark = self.words.one
        return {
            "User-Agent": f"Mozilla/5.0 {mark('mark')}",
            "X-Forwarded-For": f"{mark('mark')}, 203.0.113.9",
            "Forwarded": f"for={mark('mark')}",
            "Referer": f"{self.server.url}/{mark('mark')}?{mark('mark')}",
            "Origin": self.server.url,
            "Accept-Language": mark("mark"),
            "X-Request-Id": mark("mark"),
        }

    def get(self, path: str) -> httpx.Response:
        return self._sent("GET", path, params={"q": self.words.one("mark")})

    def post(self, path: str, answers: dict[str, str], **extra: Any) -> httpx.Response:
        return self._sent("POST", path, data=answers, **extra)

    def _sent(self, method: str, path: str, **extra: Any) -> httpx.Response:
        """Once more, as browsers do, when a kept connection turns out to be closed."""
        for _ in range(2):
            with contextlib.suppress(httpx.RemoteProtocolError):
                answer = self.http.request(method, path, headers=self._marks(), **extra)
                self.statuses.append(answer.status_code)
                return answer
        raise AssertionError(f"no answer to {method} {path}")

    def close(self) -> None:
        self.http.close()

    def submit(self, path: str, answers: dict[str, str], *, to: str = "") -> httpx.Response:
        """Open a page and send its form, to itself or to another address."""
        shown = self.get(path)
        return self.post(to or path, {**hidden_fields(shown), **answers})

    def attach(self, path: str) -> httpx.Response:
        """A photo where one is expected: its name, who took it and where tell everything."""
        names = self.words.take("file", 2)
        return self.post(
            path,
            hidden_fields(self.get(path)),
            files={"q7": (f"{names[0]}.jpg", photo(names[1]), "image/jpeg")},
        )

    def upload(self, path: str, answers: dict[str, str]) -> httpx.Response:
        """A file where no file is expected, under a name that tells everything."""
        fields = hidden_fields(self.get(path))
        names = self.words.take("file", 5)
        return self.post(
            path,
            {**fields, **answers},
            files={
                "foto": (f"{names[0]}.jpg", self.words.story().encode(), "image/jpeg"),
                names[1]: (f"{names[2]}.mp4", b"x" * 100_000, "video/mp4"),
                "q3": (f"{names[3]}.txt", names[4].encode(), f"text/{names[4]}"),
            },
        )


def reporter(walker: Walker) -> str:
    """The public flow with every mistake on the way; returns the receipt code."""
    words = walker.words
    walker.get("/")
    walker.post("/l/", {"x": words.story()})
    walker.submit("/l/1", {"q1": words.one("name")})  # no such answer
    walker.submit("/l/1", {"q1": "child"})
    walker.submit("/l/2c", {"q2c": words.story() * 3})  # too long
    walker.submit("/l/2c", {"q2c": words.one("story")})
    walker.submit("/l/1", {"q1": "self"})  # after all
    walker.submit("/l/2", {"q2": words.one("story")})
    walker.submit("/l/2", {"q2": "danger"})
    walker.submit("/l/2d", {"q2c": words.story() * 3})  # too long
    walker.submit("/l/3b", {"q3": words.one("story")})  # no such answer
    walker.submit("/l/3", {"q3b": words.story() + "\u202e"})  # a hidden sign
    walker.submit("/l/3", {"q3b": words.story() * 40})  # too long
    walker.post("/l/3", {"q3b": words.story(), "t": words.one("mark")})  # not our token
    walker.upload("/l/3", {"q3b": words.story()})
    walker.attach("/l/berkas")
    walker.submit("/l/3", {"q3b": words.story()})
    contact(walker)
    walker.get("/l/periksa")
    assert walker.submit("/l/periksa", {"x": words.story()}).headers["Location"] == "/l/selesai"
    groups = re.findall(r"<span>(\d{4})</span>", walker.get("/l/selesai").text)
    return "".join(groups)


def contact(walker: Walker) -> None:
    """Who did it, how she may be reached, and the words that were agreed."""
    words = walker.words
    walker.submit("/l/4c", {"q4c": words.one("name")})
    walker.submit("/l/6", {"q6": "whatsapp"})
    walker.submit("/l/6s", {"q6s": words.story() * 3})  # too long
    walker.submit("/l/6s", {"q6s": words.one("name")})
    walker.submit("/l/6b", {"q6b": words.one("name")})  # no number
    walker.submit("/l/6b", {"q6b": words.one("phone")})
    walker.submit("/l/6c", {"q6c": words.one("name")})
    agreed = words.take("story", 3)
    walker.submit("/l/6g", {"q6g": agreed[0]})
    walker.submit("/l/6h", {"q6h": agreed[1]})
    walker.submit("/l/6i", {"q6i": words.one("name")})
    walker.submit("/l/6l", {"q6l": words.one("story")})
    walker.submit("/l/6m", {"q6m": words.one("name")})
    walker.submit("/l/6p", {"q6p": agreed[2]})


def half_done(walker: Walker) -> None:
    """Flows that were left, erased, oversized, sent with other methods or to nowhere."""
    words = walker.words
    walker.post("/l/", {})
    walker.submit("/l/3", {"q3b": words.story()})
    walker.submit("/l/periksa", {}, to="/l/hapus")
    walker.post("/l/", {})
    walker.submit("/l/3", {"q3b": words.story()})
    walker.get("/jam")
    walker.post("/l/", {})
    walker.submit("/l/3", {"q3b": words.story()})  # and never comes back
    walker.post("/l/3", {"q3b": words.story() * 400})
    walker.post("/l/3", {words.one("name"): words.story(), "q3b": "\0" + words.story()})
    own_method = next(word for word in words.take("story", 3) if word.isascii())
    for method in ("PUT", "DELETE", "PATCH", own_method.upper()):
        walker._sent(method, "/l/3", content=words.story().encode())
    for path in ("/", "/piket/", "/undangan/", "/aturan/", "/static/", "/pengaturan/orang/"):
        walker.get(path + words.one("name"))
        walker.post(path + words.one("story"), {"q3": words.story()})


def with_code(walker: Walker, code: str) -> None:
    """Wrong codes that are somebody's number, then the right one, and a reply."""
    words = walker.words
    for typed in (*words.take("nik", 5), *words.take("phone", 5), *words.take("name", 3)):
        walker.submit("/k/", {"q8": typed})
    walker.submit("/k/", {"q8": code})
    walker.submit("/k/pesan", {"q9": words.story()})
    walker.submit("/k/pesan", {"q9": words.story() * 40})
    walker.post("/k/pesan", {"q9": words.story(), "t": "x", "k": words.one("mark")})
    walker.upload("/k/pesan", {"q9": words.story()})
    walker.submit("/k/kontak", {"q6": "none", "q6s": words.one("name")})


def diarist(walker: Walker) -> None:
    """A private record with every mistake on the way: written, added to, opened wrongly, left."""
    words = walker.words
    walker.get("/s/")
    walker.post("/s/", {"x": words.story()})
    walker.submit("/s/tulis", {"q10": words.story(), "q10c": words.one("phone")})
    walker.submit("/s/tulis", {"q10": words.story() * 40, "q10c": "270495"})
    walker.post("/s/tulis", {"q10": words.story(), "t": words.one("mark")})  # not our token
    walker.submit("/s/tulis", {"q10": words.story(), "q10b": words.one("name"), "q10c": "270495"})
    groups = re.findall(r"<span>(\d{4})</span>", walker.get("/s/kode").text)
    walker.submit("/s/tambah", {"q10": words.story(), "q10b": words.one("name")})
    walker.upload("/s/tambah", {"q10": words.story()})
    walker.get("/s/catatan")
    walker.get("/s/catatan/1")
    walker.submit("/s/kirim", {"q12": words.one("name"), "q12b": words.one("story")})
    walker.submit("/s/kirim", {"q12": "1", "q12b": "outside"})
    walker.get("/l/periksa")
    walker.get("/jam")
    for typed in (*words.take("nik", 2), *words.take("phone", 2)):
        walker.submit("/s/buka", {"q11": typed, "q11b": "270495"})
    opened = walker.submit("/s/buka", {"q11": "".join(groups), "q11b": "270495"})
    assert opened.headers["Location"] == "/s/catatan"


def wrong_sign_ins(walker: Walker) -> None:
    """Names and passwords of other places, typed here."""
    words = walker.words
    for name, password in zip(words.take("name", 4), words.take("story", 4), strict=True):
        walker.post(
            "/masuk/",
            {"username": name, "password": password, "lanjut": f"/piket/?{words.one('mark')}"},
        )
    walker.post("/masuk/", {"username": "piket", "password": words.one("phone")})
    walker.post("/masuk/", {"username": words.story(), "password": words.story()})
    walker.http.cookies.set("kunci", words.one("mark"))
    walker.http.cookies.set("sesi", words.one("mark"))
    walker.get("/piket/")
    walker.http.cookies.clear()


def officer(walker: Walker) -> str:
    """The desk: take, facts (wrongly and rightly), answers, sessions; returns the report's page."""
    words = walker.words
    walker.post("/masuk/", {"username": "piket", "password": PASSWORD})
    queue = walker.get("/piket/").text
    found = re.search(r'action="(/piket/[0-9a-z]{16}/)ambil"', queue)
    assert found is not None
    page = found.group(1)
    walker.submit("/piket/", {"x": words.story()}, to=f"{page}ambil")
    shown = walker.get(page)
    assert shown.status_code == 200
    assert "jawab" in shown.text
    walker.get(f"/piket/?sesudah={words.one('nik')}")
    walker.submit(
        f"{page}fakta", {"incident_on": words.one("phone"), "reporter": words.one("name")}
    )
    walker.submit(f"{page}fakta", {"reporter": "survivor", "child_age": words.one("nik")})
    walker.submit(page, {"body": words.story()}, to=f"{page}jawab")
    walker.submit(page, {"body": words.story() * 40}, to=f"{page}jawab")
    walker.submit(
        "/masuk/sandi/",
        {"old": words.one("story"), "new": words.one("story"), "again": words.one("story")},
    )
    walker.post(f"/pengaturan/sesi/{words.one('mark')}/akhiri/", {})
    return page


def late(walker: Walker, page: str) -> int:
    """An answer that comes after the idle lock; its status."""
    fields = hidden_fields(walker.get(page))
    run_sql(walker.server.city, "UPDATE vault_unlock SET last_seen = '2026-01-01 00:00:00+00:00'")
    sent = walker.post(f"{page}jawab", {**fields, "body": walker.words.story()})
    return sent.status_code


def garbage(server: Server, words: Words) -> None:
    """What is no HTTP at all, and HTTP that is too long or lies about itself."""
    word = words.one
    for raw in (
        f"{word('story')} {word('name')}\r\n\r\n",
        f"GET /{word('name') * 300} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {word('mark')}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\n{word('mark')} {word('mark')}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nCookie: sid={word('mark') * 800}\r\n\r\n",
        f"POST /l/3 HTTP/1.1\r\nHost: x\r\nContent-Length: {word('name')}\r\n\r\n{word('story')}",
        f"POST /l/3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{word('story')}",
        f"POST /l/3 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nq3={word('story')}",
    ):
        with socket.create_connection(("127.0.0.1", server.port), 5) as line:
            line.sendall(raw.encode())
            line.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                line.recv(65536)


def run_sql(city: City, *statements: str) -> None:
    """As the owner of the database, beside the running house."""
    if city.database:
        with psycopg.connect(city.url, autocommit=True) as server:
            for statement in statements:
                server.execute(statement.encode())
        return
    with contextlib.closing(sqlite3.connect(city.sqlite, timeout=20)) as file:
        file.execute("PRAGMA legacy_alter_table = ON")
        for statement in statements:
            file.execute(statement)
        file.commit()


@contextlib.contextmanager
def without_table(city: City, table: str) -> Iterator[None]:
    """The table is away for the length of the block."""
    run_sql(city, f"ALTER TABLE {table} RENAME TO test_away")
    try:
        yield
    finally:
        run_sql(city, f"ALTER TABLE test_away RENAME TO {table}")


@contextlib.contextmanager
def without_database(city: City) -> Iterator[None]:
    """The whole database is away: garbage stands in its place (PostgreSQL: its chain of keys)."""
    if city.database:
        with without_table(city, "vault_statement"):
            yield
        return
    away = city.sqlite.with_suffix(".away")
    city.sqlite.rename(away)
    city.sqlite.write_bytes(b"no database at all\n" * 300)
    try:
        yield
    finally:
        away.rename(city.sqlite)


# Where a planted word can be typed, and what shows something; {} is a report's own page.
EVERYWHERE = listed("""
    / /aman/ /aturan/ /sehat /l/ /l/1 /l/2 /l/2d /l/3 /l/4c
    /l/6b /l/6c /l/6g /l/6h /l/6i /l/6l /l/6m /l/6p /l/6s /l/berkas
    /l/periksa /l/selesai /l/hapus /en/l/3 /k/ /k/pesan /k/kontak /k/kata /k/gabung /k/surat
    /s/ /s/tulis /s/kode /s/buka /s/catatan /s/catatan/1 /s/tambah /s/kirim /s/hapus
    /masuk/ /masuk/keluar/x /masuk/sandi/ /masuk/tulisan/ /undangan/
    /pengaturan/sesi/ /pengaturan/orang/ /pengaturan/tim/
    /piket/ {} {}ambil {}fakta {}jawab {}kode {}bahaya {}nomor {}tanda
    """)
ANSWERS = {
    "name": "q1 q4c q6i q6m q10b username",
    "story": "q2c q3b q6g q6h q6l q6p q9 q10 password word body",
    "nik": "q8",
    "phone": "q6b q11",
}


def everywhere(walker: Walker, page: str) -> None:
    """Every address of the house once with a GET and once with a POST."""
    for place in sorted(EVERYWHERE):
        path = place.format(page)
        path += walker.words.one("mark") if path == "/undangan/" else ""
        walker.get(path)
        walker.post(path, typed(walker.words))


def typed(words: Words) -> dict[str, str]:
    """A planted word in every field that takes words, whole stories where they fit."""
    said = {name: words.one(kind) for kind, names in ANSWERS.items() for name in names.split()}
    return said | {name: words.story() for name in ("q3b", "q9", "q10", "body")}
