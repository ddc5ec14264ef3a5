"""Reading the trail."""

from collections.abc import Iterable
from datetime import datetime

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Decision, Event


def latest_digests(object_refs: Iterable[str], codes: Iterable[EventCode]) -> dict[str, bytes]:
    """For each object the ciphertext digest that its last write of these kinds left."""
    rows = Event.objects.filter(object_ref__in=list(object_refs), code__in=list(codes))
    return {
        ref: bytes(digest)
        for ref, digest in rows.order_by("seq").values_list("object_ref", "digest")
        if digest is not None
    }


def latest_decision(object_ref: str) -> Decision | None:
    """The rule book's last stored conclusion about an object."""
    return Decision.objects.filter(object_ref=object_ref).order_by("-id").first()


def newest_digest(code: EventCode) -> bytes | None:
    """The digest in the last event of a kind."""
    digests = (
        Event.objects.filter(code=code.value).order_by("-seq").values_list("digest", flat=True)
    )
    newest = digests.first()
    return bytes(newest) if newest is not None else None


def count(code: EventCode) -> int:
    """How many events of a kind stand in the trail (doctor)."""
    return Event.objects.filter(code=code.value).count()


def count_since(code: EventCode, since: datetime) -> int:
    """How many events of a kind were written after a moment."""
    return Event.objects.filter(code=code.value, at__gt=since).count()


def newest_at() -> datetime | None:
    """When the last event was written (doctor compares the machine's clock with it)."""
    return Event.objects.order_by("-seq").values_list("at", flat=True).first()
