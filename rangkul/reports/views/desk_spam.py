"""The mark "not a report": propose, agree, take back."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rangkul.accounts.actor import acting
from rangkul.accounts.enums import Permission
from rangkul.reports import queries
from rangkul.reports.actions import spam as actions
from rangkul.reports.actions.desk import MoveRefused
from rangkul.reports.actions.spam import MarkRefused
from rangkul.reports.views.desk import CONFLICT, report_page

ACTS: Final[dict[str, Callable[..., None]]] = {
    "usul": actions.propose_spam,
    "setuju": actions.confirm_spam,
    "hapus": actions.unmark_spam,
}


@require_POST
def mark(request: HttpRequest, ref: str) -> HttpResponse:
    """The buttons of the block "Bukan laporan?"."""
    by = acting(request)
    by.require(Permission.TAKE_REPORTS)
    queries.get(ref, by)
    act = ACTS.get(request.POST.get("tanda", ""))
    if act is None:
        return redirect("desk:report", ref=ref)
    try:
        act(ref, by=by)
    except MarkRefused as refused:
        return report_page(request, by, ref, status=CONFLICT, mark_refused=refused.obstacles)
    except MoveRefused:
        return report_page(request, by, ref, status=CONFLICT, refused=True)
    return redirect("desk:report", ref=ref)
