"""Time stamps of private notes: what anybody who holds the note can compute again.

A stamp is SHA-256 over seven lines in UTF-8 with one line feed between them and none at the end:

    catatan-1     the form of these lines
    salt          16 random bytes in hex, so that a short note cannot be guessed from its stamp
    at            when it was saved, UTC: 2026-11-12T14:10:03.123456Z
    previous      the stamp of the note that stood last before it, in hex; 64 zeros for the first
    files         the SHA-256 of each file that was kept with it, in hex, commas between; or empty
    happened      what she said about when it happened; one line, may be empty
    text          the note itself, line feeds as she set them

The first six hold no line feed, so two notes never give the same bytes. The stamp is the digest
of the trail's event `record.entry_saved`, and the head of the trail lies outside the database
(audit.anchor): that is what proves the time. `sha256sum` and a file with the seven lines are enough
to check it; the page /s/cap says so in plain words.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

FORM = "catatan-1"
NONE_BEFORE = "0" * 64
_GROUP = 8


def stamp_of(
    *,
    salt: str,
    at: datetime,
    previous: str,
    happened: str,
    text: str,
    files: Sequence[str] = (),
) -> bytes:
    """The 32 bytes of the stamp. Raises ValueError when a line before the text holds a line feed.

    `salt`, `previous` and the SHA-256 of each of `files` are hex.
    """
    lines = (FORM, salt, utc(at), previous, ",".join(files), happened)
    if any("\n" in line for line in lines):
        raise ValueError("a line feed before the text")
    return hashlib.sha256("\n".join((*lines, text)).encode()).digest()


def utc(at: datetime) -> str:
    """A moment as it stands in the stamp."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def grouped(stamp: str) -> str:
    """Hex in groups of eight, as it can be copied by hand."""
    return " ".join(stamp[at : at + _GROUP] for at in range(0, len(stamp), _GROUP))
