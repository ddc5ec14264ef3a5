"""Many who send slowly, do not hang up, or try codes: pages open and reports are sent meanwhile."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.cast import SEE_OTHER
from tests.faults.visitors import Visitor
from tests.house import City, Server, serving

THREADS = 4
MANY = 10 * THREADS
PEOPLE = 4 * THREADS
PATIENCE = 5  # seconds; each of MANY who cost the house a second would take longer
HEAD = b" HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sid=" + b"0" * 64 + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
FILE = (
    b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n"
    b'--b\r\nContent-Disposition: form-data; name="q7"; filename="a.jpg"\r\n\r\n'
)
BEGUN = {
    "nothing": b"",
    "half an address": b"GET /l",
    "half a head": b"GET /" + HEAD + b"X: ",
    "an empty line before half a head": b"\r\n\r\nGET /" + HEAD,
    "half a form": b"POST /l/3" + HEAD + FORM + b"Content-Length: 60000\r\n\r\nq3b=",
    "a form that waits to be asked": (
        b"POST /l/3" + HEAD + FORM + b"Expect: 100-continue\r\nContent-Length: 90\r\n\r\n"
    ),
    "a form in pieces": b"POST /l/3" + HEAD + FORM + b"Transfer-Encoding: chunked\r\n\r\n9\r\nq",
    "half a file": b"POST /l/berkas" + HEAD + FILE,
}
WHOLE = {
    "does not hang up": b"GET /" + HEAD + b"Connection: close\r\n\r\n",
    "does not read": b"GET /aturan/" + HEAD + b"\r\n",
}


@pytest.fixture(scope="module")
def house(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    copy = template_city.copy_to(tmp_path_factory.mktemp("slow") / "city")
    copy.extra["WEB_THREADS"] = str(THREADS)
    copy.extra["WEB_PROCESSES"] = "1"
    with serving(copy) as server:
        yield server
    copy.drop()


@pytest.fixture(scope="module")
def impatient(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    copy = template_city.copy_to(tmp_path_factory.mktemp("impatient") / "city")
    copy.extra["WEB_SECONDS_TO_ARRIVE"] = "1"
    with serving(copy) as server:
        yield server
    copy.drop()


def line_to(server: Server) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.settimeout(15)
    line.connect(("127.0.0.1", server.port))
    return line


@contextmanager
def many(server: Server, sent: bytes) -> Iterator[None]:
    with ExitStack() as lines:
        for _ in range(MANY):
            lines.enter_context(line_to(server)).sendall(sent)
        yield


@pytest.mark.parametrize("name", [*BEGUN, *WHOLE])
def test_pages_open_and_forms_are_taken_while_many_are_slow(house: Server, name: str) -> None:
    with many(house, (BEGUN | WHOLE)[name]), Visitor(house.url) as visitor:
        visitor.http.timeout = httpx.Timeout(PATIENCE)
        visitor.get("/")
        visitor.prepare("tolong")
        assert visitor.failures == 0


@pytest.mark.parametrize("name", sorted(BEGUN))
def test_who_only_trickles_is_cut_off(impatient: Server, name: str) -> None:
    """A byte from time to time is not silence, and helps nothing."""
    with line_to(impatient) as line:
        line.sendall(BEGUN[name])
        line.settimeout(0.2)
        for _ in range(50):
            if _hung_up(line):
                return
    raise AssertionError("still listened to")


def _hung_up(line: socket.socket) -> bool:
    try:
        while line.recv(65536):
            pass  # an answer that says so
    except TimeoutError:
        try:
            line.sendall(b"x")
        except OSError:
            return True
        return False
    except OSError:
        return True
    return True


def test_a_form_that_comes_in_pieces_is_answered(impatient: Server) -> None:
    sent = b"POST /l/" + HEAD + b"Origin: %s\r\nContent-Length: 4\r\n\r\nq1=x"
    sent %= impatient.url.encode()
    with line_to(impatient) as line:
        for at in range(0, len(sent), 40):
            line.sendall(sent[at : at + 40])
            time.sleep(0.02)
        assert line.recv(65536).startswith(b"HTTP/1.1 302")


def test_two_requests_in_one_breath_are_both_answered(impatient: Server) -> None:
    last = b"GET /sehat" + HEAD + b"Connection: close\r\n\r\n"
    with line_to(impatient) as line:
        line.sendall(b"GET /sehat" + HEAD + b"\r\n" + last)
        got = b""
        while part := line.recv(65536):
            got += part
    assert got.count(b"HTTP/1.1 200") == 2


def test_a_file_may_take_long_as_long_as_it_comes(impatient: Server) -> None:
    """Three times as long as a form may."""

    def slowly() -> Iterator[bytes]:
        for _ in range(15):
            time.sleep(0.2)
            yield bytes(6000)

    with Visitor(impatient.url) as visitor:
        length = {"Content-Length": "90000", "Content-Type": "multipart/form-data; boundary=b"}
        visitor.http.cookies.set("sid", "0" * 64)
        answer = visitor.http.post("/l/berkas", content=slowly(), headers=length)
        assert answer.status_code < 500


@pytest.mark.kdf
def test_pages_open_while_all_threads_of_forms_wait_for_the_slot(city: City) -> None:
    """Nobody is told to come again, and those who look on do not stand in that line."""
    city.extra.update(RANGKUL_TEST_KDF="", WEB_THREADS=str(THREADS), WEB_PROCESSES="1")
    with serving(city) as server, ThreadPoolExecutor(PEOPLE) as people:
        _get(server, "/")
        trying = [people.submit(_try_a_code, server) for _ in range(PEOPLE)]
        while not any(one.done() for one in trying):
            time.sleep(0.01)
        assert _get(server, "/") == 200
        assert sum(not one.done() for one in trying) > 0
        assert {one.result() for one in trying} == {SEE_OTHER}  # all wrong, none 503


def _get(server: Server, path: str) -> int:
    return httpx.get(server.url + path, trust_env=False, timeout=60).status_code


def _try_a_code(server: Server) -> int:
    headers = {"Origin": server.url}
    answer = httpx.post(
        f"{server.url}/k/", data={"q8": "1" * 16}, headers=headers, trust_env=False, timeout=60
    )
    return answer.status_code
