"""The pages behind an opened inbox. Each shows one form and does one act; this module answers for
all that can be in the way: a stay that ended, a code that was changed elsewhere, an old form, a
storage failure. Whatever happens, what she typed comes back or can be copied.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from rangkul.reports import queries, visit
from rangkul.reports.actions.notes import note_send_failed
from rangkul.reports.forms.fields import PlainForm, WordsField
from rangkul.reports.forms.flow import Voice
from rangkul.reports.forms.inbox import CodeForm
from rangkul.reports.models import Report
from rangkul.reports.queries import CodeClosed
from rangkul.reports.views.public import (
    CONFLICT,
    STORAGE_FAILED,
    UNAVAILABLE,
    UNPROCESSABLE,
    PublicView,
    gone,
    page,
    public_form,
    staying,
    token_fits,
)
from rangkul.reports.visit import Inbox, State
from rangkul.vault.crypto import Refused
from rangkul.vault.drafts import DraftKey

FORMS = ["GET", "HEAD", "POST"]
LOST = (*STORAGE_FAILED, Refused, LookupError)


@dataclass(frozen=True)
class Stay:
    """An opened inbox, for the length of one request."""

    key: DraftKey
    state: State
    inbox: Inbox
    report: Report

    @property
    def voice(self) -> Voice:
        """In whose voice forms ask."""
        if self.report.told_by_other:
            return Voice.OTHER
        return Voice.CHILD if self.report.told_by_child else Voice.SELF


class Again(Exception):
    """The act complains: the page once more, with what was typed and with `extra`."""

    def __init__(self, status: int = UNPROCESSABLE, **extra: object) -> None:
        super().__init__(status)
        self.status, self.extra = status, extra


@dataclass(frozen=True)
class Leaf:
    """A page behind the inbox.

    `form` makes it from the stay (None while the storage is away) and what was sent (None: fresh);
    `act` does what was asked (None: and the page shows it); `context` is what the template needs
    beside it.
    """

    template: str
    form: Callable[[Stay | None, Any], PlainForm]
    act: Callable[[HttpRequest, Stay, Any], HttpResponse | None]
    context: Callable[[Stay, Any], Mapping[str, object]] = lambda _stay, _form: {}


def behind_the_code(view: PublicView) -> PublicView:
    """A public page that only an opened inbox leads to."""
    guarded: PublicView = public_form(require_http_methods(FORMS)(staying(view)))
    return wraps(view)(guarded)


def opened(key: DraftKey) -> Stay | None:
    """The opened inbox of a stay, if there is one. Raises CodeClosed, vault.crypto.Refused."""
    state = visit.state_of(key)
    inbox = visit.inbox_of(state)
    if state is None or inbox is None:
        return None
    return Stay(key, state, inbox, queries.report_of_receipt(inbox))


def stay_or_way_out(key: DraftKey) -> Stay | HttpResponse:
    """The opened inbox; else where somebody who looks is sent, which tells nothing."""
    try:
        stay = opened(key)
    except CodeClosed:
        stay = None
    return stay or way_out(key)


def way_out(key: DraftKey) -> HttpResponse:
    """Without an opened inbox: the neutral page, unless something else of hers is still open."""
    state = visit.state_of(key)
    if state is None:
        return gone()
    return redirect("reports:inbox" if visit.seems_empty(state) else "reports:enter")


def serve(request: HttpRequest, key: DraftKey, leaf: Leaf) -> HttpResponse:
    """Show the page, or take its form."""
    if request.method == "POST":
        return _take(request, key, leaf)
    stay = stay_or_way_out(key)
    if isinstance(stay, HttpResponse):
        return stay
    done = request.GET.get("ok") == "1"  # what holds now stands beside it on the page
    return _show(request, leaf, stay, leaf.form(stay, None), done=done)


def _take(request: HttpRequest, key: DraftKey, leaf: Leaf) -> HttpResponse:
    form = leaf.form(None, request.POST)
    try:
        stay = opened(key)
        if stay is None:
            return ended(request, key, form)
        form = leaf.form(stay, request.POST)
        return _answered(request, leaf, stay, form)
    except CodeClosed:
        return too_late(request, key, form)
    except LOST as error:
        note_send_failed(error)
        return _show_without(request, leaf, key, form)


def _answered(request: HttpRequest, leaf: Leaf, stay: Stay, form: PlainForm) -> HttpResponse:
    if not token_fits(request, stay.key):
        return _show(request, leaf, stay, form, status=CONFLICT, stale=True)
    if not form.is_valid():
        return _show(request, leaf, stay, form, status=UNPROCESSABLE)
    try:
        return leaf.act(request, stay, form) or _show(request, leaf, stay, form)
    except Again as again:
        return _show(request, leaf, stay, form, status=again.status, **again.extra)


def _show(
    request: HttpRequest,
    leaf: Leaf,
    stay: Stay,
    form: PlainForm,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {**frame(stay), "form": form.cleaned_back(), **leaf.context(stay, form), **extra}
    return page(request, leaf.template, context, key=stay.key, status=status)


def _show_without(request: HttpRequest, leaf: Leaf, key: DraftKey, form: PlainForm) -> HttpResponse:
    """The storage is away: the page without what it would show, never without her words."""
    context = {"form": form.cleaned_back(), "unsent": True, "back_url": reverse("reports:inbox")}
    return page(request, leaf.template, context, key=key, status=UNAVAILABLE)


def frame(stay: Stay) -> dict[str, object]:
    """What every page behind the inbox says alike."""
    return {
        "child": stay.report.told_by_child,
        "witness": stay.report.told_by_other,
        "back_url": reverse("reports:inbox"),
    }


def ended(request: HttpRequest, key: DraftKey, form: PlainForm, **extra: bool) -> HttpResponse:
    """Something was sent and no inbox is open: it ran out while she typed, or she never was in."""
    state = visit.state_of(key)
    if not token_fits(request, key) or (state is not None and visit.seems_empty(state)):
        return way_out(key)
    return too_late(request, key, form, **extra)


def too_late(request: HttpRequest, key: DraftKey, form: PlainForm, **extra: bool) -> HttpResponse:
    """The code no longer opens anything here: one form with the code and her reply, which comes
    back into the inbox with her; what she typed elsewhere stands beside it, to be copied."""
    typed = {name: form.shown(name) for name, one in form.fields.items() if _is_words(one)}
    reply = typed.pop("q9", "")
    context = {
        "form": CodeForm.with_words(reply),
        "stale": True,
        "words": "\n".join(one for one in typed.values() if one),
        "back_url": reverse("portal:landing"),
        **extra,
    }
    at = "reports:enter"
    return page(request, "reports/code.html", context, key=key, status=CONFLICT, at=at)


def _is_words(field: forms.Field) -> bool:
    return isinstance(field, WordsField)


def form_key() -> dict[str, str]:
    """A fresh mark for a form: sent twice it is one act."""
    return {"k": secrets.token_hex(16)}
