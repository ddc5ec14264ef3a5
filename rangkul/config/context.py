"""What every template may use: the city, the help numbers, and for staff the menu."""

from dataclasses import dataclass
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rangkul.accounts import queries as accounts
from rangkul.portal.queries import HelpNumbers, desk, help_numbers, known_numbers
from rangkul.vault import queries as vault


@dataclass(frozen=True)
class City:
    """Which city this is, and whether real cases are forbidden here."""

    name: str
    demo: bool


_known: dict[str, City] = {}


def house(request: HttpRequest) -> dict[str, Any]:
    """Needs no database once the city is known, so that a failing one can still be told.

    `help_numbers` and `desk` (portal.queries.DeskState) are asked only by the pages that use them.
    """
    return {
        "city": city(),
        "help_numbers": SimpleLazyObject(lambda: _help_numbers(request)),
        "desk": SimpleLazyObject(desk),
        **_staff(request),
    }


def _help_numbers(request: HttpRequest) -> HelpNumbers:
    """A form that comes back may come back because the storage just failed: her words do not wait
    for it a second time, and the numbers that were known a moment ago will do."""
    return help_numbers() if request.method in {"GET", "HEAD"} else known_numbers()


def city() -> City:
    """The installation row never changes, so it is read once per process and database."""
    name = str(connection.settings_dict["NAME"])
    if name not in _known:
        try:
            row = vault.installation()
        except DatabaseError:
            row = None
        if row is None:
            return City("", demo=False)
        _known[name] = City(row.city_name, demo=vault.is_demo())
    return _known[name]


def _staff(request: HttpRequest) -> dict[str, Any]:
    """Person, teams and menu on pages behind the sign-in."""
    person = getattr(request, "person", None)
    if person is None:
        return {}
    return {
        "person": person,
        "team": person.agency,
        "nav": accounts.menu(person, request.path),
        "home_url": accounts.home(person),
    }
