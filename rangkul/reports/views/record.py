"""The private record `/s/`: what it is, the first note, its code, and the way back in."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rangkul.reports import record, visit
from rangkul.reports.actions import record as acts
from rangkul.reports.actions.notes import note_refused_code, note_send_failed
from rangkul.reports.actions.record import Full, Words
from rangkul.reports.forms.record import FirstNoteForm, NoteForm, OpenForm
from rangkul.reports.views.files import refused_files, uploads
from rangkul.reports.views.public import (
    AGAIN,
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
from rangkul.vault import receipts, records
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey
from rangkul.vault.uploads import receiving_files, words_only

FORMS = ["GET", "HEAD", "POST"]
UNKEPT = (*STORAGE_FAILED, Refused)


@public_form
@require_http_methods(FORMS)
@staying_to_read
def start(request: HttpRequest) -> HttpResponse:
    """P9: what a private note is and what it cannot do; "Mulai menulis" makes the draft."""
    if not vault.intake_ready():
        return redirect("portal:landing")
    context: dict[str, Any] = {"back_url": reverse("portal:landing")}
    if request.method != "POST":
        return page(request, "reports/record_start.html", context)
    try:
        key = visit.arrive(request)
    except STORAGE_FAILED:
        context["busy"] = True
        return page(request, "reports/record_start.html", context, status=UNAVAILABLE)
    return visit.keep_cookie(redirect("reports:record_write"), key)


@receiving_files
@public_form
@require_http_methods(FORMS)
@staying
def write(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """The first note with the PIN that she chooses; from the flow with the story begun there."""
    if request.method == "POST":
        return _keep(request, key)
    state = visit.state_of(key)
    if state is None:
        return gone()
    if record.opened(state) is not None and AGAIN not in request.GET:
        return redirect(reverse("reports:record_add") + query_of(request))
    return note_page(request, key, FirstNoteForm(initial=blank(request, state)))


def _keep(request: HttpRequest, key: DraftKey) -> HttpResponse:
    living = stay_lives(request, key)
    form = FirstNoteForm(request.POST)
    if not living and uploads(request):
        return _once_more(request, key, form)
    if refused := not_kept(request, key, form):
        return refused
    try:
        key = acts.begin(key, words_of(request, form), pin=form.cleaned_data["q10c"])
    except Full:
        return full_page(request, key, form)
    except (*UNKEPT, LookupError) as error:
        note_send_failed(error)
        return note_page(request, key, form, status=UNAVAILABLE, unsent=True)
    return visit.keep_cookie(redirect("reports:record_code"), key)


def stay_lives(request: HttpRequest, key: DraftKey) -> bool:
    """Whether the stay that this note was written in goes on; asked before its body is read.

    Anybody can make up a cookie: without a living stay, or while a flood of files finds no free
    slot, files pass by unsealed. Her words are read in any case.
    """
    lives = True  # as far as anybody knows while the storage is away
    try:
        lives = visit.state_of(key) is not None
        if lives:
            visit.pay_for_files()
            return True
    except STORAGE_FAILED:
        pass  # what comes next meets the same failure, and answers for it
    words_only(request)
    return lives


def _once_more(request: HttpRequest, key: DraftKey, form: FirstNoteForm) -> HttpResponse:
    """Her stay ran out while she wrote: her words in a new one, to choose the files again."""
    form = form.cleaned_back()
    try:
        key = visit.arrive(request)
    except STORAGE_FAILED as error:
        note_send_failed(error)
        return note_page(request, key, form, status=UNAVAILABLE, unsent=True)
    return visit.keep_cookie(note_page(request, key, form, status=CONFLICT, stale=True), key)


def not_kept(request: HttpRequest, key: DraftKey, form: NoteForm) -> HttpResponse | None:
    """The page again, when the form is old or something in it is missing or not taken; None
    when all is well."""
    if not token_fits(request, key):
        return note_page(request, key, form.cleaned_back(), status=CONFLICT, stale=True)
    for name, why in refused_files(request):
        form.add_error(None, f"{name}: {why}")
    if not form.is_valid():
        return note_page(request, key, form.cleaned_back(), status=UNPROCESSABLE)
    return None


def words_of(request: HttpRequest, form: NoteForm) -> Words:
    """The note of a checked form."""
    said = form.cleaned_data
    return Words(
        said["q10"],
        said["q10b"],
        said["k"],
        from_flow=from_flow(request),
        uploads=tuple(uploads(request)),
    )


def from_flow(request: HttpRequest) -> bool:
    """Whether she came by "Simpan dulu" and takes her answers along."""
    return request.POST.get("b", request.GET.get("b")) == "1"


def query_of(request: HttpRequest) -> str:
    """What a redirect carries on of that."""
    return "?b=1" if from_flow(request) else ""


def blank(request: HttpRequest, state: State) -> dict[str, Any]:
    """What a fresh form holds: the story that was begun in the flow, and a mark of its own."""
    begun = state.answers.get("q3b", "") if from_flow(request) and not state.code else ""
    return {"q10": begun, "k": secrets.token_hex(16)}


def note_page(
    request: HttpRequest, key: DraftKey, form: NoteForm, *, status: int = 200, **extra: bool
) -> HttpResponse:
    """The page on which a note is written, first or further, with what was typed."""
    further = not isinstance(form, FirstNoteForm)
    context = {
        "form": form,
        "further": further,
        "from_flow": from_flow(request),
        # A browser forgets which files were chosen: the page says so.
        "choose_again": bool(uploads(request)),
        "back_url": reverse("reports:record_list" if further else "reports:record"),
        **extra,
    }
    return page(request, "reports/record_write.html", context, key=key, status=status)


def full_page(request: HttpRequest, key: DraftKey, form: NoteForm) -> HttpResponse:
    """As many notes or files as one record may hold: what she typed stays, to be kept elsewhere."""
    form.add_error(None, _("Catatan ini sudah penuh. Hapus satu catatan lama dulu."))
    return note_page(request, key, form, status=UNPROCESSABLE)


@public_form
@require_http_methods(FORMS)
@staying
def code(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """The new record's code, readable in this stay until she says that she has noted it."""
    state = visit.state_of(key)
    if state is None:
        return gone()
    if request.method == "POST":
        if token_fits(request, key):
            acts.note_code(key)
        return redirect("reports:record_code")
    if "code" not in state.record:
        return redirect("reports:record_list")
    context = {"groups": receipts.shown(state.record["code"]).split()}
    return page(request, "reports/record_code.html", context, key=key)


@public_form
@require_http_methods(FORMS)
@staying_to_read
def enter(request: HttpRequest) -> HttpResponse:
    """Code and PIN. Wrong, never issued and deleted ones look and cost the same."""
    if request.method != "POST":
        return _enter_page(request, OpenForm(), 200)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _enter_page(request, form.without_pin(), UNPROCESSABLE)
    try:
        key = _open(request, form.cleaned_data["q11"], form.cleaned_data["q11b"])
    except STORAGE_FAILED:
        return _enter_page(request, form, UNAVAILABLE)
    if key is None:
        form.add_error("q11", _("Kode atau PIN tidak cocok. Periksa angkanya, lalu coba lagi."))
        return _enter_page(request, form.without_pin(), UNPROCESSABLE)
    return visit.keep_cookie(redirect("reports:record_list"), key)


def _open(request: HttpRequest, typed: str, pin: str) -> DraftKey | None:
    """The stay in which the record is open; None when code and PIN open nothing."""
    keys = records.derive_record(typed, pin)
    found = records.find_record(keys)
    if found is None:
        note_refused_code()
        return None
    return visit.open_record(request, record=found.ref, keys=keys, code=typed)


def _enter_page(request: HttpRequest, form: OpenForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "back_url": reverse("reports:record"),
        "unsent": status == UNAVAILABLE,
    }
    key = visit.key_of(request)
    return page(request, "reports/record_enter.html", context, key=key, status=status)


@public_form
@require_http_methods(["GET", "HEAD"])
@staying_to_read
def stamp(request: HttpRequest) -> HttpResponse:
    """What a time stamp proves and how anybody can compute it again."""
    return page(request, "reports/record_stamp.html", {"back_url": reverse("reports:record")})
