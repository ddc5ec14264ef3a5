"""P4, the cry for help: a report that is stored at once, and what completes it later."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import visit
from rangkul.reports.actions import send as sending
from rangkul.reports.actions.alarm import apart, raise_again
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.enums import SafeNow, Who
from rangkul.reports.forms import steps
from rangkul.reports.forms.collect import answers_so_far
from rangkul.reports.forms.flow import AgeForm, AlarmForm, WhoForm
from rangkul.reports.shown import told_codes
from rangkul.reports.views.onwards import (
    FORMS,
    UNSENDABLE,
    changed,
    following,
    from_check,
    language,
    voice,
)
from rangkul.reports.views.public import (
    CONFLICT,
    UNAVAILABLE,
    UNPROCESSABLE,
    gone,
    page,
    public_form,
    staying,
    token_fits,
)
from rangkul.reports.visit import State
from rangkul.vault.drafts import DraftKey


def child_alarm(state: State) -> AlarmForm:
    """The alarm as the page for a small child has it: one short line, and the button."""
    form = _alarm_form(state)
    form.fields["q2c"].label, form.fields["q2c"].help_text = _("Kamu ada di mana?"), ""
    return form


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
    return (changed if from_check(request) else following)(steps.step("2"), draft)


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
    sending.send(sending.Ready(key, answers, language=language(), told=told, alarm=True))
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
        **voice(state.answers),
        "from_check": from_check(request),
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
