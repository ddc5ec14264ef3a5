"""The report flow `/l/`: before you start, one question a page, check, send, receipt."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import actions, visit
from rangkul.reports.content import Answers
from rangkul.reports.enums import SafeNow
from rangkul.reports.forms import CHECK, STEPS, PlainForm, Step, answers_of, step
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
from rangkul.reports.visit import State
from rangkul.vault import queries as vault
from rangkul.vault import receipts
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey

FORMS = ["GET", "HEAD", "POST"]


@public_form
@require_http_methods(FORMS)
def before(request: HttpRequest) -> HttpResponse:
    """P2: what the exit does and who reads this; "Mulai" makes the draft and its cookie."""
    if not vault.intake_ready():
        return redirect("portal:landing")
    if request.method != "POST":
        return page(request, "reports/before.html", {"back_url": "/"})
    key = visit.begin(request)
    return visit.keep_cookie(redirect("reports:step", number=1), key)


@public_form
@require_http_methods(FORMS)
@staying
def question(request: HttpRequest, key: DraftKey, *, number: int) -> HttpResponse:
    """One step: show its question, or merge its answer into the draft and go on."""
    one = step(number)
    if request.method != "POST":
        return _show(request, key, one)
    form = one.form(request.POST)
    if not token_fits(request, key):
        return _again(request, key, one, form, status=CONFLICT, stale=True)
    if not form.is_valid():
        return _again(request, key, one, form, status=UNPROCESSABLE)
    return _keep(request, key, one, form)


def _show(request: HttpRequest, key: DraftKey, one: Step) -> HttpResponse:
    state = visit.state_of(key)
    if state is None:
        return gone()
    if state.sent:
        return redirect("reports:receipt")
    context = _step_context(request, one, one.form(initial=state.answers), state)
    return page(request, "reports/step.html", context, key=key)


def _again(
    request: HttpRequest,
    key: DraftKey,
    one: Step,
    form: PlainForm,
    *,
    status: int,
    **extra: bool,
) -> HttpResponse:
    """The same step with what she typed still in it."""
    context = {**_step_context(request, one, form.cleaned_back(), None), **extra}
    return page(request, "reports/step.html", context, key=key, status=status)


def _keep(request: HttpRequest, key: DraftKey, one: Step, form: PlainForm) -> HttpResponse:
    try:
        key = visit.merge(key, {one.field: form.cleaned_data[one.field]})
    except STORAGE_FAILED:
        return _again(request, key, one, form, status=UNAVAILABLE, unsent=True)
    except visit.AlreadySent:
        return redirect("reports:receipt")
    return visit.keep_cookie(redirect(_after(request, one)), key)


def _after(request: HttpRequest, one: Step) -> str:
    """The next step, or back to the check page when she came from there to change one answer."""
    if _from_check(request) or one.number + 1 == CHECK:
        return reverse("reports:check")
    return reverse("reports:step", kwargs={"number": one.number + 1})


def _step_context(
    request: HttpRequest, one: Step, form: PlainForm, state: State | None
) -> dict[str, Any]:
    from_check = _from_check(request)
    before_it = reverse("reports:step", args=[one.number - 1]) if one.number > 1 else "/l/"
    in_danger = state is not None and state.answers.get("q2") == SafeNow.DANGER
    return {
        "form": form,
        "field": form[one.field],
        "step": one,
        "count": CHECK,
        "back_url": reverse("reports:check") if from_check else before_it,
        "from_check": from_check,
        "in_danger": in_danger and one.field in {"q3", "q4"},
        # The first question fits one round trip: its style and exit script are in the page.
        "base": "publik_sebaris.html" if one.number == 1 else "publik.html",
    }


def _from_check(request: HttpRequest) -> bool:
    """Whether she came from the check page to change one answer, and goes back there."""
    return request.POST.get("b", request.GET.get("b")) == "1"


@public_form
@require_http_methods(FORMS)
@staying
def check(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P3 step 7, "Periksa lalu kirim": the answers, and the final POST that sends them."""
    state = visit.state_of(key)
    if state is None:
        return gone()
    if state.sent:
        return redirect("reports:receipt")
    answers = answers_of(state.answers)
    if isinstance(answers, int):
        return redirect("reports:step", number=answers)
    if request.method == "POST":
        return _send(request, key, state, answers)
    return _check_page(request, key, state)


def _send(request: HttpRequest, key: DraftKey, state: State, answers: Answers) -> HttpResponse:
    """Send once; when that fails her words stay in the draft and the page says so."""
    if not token_fits(request, key):
        return _check_page(request, key, state, status=CONFLICT, stale=True)
    try:
        actions.send(actions.Ready(key, answers))
    except (*STORAGE_FAILED, Refused, LookupError) as error:
        actions.note_send_failed(error)
        return _check_page(request, key, state, status=UNAVAILABLE, unsent=True)
    return redirect("reports:receipt")


def _check_page(
    request: HttpRequest, key: DraftKey, state: State, *, status: int = 200, **extra: bool
) -> HttpResponse:
    rows = [_row(one, state.answers.get(one.field, "")) for one in STEPS if one.field != "q3"]
    context = {
        "rows": rows,
        "story": state.answers.get("q3", ""),
        "step_number": CHECK,
        "count": CHECK,
        "story_url": reverse("reports:step", args=[3]) + "?b=1",
        "back_url": reverse("reports:step", args=[CHECK - 1]),
        **extra,
    }
    return page(request, "reports/check.html", context, key=key, status=status)


def _row(one: Step, value: str) -> dict[str, Any]:
    choices = dict(one.form().fields[one.field].choices)  # type: ignore[attr-defined]
    return {
        "key": one.short,
        "value": choices.get(value, "") if value else "–",
        "url": reverse("reports:step", args=[one.number]) + "?b=1",
    }


@public_form
@require_http_methods(["GET", "HEAD"])
@staying
def receipt(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P5: the code, readable until the stay ends or she leaves."""
    state = visit.state_of(key)
    if state is None or not state.sent:
        return gone()
    groups = receipts.shown(state.code).split()
    return page(request, "reports/receipt.html", {"groups": groups}, key=key)


@public_form
@require_POST
@staying
def erase(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Button "Hapus semua": forget what was not sent and leave."""
    if not token_fits(request, key):
        return redirect("reports:check")
    visit.leave(request)
    return gone()
