"""The follow-up inbox `/k/`: open with the code, read, write back."""

import secrets
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.http import after_reading
from rangkul.reports import actions, queries, visit
from rangkul.reports.enums import ReportState
from rangkul.reports.forms import CodeForm, ReplyForm
from rangkul.reports.views.public import (
    CONFLICT,
    STORAGE_FAILED,
    UNAVAILABLE,
    UNPROCESSABLE,
    gone,
    page,
    public_form,
    staying,
    token_fits,
)
from rangkul.reports.visit import Inbox
from rangkul.vault import queries as vault
from rangkul.vault import receipts
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey

FORMS = ["GET", "HEAD", "POST"]
PROMISED = timedelta(hours=24)  # what the page says: an answer within one day


@public_form
@require_http_methods(FORMS)
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Wrong, never issued and destroyed codes look and cost the same."""
    if request.method != "POST":
        return page(request, "reports/code.html", {"form": CodeForm(), "back_url": "/"})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, UNPROCESSABLE)
    try:
        receipt = receipts.derive(form.cleaned_data["q8"])
        report = vault.find_receipt(receipt)
    except STORAGE_FAILED:
        return _code_page(request, form, UNAVAILABLE)
    if report is None:
        actions.note_refused_code()
        form.add_error("q8", "Kode tidak cocok. Periksa angkanya, lalu coba lagi.")
        return _code_page(request, form, UNPROCESSABLE)
    key = visit.open_inbox(request, report=report, receipt=receipt)
    return visit.keep_cookie(redirect("reports:inbox"), key)


def _code_page(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    context = {"form": form, "back_url": "/", "unsent": status == UNAVAILABLE}
    return page(request, "reports/code.html", context, status=status)


@public_form
@require_http_methods(FORMS)
@staying
def inbox(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P8: where the report stands, the desk's messages, a reply."""
    if request.method == "POST":
        return _receive(request, key)
    opened = visit.inbox_of(visit.state_of(key))
    if opened is None:
        return gone()
    after_reading(
        request, lambda: append(EventCode.THREAD_OPENED, by=REPORTER, object_ref=opened.report)
    )
    return _thread(request, key, opened, _empty_form())


def _receive(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Her reply; whatever fails, the page comes back with her words in it."""
    form = ReplyForm(request.POST)
    try:
        opened = visit.inbox_of(visit.state_of(key))
        fits = token_fits(request, key)
        if opened is None:
            return _too_late(request, key, form) if fits else gone()
        if not fits:
            return _thread(request, key, opened, form, status=CONFLICT, stale=True)
        if not form.is_valid():
            return _thread(request, key, opened, form, status=UNPROCESSABLE)
        words, form_key = form.cleaned_data["q9"], form.cleaned_data["k"]
        actions.write_back(opened, words, form_key=form_key, key=key)
    except (*STORAGE_FAILED, Refused, LookupError) as error:
        actions.note_send_failed(error)
        return _thread(request, key, None, form, status=UNAVAILABLE, unsent=True)
    return redirect("reports:inbox")


def _too_late(request: HttpRequest, key: DraftKey, form: ReplyForm) -> HttpResponse:
    """The stay ran out while she typed: her words to copy, and the way back in (ux.md 2)."""
    words = form.shown("q9")
    return page(request, "reports/too_late.html", {"words": words}, key=key, status=CONFLICT)


def _empty_form() -> ReplyForm:
    return ReplyForm(initial={"k": secrets.token_hex(16)})


def _thread(
    request: HttpRequest,
    key: DraftKey,
    opened: Inbox | None,
    form: ReplyForm,
    *,
    status: int = 200,
    **extra: bool,
) -> HttpResponse:
    """The thread with the form; without the thread when the database is away, never without
    her words."""
    context = {"form": form.cleaned_back(), "messages": [], "states": [], **extra}
    if opened is not None:
        report, messages = queries.open_inbox(opened)
        since = report.reporter_waits_since
        context |= {
            "messages": messages,
            "states": _states(ReportState(report.state)),
            "waiting": since is not None,
            "late": since is not None and clock.now() - since > PROMISED,
        }
    return page(request, "reports/inbox.html", context, key=key, status=status)


def _states(now: ReportState) -> list[dict[str, object]]:
    order = list(ReportState)
    here = order.index(now)
    names = {True: "done", False: "later"}
    return [
        {"label": one.label, "state": "now" if at == here else names[at < here]}
        for at, one in enumerate(order)
    ]
