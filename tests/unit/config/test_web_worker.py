"""Which lane a request goes to, by what has come of it so far."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from rangkul.config.web_worker import LONGEST_HEAD, Lanes

HEAD = b" /l/3 HTTP/1.1\r\nHost: x\r\n"
FULL = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def of_length(length: int, body: bytes = b"", name: bytes = b"Content-Length:") -> bytes:
    return b"POST" + HEAD + name + b" %d\r\n\r\n" % length + body


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(4)
    yield made
    made.shutdown(wait=True)


@pytest.mark.parametrize(
    ("begun", "lane"),
    [
        (b"", None),
        (b"GET", None),
        (b"GET" + HEAD, None),
        (b"GET" + HEAD + b"\r\n", "pages"),
        (b"HEAD" + HEAD + b"\r\n", "pages"),
        (b"GET" + HEAD + b"Content-Length: 2\r\n\r\na", None),
        (b"POST" + HEAD, None),
        (b"POST" + HEAD + b"\r\n", "forms"),
        (b"GETAH" + HEAD + b"\r\n", "forms"),
        (b"\r\n\r\n", "forms"),  # no request: the parser's to refuse
        (of_length(3, b"q1"), None),
        (of_length(3, b"q1="), "forms"),
        (of_length(3, b"q1", b"CONTENT-length:"), None),
        (of_length(3, b"q1", b"content-length:\t"), None),
        (of_length(3, b"q1=xGET / HT"), "forms"),  # and the next one begins
        (of_length(FULL, bytes(FULL - 1)), None),
        (of_length(FULL, bytes(FULL)), "forms"),
        (of_length(FULL + 1), "files"),
        (of_length(10**17), "files"),
        (b"POST" + HEAD + b"transfer-Encoding: chunked\r\n\r\n", "files"),
        (b"POST" + HEAD + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n", "files"),
        (b"GET" + HEAD + b"X: " + bytes(LONGEST_HEAD), "files"),
    ],
)
def test_a_request_takes_a_thread_when_it_is_whole_or_too_long_to_be_collected(
    lanes: Lanes, begun: bytes, lane: str | None
) -> None:
    assert lanes.lane_for(begun) is (lane and getattr(lanes, lane))


@pytest.mark.parametrize("threads", [1, 2, 4, 32, 64])
def test_pages_and_files_have_threads_that_no_form_can_take(threads: int) -> None:
    lanes = Lanes(threads)
    counts = [lane._max_workers for lane in (lanes.pages, lanes.files, lanes.forms)]
    assert min(counts) >= 1
    assert sum(counts) == max(threads, 3)
    lanes.shutdown(wait=True)
