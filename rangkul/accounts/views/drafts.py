"""Words that came after the idle lock."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rangkul.accounts.actions import drafts
from rangkul.accounts.http import StaffRequest
from rangkul.accounts.queries import home


def session_locked(request: HttpRequest) -> HttpResponse:
    """The answer to a form that came too late: nothing was done, nothing is lost."""
    response = render(request, "accounts/locked.html", status=HTTPStatus.UNAUTHORIZED)
    response["WWW-Authenticate"] = 'Form realm="petugas"'  # RFC 9110: a 401 names a scheme
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def kept(request: StaffRequest) -> HttpResponse:
    """What she had sent, to copy from."""
    context = {"kept": drafts.kept_words(request.keys), "home_url": home(request.person)}
    return render(request, "accounts/kept.html", context)


@require_POST
def delete(request: StaffRequest, ref: str) -> HttpResponse:
    """Delete one of her own."""
    if not drafts.delete_kept_words(by=request.keys, ref=ref):
        raise Http404
    return redirect("accounts:kept")
