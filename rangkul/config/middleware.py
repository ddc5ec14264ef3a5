"""What every request passes through, outermost first (settings.MIDDLEWARE)."""

import gzip
import logging
import sys
from collections.abc import Callable
from http import HTTPStatus

import brotli
from django.conf import settings
from django.db import DataError
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from rangkul.common.exits import EXITS
from rangkul.common.http import only_after_reading, pending_after_reading
from rangkul.common.transactions import mode, reading, writing
from rangkul.portal.errors import error_page, not_sent
from rangkul.vault.actions import report_tampering
from rangkul.vault.cost import Busy
from rangkul.vault.crypto import Refused

logger = logging.getLogger(__name__)
Respond = Callable[[HttpRequest], HttpResponseBase]

_PERMISSIONS = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb")
)
INDEXED = frozenset({"/", "/en/"})
_SMALL = 400  # bytes; below this compressing gains nothing


class SecurityHeaders:
    """Headers of ux.md 4.1, with the hashes of what the page inlined."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", _csp(request))
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        if request.path not in INDEXED:
            response.setdefault("X-Robots-Tag", "noindex")
        if settings.HTTPS:
            response.setdefault("Strict-Transport-Security", "max-age=63072000")
        return response


def _csp(request: HttpRequest) -> str:
    styles = _sources(getattr(request, "csp_style_hashes", []))
    scripts = _sources(getattr(request, "csp_script_hashes", []))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def _sources(hashes: list[str]) -> str:
    return " ".join(["'self'", *(f"'sha256-{value}'" for value in hashes)])


class CompressCookieless:
    """Compress pages that neither hold nor set a cookie: nothing secret shares their bytes."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _may_compress(request, response):
            _compress(response, request.headers.get("Accept-Encoding", ""))
        return response


def _may_compress(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        not request.COOKIES
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith("text/html")
        and len(response.content) > _SMALL
    )


def _compress(response: HttpResponse, accepted: str) -> None:
    if "br" in accepted:
        response.content, response.headers["Content-Encoding"] = (
            brotli.compress(response.content, quality=9),
            "br",
        )
    elif "gzip" in accepted:
        response.content, response.headers["Content-Encoding"] = (
            gzip.compress(response.content, mtime=0),
            "gzip",
        )
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Length"] = str(len(response.content))


class WordsForWrongMethods:
    """Django answers a wrong method with an empty 405; ours says what to do."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = error_page(request, HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page


class StorageFailures:
    """A lost database, a full disk or a busy slot answers 503 "belum terkirim", never a crash.

    Views that hold typed words answer for themselves and put the words back (reports.views).
    What fails outside a view (sessions, the trail's commit) comes to `server_error`.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        return _failure(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is being handled: 503 where the storage
    failed, 400 where it refused a value, else 500."""
    return _failure(request, sys.exc_info()[1]) or error_page(
        request, HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _failure(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    if isinstance(error, Refused):
        _note_tampering(request, error)
        return not_sent(request)
    if isinstance(error, DataError):  # what no column can hold, such as a NUL in an address
        return error_page(request, HTTPStatus.BAD_REQUEST)
    if isinstance(error, DatabaseError | OSError | Busy):
        logger.error("storage failed", exc_info=error)
        return not_sent(request)
    return None


def _note_tampering(request: HttpRequest, refused: Refused) -> None:
    """Into the log and the trail; while a page is being read, after its snapshot is closed."""
    logger.critical("refused what does not verify: %s", refused)
    what = str(refused)
    if mode() == "reading":
        only_after_reading(request, lambda: report_tampering(what))
        return
    try:
        report_tampering(what)
    except (DatabaseError, RuntimeError, OSError) as error:
        logger.error("could not note it", exc_info=error)


class ReadOnlyGets:
    """A GET cannot write; what it opened is committed to the trail before its body goes out."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and request.path not in EXITS:
            with reading():
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        _commit_pending(request)
        return response


def _commit_pending(request: HttpRequest) -> None:
    """Raises what the database raises: the body is dropped then, and `server_error` sends 503."""
    if pending := pending_after_reading(request):
        with writing():
            for note in pending:
                note()
