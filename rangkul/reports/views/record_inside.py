"""The opened private record: its notes, one more, sending them, deleting them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import record, stamps, visit
from rangkul.reports.actions import record as acts
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.actions.record import Full, TooManyFiles
from rangkul.reports.forms.record import OUTSIDE, NoteForm, OpenForm, SendForm
from rangkul.reports.record import Note
from rangkul.reports.shown import moment
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
from rangkul.reports.views.record import (
    FORMS,
    UNKEPT,
    blank,
    full_page,
    not_kept,
    note_page,
    stay_lives,
    words_of,
)
from rangkul.reports.visit import State
from rangkul.vault.drafts import DraftKey
from rangkul.vault.records import OpenRecord
from rangkul.vault.uploads import receiving_files

Inside = Callable[..., HttpResponse]


def opened(view: Inside) -> Inside:
    """Give the view the stay and its open record. A stay that is over shows the neutral page;
    one without an open record asks for code and PIN."""

    @wraps(view)
    def with_record(request: HttpRequest, key: DraftKey, *args: Any, **kwargs: Any) -> HttpResponse:
        state = visit.state_of(key)
        if state is None:
            return gone()
        found = record.opened(state)
        if found is None:
            return redirect("reports:record_enter")
        return view(request, key, state, found, *args, **kwargs)

    return with_record


@public_form
@require_http_methods(["GET", "HEAD"])
@staying
@opened
def notes(request: HttpRequest, key: DraftKey, state: State, found: OpenRecord) -> HttpResponse:
    """The notes by number and time; a first line shows only when she opens it."""
    context = {
        "notes": record.notes(found),
        "expires": found.expires,
        "unnoted": "code" in state.record,
        "back_url": reverse("reports:record"),
    }
    return page(request, "reports/record_list.html", context, key=key)


@public_form
@require_http_methods(["GET", "HEAD"])
@staying
@opened
def note(
    request: HttpRequest, key: DraftKey, _state: State, found: OpenRecord, *, number: int
) -> HttpResponse:
    """One note, with what its time stamp was made of."""
    one = record.note(found, number)
    if one is None:
        raise Http404
    context = {
        "note": one,
        "stamp": stamps.grouped(one.stamp.hex()),
        "previous": stamps.grouped(one.previous) if one.previous != stamps.NONE_BEFORE else "",
        "salt": stamps.grouped(one.salt),
        "utc": stamps.utc(one.at),
        "back_url": reverse("reports:record_list"),
    }
    return page(request, "reports/record_note.html", context, key=key)


@receiving_files
@public_form
@require_http_methods(FORMS)
@staying
def add(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """One more note; whatever fails, the page comes back with her words."""
    if request.method == "POST":
        return _keep(request, key)
    return _blank_page(request, key)


@opened
def _blank_page(
    request: HttpRequest, key: DraftKey, state: State, _found: OpenRecord
) -> HttpResponse:
    return note_page(request, key, NoteForm(initial=blank(request, state)))


def _keep(request: HttpRequest, key: DraftKey) -> HttpResponse:
    living = stay_lives(request, key)
    form = NoteForm(request.POST)
    if not living:
        return _too_late(request, key, form)
    if refused := not_kept(request, key, form):
        return refused
    try:
        acts.add(key, words_of(request, form))
    except Full:
        return full_page(request, key, form)
    except LookupError:
        return _too_late(request, key, form)
    except UNKEPT as error:
        note_send_failed(error)
        return note_page(request, key, form, status=UNAVAILABLE, unsent=True)
    return redirect("reports:record_list")


def _too_late(request: HttpRequest, key: DraftKey, form: NoteForm) -> HttpResponse:
    """The record was closed or deleted while she typed: her words to copy, and the ways on."""
    words = {"words": form.shown("q10"), "when": form.shown("q10b"), "stale": True}
    context = {"form": OpenForm(), "back_url": reverse("reports:record"), **words}
    at = "reports:record_enter"
    return page(request, "reports/record_enter.html", context, key=key, status=CONFLICT, at=at)


@public_form
@require_http_methods(FORMS)
@staying
@opened
def send(request: HttpRequest, key: DraftKey, _state: State, found: OpenRecord) -> HttpResponse:
    """Choose notes and readers; then the two questions are asked, and nothing is sent before."""
    held = record.notes(found)
    if not held:
        return redirect("reports:record_list")
    typed = request.POST if request.method == "POST" else None
    form = SendForm(typed, notes=[(one.number, _label(one)) for one in held])
    if typed is None:
        return _send_page(request, key, form)
    if not token_fits(request, key):
        return _send_page(request, key, form, status=CONFLICT, stale=True)
    if not form.is_valid():
        return _send_page(request, key, form, status=UNPROCESSABLE)
    return _choose(request, key, form)


def _choose(request: HttpRequest, key: DraftKey, form: SendForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        key = acts.choose(key, said["q12"], outside=said["q12b"] == OUTSIDE)
    except TooManyFiles:
        form.add_error("q12", _("Paling banyak 5 berkas. Pilih lebih sedikit catatan."))
        return _send_page(request, key, form, status=UNPROCESSABLE)
    except (*UNKEPT, LookupError) as error:
        note_send_failed(error)
        return _send_page(request, key, form, status=UNAVAILABLE, unsent=True)
    return visit.keep_cookie(redirect("reports:step", slug="1"), key)


def _label(one: Note) -> str:
    name = _("Catatan %(number)s · %(at)s") % {"number": one.number, "at": moment(one.at)}
    return f"{name} ({_('sudah dikirim')})" if one.sent_at else name


def _send_page(
    request: HttpRequest, key: DraftKey, form: SendForm, *, status: int = 200, **extra: bool
) -> HttpResponse:
    context = {"form": form, "back_url": reverse("reports:record_list"), **extra}
    return page(request, "reports/record_send.html", context, key=key, status=status)


@public_form
@require_POST
@staying
def delete_note(request: HttpRequest, key: DraftKey, *, number: int) -> HttpResponse:
    """Button "Hapus catatan ini"."""
    if not token_fits(request, key):
        return redirect("reports:record_note", number=number)
    try:
        acts.delete_note(key, number)
    except LookupError:
        return redirect("reports:record_enter")
    return redirect("reports:record_list")


@public_form
@require_http_methods(FORMS)
@staying
def delete(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """What "Hapus semua" does, and the button that does it; afterwards, that it is done."""
    state = visit.state_of(key)
    if state is None:
        return gone()
    done = record.was_deleted(state)
    if not done and record.opened(state) is None:
        return redirect("reports:record_enter")
    if request.method == "POST":
        if not done and token_fits(request, key):
            acts.delete(key)
        return redirect("reports:record_delete")
    context = {"done": done, "back_url": "" if done else reverse("reports:record_list")}
    return page(request, "reports/record_delete.html", context, key=key)
