"""Sealed columns, envelope version 1.

    byte 0       envelope version; 1 is XChaCha20-Poly1305 under
                 BLAKE2b(compartment key, owner secret)
    bytes 1-16   compartment id
    bytes 17-18  generation
    bytes 19-22  version of the row
    rest         nonce and padded ciphertext

Associated data: field code, row reference, compartment, generation, version. A cell that is
moved to another row, column or version does not open (vault.md, "Binding and integrity").
"""

from dataclasses import dataclass

from rangkul.vault.crypto import Refused, blake, decrypt, encrypt, pad, unpad

VERSION = 1
_HEADER = 1 + 16 + 2 + 4


@dataclass(frozen=True)
class OpenCompartment:
    """A compartment whose key is in hand, for the length of one request."""

    id: str
    code: str
    generation: int
    key: bytes

    @property
    def commitment(self) -> bytes:
        """Binds this key to this compartment: one ciphertext cannot open under two keys."""
        return blake(self.key, self.id.encode(), purpose="commitment")


def seal(compartment: OpenCompartment, text: bytes, *, field: str, row: str, version: int) -> bytes:
    """The sealed column. `field` is a stable code such as "report.content"."""
    header = _header(compartment, version)
    key = _data_key(compartment)
    return header + encrypt(key, pad(text), context=_context(header, field, row))


def place_of(sealed: bytes | memoryview) -> tuple[str, int]:
    """Compartment id and generation that a sealed column names. Raises Refused when it is none.

    Nothing is believed of it: it only says which key to try.
    """
    head = bytes(sealed)[:_HEADER]
    if len(head) < _HEADER or head[0] != VERSION or not head[1:17].isascii():
        raise Refused("not a sealed column")
    return head[1:17].decode("ascii"), int.from_bytes(head[17:19], "big")


def open_(
    compartment: OpenCompartment, sealed: bytes, *, field: str, row: str, version: int
) -> bytes:
    """The text. Raises Refused for another field, row, compartment, generation or version."""
    sealed = bytes(sealed)
    header = _header(compartment, version)
    if sealed[:_HEADER] != header:
        raise Refused(f"{field} of {row}: another place or version")
    key = _data_key(compartment)
    return unpad(decrypt(key, sealed[_HEADER:], context=_context(header, field, row)))


def _header(compartment: OpenCompartment, version: int) -> bytes:
    return (
        bytes([VERSION])
        + compartment.id.encode("ascii")
        + compartment.generation.to_bytes(2, "big")
        + version.to_bytes(4, "big")
    )


def _context(header: bytes, field: str, row: str) -> bytes:
    return blake(header, field.encode(), row.encode(), purpose="envelope")


def _data_key(compartment: OpenCompartment) -> bytes:
    """BLAKE2b(compartment key, owner secret). In envelope version 1 the secret is empty; the
    shred store fills it without a change of format."""
    return blake(b"", purpose="data-key", key=compartment.key)
