"""The chain's head, kept outside the database so that a cut tail shows.

One small file, moved forward after each commit. Operators put ANCHOR_DIR on another disk, or
ship the file elsewhere (docs/operations.md).
"""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Anchor:
    """The last event that was seen from outside."""

    seq: int
    hash: bytes


def path() -> Path:
    """Where the head is kept."""
    return Path(settings.ANCHOR_DIR) / "audit-head"


def read() -> Anchor | None:
    """The anchored head, or None when nothing was anchored yet. Raises ValueError if damaged,
    OSError if it cannot be read."""
    try:
        return _parse(path().read_text("ascii"))
    except FileNotFoundError:
        return None


def advance(seq: int, head: bytes, *, in_chain: Callable[[Anchor], bool]) -> None:
    """Move the anchor to `seq` unless it already stands there or further, or where it stands is
    no longer in the chain: then it stays as the proof that a tail was cut and written anew."""
    path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = _parse(file.read())
        if known is not None and (known.seq >= seq or not in_chain(known)):
            return
        file.seek(0)
        file.write(f"{seq:020d} {head.hex()}\n")  # fixed length: never a shorter rest


def _parse(text: str) -> Anchor | None:
    if not text:
        return None
    seq, head = text.split()
    return Anchor(int(seq), bytes.fromhex(head))
