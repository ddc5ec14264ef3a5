"""The nginx file and the settings say the same: which addresses take files, and how large."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from rangkul.vault import uploads
from tests.furnished import routes

CONF = (Path(__file__).resolve().parents[2] / "ops/nginx/rangkul.conf").read_text("utf-8")
UNITS = {"": 1, "k": 1024, "m": 1024**2}


@cache
def blocks() -> tuple[str, re.Pattern[str], str]:
    """What holds for every address, which addresses have rules of their own, and these rules."""
    (found,) = re.finditer(r"location ~ (\S+) \{(.*?)\}", CONF, re.DOTALL)
    return CONF.replace(found[0], ""), re.compile(found[1]), found[2]


def size(block: str, name: str) -> int:
    """A size in bytes, given once."""
    ((number, unit),) = re.findall(rf"^ *{name} (\d+)([km]?);", block, re.MULTILINE)
    return int(number) * UNITS[unit]


def takes_files(view: Any) -> bool:
    """Whether receiving_files is around it."""
    return bool(view.__code__.co_filename == uploads.__file__)


def test_files_may_be_sent_where_they_are_taken_and_nowhere_else() -> None:
    _, own, _ = blocks()
    taking = {route for route, view in routes().items() if takes_files(view)}
    assert len(taking) == 8  # four, in two languages
    assert {route for route in routes() if own.search(route)} == taking


def test_a_proxy_lets_pass_what_the_service_answers_itself() -> None:
    general, _, files = blocks()
    assert size(files, "client_max_body_size") == settings.FILES_BODY_BYTES
    assert size(general, "client_max_body_size") > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_nothing_that_is_sent_lies_on_the_proxys_disk() -> None:
    general, _, files = blocks()
    assert size(general, "client_body_buffer_size") == size(general, "client_max_body_size")
    assert "proxy_request_buffering on;" in general
    assert "proxy_request_buffering off;" in files
    assert size(general, "proxy_max_temp_file_size") == 0
