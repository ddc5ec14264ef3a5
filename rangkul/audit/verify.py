"""Reading the whole chain with distrust: edit, deletion, reordering, cut tail."""

from collections.abc import Iterator
from dataclasses import dataclass

from rangkul.audit import anchor
from rangkul.audit.chain import GENESIS, canonical, link
from rangkul.audit.models import Event, Segment


@dataclass(frozen=True)
class Finding:
    """One broken place: what is wrong, and at which event number."""

    seq: int
    what: str


@dataclass(frozen=True)
class Report:
    """How many events were read and what was found."""

    events: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        return not self.findings


def verify() -> Report:
    """Recompute every hash in order and hold the end against segments and the outer anchor."""
    walk = _Walk()
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        walk.step(event)
    findings = [*walk.findings, *_segments(walk), *_anchored(walk)]
    return Report(walk.events, tuple(findings))


class _Walk:
    """The state while going from event to event."""

    def __init__(self) -> None:
        self.events, self.seq, self.head = 0, 0, GENESIS
        self.findings: list[Finding] = []
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.at_anchor: bytes | None = None
        self._anchor = _anchor_or_none()

    def step(self, event: Event) -> None:
        self.events += 1
        if event.seq != self.seq + 1:
            self.findings.append(Finding(event.seq, "nomor melompat: ada yang dihapus"))
        if bytes(event.prev) != self.head:
            self.findings.append(Finding(event.seq, "sambungan putus: urutan atau isi berubah"))
        if bytes(event.hash) != _recomputed(event):
            self.findings.append(Finding(event.seq, "isi tidak sama dengan sidiknya"))
        self.seq, self.head = event.seq, bytes(event.hash)
        self.heads[event.month] = (self.seq, self.head)
        if self._anchor is not None and event.seq == self._anchor.seq:
            self.at_anchor = self.head


def _recomputed(event: Event) -> bytes:
    body = canonical(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        code=event.code,
        object_ref=event.object_ref,
        digest=bytes(event.digest) if event.digest is not None else None,
        detail=event.detail,
    )
    return link(bytes(event.prev), body)


def _segments(walk: _Walk) -> Iterator[Finding]:
    """Each month must end where its row says, and begin where the month before ended."""
    previous, last = GENESIS, 0
    without_row = dict(walk.heads)
    for segment in Segment.objects.order_by("month"):
        without_row.pop(segment.month, None)
        if (segment.first_seq, bytes(segment.opening_hash)) != (last + 1, previous):
            yield Finding(segment.first_seq, f"bulan {segment.month} tidak menyambung")
        ends = walk.heads.get(segment.month, (segment.first_seq - 1, previous))
        if ends != (segment.last_seq, bytes(segment.head_hash)):
            yield Finding(segment.last_seq, f"akhir bulan {segment.month} tidak cocok: ekor hilang")
        previous, last = bytes(segment.head_hash), segment.last_seq
    for month, (seq, _) in without_row.items():
        yield Finding(seq, f"baris bulan {month} hilang")


def _anchored(walk: _Walk) -> Iterator[Finding]:
    """The head that was seen from outside must still be in the chain."""
    try:
        seen = anchor.read()
    except (ValueError, OSError):
        yield Finding(walk.seq, "berkas jangkar rusak atau tidak terbaca")
        return
    if seen is None and walk.events:
        yield Finding(walk.seq, "berkas jangkar hilang")
    elif seen is not None and walk.at_anchor != seen.hash:
        yield Finding(
            seen.seq, "jangkar di luar tidak ditemukan di rantai: ekor hilang atau diganti"
        )


def _anchor_or_none() -> anchor.Anchor | None:
    try:
        return anchor.read()
    except (ValueError, OSError):
        return None
