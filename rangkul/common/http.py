"""Marks and checks that views carry: public, and protected by their origin."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


class WrongOrigin(PermissionDenied):
    """A form came from another place than ours."""


def public(view: V) -> V:
    """Mark a view that needs no sign-in; everything else does."""
    view.public = True  # type: ignore[attr-defined]
    return view


def is_public(view: View) -> bool:
    """Whether the view is marked public."""
    return bool(getattr(view, "public", False))


def origin_protected(view: View) -> View:
    """Accept a POST only from our own pages, by its Origin header (else its Referer).

    Cookie-less first posts cannot carry a form token, since a token would need a cookie on a
    GET (ux.md, correction 1). Raises WrongOrigin, which becomes a 403.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and not from_our_pages(request):
            raise WrongOrigin
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def from_our_pages(request: HttpRequest) -> bool:
    """Whether Origin, or Referer where Origin is absent, is this installation's own address."""
    sent = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        parts = urlsplit(sent)
    except ValueError:  # no address at all, such as "http://[::1"
        return False
    return f"{parts.scheme}://{parts.netloc}" in settings.OWN_ORIGINS


def after_reading(request: HttpRequest, note: Callable[[], object]) -> None:
    """Run `note` in a second, writing transaction after the page is rendered and before its
    body goes out: what was opened stands in the trail or the body is dropped."""
    notes: list[Callable[[], object]] = getattr(request, "after_reading", [])
    request.after_reading = [*notes, note]  # type: ignore[attr-defined]


def only_after_reading(request: HttpRequest, note: Callable[[], object]) -> None:
    """As after_reading, for a page that failed: what it meant to note did not happen."""
    request.after_reading = [note]  # type: ignore[attr-defined]


def pending_after_reading(request: HttpRequest) -> list[Callable[[], object]]:
    """What after_reading collected in this request."""
    return list(getattr(request, "after_reading", []))
