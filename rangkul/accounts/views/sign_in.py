"""Signing in and out."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.accounts import throttle
from rangkul.accounts.actions import drafts, sessions
from rangkul.accounts.actions.sessions import Entry
from rangkul.accounts.forms import SignInForm
from rangkul.accounts.http import (
    DEVICE_COOKIE,
    StaffRequest,
    give_device,
    give_session,
    safe_path,
    take_session,
)
from rangkul.accounts.queries import home
from rangkul.common.http import origin_protected, public
from rangkul.vault.cost import Busy

_REFUSED = "Nama pengguna atau kata sandi belum cocok. Periksa keduanya, lalu coba lagi."
_TOO_MANY = (
    "Terlalu banyak percobaan dari perangkat yang belum dikenal. Tunggu 15 menit, atau masuk dari"
    " perangkat yang biasa Anda pakai. Anda tidak melakukan kesalahan bila bukan Anda yang mencoba."
)
_BUSY = "Sedang banyak yang masuk. Tunggu sebentar, lalu tulis kata sandi dan tekan Masuk lagi."


@public
@origin_protected
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One page for name and password; wrong, unknown and ended answer alike."""
    if request.method != "POST":
        return _ask(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        entry = sessions.sign_in(
            request,
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            device_cookie=request.COOKIES.get(DEVICE_COOKIE),
        )
    except throttle.TooMany:
        return _again(request, form, _TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
    except Busy:
        return _again(request, form, _BUSY, HTTPStatus.SERVICE_UNAVAILABLE)
    if entry is None:
        return _again(request, form, _REFUSED, HTTPStatus.UNPROCESSABLE_ENTITY)
    return entered(entry, form.cleaned_data["lanjut"])


def _ask(request: HttpRequest) -> HttpResponse:
    person = getattr(request, "person", None)
    if person is not None:
        return redirect(home(person))
    return _page(
        request,
        SignInForm(initial={"lanjut": safe_path(request.GET.get("lanjut", ""))}),
        HTTPStatus.OK,
    )


def _again(request: HttpRequest, form: SignInForm, words: str, status: HTTPStatus) -> HttpResponse:
    form.add_error(None, words)
    return _page(request, form, status)


def _page(request: HttpRequest, form: SignInForm, status: HTTPStatus) -> HttpResponse:
    return render(request, "accounts/sign_in.html", {"form": form}, status=status)


def entered(entry: Entry, path: str = "") -> HttpResponse:
    """Both cookies, and on to the kept words, the page that was asked for, or home."""
    target = path or home(entry.person)
    if entry.person.keys is not None and drafts.has_kept_words(entry.person.keys):
        target = "/masuk/tulisan/"
    response = HttpResponseRedirect(target)
    give_session(response, entry.unlock)
    give_device(response, entry.device)
    return response


@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    """End this session; the browser keeps nothing that opens anything."""
    sessions.sign_out(request, by=request.person, session=request.session_ref)
    response = HttpResponseRedirect(settings.LOGIN_URL)
    take_session(response)
    return response
