"""Signing in and out, and ending sessions."""

from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest

from rangkul.accounts import throttle
from rangkul.accounts.actions.teams import make_missing_keys
from rangkul.accounts.models import Person
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
from rangkul.vault import sessions

BACKEND = "rangkul.accounts.backend.KeyBackend"


@dataclass(frozen=True)
class Entry:
    """What the browser gets after signing in: its half of the session, and its device mark."""

    person: Person
    unlock: str
    device: str


def sign_in(
    request: HttpRequest, *, username: str, password: str, device_cookie: str | None
) -> Entry | None:
    """Check name and password with one derivation and open a session; None when they do not fit.

    Raises throttle.TooMany, cost.Busy (the try is taken back then).
    """
    device = throttle.device_of(device_cookie, username)
    attempt = throttle.note_try(username, device=device)
    try:
        person = authenticate(request, username=username, password=password)
    except BaseException:
        with writing():
            throttle.succeeded(attempt, device=b"")
        raise
    if not isinstance(person, Person):
        _note_refusal(username, known_device=bool(device))
        return None
    with writing():
        throttle.succeeded(attempt, device=device)
        return enter(request, person, device_cookie=device_cookie)


def _note_refusal(username: str, *, known_device: bool) -> None:
    """The trail names the person where there is one; the work is the same where there is none."""
    ref = Person.objects.filter(username=username).values_list("ref", flat=True).first()
    with writing():
        append(
            EventCode.SIGN_IN_REFUSED, by=SYSTEM, object_ref=ref or "", known_device=known_device
        )


def enter(request: HttpRequest, person: Person, *, device_cookie: str | None) -> Entry:
    """Open both halves of a session for somebody whose keys are in hand. Inside writing().

    Makes the first key of every team whose first member she is and which has none yet.
    """
    if person.keys is None:
        raise ValueError("enter() needs a person whose keys were just opened")
    sessions.sweep()
    unlock = sessions.open_session(person.keys)
    device = throttle.remember_device(person, device_cookie)
    login(request, person, backend=BACKEND)
    make_missing_keys(by=person.keys)
    append(EventCode.SIGNED_IN, by=person.ref)
    return Entry(person, unlock, device)


def sign_out(request: HttpRequest, *, by: Person, session: str) -> None:
    """End this session here and in the database."""
    with writing():
        sessions.end(session, owner=by.ref)
        append(EventCode.SIGNED_OUT, by=by.ref)
        logout(request)


def end_session(*, by: Person, session: str) -> bool:
    """End one of her own sessions; whether it was there."""
    with writing():
        ended = sessions.end(session, owner=by.ref)
        if ended:
            append(EventCode.SESSION_ENDED, by=by.ref, count=ended)
        return bool(ended)


def end_other_sessions(*, by: Person, session: str) -> int:
    """End all of her sessions but this one; how many."""
    with writing():
        ended = sessions.end_all(by.ref, but=session)
        if ended:
            append(EventCode.SESSION_ENDED, by=by.ref, count=ended)
        return ended
