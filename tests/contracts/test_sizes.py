"""What style, script and a full list weigh; tests/e2e weighs the public pages as they come."""

from pathlib import Path

import brotli
import pytest

import rangkul
from tests.cast import signed_in
from tests.factories import fill
from tests.furnished import queue_of

QUEUE = 50_000
STATIC = Path(rangkul.__file__).parent / "static"


@pytest.mark.parametrize(
    ("name", "most"), [("publik.css", 7), ("petugas.css", 10), ("keluar.js", 1)]
)
def test_style_and_script_are_small(name: str, most: int) -> None:
    assert len(brotli.compress((STATIC / name).read_bytes())) <= most * 1024


def test_a_full_queue_is_light(city: object) -> None:
    fill(60)
    desk = signed_in("piket")
    page = desk.get("/piket/")
    assert len(queue_of(desk)) == 50
    assert len(page.content) <= QUEUE
