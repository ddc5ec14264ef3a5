"""View copies: what staff look at instead of the original, without what a photo can give away.

Attended (attended.py): the asking person's action seals the file's key and the copy's to the
worker, who alone decrypts, in memory, and lets a closed process clean it (cleaning.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.refs import new_ref
from rangkul.common.transactions import reading, writing
from rangkul.jobs.actions import enqueue
from rangkul.vault import attended, cleaning, custody, envelope, files
from rangkul.vault.actions import report_tampering
from rangkul.vault.attended import NotForThisWorker
from rangkul.vault.blobs import NewBlob
from rangkul.vault.crypto import KEY_BYTES, Refused, blake, random_key
from rangkul.vault.enums import CopyState, CustodyEvent, FileKind, FileState
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.files import OpenFile
from rangkul.vault.models import File, ViewCopy
from rangkul.vault.streams import PIECE, Sealer

JOB: Final = "vault.view_copy"
FIELD: Final = "file.copy_key"
COPIED: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.PDF})
LARGEST: Final = 100 * 1024**2  # bytes; what is larger stays original only
_PATIENCE: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class CopyWanted:
    """The job's payload: which copy."""

    copy: str


def ask(file: OpenFile, compartment: OpenCompartment, *, by: str) -> CopyState:
    """Ask the worker for a view copy, inside the caller's writing(); where one is under way, ready
    or impossible, say so. FAILED: only the original can be had.

    Raises attended.NoWorker (try again later), LookupError when the file is gone.
    """
    if file.kind not in COPIED or file.size > LARGEST:
        return CopyState.FAILED
    if not File.objects.select_for_update().filter(pk=file.ref, state=FileState.KEPT).exists():
        raise LookupError(file.ref)
    known = ViewCopy.objects.filter(file_id=file.ref).exclude(state=CopyState.LOST).first()
    if known is not None:
        return CopyState(known.state)
    _queue(file, compartment, by=by)
    return CopyState.WAITING


def _queue(file: OpenFile, compartment: OpenCompartment, *, by: str) -> None:
    ref, key = new_ref(), random_key()
    secret = file.key + key + bytes.fromhex(file.sha256)
    ViewCopy.objects.create(
        ref=ref,
        file_id=file.ref,
        sealed_key=envelope.seal(compartment, key, field=FIELD, row=ref, version=files.VERSION),
        worker_secret=attended.seal_for_worker(secret, context=_context(ref)),
        asked_by=by,
        asked_at=clock.now(),
    )
    enqueue(JOB, CopyWanted(ref), dedup=f"{JOB}:{ref}")
    append(EventCode.VIEW_COPY_ASKED, by=by, object_ref=file.ref)


def _context(ref: str) -> bytes:
    return blake(ref.encode("ascii"), purpose="view-copy")


def state_of(file: str) -> CopyState | None:
    """How a file's newest view copy stands; None before anybody asked."""
    rows = ViewCopy.objects.filter(file_id=file).order_by("-asked_at", "-ref")
    newest = rows.values_list("state", flat=True).first()
    return CopyState(newest) if newest is not None else None


def chunks(file: OpenFile, compartment: OpenCompartment) -> Iterator[bytes]:
    """The pieces of a file's view copy, of the same kind as the file. Raises LookupError when it
    is not ready, crypto.Refused at once or at the piece that was changed."""
    copy = ViewCopy.objects.filter(file_id=file.ref, state=CopyState.READY).first()
    if copy is None:
        raise LookupError(file.ref)
    sealed = bytes(copy.sealed_key or b"")
    key = envelope.open_(compartment, sealed, field=FIELD, row=copy.ref, version=files.VERSION)
    return files.sealed_pieces(copy.ref, key)


def make(ref: str) -> None:
    """The worker's part, outside any transaction. A worker that died after asking ends it as LOST,
    a file that cannot be cleaned as FAILED; neither is tried again by itself.

    Raises NotForThisWorker while another worker who can do it lives: the queue tries again.
    """
    copy = _waiting(ref)
    if copy is None:
        return
    secret = bytes(copy.worker_secret or b"")
    try:
        opened = attended.open_as_worker(secret, context=_context(ref))
        _store(copy, opened[KEY_BYTES : 2 * KEY_BYTES], _cleaned(copy.file, opened))
    except NotForThisWorker:
        if attended.somebody_can(secret):
            raise
        _end(ref, CopyState.LOST)
    except cleaning.CannotClean:
        _end(ref, CopyState.FAILED)
    except Refused as refused:
        report_tampering(str(refused))
        _end(ref, CopyState.FAILED)


def _waiting(ref: str) -> ViewCopy | None:
    with reading():
        rows = ViewCopy.objects.filter(pk=ref, state=CopyState.WAITING).select_related("file")
        return rows.first()


def _cleaned(row: File, secret: bytes) -> bytes:
    """The file without its metadata, in memory. Raises cleaning.CannotClean, crypto.Refused."""
    key, sha256 = secret[:KEY_BYTES], secret[2 * KEY_BYTES :].hex()
    return cleaning.cleaned(b"".join(files.original(row.ref, key, sha256)), FileKind(row.kind))


def _store(copy: ViewCopy, key: bytes, content: bytes) -> None:
    blob = NewBlob(copy.ref)
    try:
        sealer = Sealer(blob.write, key, ref=copy.ref)
        for at in range(0, len(content), PIECE):
            sealer.add(content[at : at + PIECE])
        sealer.end()
    except BaseException:
        blob.drop()
        raise
    blob.keep()
    faults.point("view-copy-stored")
    _end(copy.ref, CopyState.READY)


def _end(ref: str, state: CopyState) -> None:
    """Wipe what was sealed to the worker and say how it ended, unless somebody was first."""
    with writing():
        waiting = ViewCopy.objects.select_for_update().filter(pk=ref, state=CopyState.WAITING)
        copy = waiting.first()
        if copy is None:
            return
        copy.state, copy.worker_secret = state, None
        if state != CopyState.READY:
            copy.sealed_key = None
        copy.save(update_fields=["state", "worker_secret", "sealed_key"])
        if state == CopyState.READY:
            digest = digest_of(bytes(copy.sealed_key or b""))
            custody.note(copy.file_id, CustodyEvent.VIEW_COPY_MADE, by=copy.asked_by, digest=digest)
        else:
            append(
                EventCode.VIEW_COPY_NOT_MADE, by=SYSTEM, object_ref=copy.file_id, state=state.value
            )


def sweep() -> None:
    """What nobody made in a quarter of an hour is lost: the person may ask again."""
    with reading():
        late = ViewCopy.objects.filter(
            state=CopyState.WAITING, asked_at__lte=clock.now() - _PATIENCE
        )
        refs = list(late.values_list("ref", flat=True)[:100])
    for ref in refs:
        _end(ref, CopyState.LOST)
