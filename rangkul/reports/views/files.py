"""Files with a report: added while writing, or later through the inbox. Never needed."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from rangkul.reports import queries, visit
from rangkul.reports.actions import files as acts
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.forms import steps
from rangkul.reports.shown import notices
from rangkul.reports.views.behind import stay_or_way_out
from rangkul.reports.views.public import (
    CONFLICT,
    STORAGE_FAILED,
    TOO_LARGE,
    UNAVAILABLE,
    UNPROCESSABLE,
    gone,
    page,
    public_form,
    staying,
    token_fits,
)
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey
from rangkul.vault.enums import Refusal
from rangkul.vault.uploads import Upload, receiving_files

FORMS = ["GET", "HEAD", "POST"]
LOST = (*STORAGE_FAILED, Refused, LookupError)
FIELD = "q7"
WHY_NOT = {
    Refusal.TOO_BIG: _("Berkas ini lebih besar dari 10 MB."),
    Refusal.TOO_MANY: _("Paling banyak 5 berkas."),
    Refusal.UNKNOWN_KIND: _("Jenis berkas ini belum bisa kami terima."),
    Refusal.EMPTY: _("Berkas ini kosong."),
    Refusal.NO_ROOM: _("Tempat berkas sedang penuh. Ceritanya tetap bisa dikirim."),
    Refusal.NOT_STORED: _("Berkas ini belum tersimpan. Coba sekali lagi."),
}


def uploads(request: HttpRequest) -> list[Upload]:
    """The files that came with a form, taken or refused."""
    return request.FILES.getlist(FIELD)  # type: ignore[return-value]


def refused_files(request: HttpRequest) -> list[tuple[str, Any]]:
    """The names of those that were not taken, each with the reason in words."""
    return [(one.name, WHY_NOT[one.refused]) for one in uploads(request) if one.refused]


def _complaints(refused: Sequence[tuple[str, Refusal]]) -> list[dict[str, Any]]:
    return [{"name": name, "why": WHY_NOT[why]} for name, why in refused]


@receiving_files
@public_form
@require_http_methods(FORMS)
@staying
def held(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Files while she writes: what a photo can give away, what is attached, one more."""
    if request.method != "POST":
        return _held_page(request, key)
    try:
        return _hold(request, key)
    except acts.StayEnded:
        return gone()
    except RequestDataTooBig:
        return _held_page(request, key, status=TOO_LARGE, too_large=True)
    except LOST as error:
        note_send_failed(error)
        return _held_page(request, key, status=UNAVAILABLE, unsent=True)


def _hold(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """The stay comes first and the body last: anybody can make up a cookie and its token."""
    state = visit.state_of(key)
    if state is None or state.sent:
        return _held_page(request, key)  # the way out, or her receipt
    visit.pay_for_files()
    if not token_fits(request, key):
        return _held_page(request, key, status=CONFLICT, stale=True)
    if not uploads(request):
        return _held_page(request, key, status=UNPROCESSABLE, nothing=True)
    refused = acts.hold(key, uploads(request))
    if refused:
        return _held_page(request, key, status=UNPROCESSABLE, complaints=_complaints(refused))
    return redirect(_here(request))


def _here(request: HttpRequest) -> str:
    """The same page again, with the way back to the check page if she came from there."""
    return reverse("reports:files") + ("?b=1" if request.GET.get("b") == "1" else "")


def _held_page(
    request: HttpRequest, key: DraftKey, *, status: int = 200, **extra: Any
) -> HttpResponse:
    state = None if extra.get("unsent") else visit.state_of(key)
    if state is None and not extra.get("unsent"):
        return gone()
    if state is not None and state.sent:
        return redirect("reports:receipt")
    context = {
        "files": state.files if state else [],
        "full": state is not None and len(state.files) >= acts.MOST,
        "child": state is not None and steps.writes_as_child(state.answers),
        "notices": notices(state.answers, at="berkas") if state is not None else (),
        "back_url": reverse("reports:step", args=["3"]),
        "on_url": _onwards(request, state),
        "has_errors": bool({"complaints", "nothing", "too_large"} & extra.keys()),
        **extra,
    }
    return page(request, "reports/files.html", context, key=key, status=status)


def _onwards(request: HttpRequest, state: visit.State | None) -> str:
    """Back to the check page, or on to the page after the story."""
    following = steps.after("3", state.answers) if state is not None else None
    if following is None or request.GET.get("b") == "1":
        return reverse("reports:check")
    return reverse("reports:step", args=[following.slug])


@public_form
@require_POST
@staying
def let_go(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Button "Hapus" beside a file that was not sent yet."""
    if token_fits(request, key):
        acts.let_go(key, request.POST.get("ref", ""))
    return redirect(_here(request))


@receiving_files
@public_form
@require_http_methods(FORMS)
@staying
def later(request: HttpRequest, key: DraftKey) -> HttpResponse:
    """Files for a report that was sent: given to the desk at once."""
    if request.method != "POST":
        stay = stay_or_way_out(key)
        return stay if isinstance(stay, HttpResponse) else _later_page(request, key, stay.inbox)
    try:
        return _take(request, key)
    except LOST as error:
        note_send_failed(error)
        return _later_page(request, key, None, status=UNAVAILABLE, unsent=True)


def _take(request: HttpRequest, key: DraftKey) -> HttpResponse:
    stay = stay_or_way_out(key)
    if isinstance(stay, HttpResponse):
        return stay
    visit.pay_for_files()
    try:
        return _attach(request, key, stay.inbox)
    except RequestDataTooBig:
        return _later_page(request, key, stay.inbox, status=TOO_LARGE, too_large=True)


def _attach(request: HttpRequest, key: DraftKey, opened: visit.Inbox) -> HttpResponse:
    if not token_fits(request, key):
        return _later_page(request, key, opened, status=CONFLICT, stale=True)
    if not uploads(request):
        return _later_page(request, key, opened, status=UNPROCESSABLE, nothing=True)
    refused = acts.attach(opened, uploads(request), key=key)
    if refused:
        complaints = _complaints(refused)
        return _later_page(request, key, opened, status=UNPROCESSABLE, complaints=complaints)
    return redirect("reports:later_files")


def _later_page(
    request: HttpRequest,
    key: DraftKey,
    opened: visit.Inbox | None,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    sent = queries.files_of(opened.report) if opened else []
    context = {
        "sent": sent,
        "full": len(sent) >= acts.MOST,
        "back_url": reverse("reports:inbox"),
        "has_errors": bool({"complaints", "nothing", "too_large"} & extra.keys()),
        **extra,
    }
    return page(request, "reports/files_later.html", context, key=key, status=status)
