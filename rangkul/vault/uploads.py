"""Files as they arrive: sealed piece by piece, never spooled, never whole in memory.

A view that takes files wears `receiving_files`; every other one refuses them (common.uploads).
What was not handed over to a row when the view has answered is deleted.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import wraps
from pathlib import PurePath
from typing import Any, Final, Self

import filetype
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_protect

from rangkul.common.refs import new_ref
from rangkul.common.text import clean
from rangkul.vault import blobs
from rangkul.vault.blobs import NewBlob
from rangkul.vault.crypto import random_key
from rangkul.vault.enums import FileKind, Refusal
from rangkul.vault.streams import Sealer

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]

LONGEST_NAME: Final = 100
_LONGEST_ENDING: Final = 10
_HEAD: Final = 8192  # what the sniffer looks at (a Word document's first entries)
_KINDS: Final = {"jpg": "jpeg", "apng": "png", "m4v": "mp4"}  # where the library's word is another


@dataclass(frozen=True)
class HeldFile:
    """A sealed file and its key, as a draft keeps it: only codes and text."""

    ref: str
    key: str  # hex
    name: str
    kind: str  # FileKind
    size: int  # bytes of the original
    sha256: str  # of the original, hex

    def as_dict(self) -> dict[str, Any]:
        """For the draft's sealed state."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """From the draft's sealed state."""
        return cls(**stored)


@dataclass
class Upload:
    """One file of a request, in request.FILES: sealed, or refused with a reason."""

    name: str
    size: int
    refused: Refusal | None = None
    held: HeldFile | None = None
    handed_over: bool = field(default=False, init=False)

    def hand_over(self) -> None:
        """A committed row has the blob now: the request's end leaves it alone."""
        self.handed_over = True

    def close(self) -> None:
        """Called by Django at the request's end: what no row has is deleted."""
        if self.held is not None and not self.handed_over:
            blobs.remove(self.held.ref)
            self.held = None


def kind_of(head: bytes) -> FileKind | None:
    """What a file is by its first bytes, whatever its name says; None for all that is not on the
    list, HTML and SVG included."""
    if head[4:11] == b"ftyp3gp":  # the library looks for it at the wrong place
        return FileKind.THREE_GP
    found = filetype.guess(head)
    word = _KINDS.get(found.extension, found.extension) if found else ""
    return FileKind(word) if word in FileKind.values else None


class _Incoming:
    """The file that is arriving now."""

    def __init__(self, name: str, refused: Refusal | None) -> None:
        self.name, self.refused, self.size = name, refused, 0
        self._ref, self._key, self._hash = new_ref(), random_key(), hashlib.sha256()
        self._head, self._kind = b"", ""
        self._blob: NewBlob | None = None
        self._sealer: Sealer | None = None

    def add(self, data: bytes) -> None:
        """Seal some more bytes; after a refusal the rest is only let pass."""
        self.size += len(data)
        if self.refused is None and self.size > settings.PUBLIC_FILE_BYTES:
            self.refuse(Refusal.TOO_BIG)
        if self.refused is None:
            self._hash.update(data)
            self._safely(lambda: self._take(data))

    def finish(self) -> Upload:
        """What the request gets."""
        if self.refused is None:
            self._safely(self._end)
        if self.refused is not None:
            return Upload(self.name, self.size, refused=self.refused)
        digest = self._hash.hexdigest()
        held = HeldFile(self._ref, self._key.hex(), self.name, self._kind, self.size, digest)
        return Upload(self.name, self.size, held=held)

    def refuse(self, why: Refusal) -> None:
        """Take nothing more of it; what was written of it goes."""
        self.refused, self._head, self._sealer = why, b"", None
        if self._blob is not None:
            self._blob.drop()
            self._blob = None

    def _safely(self, work: Callable[[], None]) -> None:
        """A disk that fails costs this file, not the words that came with it."""
        try:
            work()
        except OSError as error:
            logger.error("a file could not be stored", exc_info=error)
            self.refuse(Refusal.NOT_STORED)

    def _take(self, data: bytes) -> None:
        if not blobs.has_room():
            self.refuse(Refusal.NO_ROOM)
        elif self._sealer is not None:
            self._sealer.add(data)
        else:
            self._head += data
            if len(self._head) >= _HEAD:
                self._start()

    def _start(self) -> None:
        kind = kind_of(self._head)
        if kind is None:
            self.refuse(Refusal.UNKNOWN_KIND)
            return
        self._kind, self._blob = kind.value, NewBlob(self._ref)
        self._sealer = Sealer(self._blob.write, self._key, ref=self._ref)
        self._sealer.add(self._head)
        self._head = b""

    def _end(self) -> None:
        if self.size == 0:
            self.refuse(Refusal.EMPTY)
            return
        if self._sealer is None:
            self._start()
        if self._sealer is not None and self._blob is not None:
            self._sealer.end()
            self._blob.keep()


class SealingHandler(FileUploadHandler):
    """Django's door for files: each becomes an `Upload`."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._incoming: _Incoming | None = None
        self._uploads: list[Upload] = []
        self._takes_none = False

    def take_none(self) -> None:
        """Let whatever comes pass by, refused."""
        self._takes_none = True

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_rest: Any) -> None:
        """Raises RequestDataTooBig (413) for what no limit of files could explain."""
        if content_length > settings.FILES_BODY_BYTES:
            raise RequestDataTooBig

    def new_file(self, _field_name: str, file_name: str, *_rest: Any) -> None:
        """The next file begins."""
        self._incoming = _Incoming(_short(file_name), self._refusal())

    def _refusal(self) -> Refusal | None:
        if self._takes_none:
            return Refusal.NOT_STORED
        return Refusal.TOO_MANY if len(self._uploads) >= settings.PUBLIC_FILES else None

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        """Some bytes of it."""
        if self._incoming is not None:
            self._incoming.add(bytes(raw_data))

    def file_complete(self, _file_size: int) -> Upload | None:  # type: ignore[override]
        """Its end."""
        if self._incoming is None:
            return None
        upload, self._incoming = self._incoming.finish(), None
        self._uploads.append(upload)
        return upload

    def upload_interrupted(self) -> None:
        """The body ended in the middle of a file."""
        if self._incoming is not None:
            self._incoming.refuse(Refusal.NOT_STORED)
            self._incoming = None

    def close(self) -> None:
        """Delete what no row has: half a file, and whole ones that nobody wanted."""
        self.upload_interrupted()
        for upload in self._uploads:
            upload.close()


def _short(name: str) -> str:
    """The name without hidden characters, at most LONGEST_NAME long, its ending kept."""
    name = clean(name).replace("\n", " ") or "-"
    ending = PurePath(name).suffix
    ending = ending if len(ending) <= _LONGEST_ENDING else ""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)] + ending


def words_only(request: HttpRequest) -> None:
    """From a request whose body was not read yet take the words: its files come out refused, and
    nothing of them was sealed or written."""
    for handler in request.upload_handlers:
        if isinstance(handler, SealingHandler):
            handler.take_none()


def receiving_files(view: View) -> View:
    """Let a view take files. Goes outermost, since a form token is read from the body; a view
    that is protected by its origin (common.http) stays so, any other by its token."""
    guarded: View = view if getattr(view, "csrf_exempt", False) else csrf_protect(view)

    @wraps(view)
    def receiving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = SealingHandler(request)
        request.upload_handlers = [handler]
        try:
            return guarded(request, *args, **kwargs)
        finally:
            handler.close()

    receiving.csrf_exempt = True  # type: ignore[attr-defined]
    return receiving
