"""What the house's context processor gives every page, with an invented city."""

from typing import Any

from django.http import HttpRequest

from rangkul.portal.queries import DeskState, known_numbers

CITY = {"name": "Kota Contoh", "demo": False}


def city_context(_request: HttpRequest) -> dict[str, Any]:
    """City and numbers; no database is asked."""
    return {"city": CITY, "help_numbers": known_numbers(), "desk": DeskState()}
