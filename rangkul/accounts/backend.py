"""Django's authentication, with the keys: one derivation for everybody, known or not."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from rangkul.accounts.hasher import parse
from rangkul.accounts.models import Person
from rangkul.vault.actions import report_tampering
from rangkul.vault.crypto import Refused, same
from rangkul.vault.keys import open_person_keys
from rangkul.vault.persons import SALT_BYTES, PasswordKeys, from_password

_NOBODYS_SALT = bytes(SALT_BYTES)


class KeyBackend(BaseBackend):
    """Gives a Person whose `keys` are in hand."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        """The person, or None: unknown name, wrong password, ended and never accepted cost the
        same. Raises cost.Busy."""
        person = Person.objects.filter(username=username or "", is_active=True).first()
        stored = parse(person.password) if person is not None else None
        derived = from_password(
            password or "",
            salt=stored.salt if stored else _NOBODYS_SALT,
            parameters=stored.cost if stored else None,
        )
        if person is None or stored is None or not same(derived.verifier, stored.verifier):
            return None
        return _with_keys(person, derived)

    def get_user(self, user_id: str) -> Person | None:
        """The person of a Django session, unless ended."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def _with_keys(person: Person, derived: PasswordKeys) -> Person | None:
    try:
        person.keys = open_person_keys(person.ref, derived)
    except (LookupError, Refused) as error:  # a wrap that was removed, moved or swapped
        report_tampering(f"sign-in: {error}", object_ref=person.ref)
        return None
    return person
