"""The duty desk `/piket/`: queue, take, read, facts, answer."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rangkul.accounts.actor import Actor, acting
from rangkul.accounts.enums import Permission
from rangkul.common import clock
from rangkul.reports import queries
from rangkul.reports.actions import desk as actions
from rangkul.reports.actions.desk import MoveRefused, NewerSheet
from rangkul.reports.fact_form import FactForm
from rangkul.reports.forms.desk import AnswerForm, RevealForm
from rangkul.reports.models import Report
from rangkul.reports.views.desk_context import known_to_all, opened

CONFLICT = 409
UNPROCESSABLE = 422
FORMS = ["GET", "HEAD", "POST"]


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """W1: what waits, by danger and then by age; no story in the list. `?tanda=bukan` shows only
    what two officers marked as no report."""
    by = acting(request)
    by.require(Permission.READ_REPORTS)
    after, marked = request.GET.get("sesudah", ""), request.GET.get("tanda") == "bukan"
    page = queries.queue(by, after=after, marked=marked)
    arrived = queries.arrived_lately(by)
    context = {
        "page": page,
        "counts": queries.counts(page.reports, now=clock.now()),
        "now": clock.now(),
        "me": by.ref,
        "first": not after,
        "marked": marked,
        "rush": arrived if arrived >= queries.RUSH else 0,
        "rush_minutes": queries.RUSH_MINUTES,
        "in_team": len(by.principals) > 1,
    }
    return render(request, "reports/queue.html", context)


@require_POST
def take(request: HttpRequest, ref: str) -> HttpResponse:
    """Button "Ambil" of the queue (only while free) and "Ambil alih" of the page."""
    by = acting(request)
    try:
        if request.POST.get("alih") == "1":
            actions.take(ref, by=by)
        else:
            actions.take_if_free(ref, by=by)
    except MoveRefused:
        return report_page(request, by, ref, status=CONFLICT, refused=True)
    return redirect("desk:report", ref=ref)


@require_safe
def report(request: HttpRequest, ref: str) -> HttpResponse:
    """A report: name-free until it is taken; then content, decision, thread, answer."""
    return report_page(request, acting(request), ref, sent=request.GET.get("terkirim") == "1")


def report_page(
    request: HttpRequest,
    by: Actor,
    ref: str,
    *,
    status: int = 200,
    form: AnswerForm | None = None,
    **extra: Any,
) -> HttpResponse:
    """The page of a report, with what an act on it has to say."""
    by.require(Permission.READ_REPORTS)
    one = queries.get(ref, by)
    context = {**known_to_all(one, by), **extra}
    if context["mine"]:
        context |= opened(request, by, one)
        context["form"] = form or AnswerForm(initial={"k": secrets.token_hex(16)})
        context.setdefault("reveal", RevealForm())
    return render(request, "reports/report.html", context, status=status)


@require_http_methods(FORMS)
def facts(request: HttpRequest, ref: str) -> HttpResponse:
    """The fact form of a report that this officer has taken."""
    by = acting(request)
    by.require(Permission.TAKE_REPORTS)
    one = queries.get(ref, by)
    if one.taken_by != by.ref:
        return _not_hers(request, by, one)
    number, known = queries.facts_of(one)
    if request.method != "POST":
        return _fact_page(request, one, FactForm.showing(number, known))
    form = FactForm(request.POST, received_at=one.received_at)
    if not form.is_valid():
        return _fact_page(request, one, form, status=UNPROCESSABLE)
    try:
        actions.save_facts(ref, form.facts(), based_on=form.cleaned_data["based_on"], by=by)
    except NewerSheet as newer:
        form.accept_newer(newer.number)
        return _fact_page(request, one, form, status=CONFLICT, newer=True)
    except MoveRefused:
        return _not_hers(request, by, queries.get(ref, by))
    return redirect(_next_part(request, ref))


def _next_part(request: HttpRequest, ref: str) -> str:
    """After "Simpan dan lanjut" the next part of the form, else the report."""
    part = request.POST.get("lanjut", "")
    return f"/piket/{ref}/fakta#{part}" if part in FactForm.parts() else f"/piket/{ref}/"


def _not_hers(request: HttpRequest, by: Actor, one: Report) -> HttpResponse:
    """A colleague has the report, or nobody: what was filled in comes back to be copied."""
    holder = queries.holder(one)
    if request.method != "POST" or not holder:
        return report_page(request, by, one.ref, status=CONFLICT, refused=True)
    form = FactForm(request.POST, received_at=one.received_at)
    return _fact_page(request, one, form, status=CONFLICT, holder=holder)


def _fact_page(
    request: HttpRequest, one: Report, form: FactForm, *, status: int = 200, **extra: bool | str
) -> HttpResponse:
    context = {"report": one, "form": form, "back_url": f"/piket/{one.ref}/", **extra}
    return render(request, "reports/facts.html", context, status=status)


@require_POST
def answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Write to the reporter; the typed answer comes back with whatever was wrong."""
    by = acting(request)
    by.require(Permission.ANSWER_REPORTS)
    queries.get(ref, by)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        form.cleaned_back()
        return report_page(request, by, ref, status=UNPROCESSABLE, form=form)
    try:
        said = form.cleaned_data
        actions.answer(ref, said["body"], form_key=said["k"], asks=said["asks"], by=by)
    except MoveRefused:
        return report_page(
            request,
            by,
            ref,
            status=CONFLICT,
            refused=True,
            kept=form.cleaned_data["body"],
        )
    return redirect(f"{reverse('desk:report', args=[ref])}?terkirim=1")
