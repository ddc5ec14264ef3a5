"""One Chromium for all tests of a process, and browsers that are watched while they are used."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import bound_to
from tests.e2e.eyes import Browsers
from tests.e2e.place import OpenDay
from tests.e2e.visitors import arrive
from tests.furnished import Furnished, furnish
from tests.house import City, Server, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a real browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium, headless."""
    path = shutil.which("chromium")
    assert path is not None, "Install chromium: `make chromium`"
    # Playwright keeps an event loop in this thread, and Django would then refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browsers(chromium: Browser) -> Iterator[Browsers]:
    """`browsers.phone(server)`; at the end nothing forbidden may have happened in any of them."""
    opened = Browsers(chromium)
    yield opened
    opened.close()
    assert opened.offences == []


@pytest.fixture(scope="module")
def house(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server for the tests of a module that do not mind each other's reports."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("e2e") / "city")
    with serving(copy) as running:
        yield running
    copy.drop()


@pytest.fixture(scope="session")
def arrived(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """The middle of a day with every visitor in it, made once a process: it takes 20 seconds."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("arrived") / "city")
    with bound_to(copy):
        furnished = furnish(copy)
        arrive(furnished)
    yield furnished
    copy.drop()


@pytest.fixture(scope="module")
def day(
    chromium: Browser, arrived: Furnished, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenDay]:
    """A copy of it for the tests of a module, served, with everybody's browser."""
    copy = arrived.city.copy_to(tmp_path_factory.mktemp("day") / "city")
    furnished = replace(arrived, city=copy)
    with bound_to(copy):
        furnished.wake()
    with serving(copy) as running:
        opened = Browsers(chromium)
        yield OpenDay(furnished, running, opened)
        opened.close()
    copy.drop()
