"""People who sign in, their agencies and teams. Who belongs to a team, only the chain says."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from rangkul.accounts.enums import AgencyKind, InvitationState, RoleCode
from rangkul.common.refs import LENGTH, new_ref
from rangkul.vault.enums import Purpose
from rangkul.vault.persons import PersonKeys


class Agency(models.Model):
    """An office that people work for."""

    ref = models.CharField(primary_key=True, max_length=LENGTH, default=new_ref)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=AgencyKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AgencyKind.values), name="agency_kind_known"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind=AgencyKind.UNIT), name="agency_one_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unit(self) -> bool:
        """Whether this is the UPTD itself: reports about it go to the alternative intake."""
        return self.kind == AgencyKind.UNIT


class Team(models.Model):
    """The name of a team. Members, keys and purpose that count stand in the chain."""

    ref = models.CharField(primary_key=True, max_length=LENGTH, default=new_ref)
    name = models.CharField(max_length=120, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    purpose = models.CharField(max_length=20, choices=Purpose)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="team_purpose_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """People are made by invitation only: there is no create_user and no superuser."""


class Person(AbstractBaseUser):
    """Somebody who signs in. There is no superuser: power is a role and a place in a team."""

    # Our own session table keeps the last-seen minute; Django's second-exact field goes.
    last_login = None

    ref = models.CharField(primary_key=True, max_length=LENGTH, default=new_ref)
    username = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="people")
    role = models.CharField(max_length=12, choices=RoleCode)
    wanted_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="wanted_by")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "agency", "role"]

    objects: ClassVar[PersonManager] = PersonManager()

    # Set by KeyBackend for the length of the request that signs in; never stored.
    keys: PersonKeys | None = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="person_username_lower"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=RoleCode.values), name="person_role_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(role=RoleCode.ADMINISTRATOR) | models.Q(wanted_team=None),
                name="person_administrator_no_team",
            ),
        ]
        indexes = [models.Index(fields=["agency", "name"], name="person_by_agency")]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Never: a password also wraps the keys (accounts.actions.passwords)."""
        raise NotImplementedError("passwords change through accounts.actions.passwords")


class Invitation(models.Model):
    """A one-time link; the database keeps only what finds it, not what opens it."""

    id = models.BigAutoField(primary_key=True)
    lookup = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires = models.DateTimeField()
    state = models.CharField(max_length=9, choices=InvitationState, default=InvitationState.OPEN)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=InvitationState.values),
                name="invitation_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires__gt=models.F("made_at")), name="invitation_has_time"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=InvitationState.OPEN),
                name="invitation_one_open",
            ),
        ]

    def is_open(self, at: datetime) -> bool:
        """Whether the link still opens at this moment."""
        return self.state == InvitationState.OPEN and self.expires > at


class SignInAttempt(models.Model):
    """A try that has not succeeded; counted for fifteen minutes, then swept."""

    id = models.BigAutoField(primary_key=True)
    who = models.BinaryField(max_length=32)  # keyed hash of the typed name: it may be a password
    device = models.BinaryField(max_length=32)  # hash of a known device's cookie, else empty
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["who", "device", "at"], name="attempt_counted"),
            models.Index(fields=["at"], name="attempt_swept"),
        ]


class KnownDevice(models.Model):
    """A browser in which this person has signed in before: it has a counter of its own."""

    id = models.BigAutoField(primary_key=True)
    device = models.BinaryField(max_length=32)  # hash of the cookie
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    last_used = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "person"], name="device_once_a_person")
        ]
        indexes = [models.Index(fields=["last_used"], name="device_swept")]


class StaffDraft(models.Model):
    """What somebody sent after the idle lock: sealed to her own key, offered after sign-in."""

    ref = models.CharField(primary_key=True, max_length=LENGTH, default=new_ref)
    person_key = models.ForeignKey("vault.Key", models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    body = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person_key", "at"], name="staff_draft_list"),
            models.Index(fields=["at"], name="staff_draft_swept"),
        ]
