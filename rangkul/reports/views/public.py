"""Shared by the public pages: the visitor's stay, the form token, words that are never lost, and
a history in which no POST stands: what is refused is shown again by a GET."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.forms import BaseForm
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from rangkul.common.http import origin_protected, public
from rangkul.reports import visit
from rangkul.reports.visit import Refusal
from rangkul.vault.cost import Busy
from rangkul.vault.drafts import DraftKey

UNPROCESSABLE = 422
CONFLICT = 409
UNAVAILABLE = 503
TOO_LARGE = 413
STORAGE_FAILED = (DatabaseError, OSError, Busy)
REFUSED: Final = frozenset({CONFLICT, TOO_LARGE, UNPROCESSABLE})
SEE_OTHER = 303
AGAIN: Final = "s"  # marks the address of a page that shows what it refused
# What a page says about a form that came back, beside the complaints of the form itself.
_SAID: Final = (
    *("stale", "has_errors", "complaints", "nothing", "too_large", "choose_again"),
    *("words", "when", "cry"),
)
PublicView = Callable[..., HttpResponse]


def public_form(view: PublicView) -> PublicView:
    """A public page whose forms are protected by their origin and, once there is a draft, by
    the draft's token."""
    guarded: PublicView = public(origin_protected(view))  # type: ignore[assignment]
    return guarded


def staying(view: PublicView) -> PublicView:
    """Give the view the visitor's key; without a cookie she sees the neutral page."""

    @wraps(view)
    def with_key(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = visit.key_of(request)
        return view(request, key, *args, **kwargs) if key else redirect("portal:leave")

    return with_key


def staying_to_read(view: PublicView) -> PublicView:
    """As `staying` for a page whose form may also begin a stay: only looking needs one, and one
    that lives. After half an hour without a word, Back leads to the neutral page."""

    @wraps(view)
    def with_stay(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" and visit.state_of(visit.key_of(request)) is None:
            return gone()
        return view(request, *args, **kwargs)

    return with_stay


def token_fits(request: HttpRequest, key: DraftKey) -> bool:
    """Whether the form was made for this cookie."""
    return constant_time_compare(request.POST.get("t", ""), key.form_token)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    key: DraftKey | None = None,
    status: int = 200,
    at: str = "",
) -> HttpResponse:
    """Render a public page; with a key its forms carry the draft's token.

    A form that is refused is kept in the stay and shown again at its own address, or at that of
    the view named `at`, so that Back never meets the browser's question whether to send it once
    more. Only where nothing can be kept the answer is the page itself.
    """
    if request.method == "POST" and status in REFUSED:
        try:
            return _redirected(request, key, status, context, at)
        except STORAGE_FAILED:
            pass  # the page itself, with her words in it
    elif key is not None and AGAIN in request.GET:
        status = _shown_again(request, key, context) or status
    token = key.form_token if key else ""
    return render(request, template, {**context, "token": token}, status=status)


def _redirected(
    request: HttpRequest, key: DraftKey | None, status: int, context: dict[str, Any], at: str
) -> HttpResponse:
    """Keep the refused form, and lead to the page that shows it again."""
    form = context.get("form")
    said = {name: context[name] for name in _SAID if context.get(name)}
    refusal = Refusal(
        page=at or _here(request),
        status=status,
        data=_typed(form),
        errors=_plain(form.errors) if form is not None and form.is_bound else {},
        extra=_plain(said),
    )
    new = visit.refuse(key, refusal)
    from_check = "b=1&" if _asked(request, "b") else ""
    response = redirect(f"{reverse(at) if at else request.path}?{from_check}{AGAIN}=1")
    response.status_code = SEE_OTHER
    return visit.keep_cookie(response, new) if new != key else response


def _shown_again(request: HttpRequest, key: DraftKey, context: dict[str, Any]) -> int | None:
    """Put a refused form back into the page's context; its status, or None when there is none."""
    refusal = visit.refused_at(key, _here(request))
    if refusal is None:
        return None
    form = context.get("form")
    if form is not None and (refusal.data or refusal.errors):
        _bind(form, refusal)
    context.update(refusal.extra)
    return refusal.status


def _bind(form: BaseForm, refusal: Refusal) -> None:
    """The form as it was refused: its words, and the complaints as they were said then."""
    data = QueryDict(mutable=True)
    for name, values in refusal.data.items():
        data.setlist(name, values)
    form.data, form.is_bound = data, True
    form._errors = ErrorDict(  # type: ignore[attr-defined]
        {name: ErrorList(messages) for name, messages in refusal.errors.items()}
    )


def _here(request: HttpRequest) -> str:
    """The page by name, the same in every language."""
    match = request.resolver_match
    return " ".join([match.view_name, *map(str, match.kwargs.values())]) if match else ""


def _asked(request: HttpRequest, name: str) -> bool:
    """Whether the form or its address says so; a body that is too large to be read says nothing."""
    try:
        sent = request.POST
    except RequestDataTooBig:
        sent = request.GET
    return sent.get(name, request.GET.get(name)) == "1"


def _typed(form: Any) -> dict[str, list[str]]:
    """What was typed into the form's own fields."""
    if form is None or not form.is_bound:
        return {}
    return {name: form.data.getlist(name) for name in form.fields if name in form.data}


def _plain(values: Any) -> Any:
    """Without lazy words: as a stay can hold it."""
    return json.loads(json.dumps(values, default=str))


def gone() -> HttpResponse:
    """The stay is over: the neutral page, and no cookie."""
    response = redirect("portal:leave")
    response.delete_cookie(settings.VISIT_COOKIE, samesite="Strict")
    return response
