"""The report flow `/l/`: before you start, one question a page, check, send, receipt."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import visit
from rangkul.reports.actions import send as sending
from rangkul.reports.actions.alarm import apart, raise_again
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.answers import Answers
from rangkul.reports.clocks import answer_promised_to
from rangkul.reports.enums import AgeBand, SafeNow, Who
from rangkul.reports.forms import steps
from rangkul.reports.forms.collect import answers_of, answers_so_far
from rangkul.reports.forms.flow import AgeForm, AlarmForm, QuestionForm, WhoForm
from rangkul.reports.forms.steps import Step
from rangkul.reports.limits import sentences
from rangkul.reports.shown import notices, parts_along, summary_rows, told_codes
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
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey

FORMS = ["GET", "HEAD", "POST"]
UNSENDABLE = (*STORAGE_FAILED, Refused, LookupError)


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
        return redirect(_next(one, state.answers))
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
        return reverse("reports:alarm") + ("?b=1" if _from_check(request) else "")
    if "berkas" in request.POST:
        return reverse("reports:files")
    if "simpan" in request.POST:
        return reverse("reports:record_write") + "?b=1"
    if "akhir" in request.POST:
        return _end(draft)
    if _from_check(request):
        return _changed(one, draft)
    return _next(one, draft)


def _end(draft: dict[str, Any]) -> str:
    """The check page, or the notice that must be read before."""
    unread = steps.police_for_child(draft) and not draft.get("seen")
    return reverse("reports:step", args=["3c"]) if unread else reverse("reports:check")


def _changed(one: Step, draft: dict[str, Any]) -> str:
    """Back to the check page; first through a page that the changed answer has just opened."""
    following = steps.after(one.slug, draft)
    if following is not None and following.opened and not following.met(draft):
        return reverse("reports:step", args=[following.slug]) + "?b=1"
    return reverse("reports:check")


def _next(one: Step, draft: dict[str, Any]) -> str:
    following = steps.after(one.slug, draft)
    return reverse("reports:step", args=[following.slug]) if following else reverse("reports:check")


def _context(
    request: HttpRequest, one: Step, form: QuestionForm | None, state: State
) -> dict[str, Any]:
    number, count = steps.numbered(one.number, state.answers)
    from_check = _from_check(request)
    return {
        "form": form,
        "step": one,
        "number": number,
        "count": count,
        "back_url": reverse("reports:check") if from_check else _back(one, state.answers),
        "from_check": from_check,
        "skippable": one.slug == "2" or (bool(state.answers.get("q2")) and not one.required),
        "child": steps.writes_as_child(state.answers),
        **_voice(state.answers),
        "under_12": state.answers.get("q1b") == AgeBand.UNDER_12,
        "alarm_form": _child_alarm(state) if one.slug == "1d" else None,
        "notices": notices(state.answers, at=one.slug),
        "files": state.files,
        "restarted": state.restarted and one.required,
        "can_save": one.slug == "3" and not state.code,
    }


def _voice(draft: dict[str, Any]) -> dict[str, Any]:
    """For reports/voice.html: an alarm keeps its voice when the stay ran out meanwhile."""
    return {name: draft.get(name, "") for name in ("q1", "q1b")}


def _child_alarm(state: State) -> AlarmForm:
    """The alarm as the page for a small child has it: one short line, and the button."""
    form = _alarm_form(state)
    form.fields["q2c"].label, form.fields["q2c"].help_text = _("Kamu ada di mana?"), ""
    return form


def _back(one: Step, draft: dict[str, Any]) -> str:
    earlier = steps.before(one.slug, draft)
    return reverse("reports:step", args=[earlier.slug]) if earlier else reverse("reports:before")


def _from_check(request: HttpRequest) -> bool:
    """Whether she came from the check page to change one answer, and goes back there."""
    return request.POST.get("b", request.GET.get("b")) == "1"


@public_form
@require_http_methods(FORMS)
@staying
def alarm(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """P4: numbers first; the button stores a report at once, before any other question. "Lanjut
    bercerita" keeps what was typed and stores no report."""
    if request.method != "POST":
        state = visit.state_of(key)
        if state is None:
            return gone()
        if state.going_on:
            return redirect(_on_from_alarm(request, state.answers))
        if state.code:
            return redirect("reports:receipt")
        return _alarm_page(request, key, state, _alarm_form(state))
    form = AlarmForm(request.POST)
    try:
        return _receive_alarm(request, key, form)
    except UNSENDABLE as error:
        note_send_failed(error)
        form = form.cleaned_back()
        return _alarm_page(request, key, State(), form, status=UNAVAILABLE, unsent=True)


def _alarm_form(state: State, data: Any = None) -> AlarmForm:
    shown = {name: state.answers.get(name) for name in AlarmForm.base_fields}
    voice = steps.voice_of(state.answers)
    return AlarmForm(data, initial=shown, voice=voice, draft=state.answers)


def _on_from_alarm(request: HttpRequest, draft: dict[str, Any]) -> str:
    return (_changed if _from_check(request) else _next)(steps.step("2"), draft)


def _receive_alarm(request: HttpRequest, key: DraftKey, form: AlarmForm) -> HttpResponse:
    """Either button; a stay that ran out meanwhile holds up nobody who is in danger."""
    state = visit.state_of(key) or State()
    if not token_fits(request, key):
        return _alarm_page(request, key, state, form, status=CONFLICT, stale=True)
    form = _alarm_form(state, request.POST)
    if not form.is_valid():
        return _alarm_page(request, key, state, form, status=UNPROCESSABLE)
    said = {**form.cleaned_data, "q2": SafeNow.DANGER.value, **_who(request, state)}
    if "lanjut" in request.POST:
        return _go_on_writing(request, key, state, said)
    return _raise_alarm(key, state, said)


def _who(request: HttpRequest, state: State) -> dict[str, str]:
    """Who writes, and how young: as answered; the page remembers it for a stay that ran out."""
    if state.answers.get("q1"):
        return {}
    fields = {**WhoForm.base_fields, **AgeForm.base_fields}
    sent = {name: request.POST.get(name, "") for name in fields}
    return {
        name: code
        for name, code in sent.items()
        if code and code in {str(one) for one, _label in fields[name].choices}  # type: ignore[attr-defined]
    }


def _go_on_writing(
    request: HttpRequest, key: DraftKey, state: State, said: dict[str, Any]
) -> HttpResponse:
    """Keep what was typed beside the red button, and lead to the next question."""
    try:
        kept = visit.merge(key, said)
    except visit.AlreadySent:
        return redirect("reports:receipt")
    draft = {**state.answers, **said}
    onwards = _on_from_alarm(request, draft)
    if "q1" not in draft:
        onwards = reverse("reports:step", args=["1"])
    return visit.keep_cookie(redirect(onwards), kept)


def _raise_alarm(key: DraftKey, state: State, said: dict[str, Any]) -> HttpResponse:
    """Store a report now. After sending, the alarm belongs to the report that was sent; a new one
    only where that cannot carry it."""
    said = {"q1": state.answers.get("q1") or Who.UNSURE.value, **said}
    try:
        key = visit.merge(key, said, sent_at_once=True)
    except visit.AlreadySent:
        return _once_more(key, said)
    if state.code:  # she is completing the report that she sent
        return _once_more(key, said)
    return _store_alarm(key, {**state.answers, **said}, files=len(state.files))


def _once_more(key: DraftKey, said: dict[str, Any]) -> HttpResponse:
    state = visit.state_of(key) or State()
    office = bool(said["q2d"])
    if state.code and raise_again(state, said["q2c"], names_office=office, key=key):
        return redirect("reports:receipt")
    draft = {**state.answers, **said}
    return _store_alarm(apart(key, draft), draft, files=len(state.files))


def _store_alarm(key: DraftKey, draft: dict[str, Any], *, files: int) -> HttpResponse:
    """Whatever is missing or wrong in the other answers, an alarm goes out."""
    answers, told = answers_so_far(draft, files=files), told_codes(draft)
    sending.send(sending.Ready(key, answers, language=_language(), told=told, alarm=True))
    return visit.keep_cookie(redirect("reports:receipt"), key)


def _alarm_page(
    request: HttpRequest,
    key: DraftKey,
    state: State,
    form: AlarmForm,
    *,
    status: int = 200,
    **extra: bool,
) -> HttpResponse:
    context = {
        "form": form.cleaned_back(),
        "child": steps.writes_as_child(state.answers),
        **_voice(state.answers),
        "from_check": _from_check(request),
        "back_url": reverse("reports:step", args=["2"]),
        **extra,
    }
    return page(request, "reports/alarm.html", context, key=key, status=status)


@public_form
@require_POST
@staying
def go_on(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Button "Lanjut bercerita" after the alarm: what follows completes the same report."""
    if not token_fits(request, key) or not visit.go_on(key):
        return redirect("reports:receipt")
    return redirect("reports:step", slug="3")


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
    ready = sending.Ready(key, answers, language=_language(), told=told_codes(state.answers))
    try:
        if state.going_on:
            sending.complete(ready)
        else:
            sending.send(ready)
    except UNSENDABLE as error:
        note_send_failed(error)
        return _check_page(request, key, state, status=UNAVAILABLE, unsent=True)
    return redirect("reports:receipt")


def _language() -> str:
    return get_language() or "id"


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
