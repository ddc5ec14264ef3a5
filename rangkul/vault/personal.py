"""Words kept for one person alone: sealed to her own public key, opened only by her."""

from rangkul.vault import trust
from rangkul.vault.crypto import blake, open_sealed, pad, seal_to, unpad
from rangkul.vault.persons import PersonKeys


def seal_for(key_id: str, text: bytes, *, row: str) -> bytes:
    """The text, sealed to a person key of the chain and bound to its row.

    Raises LookupError for a key outside the chain, crypto.Refused when its row was swapped.
    """
    key = trust.checked_row(trust.current().persons[key_id])
    return seal_to(bytes(key.box_pk or b""), pad(text), context=_context(key_id, row))


def open_own(keys: PersonKeys, sealed: bytes, *, row: str) -> bytes:
    """What `seal_for` sealed to these keys. Raises crypto.Refused."""
    return unpad(open_sealed(keys.box.private, bytes(sealed), context=_context(keys.id, row)))


def _context(key_id: str, row: str) -> bytes:
    return blake(key_id.encode(), row.encode(), purpose="personal")
