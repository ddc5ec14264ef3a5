"""Shared by the public pages: the visitor's stay, the form token, words that are never lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare

from rangkul.common.http import origin_protected, public
from rangkul.reports import visit
from rangkul.vault.cost import Busy
from rangkul.vault.drafts import DraftKey

UNPROCESSABLE = 422
CONFLICT = 409
UNAVAILABLE = 503
STORAGE_FAILED = (DatabaseError, OSError, Busy)
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
) -> HttpResponse:
    """Render a public page; with a key its forms carry the draft's token."""
    token = key.form_token if key else ""
    return render(request, template, {**context, "token": token}, status=status)


def gone() -> HttpResponse:
    """The stay is over: the neutral page, and no cookie."""
    response = redirect("portal:leave")
    response.delete_cookie(settings.VISIT_COOKIE, samesite="Strict")
    return response
