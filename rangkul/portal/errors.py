"""One neutral page for every refusal and failure, the same for the public and for staff.

It asks nothing of the database and of no context processor, so that it also stands when they
do not. The two pages of a failing house carry their style inside: perhaps nothing else loads.
Who is signed in and was refused at a desk keeps the frame of the desks, with the menu, which
is read from the database; what could not be read at all is answered without it.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkul.common.http import is_public
from rangkul.common.transactions import reading
from rangkul.portal.queries import known_numbers


@dataclass(frozen=True)
class Wording:
    """What the page says; `unsent` adds the telephone numbers, since words may be waiting."""

    title: str | Promise
    text: str | Promise
    unsent: bool = False


WORDINGS: Final = {
    HTTPStatus.BAD_REQUEST: Wording(
        _("Belum bisa dibaca"),
        _("Isi formulir tidak dapat dibaca. Kembali, periksa tulisan Anda, lalu kirim lagi."),
    ),
    HTTPStatus.FORBIDDEN: Wording(
        _("Halaman ini tidak dapat dibuka"),
        _("Halaman ini terbuka untuk tugas yang lain, atau formulirnya perlu dimuat ulang."),
    ),
    HTTPStatus.NOT_FOUND: Wording(
        _("Halaman tidak ada"), _("Periksa alamatnya, atau mulai lagi dari Beranda.")
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Wording(
        _("Belum bisa dibuka dengan cara ini"), _("Kembali, lalu pakai tombol di halaman itu.")
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Wording(
        _("Tulisan terlalu panjang"), _("Kembali, persingkat tulisan Anda, lalu kirim lagi.")
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Wording(
        _("Maaf, ada gangguan"), _("Muat ulang halaman untuk mengirim lagi."), unsent=True
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Wording(
        _("Belum terkirim"),
        _("Layanan sedang sibuk. Tunggu sebentar, lalu muat ulang halaman untuk mengirim lagi."),
        unsent=True,
    ),
}

# What a desk answers in its own frame. Not 400: a value that the database refused may have ended
# the transaction in which the menu would be read.
_AT_A_DESK: Final = WORDINGS.keys() - {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


def error_page(request: HttpRequest, status: HTTPStatus, *, detail: str = "") -> HttpResponse:
    """The page for one of the statuses in WORDINGS. `detail` is a sentence for the reader."""
    wording = WORDINGS[status]
    context = {"error": wording, "detail": detail, "help_numbers": known_numbers()}
    if status in _AT_A_DESK and _at_a_desk(request):
        with reading():
            html = render_to_string("galat.html", {**context, "frame": "petugas.html"}, request)
    else:
        frame = "publik_sebaris.html" if wording.unsent else "publik.html"
        html = render_to_string("galat.html", {**context, "frame": frame, "request": request})
    response = HttpResponse(html, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _at_a_desk(request: HttpRequest) -> bool:
    """Whether somebody who is signed in asked for a page that is not of the public face."""
    if getattr(request, "person", None) is None:
        return False
    match = request.resolver_match
    return match is None or not is_public(match.func)


def not_sent(request: HttpRequest) -> HttpResponse:
    """503: what was typed did not arrive; says so, with the numbers that need no computer."""
    return error_page(request, HTTPStatus.SERVICE_UNAVAILABLE)
