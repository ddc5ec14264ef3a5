"""When it is safe to reach her, from what she said; and the neutral words for each way.

Pure: the moment is given. The rule behind it is that nobody is contacted in a way, or at an hour,
that she did not call safe (techsafety.org, "safe contact methods"; ux.md 4.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rangkul.common import clock
from rangkul.reports.answers import Contact
from rangkul.reports.enums import ContactWay, DaysOfWeek, PartOfDay, SmsText

DAYTIME: Final = (8, 20)  # where she named no hour: ux.md 4.2
_WEEK: Final = 8  # days in which every weekday comes once more

# What may be said or written before she has answered with her code word (ux.md 4.2). It names
# neither the unit nor a reason, and is as true of a shop or a school.
_WHATSAPP: Final = _("Halo, ini %(name)s. Jadwal hari Kamis masih sama?")
_VOICE: Final = _("Halo, saya %(name)s. Saya telepon lagi besok.")
_FIRST_WORDS: Final = {
    ContactWay.WHATSAPP: _WHATSAPP,
    ContactWay.PHONE: _VOICE,
    ContactWay.TRUSTED: _VOICE,
}


@dataclass(frozen=True)
class Open:
    """She may be reached now, until this moment."""

    until: datetime


@dataclass(frozen=True)
class Closed:
    """She may not be reached now; again from this moment, or never (None)."""

    opens: datetime | None


def safe_now(contact: Contact, moment: datetime) -> Open | Closed:
    """Whether she may be reached at this moment, by her own hours in the city's time."""
    for start, end in _windows_from(contact, moment):
        if start <= moment:
            return Open(end)
        return Closed(start)
    return Closed(None)


def hours_of(contact: Contact) -> tuple[tuple[int, int], ...]:
    """Her safe hours of a day, parts that touch made one; DAYTIME where she named none."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(PartOfDay(part).hours for part in contact.hours):
        touches = bool(merged) and merged[-1][1] == start
        merged.append((merged.pop()[0] if touches else start, end))
    return tuple(merged) or (DAYTIME,)


def hours_in_words(contact: Contact) -> str:
    """ "Senin sampai Jumat 11.00–15.00"."""
    parts = [f"{start:02}.00–{end:02}.00" for start, end in hours_of(contact)]
    return f"{_days(contact).label} {', '.join(parts)}"


def first_words(contact: Contact, officer: str, *, language: str) -> str:
    """The neutral sentence for her way of contact, from the officer of this name.

    In the language of the pages that she used: an SMS says what she chose there.
    """
    with override(language):
        if contact.way == ContactWay.SMS:
            return str(SmsText(contact.sms or SmsText.QUEUE).label)
        words: Promise = _FIRST_WORDS[ContactWay(contact.way)]
        first_name = (officer.split() or [""])[0]
        return str(words) % {"name": first_name}


def _days(contact: Contact) -> DaysOfWeek:
    return DaysOfWeek(contact.days or DaysOfWeek.ANY)


def _windows_from(contact: Contact, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Her safe windows that are not over at this moment, in order."""
    if not contact.allowed:
        return
    today = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(_WEEK):
        day = today + timedelta(days=ahead)
        if day.weekday() not in _days(contact).weekdays:
            continue
        for start, end in hours_of(contact):
            if day.replace(hour=end) > moment:
                yield day.replace(hour=start), day.replace(hour=end)
