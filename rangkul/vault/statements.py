"""Adding to the chain of key statements, inside the caller's writing()."""

from typing import Any

from django.db import connection

from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.vault import trust
from rangkul.vault.chain import Link, canonical, extended, link_hash, to_sign
from rangkul.vault.crypto import sign
from rangkul.vault.models import Statement


def add(statement: dict[str, Any], *, made_by: str, seed: bytes, by: str) -> Statement:
    """Sign and store one statement. Raises crypto.Refused when the rules do not allow it.

    `made_by` is the signing key's id and `seed` its Ed25519 seed; `by` goes to the audit trail.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # one writer at a time numbers the chain
            cursor.execute("SELECT pg_advisory_xact_lock(7221)")
    known = trust.current()
    seq, body = known.seq + 1, canonical(statement)
    signature = sign(seed, to_sign(seq, known.head, body))
    link = Link(seq, body, known.head, made_by, signature)
    extended(known, [link], root_fingerprint=trust.pinned_fingerprint())  # refuses what may not be
    append(
        EventCode.STATEMENT_ADDED,
        by=by,
        object_ref=statement.get("key", ""),
        digest=link_hash(link),
        kind=statement["kind"],
        number=seq,
    )
    return Statement.objects.create(
        seq=seq, body=body, prev=link.prev, made_by=made_by, signature=signature
    )
