"""A person's private halves: derived once from the password, wrapped, and split in a session."""

import os
from dataclasses import dataclass

from rangkul.vault import cost
from rangkul.vault.crypto import (
    BoxKeys,
    KdfParameters,
    Refused,
    blake,
    box_keys,
    box_public,
    decrypt,
    encrypt,
    random_key,
    sign_public,
    stretch,
)

SALT_BYTES = 16


@dataclass(frozen=True)
class PersonKeys:
    """Both private halves of one person, for the length of one request."""

    id: str
    owner: str
    box: BoxKeys
    sign_seed: bytes

    @property
    def sign_public(self) -> bytes:
        return sign_public(self.sign_seed)

    def private_bytes(self) -> bytes:
        """64 bytes: X25519 private key and Ed25519 seed."""
        return self.box.private + self.sign_seed


@dataclass(frozen=True)
class PasswordKeys:
    """What ONE Argon2id of a password gives: a verifier to store, a key that wraps."""

    verifier: bytes
    wrapping: bytes
    salt: bytes
    cost: KdfParameters


def from_password(
    password: str, *, salt: bytes | None = None, parameters: KdfParameters | None = None
) -> PasswordKeys:
    """Derive, one at a time in the staff slot. Raises cost.Busy."""
    salt = salt if salt is not None else os.urandom(SALT_BYTES)
    parameters = parameters or cost.PERSON
    with cost.STAFF.held():
        stretched = stretch(password.encode(), salt=salt, cost=parameters)
    return PasswordKeys(
        verifier=blake(stretched, purpose="password-check"),
        wrapping=blake(stretched, purpose="password-wrap"),
        salt=salt,
        cost=parameters,
    )


def new_person_keys(key_id: str, owner: str) -> PersonKeys:
    """Fresh keys for a person."""
    return PersonKeys(key_id, owner, box_keys(), random_key())


def wrap(keys: PersonKeys, wrapping: bytes) -> bytes:
    """Both halves under a 32-byte key."""
    return encrypt(wrapping, keys.private_bytes(), context=_context(keys.id, keys.owner))


def unwrap(sealed: bytes, wrapping: bytes, *, key_id: str, owner: str) -> PersonKeys:
    """The keys again. Raises Refused."""
    private = decrypt(wrapping, bytes(sealed), context=_context(key_id, owner))
    if len(private) != 2 * 32:
        raise Refused("person key")
    box = BoxKeys(box_public(private[:32]), private[:32])
    return PersonKeys(key_id, owner, box, private[32:])


def _context(key_id: str, owner: str) -> bytes:
    return blake(key_id.encode(), owner.encode(), purpose="person-wrap")
