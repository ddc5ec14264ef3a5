"""Random public references: they say nothing about order, number, date or kind."""

import secrets

# Crockford's alphabet: no i, l, o, u, so that a reference survives being read aloud.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16


def new_ref() -> str:
    """A fresh reference of 16 characters (80 random bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))
