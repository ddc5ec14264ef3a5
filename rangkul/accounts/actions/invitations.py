"""Invitations: made by the administrator, handed over on paper, used once."""

import base64
import binascii
from datetime import timedelta

from rangkul.accounts.authority import authorize
from rangkul.accounts.enums import InvitationState, Permission, RoleCode
from rangkul.accounts.hasher import encoded
from rangkul.accounts.models import Agency, Invitation, Person, Team
from rangkul.accounts.roles import misplaced
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.vault import keys as vault_keys
from rangkul.vault import trust
from rangkul.vault.crypto import KEY_BYTES
from rangkul.vault.persons import PasswordKeys

HOURS = 72


class NotOpen(Exception):
    """The link was used, withdrawn, has run out, or never existed."""


class Appointed(Exception):
    """The link of this person stands in the city's chain: it can be prolonged, not replaced."""


def token_of(secret: vault_keys.Invitation) -> str:
    """The 43 characters of the link."""
    return base64.urlsafe_b64encode(secret.secret).decode().rstrip("=")


def secret_of(token: str) -> vault_keys.Invitation | None:
    """The secret in a link, or None when it cannot be one."""
    try:
        secret = base64.urlsafe_b64decode(token + "=")
    except (ValueError, binascii.Error):
        return None
    fits = len(secret) == KEY_BYTES
    return vault_keys.Invitation(secret) if fits else None


def invite(
    *, by: Person, name: str, username: str, agency: Agency, role: RoleCode, team: Team | None
) -> tuple[Person, str]:
    """Enter a person and make her link; the link's token is shown once. Raises Forbidden."""
    with writing():
        authorize(by, Permission.INVITE)
        person = enter_person(name=name, username=username, agency=agency, role=role, team=team)
        return person, _issue(person, by=by)


def enter_person(
    *, name: str, username: str, agency: Agency, role: RoleCode, team: Team | None = None
) -> Person:
    """A row for somebody who has no key yet and cannot sign in. Inside writing().

    Raises ValueError where the role cannot stand (roles.misplaced).
    """
    if problem := misplaced(role, in_unit=agency.is_unit, for_team=team is not None):
        raise ValueError(problem)
    return Person.objects.create(
        name=name,
        username=username,
        agency=agency,
        role=role,
        wanted_team=team,
        password="!",  # noqa: S106 - Django's mark for "no password"
    )


def _issue(person: Person, *, by: Person) -> str:
    secret = vault_keys.new_invitation()
    store(person, secret, by=by)
    append(EventCode.INVITED, by=by.ref, object_ref=person.ref)
    return token_of(secret)


def store(person: Person, secret: vault_keys.Invitation, *, by: Person | None) -> None:
    """Keep what finds an invitation, for 72 hours. Inside writing()."""
    now = clock.now()
    Invitation.objects.create(
        lookup=secret.lookup,
        person=person,
        made_by=by,
        made_at=now,
        expires=now + timedelta(hours=HOURS),
    )


def reissue(*, by: Person, person: Person) -> str:
    """A new link instead of one that was lost, while the person has no key.

    Raises Forbidden, NotOpen when she has a key, Appointed when only her first link counts.
    """
    with writing():
        authorize(by, Permission.INVITE)
        if has_key(person):
            raise NotOpen
        if is_appointed(person):
            raise Appointed
        _close(person)
        return _issue(person, by=by)


def prolong(*, by: Person, person: Person) -> None:
    """Another 72 hours for the link that she already holds. Raises Forbidden, NotOpen."""
    with writing():
        authorize(by, Permission.INVITE)
        _prolong(person, by=by.ref)


def prolong_at_console(person: Person) -> None:
    """As `prolong`, for whoever runs the server: the first administrator's own link may have run
    out before anybody could sign in. It opens nothing new. Raises NotOpen."""
    with writing():
        _prolong(person, by=SYSTEM)


def _prolong(person: Person, *, by: str) -> None:
    last = Invitation.objects.filter(person=person).order_by("-id").first()
    if last is None or has_key(person):
        raise NotOpen
    last.state = InvitationState.OPEN
    last.expires = clock.now() + timedelta(hours=HOURS)
    last.save(update_fields=["state", "expires"])
    append(EventCode.INVITED, by=by, object_ref=person.ref, prolonged=True)


def withdraw(*, by: Person, person: Person) -> None:
    """Close the open link of a person. Raises Forbidden, NotOpen."""
    with writing():
        authorize(by, Permission.INVITE)
        if not _close(person):
            raise NotOpen
        append(EventCode.INVITATION_WITHDRAWN, by=by.ref, object_ref=person.ref)


def _close(person: Person) -> int:
    still_open = Invitation.objects.filter(person=person, state=InvitationState.OPEN)
    return still_open.update(state=InvitationState.WITHDRAWN)


def has_key(person: Person) -> bool:
    """Whether the chain knows a key of this person already."""
    return any(key.owner == person.ref for key in trust.current().persons.values())


def is_appointed(person: Person) -> bool:
    """Whether the city's root named this person's first link."""
    return person.ref in trust.current().appointed


def accept(*, secret: vault_keys.Invitation, password: PasswordKeys) -> Person:
    """Use a link: make the person's key and store her password. Inside writing().

    The derivation has run before, outside. The person's `keys` are in hand afterwards.
    Raises NotOpen.
    """
    row = Invitation.objects.select_for_update().filter(lookup=secret.lookup).first()
    if row is None or not row.is_open(clock.now()) or not row.person.is_active:
        raise NotOpen
    person = row.person
    person.keys = vault_keys.make_person_key(
        person=person.ref, password=password, invitation=secret
    )
    person.password = encoded(password)
    person.save(update_fields=["password"])
    row.state = InvitationState.USED
    row.save(update_fields=["state"])
    append(EventCode.KEY_MADE, by=person.ref, object_ref=person.keys.id)
    return person
