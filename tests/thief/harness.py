"""The thief's workshop: every sealed value, every byte that might open one, and the house's own
opening functions. What opens gives new keys, until nothing more opens.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection

from rangkul.accounts.hasher import parse
from rangkul.accounts.models import Person, StaffDraft
from rangkul.reports import content
from rangkul.reports.enums import Author
from rangkul.reports.models import Message, ReportVersion
from rangkul.vault import (
    attended,
    blobs,
    copies,
    drafts,
    envelope,
    files,
    keys,
    personal,
    persons,
    queries,
    sessions,
    streams,
)
from rangkul.vault.crypto import (
    BoxKeys,
    Refused,
    blake,
    box_public,
    decrypt,
    open_sealed,
    unpad,
)
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import (
    Compartment,
    Draft,
    File,
    Grant,
    Key,
    KeyWrap,
    Unlock,
    ViewCopy,
    WorkerKey,
)
from rangkul.vault.persons import PersonKeys
from rangkul.vault.receipts import ReceiptKeys

WINDOW = 32
# Purposes by which the house makes a key of a secret: every test of the thief tries all of them,
# and those that the house keys with its pepper with the pepper, too.
_PEPPERED = (
    *("receipt-code", "receipt-salt", "duress-code", "duress-salt", "record-code", "record-salt"),
)
_KEYS = ("password-wrap", "unlock-key", "draft-key", "data-key", "invitation-sign", *_PEPPERED)
# By which it makes contexts, names and proofs. That one of them opens something would be a slip
# of the house; the long test tries them, and everything with the pepper as its key.
_OTHERS = (
    *("file", "view-copy", "worker-key", "custody", "receipt-grant", "password-check"),
    *("unlock-id", "draft-lookup", "draft-token", "invitation-id", "known-device"),
    *("fingerprint", "commitment", "generation"),
)


@dataclass(frozen=True)
class Sealed:
    """One sealed value. `to` is the public key of a sealed box; a cell has none."""

    name: str
    open_with: Callable[[bytes], bytes]
    to: bytes | None = None


@dataclass
class Opened:
    """What opened: name to plaintext."""

    values: dict[str, bytes] = field(default_factory=dict)

    def names(self, kind: str) -> set[str]:
        """The references of what opened of one kind."""
        return {name.removeprefix(kind) for name in self.values if name.startswith(kind)}


def sealed_values() -> list[Sealed]:
    """Every value in the database that hides something."""
    return [*_cells(), *_grants(), *_wraps(), *_halves(), *_drafts(), *_attached(), *_copied()]


def _cells() -> Iterator[Sealed]:
    compartments = {(row.pk, row.generation): row for row in Compartment.objects.all()}
    for version in ReportVersion.objects.all():
        row = compartments[envelope.place_of(version.content)]
        yield Sealed(
            f"content {version.report_id}",
            _cell(row, bytes(version.content), content.FIELD, version.report_id, version.number),
        )
    for message in Message.objects.all():
        row = compartments[envelope.place_of(message.body)]
        yield Sealed(
            f"message {message.ref}",
            _cell(
                row,
                bytes(message.body),
                content.MESSAGE_FIELDS[Author(message.author)],
                message.ref,
                content.VERSION,
            ),
        )


def _cell(
    row: Compartment, sealed: bytes, place: str, ref: str, version: int
) -> Callable[[bytes], bytes]:
    def open_with(secret: bytes) -> bytes:
        compartment = OpenCompartment(row.pk, row.code, row.generation, secret)
        return envelope.open_(compartment, sealed, field=place, row=ref, version=version)

    return open_with


def _grants() -> Iterator[Sealed]:
    for grant in Grant.objects.select_related("compartment", "to_key", "to_receipt"):
        row, sealed = grant.compartment, bytes(grant.sealed_key)
        name = f"grant {row.code} {row.owner} {grant.pk}"
        if grant.to_key is not None:
            context = queries.grant_context(row.pk, row.generation)
            yield Sealed(name, _box(sealed, context), bytes(grant.to_key.box_pk or b""))
        elif grant.to_receipt is not None:
            lookup, public = bytes(grant.to_receipt.lookup), bytes(grant.to_receipt.box_pk)
            yield Sealed(name, _receipt_box(row, sealed, lookup), public)


def _box(sealed: bytes, context: bytes) -> Callable[[bytes], bytes]:
    return lambda secret: open_sealed(secret, sealed, context=context)


def _receipt_box(row: Compartment, sealed: bytes, lookup: bytes) -> Callable[[bytes], bytes]:
    def open_with(secret: bytes) -> bytes:
        receipt = ReceiptKeys(lookup, BoxKeys(box_public(secret), secret))
        context = queries.receipt_grant_context(row.pk, row.generation, receipt)
        return open_sealed(secret, sealed, context=context)

    return open_with


def _wraps() -> Iterator[Sealed]:
    for row in KeyWrap.objects.select_related("key", "to_key"):
        sealed, name = bytes(row.ct), f"wrap {row.key.owner_kind} {row.key.owner} {row.pk}"
        if row.to_key is not None:
            context = keys._wrap_context(row.key_id, row.to_key_id or "")
            yield Sealed(name, _box(sealed, context), bytes(row.to_key.box_pk or b""))
        else:
            yield Sealed(name, _person(sealed, row.key))


def _person(sealed: bytes, key: Key) -> Callable[[bytes], bytes]:
    def open_with(secret: bytes) -> bytes:
        opened = persons.unwrap(sealed, secret, key_id=key.pk, owner=key.owner)
        return opened.private_bytes()

    return open_with


def _halves() -> Iterator[Sealed]:
    for row in Unlock.objects.select_related("person_key").filter(ct__isnull=False):
        yield Sealed(f"session {row.ref}", _person(bytes(row.ct or b""), row.person_key))


def _drafts() -> Iterator[Sealed]:
    for row in Draft.objects.all():
        yield Sealed(f"draft {bytes(row.lookup).hex()}", _draft(bytes(row.ct), bytes(row.lookup)))
    for late in StaffDraft.objects.select_related("person_key"):
        yield Sealed(
            f"late {late.ref}", _late(late, late.person_key), bytes(late.person_key.box_pk or b"")
        )


def _draft(sealed: bytes, lookup: bytes) -> Callable[[bytes], bytes]:
    return lambda secret: unpad(decrypt(secret, sealed, context=lookup))


def _late(row: StaffDraft, key: Key) -> Callable[[bytes], bytes]:
    def open_with(secret: bytes) -> bytes:
        own = PersonKeys(key.pk, key.owner, BoxKeys(box_public(secret), secret), bytes(32))
        return personal.open_own(own, bytes(row.body), row=row.ref)

    return open_with


def _attached() -> Iterator[Sealed]:
    """Of each file its key, its description and its bytes."""
    for row in File.objects.all():
        yield Sealed(f"file {row.ref}", _blob(row.ref))
        if row.compartment is not None:
            for kind, place, sealed in (
                ("file-key", files.KEY_FIELD, row.sealed_key),
                ("file-meta", files.META_FIELD, row.sealed_meta),
            ):
                place_of_it = Compartment.objects.get(pk=row.compartment)
                cell = _cell(place_of_it, bytes(sealed or b""), place, row.ref, files.VERSION)
                yield Sealed(f"{kind} {row.ref}", cell)


def _copied() -> Iterator[Sealed]:
    """Of each view copy its key, its bytes, and what a worker was given to make it."""
    for row in ViewCopy.objects.select_related("file"):
        compartment = Compartment.objects.get(pk=row.file.compartment)
        cell = _cell(
            compartment, bytes(row.sealed_key or b""), copies.FIELD, row.ref, files.VERSION
        )
        yield Sealed(f"copy-key {row.file_id}", cell)
        if row.worker_secret is None:
            yield Sealed(f"copy {row.file_id}", _blob(row.ref))
            continue
        for worker, box in attended._boxes(bytes(row.worker_secret)).items():
            public = bytes(WorkerKey.objects.get(pk=worker).box_pk)
            yield Sealed(f"errand {row.file_id}", _box(box, copies._context(row.ref)), public)


def _blob(ref: str) -> Callable[[bytes], bytes]:
    sealed = blobs.place(ref).read_bytes()
    return lambda secret: b"".join(streams.opened(BytesIO(sealed), secret, ref=ref))


@dataclass(frozen=True)
class Found:
    """What the thief holds: whole values (columns, small files), and windows of everything."""

    values: set[bytes]
    windows: set[bytes]


def everything_found(folder: Path) -> Found:
    """Every value of the database dump and of every file, and every aligned window of them."""
    values, windows = set(_dump()), set[bytes]()
    for content_of_file in _files(folder):
        windows.update(_windows(content_of_file))
        if len(content_of_file) <= 4 * WINDOW:
            values.add(content_of_file)
    for value in values:
        windows.update(_windows(value))
    return Found(values, {window for window in windows if window.strip(b"\0")})


def _dump() -> Iterator[bytes]:
    """Each value of each row of each table, and what stands in hex or JSON inside it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield from _readings(value)


def _readings(value: object) -> Iterator[bytes]:
    if isinstance(value, (bytes, memoryview)):
        yield bytes(value)
        yield from _readings_of_json(bytes(value))
    elif isinstance(value, str):
        yield value.encode()
        for part in value.replace("$", ":").split(":"):
            yield from _from_hex(part)


def _readings_of_json(value: bytes) -> Iterator[bytes]:
    try:
        body = json.loads(value)
    except ValueError:
        return
    if isinstance(body, dict):
        for part in body.values():
            yield from _from_hex(str(part))


def _from_hex(text: str) -> Iterator[bytes]:
    try:
        yield bytes.fromhex(text)
    except ValueError:
        return


def _files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        if path.is_file() and "static" not in path.parts:
            value = path.read_bytes()
            yield value
            yield from _from_hex(value.decode("latin-1").strip())


def _windows(value: bytes) -> Iterator[bytes]:
    """Aligned from the beginning, and the last one."""
    for start in range(0, len(value) - WINDOW + 1, WINDOW):
        yield value[start : start + WINDOW]
    if len(value) > WINDOW:
        yield value[-WINDOW:]


def derived(found: Found, *, every: bool = False) -> Iterator[bytes]:
    """Each window as it is; of whole values also what plain hashes make of them, and the house's
    own derivations: as it makes its keys, or `every` one, all of them with the pepper, too."""
    pepper = (Path(settings.SECRET_DIR) / "pepper").read_bytes()
    yield from found.windows
    for value in found.values:
        yield hashlib.sha256(value).digest()
        yield hashlib.blake2b(value, digest_size=32).digest()
        yield drafts._seal_key(drafts.DraftKey(value))
        yield sessions._half(value)
        for purpose in (*_KEYS, *(_OTHERS if every else ())):
            yield blake(value, purpose=purpose)
            if every or purpose in _PEPPERED:
                yield blake(value, purpose=purpose, key=pepper)


def password_key(username: str, password: str) -> bytes:
    """What a password gives whoever holds the database: the key that wraps the person's keys."""
    stored = parse(Person.objects.get(username=username).password)
    assert stored is not None
    return persons.from_password(password, salt=stored.salt, parameters=stored.cost).wrapping


def open_all(sealed: list[Sealed], secrets: Iterator[bytes]) -> Opened:
    """Try every secret on every sealed value; what opens is tried on the rest.

    A sealed box is tried when the secret's public half is the one that it was sealed to:
    libsodium binds the box to that half, so no other secret can open it.
    """
    opened, fresh, tried = Opened(), list(secrets), set[bytes]()
    cells = [one for one in sealed if one.to is None]
    boxes: dict[bytes, list[Sealed]] = {}
    for one in sealed:
        if one.to is not None:
            boxes.setdefault(one.to, []).append(one)
    while fresh:
        secret = fresh.pop()
        if len(secret) != WINDOW or secret in tried:
            continue
        tried.add(secret)
        for one in (*cells, *boxes.get(box_public(secret), [])):
            value = _try(one, secret)
            if value is not None:
                opened.values[one.name] = value
                fresh.extend(_windows(value))
    return opened


def _try(one: Sealed, secret: bytes) -> bytes | None:
    try:
        return one.open_with(secret)
    except Refused:
        return None
