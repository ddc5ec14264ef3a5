"""Fixtures that every test may use. The settings are read before anything of Django loads."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

ROOM = 4 << 30  # bytes: what the cities and profiles of two processes never reach


def _in_memory() -> str | None:
    """The folder whose disk is memory, where there is one with room; None: the ordinary one.

    Each of a hundred thousand commits waits for the disk, by fsync, as it must in a real city.
    """
    folder = Path("/dev/shm")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return None
    disk = os.statvfs(folder)
    return str(folder) if disk.f_bavail * disk.f_frsize >= ROOM else None


if (_memory := _in_memory()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _memory)  # tmp_path, as pytest makes it
_scratch = Path(tempfile.mkdtemp(prefix="rangkul-tests-", dir=_memory))
(_scratch / "static").mkdir()  # `serve` collects for itself; WhiteNoise wants the folder
os.environ.update(
    DATA_DIR=str(_scratch), RANGKUL_TEST_KDF="1", DJANGO_SETTINGS_MODULE="rangkul.config.settings"
)
for _name in ("DATABASE_URL", "SECRET_DIR", "ANCHOR_DIR", "ROOT_FINGERPRINT_FILE", "ORIGIN"):
    os.environ.pop(_name, None)

from tests.house import City, Server, make_template, on_postgresql, postgres_url, serving  # noqa: E402

if on_postgresql():
    os.environ["DATABASE_URL"] = postgres_url("test_none")
else:
    os.environ["DATABASE_URL"] = f"sqlite://{_scratch / 'test_none.sqlite3'}"

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import translation  # noqa: E402

django.setup()
setup_test_environment()

from rangkul.vault import trust  # noqa: E402
from tests.cast import Browser, signed_in  # noqa: E402

COLLECTED = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def pytest_sessionfinish() -> None:
    """Take the scratch folder away with everything that was made in it."""
    shutil.rmtree(_scratch, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Four thousand tests and their modules stay to the end: the collector need not look."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


# What can differ on PostgreSQL: locks, triggers, plans, lost connections, whatever walks raw rows;
# and one way through each path. The rest of a border's tests asks nothing of a database's own.
ON_POSTGRESQL = (
    *("tests/faults/", "tests/property/", "tests/thief/", "tests/unit/"),
    *("tests/contracts/test_queries.py", "tests/contracts/test_decisions.py"),
    "tests/contracts/test_urls.py::test_a_page_is_read_in_a_read_only_transaction",
    *("tests/web/test_real_city.py", "tests/web/accounts/test_sign_in.py"),
    *("tests/web/portal/test_city.py", "tests/web/reports/test_sending.py"),
    *("tests/web/reports/test_inbox_codes.py", "tests/web/reports/test_inbox_thread.py"),
    *("tests/web/reports/test_inbox_word.py", "tests/web/reports/test_inbox_options.py"),
    *("tests/web/reports/test_record_sending.py", "tests/web/reports/test_files.py"),
    *("tests/web/reports/test_desk.py", "tests/web/reports/test_desk_code.py"),
    *("tests/web/reports/test_place_and_people.py", "tests/web/reports/test_scenarios.py"),
    "tests/e2e/test_main_job.py",
)
# About what comes over the line, before any statement; they passed on both, and cost minutes.
BEFORE_ANY_DATABASE = tuple(
    f"tests/faults/test_{name}.py" for name in ("bad_input", "bad_requests", "slow_senders")
)
# Make cities of their own, or are a city's programs: their fixtures do not show it.
OWN_CITIES = ("tests/thief/", "tests/faults/", "tests/unit/config/", "tests/web/test_real_city.py")


# Files whose one fixture or test takes a minute; then what starts servers and browsers.
FIRST = (
    *("tests/e2e/test_public_pages.py", "tests/thief/test_1_nothing_opens.py"),
    *("tests/e2e/test_empty_forms.py", "tests/e2e/", "tests/thief/", "tests/faults/"),
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slowest files first, so that no process waits for the other one's last; on PostgreSQL
    only what can differ there: a test without a city has no database."""
    items.sort(key=_turn)  # stable: within a turn the order is still a random one
    if not on_postgresql():
        return
    kept = [one for one in items if _can_differ(one)]
    config.hook.pytest_deselected(items=[one for one in items if not _can_differ(one)])
    items[:] = kept


def _turn(item: pytest.Item) -> int:
    turns = (turn for turn, path in enumerate(FIRST) if item.nodeid.startswith(path))
    return next(turns, len(FIRST))


def _can_differ(item: pytest.Item) -> bool:
    if item.nodeid.startswith(BEFORE_ANY_DATABASE):
        return False
    holds_a_city = "template_city" in getattr(item, "fixturenames", ())
    return item.nodeid.startswith(ON_POSTGRESQL) and (
        holds_a_city or item.nodeid.startswith(OWN_CITIES)
    )


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> Iterator[None]:
    """Pages name static files without collecting them first; `serve` collects for itself."""
    with override_settings(STORAGES=COLLECTED):
        yield


@pytest.fixture(autouse=True)
def _one_language() -> Iterator[None]:
    """The test client answers in this thread: the language of its last page would stay."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def template_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The demo city that is copied; one for each test process."""
    city = make_template(tmp_path_factory.mktemp("template"))
    yield city
    city.drop()


@pytest.fixture
def city(template_city: City, tmp_path: Path) -> Iterator[City]:
    """A committed copy of the demo city, with Django in this process bound to it."""
    copy = template_city.copy_to(tmp_path / "city")
    with bound_to(copy):
        yield copy
    copy.drop()


@pytest.fixture
def server(template_city: City, tmp_path: Path) -> Iterator[Server]:
    """A real server on a copy of the demo city of its own."""
    copy = template_city.copy_to(tmp_path / "city")
    with serving(copy) as running:
        yield running
    copy.drop()


class bound_to:  # noqa: N801 - reads as a sentence: with bound_to(city)
    """Point this process's connection, secrets and anchor at a city."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.paths = override_settings(
            DATA_DIR=city.folder,
            SECRET_DIR=city.folder / "secret",
            ANCHOR_DIR=city.folder / "anchor",
            FILES_DIR=city.folder / "files",
            ROOT_FINGERPRINT_FILE=city.folder / "root-fingerprint",
            # Sessions that are made here open in a real server of this city, too.
            SECRET_KEY=(city.folder / "secret" / "django-key").read_bytes().hex(),
        )

    def __enter__(self) -> City:
        connection.close()
        self.before = settings.DATABASES["default"]["NAME"]
        settings.DATABASES["default"]["NAME"] = self.city.name
        connection.settings_dict["NAME"] = self.city.name
        self.paths.enable()
        trust.forget()
        return self.city

    def __exit__(self, *_: object) -> None:
        connection.close()
        settings.DATABASES["default"]["NAME"] = self.before
        connection.settings_dict["NAME"] = self.before
        self.paths.disable()
        trust.forget()


@pytest.fixture
def visitor(city: City) -> Browser:
    """Somebody without an account, with scripts off."""
    return Browser()


@pytest.fixture
def as_person(city: City) -> Callable[[str], Browser]:
    """`as_person("piket")`: a browser in which this member of the cast is signed in."""
    return signed_in
