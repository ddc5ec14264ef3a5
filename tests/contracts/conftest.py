"""The city in the middle of a day, made once a process and copied for each test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import bound_to
from tests.furnished import Furnished, furnish
from tests.house import City


@pytest.fixture(scope="session")
def furnished_template(
    template_city: City, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """A day's work in a copy of the demo city."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("furnished") / "city")
    with bound_to(copy):
        day = furnish(copy)
    yield day
    copy.drop()


@pytest.fixture
def day(furnished_template: Furnished, tmp_path: Path) -> Iterator[Furnished]:
    """A copy of it, with Django bound to it; the cookies fit."""
    copy = furnished_template.city.copy_to(tmp_path / "day")
    with bound_to(copy):
        furnished_template.wake()
        yield replace(furnished_template, city=copy)
    copy.drop()
