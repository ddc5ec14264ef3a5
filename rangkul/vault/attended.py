"""Attended work: what a person's action asks of the worker, sealed to his memory.

The worker makes a box key when he starts; the private half never leaves his process. The public
half stands in a row with a short lease, signed by the host key, which the city root named. When
the worker dies, what was sealed to him is lost, and the person is told to ask again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from rangkul.common import clock
from rangkul.common.refs import LENGTH, new_ref
from rangkul.common.transactions import writing
from rangkul.vault import keys, trust
from rangkul.vault.crypto import (
    BoxKeys,
    Refused,
    blake,
    box_keys,
    open_sealed,
    seal_to,
    sign,
    verify,
)
from rangkul.vault.models import WorkerKey

LEASE: Final = timedelta(seconds=90)
BEAT: Final = 30  # seconds
_MOST: Final = 8  # workers that one secret is sealed to


class NoWorker(LookupError):
    """No worker lives: nothing was sealed, the person is asked to try again later."""


class NotForThisWorker(LookupError):
    """The secret was sealed to other workers' memories."""


@dataclass(frozen=True)
class _Own:
    id: str
    box: BoxKeys


_own: _Own | None = None


def beat() -> None:
    """Make this worker's key when he starts; say that he lives, for another 90 seconds."""
    global _own  # noqa: PLW0603 - one worker a process, and his key nowhere but here
    if _own is None:
        _own = _Own(new_ref(), box_keys())
    until = clock.now() + LEASE
    signature = sign(keys.host_seed(), _stated(_own.id, _own.box.public, until))
    with writing():
        WorkerKey.objects.update_or_create(
            id=_own.id,
            defaults={"box_pk": _own.box.public, "lease_until": until, "signature": signature},
        )


def end() -> None:
    """The worker stops: nobody shall seal to him any more."""
    global _own  # noqa: PLW0603
    if _own is not None:
        with writing():
            WorkerKey.objects.filter(pk=_own.id).delete()
        _own = None


def sweep() -> None:
    """Forget workers that died, inside the caller's writing()."""
    WorkerKey.objects.filter(lease_until__lte=clock.now() - LEASE).delete()


def seal_for_worker(secret: bytes, *, context: bytes) -> bytes:
    """Seal to every living worker's memory: whichever takes the job can open it.

    Raises NoWorker, and crypto.Refused for a key that the host key did not sign.
    """
    rows = WorkerKey.objects.filter(lease_until__gt=clock.now()).order_by("-lease_until")[:_MOST]
    boxes = [row.pk.encode() + seal_to(_verified(row), secret, context=context) for row in rows]
    if not boxes:
        raise NoWorker
    return bytes([len(boxes)]) + b"".join(boxes)


def open_as_worker(sealed: bytes, *, context: bytes) -> bytes:
    """What was sealed, in the worker that it was sealed to. Raises NotForThisWorker,
    crypto.Refused when it was moved or changed."""
    box = _boxes(sealed).get(_own.id) if _own is not None else None
    if _own is None or box is None:
        raise NotForThisWorker
    return open_sealed(_own.box.private, box, context=context)


def somebody_can(sealed: bytes) -> bool:
    """Whether a worker that the secret was sealed to still lives."""
    living = WorkerKey.objects.filter(pk__in=_boxes(sealed), lease_until__gt=clock.now())
    return living.exists()


def _verified(row: WorkerKey) -> bytes:
    host, public = trust.current().host, bytes(row.box_pk)
    if host is None:
        raise Refused("no host key in the chain")
    verify(host.sign, _stated(row.pk, public, row.lease_until), bytes(row.signature))
    return public


def _stated(key_id: str, public: bytes, until: datetime) -> bytes:
    """What the host key signs. The lease is part of it: nobody else can prolong it."""
    moment = until.astimezone(UTC).isoformat(timespec="microseconds").encode()
    return blake(key_id.encode(), public, moment, purpose="worker-key")


def _boxes(sealed: bytes) -> dict[str, bytes]:
    """Each worker's box, by the id of his key."""
    count, body = sealed[0], sealed[1:]
    size = len(body) // count
    parts = [body[at : at + size] for at in range(0, size * count, size)]
    return {part[:LENGTH].decode("ascii"): part[LENGTH:] for part in parts}
