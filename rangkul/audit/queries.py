"""Reading the trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def newest_digests(codes: Iterable[EventCode]) -> dict[str, bytes]:
    """The digest in the last event of these kinds, for every object that has one."""
    rows = Event.objects.filter(code__in=list(codes), digest__isnull=False).order_by("seq")
    found = rows.values_list("object_ref", "digest").iterator(chunk_size=2000)
    return {ref: bytes(digest or b"") for ref, digest in found}


@dataclass(frozen=True)
class Written:
    """That something was written, when, and the digest of what."""

    at: datetime
    digest: bytes


def written(object_refs: Iterable[str], code: EventCode) -> dict[str, Written]:
    """For each object when its last event of this kind was written, with its digest."""
    rows = Event.objects.filter(object_ref__in=list(object_refs), code=code.value)
    return {
        ref: Written(at, bytes(digest))
        for ref, at, digest in rows.order_by("seq").values_list("object_ref", "at", "digest")
        if digest is not None
    }


def latest_decision(object_ref: str) -> Decision | None:
    """The rule book's last stored conclusion about an object."""
    return Decision.objects.filter(object_ref=object_ref).order_by("-id").first()


def latest_events(
    object_ref: str, codes: Iterable[EventCode], *, most: int
) -> list[tuple[EventCode, datetime, dict[str, Any]]]:
    """(code, when, detail) of the newest events of these kinds about an object, newest first."""
    rows = Event.objects.filter(object_ref=object_ref, code__in=list(codes)).order_by("-seq")
    found = rows.values_list("code", "at", "detail")[:most]
    return [(EventCode(code), at, detail) for code, at, detail in found]


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


@dataclass(frozen=True)
class Act:
    """Who did something, and when."""

    actor: str
    at: datetime


def newest_acts(object_ref: str, code: EventCode, *, most: int) -> list[Act]:
    """The last `most` events of a kind about an object, newest first."""
    rows = Event.objects.filter(object_ref=object_ref, code=code.value).order_by("-seq")
    return [Act(actor, at) for actor, at in rows.values_list("actor", "at")[:most]]


def newest_seq(object_ref: str, code: EventCode) -> int:
    """The number of the last event of a kind about an object, 0 when there is none."""
    rows = Event.objects.filter(object_ref=object_ref, code=code.value).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def newest_at() -> datetime | None:
    """When the last event was written (doctor compares the machine's clock with it)."""
    return Event.objects.order_by("-seq").values_list("at", flat=True).first()
