"""Thief's test 4: 200 planted words, sent through a real server in every way in which people and
machines send them, also while everything fails. Afterwards they stand nowhere.

Deliberately plain, hence not planted: names and user names of the cast, coded answers.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from rangkul.config.logs import TerseFormatter
from tests.house import PASSWORD, ROOT, City, Server, on_postgresql, run_postgres
from tests.thief import visits
from tests.thief.loot import Loot
from tests.thief.visits import Walker
from tests.thief.words import HOW_MANY, Words, forms, found_in, plant

pytestmark = pytest.mark.kdf

TABLES = (
    "vault_draft",
    "vault_statement",
    "vault_receipt",
    "vault_unlock",
    "audit_event",
    "accounts_person",
    "accounts_signinattempt",
    "reports_report",
    "reports_message",
    "django_session",
)


@dataclass
class Scene:
    """What was left behind."""

    city: City
    words: Words
    in_order: list[int]  # statuses while nothing failed
    in_trouble: list[int]  # statuses while tables were away
    views_failed: int
    died: int
    journal: int  # bytes of the journal that a killed writer left
    files_died: int  # how a process ended that was killed while it sealed a file

    @property
    def places(self) -> list[Path]:
        """Everything that the house writes: database, journal, files, temporary files, output."""
        return [self.city.folder]


@pytest.fixture(scope="module")
def scene(_filled: Loot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    city = _filled.city.copy_to(tmp_path_factory.mktemp("scene") / "city")
    words, server = plant(), Server(city)
    in_order: list[int] = []
    in_trouble: list[int] = []
    try:
        server.start()
        page = _live(server, words, in_order)
        _suffer(server, words, page, in_trouble)
    finally:
        server.stop()
    failed = _fail_every_view(city, words)
    died, journal = _die_in_the_middle(city, words)
    files_died = _send_files(city, words)
    yield Scene(city, words, in_order, in_trouble, failed, died, journal, files_died)
    city.drop()


def _live(server: Server, words: Words, statuses: list[int]) -> str:
    """A day of the house: reporters, strangers, an officer. Returns the page of a report."""
    with _walker(server, words, statuses) as walker:
        code = visits.reporter(walker)
    for visit in (
        visits.diarist,
        visits.half_done,
        lambda one: visits.with_code(one, code),
        visits.wrong_sign_ins,
    ):
        with _walker(server, words, statuses) as walker:
            visit(walker)
    with _walker(server, words, statuses) as walker:
        page = visits.officer(walker)
        assert visits.late(walker, page) == 401
    visits.garbage(server, words)
    return page


def _walker(
    server: Server, words: Words, statuses: list[int]
) -> contextlib.AbstractContextManager[Walker]:
    return contextlib.closing(Walker(server, words, statuses))


def _suffer(server: Server, words: Words, page: str, statuses: list[int]) -> None:
    """The same while one table after the other, and then the whole database, is away."""
    with _walker(server, words, statuses) as walker:
        walker.post("/masuk/", {"username": "piket", "password": PASSWORD})
        walker.post("/l/", {})
        for table in TABLES:
            with visits.without_table(server.city, table):
                visits.everywhere(walker, page)
        with visits.without_database(server.city):
            visits.everywhere(walker, page)


def _script(city: City, code: list[str], *, given: str = "", **extra: str) -> int:
    """A process of the city whose output goes where the server's goes; its exit code."""
    environment = {
        **city.environment(),
        **extra,
        "DJANGO_SETTINGS_MODULE": "rangkul.config.settings",
    }
    with (city.folder / "scripts.log").open("ab") as log:
        done = subprocess.run(
            [sys.executable, *code],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            input=given.encode(),
            check=False,
            timeout=120,
        )
    return done.returncode


def _fail_every_view(city: City, words: Words) -> int:
    """Each address answered by a view that raises what quotes the request; how many failed."""
    planted = {
        "agent": words.one("mark"),
        "address": words.one("mark"),
        "referer": words.one("mark"),
        "cookie": words.one("mark"),
        "file": words.one("file"),
        "story": words.story(),
    }
    script = ["-m", "tests.thief.raising_views"]
    assert _script(city, script, given=json.dumps(planted)) == 0
    return int((city.folder / "scripts.log").read_text().splitlines()[-1])


DYING = """
import os, sys
import django; django.setup()
from django.test.utils import setup_test_environment; setup_test_environment()
from django.conf import settings
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
from tests.cast import send_report
send_report(sys.stdin.read(), who="self", safe="danger")
"""


def _die_in_the_middle(city: City, words: Words) -> tuple[int, int]:
    """A writer that is killed in its transaction: how it ended, and the journal that it left."""
    plan = city.folder / "plan"
    plan.mkdir()
    (plan / "before-commit").touch()
    died = _script(city, ["-c", DYING], given=words.story(), RANGKUL_FAULTS=str(plan))
    journal = Path(f"{city.sqlite}-journal")
    left = journal.stat().st_size if journal.exists() else 0
    if left:
        shutil.copy(journal, city.folder / "journal-as-it-was-left")
    return died, left


def _send_files(city: City, words: Words) -> int:
    """Files with words in name and content: kept, refused, broken off, failed, copied for view;
    then once more, killed while the first one is written. How that ended."""
    script = ["-m", "tests.thief.sending_files"]

    def planted() -> str:
        return json.dumps({"names": words.take("file", 10), "story": words.story()})

    assert _script(city, script, given=planted()) == 0
    (city.folder / "plan" / "blob-writing").touch()
    return _script(city, script, given=planted(), RANGKUL_FAULTS=str(city.folder / "plan"))


def _views(resolver: URLResolver) -> int:
    return sum(1 if isinstance(one, URLPattern) else _views(one) for one in resolver.url_patterns)


def test_all_two_hundred_words_were_sent(scene: Scene) -> None:
    assert sum(HOW_MANY.values()) == 200
    assert scene.words.sent == set(scene.words.all)


def test_the_house_did_its_work_and_refused_kindly(scene: Scene) -> None:
    """Nothing that people send is a failure of the house."""
    assert not [status for status in scene.in_order if status >= 500]
    assert scene.in_order.count(302) >= 10
    assert scene.in_order.count(422) >= 10


def test_everything_failed_that_was_to_fail(scene: Scene) -> None:
    assert scene.in_trouble.count(503) > 100
    assert 500 not in scene.in_trouble
    assert scene.views_failed == 10 * _views(get_resolver())
    assert scene.died == -9
    assert scene.files_died == -9
    assert [one for one in (scene.city.folder / "files").rglob(".*") if one.is_file()]
    assert scene.journal > 0 or on_postgresql()


def test_no_planted_word_stands_anywhere(scene: Scene, tmp_path: Path) -> None:
    assert found_in(scene.words.all, scene.places, tmp_path) == set()


@pytest.mark.skipif(not on_postgresql(), reason="PostgreSQL has a log and a write-ahead log")
def test_no_planted_word_stands_in_the_database_server(scene: Scene, tmp_path: Path) -> None:
    """Its log, and its data folder with the write-ahead log where this user can read it."""
    run_postgres("CHECKPOINT")
    log = Path(os.environ["RANGKUL_TEST_POSTGRES_LOG"])
    places = [one for one in (log, log.parent / "data") if os.access(one, os.R_OK)]
    assert log in places
    if len(places) > 1:  # the control: the search reaches the tables
        assert found_in(["Rina Safitri"], places, tmp_path)
    assert found_in(scene.words.all, places, tmp_path) == set()


def test_the_search_finds_what_is_there(scene: Scene, tmp_path: Path) -> None:
    """The control: each word in each of its forms, and a name that is plain on purpose."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for number, form in enumerate(forms(scene.words.all[0])):
        (hidden / str(number)).write_bytes(b"before" + form + b"after")
    hits = found_in(scene.words.all, [hidden], tmp_path)
    assert {hit.split(": ")[1] for hit in hits} == {path.name for path in hidden.iterdir()}
    if not on_postgresql():
        named = found_in(["Rina Safitri"], scene.places, tmp_path)
        assert "Rina Safitri: test_rangkul.sqlite3" in named


def test_a_word_is_found_inside_a_longer_base64_text(tmp_path: Path) -> None:
    import base64

    word = "Qrahasiasekalibanget"
    for before in range(7):
        text = base64.b64encode(b"x" * before + word.encode() + b"yyyy")
        assert any(form in text for form in forms(word)), before


def test_the_log_has_lines_and_they_hold_only_places(scene: Scene) -> None:
    log = (scene.city.folder / "serve.log").read_text()
    assert "storage failed" in log
    assert TerseFormatter.__name__ not in log
    assert '"' not in log
