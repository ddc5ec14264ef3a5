"""Keys, wraps, grants, receipts, drafts, private records and files: what the vault stores."""

from django.db import models

from rangkul.common.refs import LENGTH
from rangkul.vault.enums import (
    CompartmentCode,
    CompartmentOwner,
    CopyState,
    CustodyEvent,
    FileKind,
    FileState,
    Ground,
    InstallationKind,
    KeyState,
    OwnerKind,
    ReceiptState,
    WrapVia,
)


class Installation(models.Model):
    """Which city this is, demo or real: one row, written once, never changed (trigger)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.CharField(max_length=4, choices=InstallationKind)
    city_code = models.CharField(max_length=5)
    city_name = models.CharField(max_length=60)
    root_fingerprint = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row")
        ]


class Statement(models.Model):
    """One link of the chain of key statements that ends at the city root (vault/chain.py)."""

    seq = models.PositiveIntegerField(primary_key=True)
    body = models.BinaryField()  # canonical JSON
    prev = models.BinaryField(max_length=32)
    made_by = models.CharField(max_length=LENGTH)  # the signing key's id
    signature = models.BinaryField(max_length=64)


class Key(models.Model):
    """A public key. What is believed of it stands in its statement, never in this row alone."""

    id = models.CharField(primary_key=True, max_length=LENGTH)
    owner_kind = models.CharField(max_length=8, choices=OwnerKind)
    owner = models.CharField(max_length=LENGTH)
    epoch = models.PositiveIntegerField(default=1)
    box_pk = models.BinaryField(max_length=32, null=True)
    sign_pk = models.BinaryField(max_length=32, null=True)
    state = models.CharField(max_length=8, choices=KeyState, default=KeyState.ACTIVE)
    statement = models.OneToOneField(Statement, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "owner_kind", "epoch"], name="key_owner_epoch")
        ]


class KeyWrap(models.Model):
    """A private half, wrapped: by a key from a password, or sealed to a member's key."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey(Key, models.PROTECT, related_name="wraps")
    via = models.CharField(max_length=13, choices=WrapVia)
    to_key = models.ForeignKey(Key, models.PROTECT, null=True, related_name="opens")
    kdf_memory_kib = models.PositiveIntegerField(null=True)
    kdf_passes = models.PositiveSmallIntegerField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    ct = models.BinaryField()
    by = models.ForeignKey(Key, models.PROTECT, related_name="+")
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            # Only a wrap to a member's key names that key; recovery code and shares will not.
            models.CheckConstraint(
                name="key_wrap_to_key",
                condition=models.Q(via=WrapVia.KEY, to_key__isnull=False, salt=None)
                | ~models.Q(via=WrapVia.KEY) & models.Q(to_key=None),
            ),
            models.CheckConstraint(
                name="key_wrap_password_is_salted",
                condition=~models.Q(via=WrapVia.PASSWORD) | models.Q(salt__isnull=False),
            ),
            models.UniqueConstraint(fields=["key", "to_key"], name="key_wrap_once_a_member"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(via=WrapVia.PASSWORD), name="key_wrap_password"
            ),
        ]


class Admission(models.Model):
    """Who was let into which team by whom; the statement is what counts."""

    statement = models.OneToOneField(Statement, models.PROTECT, primary_key=True)
    team = models.CharField(max_length=LENGTH)
    person_key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Key, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person_key"], name="admission_once")
        ]


class Unlock(models.Model):
    """The server's half of a session: opens nothing without the cookie's half."""

    id = models.BinaryField(primary_key=True, max_length=32)  # hash of the cookie
    ref = models.CharField(max_length=LENGTH, unique=True)  # names the session on screens
    person_key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    ct = models.BinaryField(null=True)  # wiped at the idle lock
    started = models.DateTimeField()
    last_seen = models.DateTimeField()  # rounded to the minute
    ends = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["last_seen"], name="unlock_last_seen"),
            models.Index(fields=["ends"], name="unlock_ends"),
        ]


class Compartment(models.Model):
    """A key of its own for one kind of content of one owner."""

    id = models.CharField(primary_key=True, max_length=LENGTH)
    owner_kind = models.CharField(max_length=8, choices=CompartmentOwner)
    owner = models.CharField(max_length=LENGTH)
    code = models.CharField(max_length=16, choices=CompartmentCode)
    generation = models.PositiveSmallIntegerField(default=1)
    commitment = models.BinaryField(max_length=32)
    # Only who held the generation before could make it (queries.generation_link).
    link = models.BinaryField(max_length=32, null=True)
    rekey_due = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "owner_kind", "code", "generation"], name="compartment_once"
            ),
            models.CheckConstraint(
                name="compartment_linked_after_first",
                condition=models.Q(generation=1, link=None)
                | models.Q(generation__gt=1, link__isnull=False),
            ),
            # A private record's key comes from its code and PIN alone. Without a row here no
            # grant can point at it: no member of the staff can ever be given one.
            models.CheckConstraint(
                name="compartment_never_of_a_record",
                condition=~models.Q(owner_kind=CompartmentOwner.RECORD)
                & ~models.Q(code=CompartmentCode.RECORD),
            ),
        ]


class Receipt(models.Model):
    """The reporter's way back: found by a lookup that only the code and the pepper give."""

    lookup = models.BinaryField(primary_key=True, max_length=32)
    version = models.PositiveSmallIntegerField()  # of pepper and derivation
    box_pk = models.BinaryField(max_length=32)
    report = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=8, choices=ReceiptState, default=ReceiptState.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "state"],
                condition=~models.Q(state=ReceiptState.CLOSED),
                name="receipt_one_of_a_kind",
            )
        ]


class Grant(models.Model):
    """A compartment key sealed to one key, with the ground on which it may be opened."""

    id = models.BigAutoField(primary_key=True)
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="grants")
    to_key = models.ForeignKey(Key, models.PROTECT, null=True, related_name="+")
    to_receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="+")
    sealed_key = models.BinaryField()
    ground = models.CharField(max_length=12, choices=Ground)
    ground_ref = models.CharField(max_length=LENGTH)
    article = models.CharField(max_length=80, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    by = models.ForeignKey(Key, models.PROTECT, null=True, related_name="+")
    signature = models.BinaryField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_to_one",
                condition=models.Q(to_key__isnull=False, to_receipt=None)
                | models.Q(to_key=None, to_receipt__isnull=False),
            ),
            # Only a report's own grants come without a signature (vault.md, "Keys").
            models.CheckConstraint(
                name="grant_signed_unless_report",
                condition=models.Q(ground=Ground.REPORT, by=None, signature=None)
                | ~models.Q(ground=Ground.REPORT)
                & models.Q(by__isnull=False)
                & models.Q(signature__isnull=False),
            ),
        ]


class Access(models.Model):
    """The keyless twin of grants, narrow, so that lists page by key at any size."""

    id = models.BigAutoField(primary_key=True)
    principal = models.CharField(max_length=LENGTH)  # a team or a person
    object = models.CharField(max_length=LENGTH)
    sort_key = models.CharField(max_length=48)
    ground = models.CharField(max_length=12, choices=Ground)
    ground_ref = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object", "principal", "ground", "ground_ref"], name="access_once"
            )
        ]
        indexes = [models.Index(fields=["principal", "sort_key"], name="access_list")]


class Draft(models.Model):
    """What a visitor has written so far; the server alone cannot read it."""

    lookup = models.BinaryField(primary_key=True, max_length=32)
    ct = models.BinaryField()
    expires = models.DateTimeField(db_index=True)


class Record(models.Model):
    """That a private record exists: opened by its code and PIN, never by anybody's grant."""

    lookup = models.BinaryField(primary_key=True, max_length=32)
    ref = models.CharField(max_length=LENGTH, unique=True)
    commitment = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    last_write = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)


_UNOPENED = models.Q(sealed_key=None, sealed_meta=None, compartment=None)
_SEALED = models.Q(
    sealed_key__isnull=False, sealed_meta__isnull=False, compartment__isnull=False, expires=None
)


class File(models.Model):
    """A sealed file. Its bytes lie under FILES_DIR in a blob of the same name (blobs.py); while
    only a draft knows it the key stands in that draft alone."""

    ref = models.CharField(primary_key=True, max_length=LENGTH)
    owner_kind = models.CharField(max_length=8, choices=CompartmentOwner, default="")
    owner = models.CharField(max_length=LENGTH, default="")
    # A plain reference: a private record's compartment has no row of its own.
    compartment = models.CharField(max_length=LENGTH, null=True)  # noqa: DJ001 - null: none yet
    sealed_key = models.BinaryField(null=True)
    sealed_meta = models.BinaryField(null=True)  # name, size, SHA-256, kind
    state = models.CharField(max_length=9, choices=FileState, default=FileState.HELD)
    kind = models.CharField(max_length=4, choices=FileKind)
    # Bytes of its padded content (streams.padded_size): an exact size would tell which file it is.
    padded_size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    expires = models.DateTimeField(null=True)  # only while held

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_state_fits",
                condition=models.Q(
                    _UNOPENED, state=FileState.HELD, owner="", owner_kind="", expires__isnull=False
                )
                | models.Q(_SEALED, state=FileState.KEPT) & ~models.Q(owner="")
                | models.Q(_UNOPENED, state=FileState.DESTROYED, expires=None)
                & ~models.Q(owner=""),
            ),
            models.CheckConstraint(name="file_is_not_empty", condition=models.Q(padded_size__gt=0)),
        ]
        indexes = [
            models.Index(fields=["owner", "at"], name="file_owner"),
            models.Index(
                fields=["expires"], name="file_expires", condition=models.Q(expires__isnull=False)
            ),
        ]


class Custody(models.Model):
    """One link of a file's chain of custody; only added to (triggers, custody.py)."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(File, models.PROTECT, related_name="custody")
    seq = models.PositiveIntegerField()
    event = models.CharField(max_length=19, choices=CustodyEvent)
    by = models.CharField(max_length=32)  # a person's reference, "reporter" or "system"
    at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, null=True)  # of what this step sealed
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "seq"], name="custody_step_once")]


_NO_SECRET = models.Q(worker_secret=None)


class ViewCopy(models.Model):
    """A copy without metadata, under a key of its own that the file's compartment seals. While a
    worker is to make it, what he needs is sealed to his memory (attended.py)."""

    ref = models.CharField(primary_key=True, max_length=LENGTH)
    file = models.ForeignKey(File, models.PROTECT, related_name="copies")
    state = models.CharField(max_length=7, choices=CopyState, default=CopyState.WAITING)
    sealed_key = models.BinaryField(null=True)
    worker_secret = models.BinaryField(null=True)  # wiped when the work has ended
    asked_by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="view_copy_state_fits",
                condition=models.Q(
                    state=CopyState.WAITING, sealed_key__isnull=False, worker_secret__isnull=False
                )
                | models.Q(_NO_SECRET, state=CopyState.READY, sealed_key__isnull=False)
                | models.Q(
                    _NO_SECRET, state__in=[CopyState.LOST, CopyState.FAILED], sealed_key=None
                ),
            ),
            models.UniqueConstraint(
                fields=["file"],
                condition=~models.Q(state=CopyState.LOST),
                name="view_copy_one_living",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="view_copy_state")]


class WorkerKey(models.Model):
    """The public half of a key that lives in one worker's memory, signed by the host key."""

    id = models.CharField(primary_key=True, max_length=LENGTH)
    box_pk = models.BinaryField(max_length=32)
    lease_until = models.DateTimeField(db_index=True)
    signature = models.BinaryField(max_length=64)
