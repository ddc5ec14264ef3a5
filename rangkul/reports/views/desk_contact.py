"""Button "Lihat nomor": her number, once, on the page that answers the press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rangkul.accounts.actor import acting
from rangkul.accounts.enums import Permission
from rangkul.reports import queries
from rangkul.reports.actions.desk import MoveRefused
from rangkul.reports.actions.desk_contact import NotNow, reveal_number
from rangkul.reports.forms.desk import RevealForm
from rangkul.reports.views.desk import CONFLICT, UNPROCESSABLE, report_page


@require_POST
def reveal(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the number inside her hours; outside them only for one of the listed reasons."""
    by = acting(request)
    by.require(Permission.READ_REPORTS)
    queries.get(ref, by)
    form = RevealForm(request.POST)
    if not form.is_valid():
        return report_page(request, by, ref, status=UNPROCESSABLE, reveal=form, has_errors=True)
    try:
        number = reveal_number(ref, reason=form.cleaned_data["alasan"], by=by)
    except NotNow:
        return report_page(request, by, ref, status=CONFLICT, not_now=True)
    except MoveRefused:
        return report_page(request, by, ref, status=CONFLICT, refused=True)
    except LookupError:
        return redirect("desk:report", ref=ref)
    return report_page(request, by, ref, number=number)
