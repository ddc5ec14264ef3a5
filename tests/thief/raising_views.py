"""Run as a process of its own: every view fails with an exception that quotes the request.

Reads what to send from standard input (JSON), under the real settings and their real logging, and
prints how many views failed.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from django.core.exceptions import BadRequest, SuspiciousOperation  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import DatabaseError, IntegrityError  # noqa: E402
from django.http import Http404, HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

FAILURES: tuple[type[Exception], ...] = (
    ValueError,
    KeyError,
    DatabaseError,
    IntegrityError,
    OSError,
    UnicodeError,
    Http404,
    BadRequest,
    SuspiciousOperation,
    RuntimeError,
)


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def raising(kind: type[Exception]) -> Callable[..., HttpResponse]:
    """A public view that fails and says with what, as careless code would."""

    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        quoted = f"{request.path} {request.POST} {request.GET} {request.META} {arguments}"
        try:
            raise LookupError(quoted)
        except LookupError as cause:
            raise kind(quoted) from cause

    view.public = True  # type: ignore[attr-defined]
    return csrf_exempt(view)


def main() -> None:
    words, failed = json.load(sys.stdin), 0
    client = Client(raise_request_exception=False)
    for one in patterns(get_resolver()):
        for kind in FAILURES:
            one.callback = raising(kind)
            failed += _visit(client, words, one)
    print(failed)


def _visit(client: Client, words: dict[str, str], one: URLPattern) -> bool:
    """Both ways, straight into the resolver's own path through all middleware."""
    address = _address(one)
    headers = {
        "user-agent": words["agent"],
        "x-forwarded-for": words["address"],
        "referer": words["referer"],
        "origin": "http://127.0.0.1:8000",
    }
    upload = SimpleUploadedFile(words["file"], words["story"].encode())
    client.cookies["sid"] = words["cookie"]
    got = client.get(address, {"q": words["story"]}, headers=headers)
    sent = client.post(address, {"q3": words["story"], "x": upload}, headers=headers)
    return got.status_code >= 400 and sent.status_code >= 400


_ARGUMENTS = {
    "number": "1",
    "ref": "0" * 16,
    "token": "0" * 43,
    "slug": "x",
    "code": "police",
    "team": "0" * 16,
    "person": "0" * 16,
    "file": "0" * 16,
}


def _address(one: URLPattern) -> str:
    arguments = {name: _ARGUMENTS[name] for name in one.pattern.converters}
    for prefix in get_resolver().namespace_dict:
        try:
            return reverse(f"{prefix}:{one.name}", kwargs=arguments)
        except NoReverseMatch:
            continue
    raise LookupError(one.name)


if __name__ == "__main__":
    main()
