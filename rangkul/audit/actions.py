"""Writing the trail. `append` is the last call in an action's transaction: it takes the lock."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from rangkul.audit import anchor
from rangkul.audit.chain import GENESIS, canonical, link
from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision, Event, Segment
from rangkul.common import clock
from rangkul.common.transactions import mode

REPORTER = "reporter"
SYSTEM = "system"


def append(
    code: EventCode, *, by: str, object_ref: str = "", digest: bytes | None = None, **detail: Any
) -> int:
    """Add one event to the chain inside the caller's writing() and return its number.

    `detail` holds codes, numbers and references only.
    """
    if mode() != "writing":
        raise RuntimeError("audit.append needs writing()")
    at = clock.now()
    segment = _locked_segment(at)
    seq, prev = segment.last_seq + 1, bytes(segment.head_hash)
    body = canonical(
        seq=seq,
        at=at,
        actor=by,
        code=code.value,
        object_ref=object_ref,
        digest=digest,
        detail=detail,
    )
    head = link(prev, body)
    Event.objects.create(
        seq=seq,
        month=segment.month,
        at=at,
        actor=by,
        code=code.value,
        object_ref=object_ref,
        digest=digest,
        detail=detail,
        prev=prev,
        hash=head,
    )
    Segment.objects.filter(month=segment.month).update(last_seq=seq, head_hash=head)
    transaction.on_commit(lambda: anchor.advance(seq, head, in_chain=_in_chain), robust=True)
    return seq


def _in_chain(seen: anchor.Anchor) -> bool:
    return Event.objects.filter(seq=seen.seq, hash=seen.hash).exists()


def _locked_segment(at: datetime) -> Segment:
    """The month's segment under lock, opened from the month before when it is the first."""
    if connection.vendor == "postgresql":
        # One writer at a time extends the chain, also while a month's first row is missing.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7220)")
    latest = Segment.objects.order_by("-month").first()
    # A clock that steps back over midnight must not open an older month again.
    if latest is not None and latest.month >= at.strftime("%Y-%m"):
        return latest
    head = bytes(latest.head_hash) if latest else GENESIS
    last = latest.last_seq if latest else 0
    return Segment.objects.create(
        month=at.strftime("%Y-%m"),
        first_seq=last + 1,
        opening_hash=head,
        last_seq=last,
        head_hash=head,
    )


def decide(
    *, by: str, object_ref: str, rulebook: str, facts: dict[str, Any], outcome: dict[str, Any]
) -> int:
    """Store what the rule book concluded, in the caller's transaction; return the row's number."""
    return Decision.objects.create(
        at=clock.now(),
        by=by,
        object_ref=object_ref,
        rulebook=rulebook,
        facts=facts,
        outcome=outcome,
    ).pk
