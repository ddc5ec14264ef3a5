"""Changing a password: verifier and key wrap together, other sessions ended."""

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest

from rangkul.accounts import throttle
from rangkul.accounts.hasher import encoded, parse
from rangkul.accounts.models import Person
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
from rangkul.vault import keys as vault_keys
from rangkul.vault import sessions
from rangkul.vault.crypto import same
from rangkul.vault.persons import PersonKeys, from_password


def change_password(
    request: HttpRequest,
    *,
    by: Person,
    keys: PersonKeys,
    session: str,
    old: str,
    new: str,
    device_cookie: str | None,
) -> bool:
    """Two derivations, outside the transaction; whether the old password was right.

    Raises throttle.TooMany, cost.Busy.
    """
    # Her own session counts as a browser of its own: a stranger's tries do not stop her.
    counter = session.encode()
    attempt = throttle.note_try(by.username, device=counter)
    if not _fits(old, by):
        return False
    derived = from_password(new)
    with writing():
        throttle.succeeded(attempt, device=counter)
        vault_keys.rewrap(keys, derived)
        by.password = encoded(derived)
        by.save(update_fields=["password"])
        sessions.end_all(by.ref, but=session)
        throttle.forget_devices(by, but=device_cookie)
        # Not Django's update_session_auth_hash: it asks request.user, who no longer fits.
        request.session.cycle_key()
        request.session[HASH_SESSION_KEY] = by.get_session_auth_hash()
        append(EventCode.PASSWORD_CHANGED, by=by.ref)
    return True


def _fits(password: str, person: Person) -> bool:
    stored = parse(person.password)
    if stored is None:
        return False
    derived = from_password(password, salt=stored.salt, parameters=stored.cost)
    return same(derived.verifier, stored.verifier)
