"""Using a one-time link: the only door to a first password."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from rangkul.accounts.actions import invitations
from rangkul.accounts.actions.sessions import Entry, enter
from rangkul.accounts.forms import NewPasswordForm
from rangkul.accounts.http import DEVICE_COOKIE
from rangkul.accounts.models import Invitation
from rangkul.accounts.queries import open_invitation
from rangkul.accounts.views.sign_in import entered
from rangkul.common.http import origin_protected, public
from rangkul.common.transactions import writing
from rangkul.vault import keys as vault_keys
from rangkul.vault.cost import Busy
from rangkul.vault.persons import from_password

_BUSY = "Sedang sibuk. Tunggu sebentar, lalu tulis kata sandi dan tekan tombolnya lagi."


@public
@origin_protected
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites; then password, key and first session in one step."""
    secret = invitations.secret_of(token)
    row = open_invitation(secret.lookup) if secret else None
    if secret is None or row is None:
        return _not_open(request)
    bound = request.POST if request.method == "POST" else None
    form = NewPasswordForm(bound, person=row.person)
    if bound is None:
        return _page(request, row, form, HTTPStatus.OK)
    if not form.is_valid():
        return _page(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        entry = _enter(request, secret, form.cleaned_data["new"])
    except Busy:
        form.add_error(None, _BUSY)
        return _page(request, row, form, HTTPStatus.SERVICE_UNAVAILABLE)
    except invitations.NotOpen:
        return _not_open(request)
    return entered(entry)


def _enter(request: HttpRequest, secret: vault_keys.Invitation, password: str) -> Entry:
    derived = from_password(password)
    with writing():
        person = invitations.accept(secret=secret, password=derived)
        return enter(request, person, device_cookie=request.COOKIES.get(DEVICE_COOKIE))


def _page(
    request: HttpRequest, row: Invitation, form: NewPasswordForm, status: HTTPStatus
) -> HttpResponse:
    context = {"form": form, "invitation": row}
    return render(request, "accounts/invitation.html", context, status=status)


def _not_open(request: HttpRequest) -> HttpResponse:
    """The same page for used, withdrawn, late and invented links."""
    return render(request, "accounts/invitation_closed.html", status=HTTPStatus.NOT_FOUND)
