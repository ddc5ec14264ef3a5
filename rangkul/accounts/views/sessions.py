"""One's own sessions and password."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rangkul.accounts import throttle
from rangkul.accounts.actions import passwords
from rangkul.accounts.actions import sessions as actions
from rangkul.accounts.forms import ChangePasswordForm
from rangkul.accounts.http import DEVICE_COOKIE, StaffRequest
from rangkul.vault import sessions as vault_sessions
from rangkul.vault.cost import Busy


@require_safe
def own(request: StaffRequest) -> HttpResponse:
    """Where she is signed in."""
    rows = vault_sessions.of(request.person.ref)
    context = {"rows": rows, "this": request.session_ref}
    return render(request, "accounts/sessions.html", context)


@require_POST
def end(request: StaffRequest, ref: str) -> HttpResponse:
    """End one of her sessions."""
    if not actions.end_session(by=request.person, session=ref):
        raise Http404
    return redirect("accounts:sessions")


@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    """End all but this one."""
    actions.end_other_sessions(by=request.person, session=request.session_ref)
    return redirect("accounts:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: StaffRequest) -> HttpResponse:
    """Change her own password; her other sessions end."""
    bound = request.POST if request.method == "POST" else None
    form = ChangePasswordForm(bound, person=request.person)
    status = HTTPStatus.OK
    if bound is not None:
        status = _change(request, form) if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
        if status == HTTPStatus.OK:
            return redirect("accounts:sessions")
    return render(request, "accounts/password.html", {"form": form}, status=status)


def _change(request: StaffRequest, form: ChangePasswordForm) -> HTTPStatus:
    """OK, or the status of a page that says why not."""
    try:
        changed = passwords.change_password(
            request,
            by=request.person,
            keys=request.keys,
            session=request.session_ref,
            old=form.cleaned_data["old"],
            new=form.cleaned_data["new"],
            device_cookie=request.COOKIES.get(DEVICE_COOKIE),
        )
    except throttle.TooMany:
        form.add_error(None, "Terlalu banyak percobaan. Tunggu 15 menit, lalu coba lagi.")
        return HTTPStatus.TOO_MANY_REQUESTS
    except Busy:
        form.add_error(None, "Sedang sibuk. Tunggu sebentar, lalu coba lagi.")
        return HTTPStatus.SERVICE_UNAVAILABLE
    if not changed:
        form.add_error("old", "Kata sandi sekarang belum cocok")
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.OK
