"""The duty desk beside the report's own page: a lost code, a cry for help."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rangkul.accounts.actor import Actor, acting
from rangkul.accounts.enums import Permission
from rangkul.reports import queries
from rangkul.reports.actions import desk_more as actions
from rangkul.reports.actions.desk import MoveRefused
from rangkul.reports.enums import AlarmEnd, KnownBy
from rangkul.reports.forms.desk import AlarmForm, RelinkForm
from rangkul.reports.models import Report
from rangkul.vault import queries as vault
from rangkul.vault import receipts

CONFLICT = 409
UNPROCESSABLE = 422
FORMS = ["GET", "HEAD", "POST"]


def _hers(request: HttpRequest, ref: str) -> tuple[Actor, Report]:
    """Who acts and the report, where her role and her desk allow it."""
    by = acting(request)
    by.require(Permission.TAKE_REPORTS)
    return by, queries.get(ref, by)


def _page(
    request: HttpRequest, template: str, one: Report, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"report": one, "back_url": f"/piket/{one.ref}/", **extra}
    return render(request, template, context, status=status)


def _not_hers(request: HttpRequest, template: str, ref: str, by: Actor) -> HttpResponse:
    """A colleague has the report, or nobody: no form, and who it is."""
    one = queries.get(ref, by)
    return _page(request, template, one, status=CONFLICT, refused=True, holder=queries.holder(one))


CODE = "reports/desk_code.html"


@require_http_methods(FORMS)
def code(request: HttpRequest, ref: str) -> HttpResponse:
    """A new code for somebody who has lost hers, shown once in the answer to the form."""
    by, one = _hers(request, ref)
    if one.taken_by != by.ref:
        return _not_hers(request, CODE, ref, by)
    if request.method != "POST":
        return _code_page(request, one)
    form = RelinkForm(request.POST)
    if not form.is_valid():
        return _code_page(request, one, form, status=UNPROCESSABLE)
    return _relink(request, one, form, by)


def _code_page(
    request: HttpRequest, one: Report, form: RelinkForm | None = None, **extra: Any
) -> HttpResponse:
    shown = form or RelinkForm(initial={"based_on": queries.latest_version_number(one)})
    has_code = vault.has_code(one.ref)
    return _page(request, CODE, one, form=shown, has_code=has_code, **extra)


def _relink(request: HttpRequest, one: Report, form: RelinkForm, by: Actor) -> HttpResponse:
    said = form.cleaned_data
    known_by = KnownBy(said["known_by"])
    try:
        new = actions.relink(one.ref, known_by=known_by, based_on=said["based_on"], by=by)
    except actions.NewerVersion:
        return _code_page(request, one, status=CONFLICT, newer=True)
    except MoveRefused:
        return _not_hers(request, CODE, one.ref, by)
    return _page(request, CODE, one, groups=receipts.shown(new).split())


ALARM = "reports/desk_alarm_end.html"


@require_http_methods(FORMS)
def alarm(request: HttpRequest, ref: str) -> HttpResponse:
    """ "Tanda bahaya sudah ditangani": how, by a short list."""
    by, one = _hers(request, ref)
    if one.taken_by != by.ref:
        return _not_hers(request, ALARM, ref, by)
    if request.method != "POST":
        return _alarm_page(request, one)
    form = AlarmForm(request.POST)
    if not form.is_valid():
        return _alarm_page(request, one, form, status=UNPROCESSABLE)
    return _end_alarm(request, one, form, by)


def _alarm_page(
    request: HttpRequest, one: Report, form: AlarmForm | None = None, **extra: Any
) -> HttpResponse:
    shown = form or AlarmForm(initial={"mark": queries.alarm_mark(one)})
    return _page(request, ALARM, one, form=shown, **extra)


def _end_alarm(request: HttpRequest, one: Report, form: AlarmForm, by: Actor) -> HttpResponse:
    how, mark = AlarmEnd(form.cleaned_data["how"]), form.cleaned_data["mark"]
    try:
        actions.handle_alarm(one.ref, how=how, mark=mark, by=by)
    except actions.NewerAlarm:
        return _alarm_page(request, one, status=CONFLICT, newer=True)
    except MoveRefused:
        return _not_hers(request, ALARM, one.ref, by)
    return redirect("desk:report", ref=one.ref)
