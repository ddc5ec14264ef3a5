"""Sealed files: held for a draft, kept with what they belong to, opened, destroyed."""

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from rangkul.audit.chain import digest_of
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import reading, writing
from rangkul.vault import attended, blobs, custody, envelope, streams
from rangkul.vault.blobs import NewBlob
from rangkul.vault.crypto import Refused, random_key
from rangkul.vault.enums import CompartmentOwner, CopyState, CustodyEvent, FileKind, FileState
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import File, ViewCopy
from rangkul.vault.streams import Sealer
from rangkul.vault.uploads import HeldFile, Upload

logger = logging.getLogger(__name__)

KEY_FIELD: Final = "file.key"
META_FIELD: Final = "file.meta"
VERSION: Final = 1  # a file's row is sealed once
# Longer than a draft lives after its last write, which prolongs its files: nothing that a living
# draft knows is swept, and nothing that no draft knows any more stays.
HELD_FOR: Final = timedelta(minutes=45)
ORPHANED_AFTER: Final = timedelta(hours=1)
# Blobs without a row come from killed processes, a few at a time. So many at once mean that the
# database is not the one that these files belong to: then the broom does not touch them.
MOST_ORPHANS: Final = 500
BATCH: Final = 500


@dataclass(frozen=True)
class OpenFile:
    """A file whose key is in hand, for the length of one request."""

    ref: str
    key: bytes
    name: str
    kind: FileKind
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True)
class FileEntry:
    """What a list shows without opening anything."""

    ref: str
    kind: FileKind
    padded_size: int  # bytes, at most half a MiB more than it has (streams.padded_size)
    at: datetime
    copy: CopyState | None  # of its newest view copy


def hold(upload: Upload) -> HeldFile:
    """Give an upload a row for HELD_FOR, inside the caller's writing(); the draft keeps what this
    returns. Raises ValueError for a refused upload, FileNotFoundError when its blob is gone."""
    held = upload.held
    if held is None:
        raise ValueError("a refused upload cannot be held")
    if not blobs.exists(held.ref):
        raise FileNotFoundError(held.ref)
    now = clock.now()
    File.objects.create(
        ref=held.ref,
        kind=held.kind,
        padded_size=streams.padded_size(held.size),
        at=now,
        expires=now + HELD_FOR,
    )
    transaction.on_commit(upload.hand_over)
    return held


def prolong(refs: Iterable[str]) -> None:
    """Give held files another HELD_FOR, inside the caller's writing(): their draft lives on."""
    held = File.objects.filter(pk__in=list(refs), state=FileState.HELD)
    held.update(expires=clock.now() + HELD_FOR)


def crowded() -> bool:
    """Whether more files are held than people of one city are writing with at a time: a flood,
    against which an upload costs a derivation. Reads no more of the index than it must."""
    most: int = settings.CROWD // 20
    held = File.objects.filter(expires__isnull=False).order_by("expires").values("expires")
    return held[: most + 1].count() > most


def keep(
    held: HeldFile,
    compartment: OpenCompartment,
    *,
    owner_kind: CompartmentOwner,
    owner: str,
    by: str,
) -> None:
    """Seal a held file's key and name with what it belongs to, inside the caller's writing(), late
    in it (custody.note). Raises LookupError when the file is no longer held."""
    row = File.objects.select_for_update().filter(pk=held.ref, state=FileState.HELD).first()
    if row is None or not blobs.exists(held.ref):
        raise LookupError(held.ref)
    meta = {"name": held.name, "size": held.size, "sha256": held.sha256, "kind": held.kind}
    row.sealed_key = _seal(compartment, bytes.fromhex(held.key), KEY_FIELD, row.ref)
    row.sealed_meta = _seal(compartment, json.dumps(meta).encode(), META_FIELD, row.ref)
    row.compartment, row.owner_kind, row.owner = compartment.id, owner_kind, owner
    row.state, row.expires = FileState.KEPT, None
    row.save()
    digest = digest_of(row.sealed_key, row.sealed_meta)
    custody.note(row.ref, CustodyEvent.RECEIVED, by=by, digest=digest)


def _seal(compartment: OpenCompartment, value: bytes, field: str, ref: str) -> bytes:
    return envelope.seal(compartment, value, field=field, row=ref, version=VERSION)


def copied(file: OpenFile) -> Upload:
    """The same file once more under a name and a key of its own, to be given to another owner:
    `hold` it, and `close()` it in any case. Needs no database. Raises OSError, crypto.Refused."""
    ref, key = new_ref(), random_key()
    blob = NewBlob(ref)
    try:
        sealer = Sealer(blob.write, key, ref=ref)
        for piece in chunks(file):
            sealer.add(piece)
        sealer.end()
    except (OSError, Refused):
        blob.drop()
        raise
    blob.keep()
    held = HeldFile(ref, key.hex(), file.name, file.kind.value, file.size, file.sha256)
    return Upload(file.name, file.size, held=held)


def still_held(refs: Iterable[str]) -> set[str]:
    """Which of these wait for what they will belong to, with their bytes on disk."""
    rows = File.objects.filter(pk__in=list(refs), state=FileState.HELD)
    return {ref for ref in rows.values_list("ref", flat=True) if blobs.exists(ref)}


def drop(refs: Iterable[str]) -> None:
    """Forget held files, inside the caller's writing(); kept ones stay. The bytes go after the
    commit."""
    rows = File.objects.select_for_update().filter(pk__in=list(refs), state=FileState.HELD)
    found = list(rows.values_list("ref", flat=True))
    File.objects.filter(pk__in=found).delete()
    _remove_after_commit(found)


def _remove_after_commit(refs: Iterable[str]) -> None:
    for ref in refs:
        transaction.on_commit(lambda ref=ref: blobs.remove(ref), robust=True)  # type: ignore[misc]


def listed(owner_kind: CompartmentOwner, owner: str) -> list[FileEntry]:
    """An owner's files, oldest first; opens nothing."""
    rows = File.objects.filter(owner=owner, owner_kind=owner_kind, state=FileState.KEPT)
    found = list(rows.order_by("at", "ref"))
    copies = ViewCopy.objects.filter(file__in=found).order_by("asked_at", "ref")
    newest = {copy.file_id: CopyState(copy.state) for copy in copies}
    return [
        FileEntry(row.ref, FileKind(row.kind), row.padded_size, row.at, newest.get(row.ref))
        for row in found
    ]


def opened(ref: str, compartment: OpenCompartment) -> OpenFile:
    """A kept file's key and description. Raises LookupError when it is not in this compartment,
    crypto.Refused when its row was changed."""
    row = File.objects.filter(pk=ref, state=FileState.KEPT, compartment=compartment.id).first()
    if row is None:
        raise LookupError(ref)
    key = _open(compartment, bytes(row.sealed_key or b""), KEY_FIELD, ref)
    meta = json.loads(_open(compartment, bytes(row.sealed_meta or b""), META_FIELD, ref))
    kind = FileKind(meta["kind"])
    return OpenFile(ref, key, meta["name"], kind, meta["size"], meta["sha256"])


def _open(compartment: OpenCompartment, sealed: bytes, field: str, ref: str) -> bytes:
    return envelope.open_(compartment, sealed, field=field, row=ref, version=VERSION)


def chunks(file: OpenFile) -> Iterator[bytes]:
    """The original, piece by piece; needs no database. Raises crypto.Refused at the first piece
    that was changed, at the end when it is not the file that came, and when its bytes are gone."""
    return original(file.ref, file.key, file.sha256)


def original(ref: str, key: bytes, sha256: str) -> Iterator[bytes]:
    """As `chunks`, for who was given no more than these."""
    whole = hashlib.sha256()
    for piece in sealed_pieces(ref, key):
        whole.update(piece)
        yield piece
    if whole.hexdigest() != sha256:
        raise Refused(f"file {ref}: another file than the one that came")


def sealed_pieces(ref: str, key: bytes) -> Iterator[bytes]:
    """What a blob holds. Raises crypto.Refused."""
    try:
        sealed = blobs.open_(ref)
    except FileNotFoundError as error:
        raise Refused(f"file {ref}: its bytes are gone") from error
    with sealed:
        yield from streams.opened(sealed, key, ref=ref)


def destroy(ref: str, *, by: str) -> None:
    """End a kept file and its copies, inside the caller's writing(): no key is left in any row,
    and the bytes go after the commit. Raises LookupError."""
    row = File.objects.select_for_update().filter(pk=ref, state=FileState.KEPT).first()
    if row is None:
        raise LookupError(ref)
    row.state, row.sealed_key, row.sealed_meta, row.compartment = (
        FileState.DESTROYED,
        None,
        None,
        None,
    )
    row.save(update_fields=["state", "sealed_key", "sealed_meta", "compartment"])
    copies = ViewCopy.objects.filter(file=row)
    _remove_after_commit([ref, *copies.values_list("ref", flat=True)])
    copies.exclude(state=CopyState.FAILED).update(
        state=CopyState.LOST, sealed_key=None, worker_secret=None
    )
    custody.note(ref, CustodyEvent.DESTROYED, by=by)


def missing() -> int:
    """How many kept files have no bytes on disk (doctor)."""
    kept = File.objects.filter(state=FileState.KEPT).values_list("ref", flat=True)
    return sum(1 for ref in kept.iterator(chunk_size=2000) if not blobs.exists(ref))


def sweep() -> None:
    """Forget held files that nobody sent, and what killed processes left on disk."""
    with writing():
        expired = File.objects.filter(state=FileState.HELD, expires__lte=clock.now())
        drop(expired.order_by("expires").values_list("ref", flat=True)[:BATCH])
        attended.sweep()
    orphans = list(_orphans())
    if len(orphans) > MOST_ORPHANS:
        logger.error("%d files without a row: is this their database?", len(orphans))
        return
    for path in orphans:
        path.unlink(missing_ok=True)


def _orphans() -> Iterator[Path]:
    """Old blobs that no row names, and those that were never finished."""
    left = list(blobs.left_before(time.time() - ORPHANED_AFTER.total_seconds()))
    yield from (path for ref, path in left if not ref)
    named = [(ref, path) for ref, path in left if ref]
    for start in range(0, len(named), BATCH):
        batch = dict(named[start : start + BATCH])
        living = _living(batch)
        yield from (path for ref, path in batch.items() if ref not in living)


def _living(refs: Iterable[str]) -> set[str]:
    """Which of these names belong to a row that still has its bytes."""
    names = list(refs)
    with reading():
        files = File.objects.filter(pk__in=names).exclude(state=FileState.DESTROYED)
        copies = ViewCopy.objects.filter(
            pk__in=names, state__in=[CopyState.WAITING, CopyState.READY]
        )
        return {*files.values_list("ref", flat=True), *copies.values_list("ref", flat=True)}
