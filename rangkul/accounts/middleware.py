"""Sign-in is required everywhere except in views that are marked public."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare

from rangkul.accounts.actions.drafts import keep_late_words
from rangkul.accounts.http import safe_path
from rangkul.accounts.models import Person
from rangkul.accounts.queries import person_of
from rangkul.accounts.views.drafts import session_locked
from rangkul.common import clock
from rangkul.common.http import after_reading, from_our_pages, is_public
from rangkul.common.transactions import writing
from rangkul.vault import sessions
from rangkul.vault.sessions import OpenSession

Respond = Callable[[HttpRequest], HttpResponseBase]
# No words of hers: the form's token, and passwords, which are kept nowhere.
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "old", "new", "again", "password"})


class SignedIn:
    """Sets request.person, request.keys and request.session_ref, or None, None and ""."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = request.COOKIES.get(settings.UNLOCK_COOKIE)
        opened = sessions.join(cookie) if cookie else None
        person = _same_person(request, opened) if opened else None
        _attach(request, person, opened if person else None)
        if person is None and cookie and _is_late(request, cookie):
            return _answer_late(request, cookie)
        if person is not None and opened is not None:
            _note_minute(request, opened)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Send everybody who is not signed in to the sign-in page and back afterwards."""
        if is_public(view) or getattr(request, "person", None) is not None:
            return None
        path = safe_path(request.get_full_path()) if request.method in {"GET", "HEAD"} else ""
        query = f"?{urlencode({'lanjut': path})}" if path else ""
        return HttpResponseRedirect(f"{settings.LOGIN_URL}{query}")


def _attach(request: HttpRequest, person: Person | None, opened: OpenSession | None) -> None:
    request.person = person  # type: ignore[attr-defined]
    request.keys = opened.keys if opened else None  # type: ignore[attr-defined]
    request.session_ref = opened.ref if opened else ""  # type: ignore[attr-defined]


def _same_person(request: HttpRequest, opened: OpenSession) -> Person | None:
    """The person on whom both halves agree: our split session and Django's.

    Not request.user: it flushes a session that does not fit, and a GET cannot write.
    """
    if request.session.get(SESSION_KEY) != opened.keys.owner:
        return None
    person = person_of(opened.keys.owner)
    if person is None:
        return None
    stamp = request.session.get(HASH_SESSION_KEY, "")
    return person if constant_time_compare(stamp, person.get_session_auth_hash()) else None


def _note_minute(request: HttpRequest, opened: OpenSession) -> None:
    """Last seen, at most once a minute: after a GET's snapshot, before a POST's action."""
    if opened.last_seen >= clock.this_minute():
        return
    if request.method in {"GET", "HEAD"}:
        after_reading(request, lambda: sessions.touch(opened.ref))
        return
    with writing():
        sessions.touch(opened.ref)


def _is_late(request: HttpRequest, cookie: str) -> bool:
    """A form of a desk that comes after the idle lock, from our own pages."""
    return (
        request.method == "POST"
        and from_our_pages(request)
        and _needs_sign_in(request.path_info)
        and sessions.is_locked(cookie)
    )


def _needs_sign_in(path: str) -> bool:
    try:
        return not is_public(resolve(path).func)
    except Resolver404:
        return False


def _answer_late(request: HttpRequest, cookie: str) -> HttpResponseBase:
    """Keep her words, sealed to her own key, and say so. Judged by its Origin: the form's token
    may have died with the session."""
    key = sessions.locked_key(cookie)
    if key is not None:
        keep_late_words(person_key=key, path=request.path, fields=_typed(request))
    return session_locked(request)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, text)
        for name, texts in request.POST.lists()
        if name not in NOT_WORDS
        for text in texts
        if isinstance(text, str) and text.strip()
    ]
