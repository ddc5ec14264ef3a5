"""What every page of the public face shows: where to find help by telephone."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class HelpNumber:
    """One number of help, with the day on which the city last rang it (None: not yet)."""

    short: str | Promise
    label: str | Promise
    url: str
    source: str
    checked_on: date | None = None

    @property
    def is_call(self) -> bool:
        """A voice call, in contrast to a chat that stays on the telephone."""
        return self.url.startswith("tel:")


# The national numbers. The desk of a city joins them once the city has confirmed it; a number
# that nobody has confirmed is not shown.
NATIONAL: Final = (
    HelpNumber(
        short=_("110"),
        label=_("Telepon polisi 110"),
        url="tel:110",
        source="Polri, call center nasional",
    ),
    HelpNumber(
        short=_("129"),
        label=_("Telepon SAPA 129"),
        url="tel:129",
        source="Kementerian PPPA, SAPA 129",
    ),
    HelpNumber(
        short=_("WhatsApp 129"),
        label=_("WhatsApp 08111-129-129"),
        url="https://wa.me/628111129129",
        source="Kementerian PPPA, SAPA 129",
    ),
)


def help_numbers() -> tuple[HelpNumber, ...]:
    """The numbers in the order in which they stand on every page. Needs no database."""
    return NATIONAL
