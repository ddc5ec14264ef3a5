"""Keys, wraps, grants, receipts and drafts: the shapes of the vault from the first migration."""

from django.db import models

from rangkul.common.refs import LENGTH
from rangkul.vault.enums import (
    CompartmentCode,
    CompartmentOwner,
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
    rekey_due = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "owner_kind", "code", "generation"], name="compartment_once"
            )
        ]


class Receipt(models.Model):
    """The reporter's way back: found by a lookup that only the code and the pepper give."""

    lookup = models.BinaryField(primary_key=True, max_length=32)
    version = models.PositiveSmallIntegerField()  # of pepper and derivation
    box_pk = models.BinaryField(max_length=32)
    report = models.CharField(max_length=LENGTH, db_index=True)
    state = models.CharField(max_length=8, choices=ReceiptState, default=ReceiptState.OPEN)


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
