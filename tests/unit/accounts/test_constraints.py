"""What the tables themselves refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models

from rangkul.accounts.models import Agency, Invitation, KnownDevice, Person, Team
from rangkul.common import clock
from rangkul.common.transactions import writing
from tests.house import City


def refused(make: Any) -> None:
    with pytest.raises(IntegrityError), writing():
        make()


def agency(**values: str) -> Agency:
    return Agency.objects.create(**{"name": "Balai", "kind": "community", **values})


def person(**values: Any) -> Person:
    office = Agency.objects.get(kind="unit")
    given = {"username": "baru", "name": "Baru", "agency": office, "role": "piket", **values}
    return Person.objects.create(**given)


def invitation(**values: Any) -> Invitation:
    now = clock.now()
    given = {
        "lookup": b"x" * 32,
        "person": Person.objects.get(username="luar"),
        "made_at": now,
        "expires": now + timedelta(hours=1),
        **values,
    }
    return Invitation.objects.create(**given)


def test_agencies(city: City) -> None:
    refused(lambda: agency(kind="kerajaan"))
    refused(lambda: agency(kind="unit"))
    agency()
    refused(agency)


def test_people(city: City) -> None:
    refused(lambda: person(role="raja"))
    refused(lambda: person(username="Baru"))
    refused(lambda: person(username="piket"))
    refused(lambda: person(role="admin", wanted_team=Team.objects.all()[0]))
    assert person().ref


def test_teams(city: City) -> None:
    unit = Agency.objects.get(kind="unit")
    refused(lambda: Team.objects.create(name="Tim", agency=unit, purpose="makan"))
    refused(lambda: Team.objects.create(name="Tim jalur lain", agency=unit, purpose="partner"))


def test_invitations(city: City) -> None:
    refused(lambda: invitation(state="lupa"))
    refused(lambda: invitation(expires=clock.now() - timedelta(hours=1)))
    invitation()
    refused(lambda: invitation(lookup=b"y" * 32))
    Invitation.objects.filter(lookup=b"x" * 32).update(state="withdrawn")
    invitation(lookup=b"y" * 32)
    refused(lambda: invitation(state="used"))


def test_devices(city: City) -> None:
    row = {
        "device": b"d" * 32,
        "person": Person.objects.get(username="luar"),
        "last_used": clock.now().date(),
    }
    KnownDevice.objects.create(**row)
    refused(lambda: KnownDevice.objects.create(**row))


def test_there_is_no_superuser_and_no_second_exact_time() -> None:
    names = {field.name for field in Person._meta.get_fields() if isinstance(field, models.Field)}
    assert names == {
        "password",
        "ref",
        "username",
        "name",
        "agency",
        "role",
        "wanted_team",
        "is_active",
    }
    assert not hasattr(Person.objects, "create_superuser")
