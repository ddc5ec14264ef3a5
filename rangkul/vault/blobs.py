"""Sealed bytes on disk, under FILES_DIR: a file's reference is its name, two letters its folder.

A blob appears whole or not at all: it is written under a random name in its own folder, synced,
then renamed. Only ciphertext comes here, readable by the service's user alone.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from rangkul.common import faults
from rangkul.common.refs import LENGTH


def place(ref: str) -> Path:
    """Where a blob lies, or would lie."""
    return Path(settings.FILES_DIR) / ref[:2] / ref


def exists(ref: str) -> bool:
    """Whether the blob is there."""
    return place(ref).is_file()


def open_(ref: str) -> BinaryIO:
    """The sealed bytes. Raises FileNotFoundError."""
    return place(ref).open("rb")


def remove(ref: str) -> None:
    """Delete a blob, if it is there."""
    faults.point("blob-removing")
    place(ref).unlink(missing_ok=True)


def has_room() -> bool:
    """Whether the disk has more left than the floor that is kept free for reports in words."""
    disk = os.statvfs(_folder(Path(settings.FILES_DIR)))
    return disk.f_bavail * disk.f_frsize > settings.FREE_DISK_FLOOR


class NewBlob:
    """A blob that is being written; `keep` or `drop` ends it. Both raise OSError only where the
    bytes could not be made safe."""

    def __init__(self, ref: str) -> None:
        self._place = place(ref)
        self._draft = _folder(self._place.parent) / f".{secrets.token_hex(16)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self._file = os.fdopen(os.open(self._draft, flags, 0o600), "wb")

    def write(self, sealed: bytes) -> None:
        """Add bytes. Raises OSError."""
        self._file.write(sealed)
        faults.point("blob-writing")

    def keep(self) -> None:
        """Make it safe on disk under its name. Raises OSError; nothing is left then."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._draft.rename(self._place)
            _sync(self._place.parent)
        except OSError:
            self.drop()
            self._place.unlink(missing_ok=True)
            raise
        faults.point("blob-kept")

    def drop(self) -> None:
        """Give it up."""
        with suppress(OSError):  # a full disk refuses once more what waited to be written
            self._file.close()
        self._draft.unlink(missing_ok=True)


def left_before(moment: float) -> Iterator[tuple[str, Path]]:
    """Every blob last written before this moment (seconds of the epoch), with its reference, or
    "" for one that was never finished."""
    root = Path(settings.FILES_DIR)
    for folder in root.iterdir() if root.is_dir() else ():
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < moment:
                    yield (path.name if len(path.name) == LENGTH else ""), path


def _folder(path: Path) -> Path:
    """The folder, made when it is missing, and known to the disk."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(path.parent)
    return path


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
