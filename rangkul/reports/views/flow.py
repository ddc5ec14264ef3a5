"""The report flow `/l/`: before you start, one question a page, check, send, receipt."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import visit
from rangkul.reports.actions import send as sending
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.answers import Answers
from rangkul.reports.clocks import answer_promised_to
from rangkul.reports.enums import AgeBand, SafeNow
from rangkul.reports.forms import steps
from rangkul.reports.forms.collect import answers_of
from rangkul.reports.forms.flow import QuestionForm
from rangkul.reports.forms.steps import Step
from rangkul.reports.limits import sentences
from rangkul.reports.shown import notices, parts_along, summary_rows, told_codes
from rangkul.reports.views.alarm import child_alarm
from rangkul.reports.views.onwards import (
    FORMS,
    UNSENDABLE,
    back,
    changed,
    end,
    following,
    from_check,
    language,
    voice,
)
from rangkul.reports.views.public import (
    CONFLICT,
    STORAGE_FAILED,
    UNAVAILABLE,
    UNPROCESSABLE,
    gone,
    page,
    public_form,
    staying,
    staying_to_read,
    token_fits,
)
from rangkul.reports.visit import State
from rangkul.vault import queries as vault
from rangkul.vault import receipts
from rangkul.vault.drafts import DraftKey

# What the landing page offers, by the word that its button sends.
ENTRANCES: Final = {"l": "reports:before", "k": "reports:enter", "s": "reports:record"}


@public_form
@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """A button of the landing page: the stay begins here, so that everything behind that page is
    closed again to whoever comes after an exit."""
    if not vault.intake_ready():
        return redirect("portal:landing")
    key = visit.arrive(request)
    entrance = ENTRANCES.get(request.POST.get("ke", ""), "reports:before")
    return visit.keep_cookie(redirect(entrance), key)


@public_form
@require_http_methods(FORMS)
@staying_to_read
def before(request: HttpRequest) -> HttpResponse:
    """P2: what the exit does, who reads this, the limits of secrecy; "Mulai" makes the draft."""
    if not vault.intake_ready():
        return redirect("portal:landing")
    limits = sentences(child=False)
    context: dict[str, Any] = {"limits": limits}
    if request.method != "POST":
        return page(request, "reports/before.html", context)
    try:
        key = visit.begin(request)
    except STORAGE_FAILED:
        return page(request, "reports/before.html", {**context, "busy": True}, status=UNAVAILABLE)
    return visit.keep_cookie(redirect("reports:step", slug="1"), key)


@public_form
@require_http_methods(FORMS)
@staying
def question(request: HttpRequest, key: DraftKey, *, slug: str) -> HttpResponse:
    """One page of the table: show it, or merge its answer into the draft and go on."""
    try:
        one = steps.step(slug)
    except LookupError:
        raise Http404 from None
    if request.method != "POST":
        return _show(request, key, one)
    try:
        state = visit.state_of(key)
    except STORAGE_FAILED:
        return _again(request, key, one, State(), status=UNAVAILABLE, unsent=True)
    if not token_fits(request, key):
        return _again(request, key, one, state or State(), status=CONFLICT, stale=True)
    return _keep(request, key, one, state or State())


def _show(request: HttpRequest, key: DraftKey, one: Step) -> HttpResponse:
    state = visit.state_of(key)
    if state is None:
        return gone()
    if state.sent:
        return redirect("reports:receipt")
    if not one.applies(state.answers):
        return redirect(following(one, state.answers))
    form = one.bound(state.answers) if one.form else None
    return page(request, one.template, _context(request, one, form, state), key=key)


def _again(
    request: HttpRequest, key: DraftKey, one: Step, state: State, *, status: int, **extra: bool
) -> HttpResponse:
    """The same page with what she typed still in it."""
    form = one.bound(state.answers, request.POST) if one.form else None
    if form is not None:
        form.is_valid()  # complains of hidden signs before they are taken out
        form.cleaned_back()
    context = {**_context(request, one, form, state), **extra}
    return page(request, one.template, context, key=key, status=status)


def _keep(request: HttpRequest, key: DraftKey, one: Step, state: State) -> HttpResponse:
    answers: dict[str, Any] = dict.fromkeys(one.marks, True)
    if one.form is not None:
        # "Lewati" is an answer of its own: whatever was marked beside it is not what she said.
        form = one.bound(state.answers, {} if "lewati" in request.POST else request.POST)
        if not form.is_valid():
            return _again(request, key, one, state, status=UNPROCESSABLE)
        answers = {name: form.cleaned_data.get(name) for name in form.fields}
    try:
        kept = visit.merge(key, answers)
    except STORAGE_FAILED:
        return _again(request, key, one, state, status=UNAVAILABLE, unsent=True)
    except visit.AlreadySent:
        return redirect("reports:receipt")
    lost_the_first = kept != key and "q1" not in answers  # the page says so, and her words are kept
    onwards = reverse("reports:step", args=["1"]) if lost_the_first else ""
    onwards = onwards or _after(request, one, {**state.answers, **answers})
    return visit.keep_cookie(redirect(onwards), kept)


def _after(request: HttpRequest, one: Step, draft: dict[str, Any]) -> str:
    """The next page; the alarm when she is in danger; the check page when she skips to the end
    or came from there to change one answer."""
    if one.slug == "2" and draft.get("q2") == SafeNow.DANGER:
        return reverse("reports:alarm") + ("?b=1" if from_check(request) else "")
    if "berkas" in request.POST:
        return reverse("reports:files")
    if "simpan" in request.POST:
        return reverse("reports:record_write") + "?b=1"
    if "akhir" in request.POST:
        return end(draft)
    if from_check(request):
        return changed(one, draft)
    return following(one, draft)


def _context(
    request: HttpRequest, one: Step, form: QuestionForm | None, state: State
) -> dict[str, Any]:
    number, count = steps.numbered(one.number, state.answers)
    changing = from_check(request)
    return {
        "form": form,
        "step": one,
        "number": number,
        "count": count,
        "back_url": reverse("reports:check") if changing else back(one, state.answers),
        "from_check": changing,
        "skippable": one.slug == "2" or (bool(state.answers.get("q2")) and not one.required),
        "child": steps.writes_as_child(state.answers),
        **voice(state.answers),
        "under_12": state.answers.get("q1b") == AgeBand.UNDER_12,
        "alarm_form": child_alarm(state) if one.slug == "1d" else None,
        "notices": notices(state.answers, at=one.slug),
        "files": state.files,
        "restarted": state.restarted and one.required,
        "can_save": one.slug == "3" and not state.code,
    }


@public_form
@require_http_methods(FORMS)
@staying
def check(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P3 step 7, "Periksa lalu kirim": the answers, and the final POST that sends them."""
    state = visit.state_of(key)
    if state is None:
        return gone()
    answers = answers_of(state.answers, files=len(state.files))
    elsewhere = _elsewhere(request, state, answers)
    if elsewhere or isinstance(answers, str):
        return redirect(elsewhere)
    if request.method == "POST":
        return _send(request, key, state, answers)
    return _check_page(request, key, state)


def _elsewhere(request: HttpRequest, state: State, answers: Answers | str) -> str:
    """Where she goes instead of the check page: the receipt, her private record, a page whose
    answer is missing, a notice that she has not read."""
    if state.sent:
        return reverse("reports:receipt")
    if "simpan" in request.POST and not state.code:
        return reverse("reports:record_write") + "?b=1"
    if isinstance(answers, str):
        return reverse("reports:step", args=[answers])
    if steps.police_for_child(state.answers) and not state.answers.get("seen"):
        return reverse("reports:step", args=["3c"])
    return ""


def _send(request: HttpRequest, key: DraftKey, state: State, answers: Answers) -> HttpResponse:
    """Send once; when that fails her words stay in the draft and the page says so."""
    if not token_fits(request, key):
        return _check_page(request, key, state, status=CONFLICT, stale=True)
    ready = sending.Ready(key, answers, language=language(), told=told_codes(state.answers))
    try:
        if state.going_on:
            sending.complete(ready)
        else:
            sending.send(ready)
    except UNSENDABLE as error:
        note_send_failed(error)
        return _check_page(request, key, state, status=UNAVAILABLE, unsent=True)
    return redirect("reports:receipt")


def _check_page(
    request: HttpRequest, key: DraftKey, state: State, *, status: int = 200, **extra: bool
) -> HttpResponse:
    draft = state.answers
    number, count = steps.numbered(steps.CHECK, draft)
    last = list(steps.asked(draft))[-1]
    context = {
        "rows": summary_rows(draft),
        "story": draft.get("q3b", ""),
        "parts": parts_along(draft),
        "outside": bool(draft.get("route")),
        "files": state.files,
        "number": number,
        "count": count,
        "story_url": reverse("reports:step", args=["3"]) + "?b=1",
        "back_url": reverse("reports:step", args=[last.slug]),
        "child": steps.writes_as_child(draft),
        "completing": state.going_on,
        "notices": notices(draft, at="check"),
        **extra,
    }
    return page(request, "reports/check.html", context, key=key, status=status)


@public_form
@require_http_methods(["GET", "HEAD"])
@staying
def receipt(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P5: the code, readable until the stay ends or she leaves."""
    state = visit.state_of(key)
    if state is None or not state.code:
        return gone()
    context = {
        "groups": receipts.shown(state.code).split(),
        "can_go_on": bool(state.mine),
        "told": state.told,
        "answer_due": answer_promised_to(state.code_for),
    }
    return page(request, "reports/receipt.html", context, key=key)


@public_form
@require_POST
@staying
def erase(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Button "Hapus semua": forget what was not sent and leave."""
    if not token_fits(request, key):
        return redirect("reports:check")
    visit.leave(request)
    return gone()
