"""One small city with real derivation costs a session; each test gets a copy of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rangkul.vault import cost
from tests.conftest import bound_to
from tests.house import City, make_template
from tests.thief.loot import PERSON_COST, REAL, RECEIPT_COST, Loot, copy_lies_about, fill


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loot]:
    city = make_template(tmp_path_factory.mktemp("loot"), extra=REAL)
    with pytest.MonkeyPatch.context() as patch:
        _real_costs(patch)
        with bound_to(city):
            loot = fill(city)
            copy_lies_about(loot)
    yield loot
    city.drop()


def _real_costs(patch: pytest.MonkeyPatch) -> None:
    """This process was started with cheap derivations; here they cost what they cost."""
    patch.setattr(cost, "RECEIPT", RECEIPT_COST)
    patch.setattr(cost, "PERSON", PERSON_COST)


@pytest.fixture
def loot(_filled: Loot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loot]:
    """A copy of the filled city, with Django in this process bound to it."""
    _real_costs(monkeypatch)
    copy: City = _filled.city.copy_to(tmp_path / "city")
    with bound_to(copy):
        yield replace(_filled, city=copy)
    copy.drop()
