"""The follow-up inbox `/k/`: open with the code, read, write back, say how it stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.enums import EventCode
from rangkul.common.http import after_reading
from rangkul.reports import queries, visit
from rangkul.reports.actions import inbox as acts
from rangkul.reports.actions.notes import note_refused_code, note_send_failed
from rangkul.reports.clocks import answer_due, answer_is_late
from rangkul.reports.enums import ReportState, SafeNow
from rangkul.reports.forms.inbox import SIGNALS, CodeForm, ReplyForm
from rangkul.reports.models import Report
from rangkul.reports.queries import CodeClosed
from rangkul.reports.views.behind import (
    FORMS,
    LOST,
    Stay,
    behind_the_code,
    ended,
    form_key,
    frame,
    opened,
    stay_or_way_out,
    too_late,
)
from rangkul.reports.views.public import (
    AGAIN,
    CONFLICT,
    STORAGE_FAILED,
    UNAVAILABLE,
    UNPROCESSABLE,
    page,
    public_form,
    staying_to_read,
    token_fits,
)
from rangkul.reports.visit import Refusal
from rangkul.vault import queries as vault
from rangkul.vault import receipts
from rangkul.vault.drafts import DraftKey


@public_form
@require_http_methods(FORMS)
@staying_to_read
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Wrong, never issued and closed codes look and cost the same."""
    if request.method != "POST":
        return _code_page(request, CodeForm(), 200)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, UNPROCESSABLE)
    try:
        key = _open(request, *form.cleaned_data["q8"])
    except STORAGE_FAILED:
        return _code_page(request, form, UNAVAILABLE)
    if key is None:
        form.add_error("q8", wrong_code())
        return _code_page(request, form, UNPROCESSABLE)
    if _cries(request):
        return _cry(key)
    return visit.keep_cookie(redirect(_inbox_with(key, form.cleaned_data["q9"])), key)


def _cries(request: HttpRequest) -> bool:
    """Whether the button of danger was pressed, here or in an inbox that had closed by then."""
    return request.POST.get("cepat") == "bahaya"


def _cry(key: DraftKey) -> HttpResponse:
    """Raise the alarm that met a closed inbox, now that her code has opened it."""
    inbox = visit.inbox_of(visit.state_of(key))
    try:
        if inbox is not None:  # with the word for duress nothing is open, and the desk knows
            acts.say_danger(inbox, form_key=form_key()["k"], key=key)
    except LOST as error:
        note_send_failed(error)
        words = str(SIGNALS["bahaya"])
        return visit.keep_cookie(redirect(_inbox_with(key, words)), key)
    return visit.keep_cookie(redirect(f"{reverse('reports:inbox')}?ok=1"), key)


def _inbox_with(key: DraftKey, words: str) -> str:
    """The inbox; what she wrote before it closed stands in the field for her reply again."""
    if not words:
        return reverse("reports:inbox")
    state = visit.state_of(key)
    if state is not None and not visit.seems_empty(state):
        typed = {"q9": [words], "k": [form_key()["k"]]}
        visit.refuse(key, Refusal("reports:inbox", 200, typed, errors={}, extra={}))
    return f"{reverse('reports:inbox')}?{AGAIN}=1"


def _open(request: HttpRequest, code: str, word: str) -> DraftKey | None:
    """The stay in which the inbox is open, or seems empty; None when the code opens nothing."""
    receipt = receipts.derive_duress(code, word) if word else receipts.derive(code)
    found = vault.find_receipt(receipt)
    if found is None:
        note_refused_code()
        return None
    if found.duress:
        return acts.under_duress(found.report, key=visit.key_of(request))
    return visit.open_inbox(request, report=found.report, receipt=receipt)


def wrong_code() -> str:
    """What is said to a wrong, never issued or closed code, wherever one is typed."""
    return _("Kode tidak cocok. Periksa angkanya, lalu coba lagi.")


def _code_page(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    key, unsent = visit.key_of(request), status == UNAVAILABLE
    back = reverse("portal:landing") if unsent else _before_code(key)
    said = {"back_url": back, "unsent": unsent, "cry": _cries(request)}
    context = {"form": form.cleaned_back(), **said}
    return page(request, "reports/code.html", context, key=key, status=status)


def _before_code(key: DraftKey | None) -> str:
    """Whoever only tries her new code goes back to the page that shows it."""
    state = visit.state_of(key)
    return reverse("reports:receipt" if state is not None and state.code else "portal:landing")


@behind_the_code
def inbox(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P8: where the report stands, the desk's messages, a reply."""
    if request.method == "POST":
        return _receive(request, key)
    state = visit.state_of(key)
    if state is not None and visit.seems_empty(state):
        return page(request, "reports/inbox_empty.html", {}, key=key)
    stay = stay_or_way_out(key)
    if isinstance(stay, HttpResponse):
        return stay
    ref = stay.report.ref
    after_reading(request, lambda: append(EventCode.THREAD_OPENED, by=REPORTER, object_ref=ref))
    return _thread(request, stay, ReplyForm(initial=form_key()))


def _receive(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Her reply; whatever fails, the page comes back with her words in it, and after a cry for
    help with the numbers on top."""
    form, cry = ReplyForm(_with_tapped(request)), _cries(request)
    try:
        stay = opened(key)
        if stay is None:
            return ended(request, key, form, cry=cry)
        if not token_fits(request, key):
            return _thread(request, stay, form, status=CONFLICT, stale=True, cry=cry)
        if not form.is_valid():
            return _thread(request, stay, form, status=UNPROCESSABLE, cry=cry)
        _act(request, stay, form)
    except acts.Duress as forced:
        key = forced.key
    except CodeClosed:
        return too_late(request, key, form, cry=cry)
    except LOST as error:
        note_send_failed(error)
        return _without_thread(request, key, form, cry=cry)
    return visit.keep_cookie(redirect(f"{reverse('reports:inbox')}?ok=1"), key)


def _with_tapped(request: HttpRequest) -> Any:
    """What was sent. One tap on Ya, Tidak, Nanti or Belum selesai is a reply of that word, before
    whatever she typed beside it; how she is stands for itself."""
    sent = request.POST.copy()
    if tapped := SIGNALS.get(sent.get("cepat", "")):
        typed = sent.get("q9", "").strip()
        sent["q9"] = f"{str(tapped).rstrip('.')}. {typed}" if typed else str(tapped)
    return sent


def _act(request: HttpRequest, stay: Stay, form: ReplyForm) -> None:
    """Say that she is safe, or in danger, or what she wrote."""
    words, mark = form.cleaned_data["q9"], form.cleaned_data["k"]
    tapped = request.POST.get("cepat")
    if tapped == "aman":
        acts.say_safe(stay.inbox, form_key=mark, key=stay.key)
    elif tapped == "bahaya":
        acts.say_danger(stay.inbox, form_key=mark, key=stay.key)
    else:
        acts.write_back(stay.inbox, words, form_key=mark, key=stay.key)


def _thread(
    request: HttpRequest, stay: Stay, form: ReplyForm, *, status: int = 200, **extra: bool
) -> HttpResponse:
    """The thread with the form."""
    report, messages = queries.open_inbox(stay.inbox)
    new_code, just_sent = stay.state.new_code, stay.state.code_for == report.ref
    if not messages:
        form.nothing_said_yet()
    context = {
        **frame(stay),
        **_standing(report),
        "form": form.cleaned_back(),
        "messages": messages,
        "asked": bool(messages) and messages[-1].asks,
        "done": request.GET.get("ok") == "1",
        "groups": receipts.shown(new_code).split() if new_code else [],
        "back_url": reverse("reports:receipt") if just_sent and stay.state.code else "",
        **extra,
    }
    return page(request, "reports/inbox.html", context, key=stay.key, status=status)


def _without_thread(
    request: HttpRequest, key: DraftKey, form: ReplyForm, **extra: bool
) -> HttpResponse:
    """The storage is away: no thread, but the form with her words."""
    context = {"form": form.cleaned_back(), "unsent": True, **extra}
    return page(request, "reports/inbox.html", context, key=key, status=UNAVAILABLE)


def _standing(report: Report) -> dict[str, Any]:
    """Where the report stands. A witness learns only that it arrived and is being dealt with."""
    in_danger = report.safe_now == SafeNow.DANGER
    return {
        "states": [] if report.told_by_other else _states(ReportState(report.state)),
        "dealt_with": report.state != ReportState.RECEIVED,
        "answer_due": answer_due(report),
        "late": answer_is_late(report),
        "withdrawn": report.withdrawn_at,
        "in_danger": in_danger or report.red,
        "cried_at": queries.own_cry(report) if in_danger else None,
        "safe": report.safe_now == SafeNow.SAFE,
    }


def _states(now: ReportState) -> list[dict[str, object]]:
    order = list(ReportState)
    here = order.index(now)
    names = {True: "done", False: "later"}
    return [
        {"label": one.label, "state": "now" if at == here else names[at < here]}
        for at, one in enumerate(order)
    ]
