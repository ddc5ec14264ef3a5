"""The bytes that are hashed, and the hash: shared by the writer and by the verifier."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = bytes(32)


def canonical(
    *,
    seq: int,
    at: datetime,
    actor: str,
    code: str,
    object_ref: str,
    digest: bytes | None,
    detail: dict[str, Any],
) -> bytes:
    """One event as bytes that do not depend on the database, locale or time zone."""
    fields = {
        "seq": seq,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor,
        "code": code,
        "object": object_ref,
        "digest": digest.hex() if digest is not None else None,
        "detail": detail,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def link(prev: bytes, event: bytes) -> bytes:
    """The hash of an event in the chain: BLAKE2b-256 over the head before and the event."""
    return hashlib.blake2b(prev + event, digest_size=32, person=b"rangkul-audit").digest()


def digest_of(*parts: bytes) -> bytes:
    """One hash over several ciphertexts, each with its length, for an event's `digest`."""
    hasher = hashlib.blake2b(digest_size=32, person=b"rangkul-digest")
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return hasher.digest()
