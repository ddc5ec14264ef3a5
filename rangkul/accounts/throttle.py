"""Counting failed sign-ins so that a guesser is stopped and no colleague is locked out.

Two counters for a typed name: one for all browsers that nobody knows, one for each browser in
which that person has signed in before. Nothing is counted by network address. A try is noted
before its derivation, so that many tries at once cannot slip through, and taken back when it
succeeds.
"""

import secrets
from datetime import timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from rangkul.accounts.models import KnownDevice, Person, SignInAttempt
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.vault.crypto import blake

TRIES = 10
WINDOW = timedelta(minutes=15)
_DEVICE_DAYS = 400
_UNKNOWN = b""


class TooMany(Exception):
    """Enough failures from here for now: answer 429 without a derivation."""


def device_of(cookie: str | None, username: str) -> bytes:
    """The hash of a browser in which this name has signed in before, else empty."""
    if not cookie:
        return _UNKNOWN
    device = _hashed(cookie)
    known = KnownDevice.objects.filter(device=device, person__username=username).exists()
    return device if known else _UNKNOWN


def note_try(username: str, *, device: bytes) -> int:
    """Note a try before it is made; its number. Raises TooMany when the counter is full."""
    who = _who(username)
    with writing():
        _one_at_a_time()
        SignInAttempt.objects.filter(at__lte=clock.now() - WINDOW).delete()
        if SignInAttempt.objects.filter(who=who, device=device).count() >= TRIES:
            raise TooMany
        return SignInAttempt.objects.create(who=who, device=device, at=clock.now()).pk


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # SQLite's immediate transaction does this anyway
            cursor.execute("SELECT pg_advisory_xact_lock(7222)")


def succeeded(attempt: int, *, device: bytes) -> None:
    """Take back a try that was right; on a known browser also its earlier slips. In writing()."""
    done = SignInAttempt.objects.filter(pk=attempt)
    if device:
        done = SignInAttempt.objects.filter(device=device, who__in=done.values("who"))
    done.delete()


def remember_device(person: Person, cookie: str | None) -> str:
    """Know this browser for this person from now on; the cookie's value. In writing()."""
    known = cookie and KnownDevice.objects.filter(device=_hashed(cookie)).exists()
    value = cookie if cookie and known else secrets.token_urlsafe(32)
    KnownDevice.objects.update_or_create(
        device=_hashed(value),
        person=person,
        defaults={"last_used": clock.local(clock.now()).date()},
    )
    return value


def forget_devices(person: Person, *, but: str | None) -> None:
    """Know only the present browser: after a change of password. In writing()."""
    rows = KnownDevice.objects.filter(person=person)
    (rows.exclude(device=_hashed(but)) if but else rows).delete()


def sweep() -> None:
    """Forget old tries and browsers that were not used for longer than a cookie lives."""
    SignInAttempt.objects.filter(at__lte=clock.now() - WINDOW).delete()
    oldest = clock.local(clock.now()).date() - timedelta(days=_DEVICE_DAYS)
    KnownDevice.objects.filter(last_used__lt=oldest).delete()


def _hashed(cookie: str) -> bytes:
    return blake(cookie.encode(), purpose="known-device")


def _who(username: str) -> bytes:
    return salted_hmac("rangkul.accounts.throttle", username, algorithm="sha256").digest()
