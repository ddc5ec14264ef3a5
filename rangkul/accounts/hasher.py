"""Django's form of the password verifier that ONE Argon2id gives beside the wrapping key.

rangkul_argon2$<memory KiB>$<passes>$<salt, hex>$<verifier, hex>
"""

import os
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher

from rangkul.vault import persons
from rangkul.vault.crypto import KdfParameters, same
from rangkul.vault.persons import PasswordKeys

ALGORITHM = "rangkul_argon2"
_PARTS = 5


@dataclass(frozen=True)
class Stored:
    """What a stored verifier says."""

    cost: KdfParameters
    salt: bytes
    verifier: bytes


def encoded(keys: PasswordKeys) -> str:
    """The text that stands in Person.password."""
    cost = keys.cost
    return "$".join(
        [
            ALGORITHM,
            str(cost.memory_kib),
            str(cost.passes),
            keys.salt.hex(),
            keys.verifier.hex(),
        ]
    )


def parse(text: str) -> Stored | None:
    """The stored verifier, or None when there is none (not yet accepted) or it is malformed."""
    parts = text.split("$")
    if len(parts) != _PARTS or parts[0] != ALGORITHM:
        return None
    try:
        cost = KdfParameters(int(parts[1]), int(parts[2]))
        return Stored(cost, bytes.fromhex(parts[3]), bytes.fromhex(parts[4]))
    except ValueError:
        return None


class SodiumArgon2Hasher(BasePasswordHasher):
    """Argon2id by libsodium, through the staff slot."""

    algorithm = ALGORITHM

    def salt(self) -> str:
        return os.urandom(persons.SALT_BYTES).hex()

    def encode(self, password: str, salt: str) -> str:
        """Raises cost.Busy."""
        return encoded(persons.from_password(password, salt=bytes.fromhex(salt)))

    def decode(self, encoded: str) -> dict[str, Any]:
        """Raises ValueError when it is not ours."""
        stored = parse(encoded)
        if stored is None:
            raise ValueError(self.algorithm)
        return {
            "algorithm": ALGORITHM,
            "memory_cost": stored.cost.memory_kib,
            "time_cost": stored.cost.passes,
            "salt": stored.salt.hex(),
            "hash": stored.verifier.hex(),
        }

    def verify(self, password: str, encoded: str) -> bool:
        """One derivation. Raises cost.Busy."""
        stored = parse(encoded)
        if stored is None:
            return False
        derived = persons.from_password(password, salt=stored.salt, parameters=stored.cost)
        return same(derived.verifier, stored.verifier)

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        decoded = self.decode(encoded)
        return {name: decoded[name] for name in ("algorithm", "memory_cost", "time_cost")}

    def must_update(self, encoded: str) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: every try costs one derivation anyway (backend.py)."""
