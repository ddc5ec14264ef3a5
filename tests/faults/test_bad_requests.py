"""Bytes that no browser sends, straight into the socket of a real server."""

import re
import socket
from collections.abc import Iterator

import pytest

from tests.house import City, Server, serving


@pytest.fixture(scope="module")
def house(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    copy = template_city.copy_to(tmp_path_factory.mktemp("raw") / "city")
    with serving(copy) as server:
        yield server
    copy.drop()


def answer(server: Server, sent: bytes) -> bytes:
    """Everything that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), 5) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        got = b""
        while part := line.recv(65536):
            got += part
    return got


def request(
    head: bytes = b"GET / HTTP/1.1", *headers: bytes, body: bytes = b"", host: bytes = b"127.0.0.1"
) -> bytes:
    return b"\r\n".join([head, b"Host: " + host, b"Connection: close", *headers, b"", body])


POST = b"POST /l/3 HTTP/1.1"
FORM = b"Content-Type: application/x-www-form-urlencoded"
BAD = {
    "a huge header": request(b"GET / HTTP/1.1", b"X: " + b"x" * 20_000),
    "too many headers": request(b"GET / HTTP/1.1", *[b"X-%d: x" % n for n in range(200)]),
    "a huge cookie": request(b"GET /l/1 HTTP/1.1", b"Cookie: sid=" + b"0" * 9_000),
    "an address that is too long": request(b"GET /" + b"x" * 5_000 + b" HTTP/1.1"),
    "an address that is no UTF-8": request(b"GET /\xff\xfe HTTP/1.1"),
    "an escaped address that is no UTF-8": request(b"GET /%FF%FE/%00 HTTP/1.1"),
    "a NUL in a header": request(b"GET / HTTP/1.1", b"X: a\0b"),
    "a cookie that is no UTF-8": request(b"GET /l/1 HTTP/1.1", b"Cookie: sid=\xff\xfe; \xfe=1"),
    "no such method": request(b"MAKAN / HTTP/1.1"),
    "no such version": request(b"GET / HTTP/9.9"),
    "no request at all": b"\x16\x03\x01\x02\x00\x01\x00" + b"\xfe" * 200 + b"\r\n\r\n",
    "a length that is no number": request(POST, FORM, b"Content-Length: dua"),
    "a negative length": request(POST, FORM, b"Content-Length: -1"),
    "two lengths": request(POST, FORM, b"Content-Length: 3", b"Content-Length: 4", body=b"abcd"),
    "a length and chunks": request(
        POST, FORM, b"Content-Length: 4", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"
    ),
    "a chunk that is no number": request(
        POST, FORM, b"Transfer-Encoding: chunked", body=b"zz\r\nabc\r\n"
    ),
    "another host": request(b"GET / HTTP/1.1", host=b"jahat.example"),
    "a host that is none": request(b"GET / HTTP/1.1", host=b"a b@c:99999"),
    "a path from a header": request(b"GET / HTTP/1.1", b"SCRIPT_NAME: /x", b"Script-Name: /x"),
    "a million bytes said to come": request(POST, FORM, b"Content-Length: 1000000", body=b"q3=x"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_the_server_refuses_it_or_answers_it_and_lives(house: Server, name: str) -> None:
    got = answer(house, BAD[name])
    status = re.match(rb"HTTP/1\.[01] (\d{3})", got)
    assert got == b"" or (status is not None and int(status.group(1)) < 500), got[:200]
    assert b"jahat.example" not in got
    assert b"Traceback" not in got
    assert answer(house, request(b"GET /sehat HTTP/1.1")).endswith(b"ok")


def test_a_visitor_who_breaks_off_leaves_no_error_and_no_word_in_the_log(house: Server) -> None:
    length = b"Content-Length: 60000"
    answer(house, request(POST, FORM, length, b"Cookie: sid=" + b"0" * 64, body=b"q3=rahasia"))
    assert answer(house, request(b"GET /sehat HTTP/1.1")).endswith(b"ok")
    assert "rahasia" not in house.log.read_text()
