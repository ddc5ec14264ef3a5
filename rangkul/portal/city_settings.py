"""What the head of the unit sees of the city's settings, and a stamp of each as it stands.

A form carries the stamp of what it was made from; a save from an older stamp is refused, so that
of two editors the second is told (portal.actions.Changed).
"""

import hashlib
from dataclasses import dataclass

from rangkul.accounts import queries as accounts
from rangkul.audit import queries as audit
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.portal import hours
from rangkul.portal.enums import ALWAYS_SHOWN, HelpCode
from rangkul.portal.hours import Period
from rangkul.portal.models import HelpNumber, PublicFace
from rangkul.portal.national import NATIONAL, source_of
from rangkul.portal.queries import (
    ShownNumber,
    desk_hours,
    face,
    national,
    numbers_by_code,
    on_pages,
)


def stamp(*values: object) -> str:
    """A short hash of values as they stand."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def stamp_of_number(row: HelpNumber | None) -> str:
    """Of everything that the city has written about a number."""
    if row is None:
        return stamp()
    return stamp(row.number, row.extension, row.shown, row.checked_on, row.checked_by)


def stamp_of_hours(periods: list[Period]) -> str:
    """Of the hours of a week."""
    return stamp(*sorted(periods))


def stamp_of_face(row: PublicFace) -> str:
    """Of the city's own words."""
    return stamp(row.for_whom, row.quiet_line, row.quiet_shown, row.search_hint)


@dataclass(frozen=True)
class NumberLine:
    """One number in the settings: what is entered, who rang it, what the pages show."""

    code: HelpCode
    row: HelpNumber | None
    checked_by: str = ""

    @property
    def entered(self) -> ShownNumber | None:
        """What is to be rung: the city's entry, else the national number; None when neither."""
        if self.row is None or not self.row.number:
            return national(self.code)
        return ShownNumber(self.code, self.row.number, self.row.extension, self.row.checked_on)

    @property
    def shown(self) -> ShownNumber | None:
        """What the public pages show now."""
        return on_pages(self.code, self.row)

    @property
    def confirmed(self) -> bool:
        """Whether somebody of this city rang the number that is entered."""
        return self.row is not None and self.row.checked_on is not None

    @property
    def waits(self) -> bool:
        """Whether the pages would show what is entered if only somebody rang it."""
        return self.shown != self.entered and (self.row is None or self.row.shown)

    @property
    def national(self) -> bool:
        """Whether the number is the whole country's."""
        return self.code in NATIONAL

    @property
    def always(self) -> bool:
        """Whether it can be neither hidden nor emptied."""
        return self.code in ALWAYS_SHOWN

    @property
    def source(self) -> str:
        """Who runs the line."""
        return source_of(self.code)

    @property
    def stamp(self) -> str:
        """For the form that changes or confirms it."""
        return stamp_of_number(self.row)


def number_lines() -> list[NumberLine]:
    """Every number in the order of the pages."""
    rows = numbers_by_code()
    names = accounts.names({row.checked_by for row in rows.values()})
    return [_line(code, rows.get(code), names) for code in HelpCode]


def unconfirmed() -> list[str]:
    """Names of the numbers that are entered, or the country's, and that this city never rang."""
    return [str(one.code.label) for one in number_lines() if one.entered and not one.confirmed]


def spoken_digest(row: HelpNumber) -> bytes:
    """What the trail keeps of a number that was rung."""
    return digest_of(f"{row.code} {row.number} {row.extension}".encode())


def not_as_rung() -> list[str]:
    """Names of the numbers that stand as confirmed but are not what was last confirmed in the
    trail: somebody changed the row behind our back (doctor)."""
    rung = audit.latest_digests(HelpCode.values, [EventCode.NUMBER_CONFIRMED])
    return [
        str(HelpCode(row.code).label)
        for row in numbers_by_code().values()
        if row.checked_on is not None and rung.get(row.code) != spoken_digest(row)
    ]


def number_line(code: HelpCode) -> NumberLine:
    """One of them."""
    row = numbers_by_code().get(code)
    return _line(code, row, accounts.names({row.checked_by}) if row else {})


def _line(code: HelpCode, row: HelpNumber | None, names: dict[str, str]) -> NumberLine:
    return NumberLine(code, row, names.get(row.checked_by, "") if row else "")


@dataclass(frozen=True)
class Week:
    """The hours of the desk as they are written, Monday first."""

    periods: list[Period]
    example: bool

    @property
    def days(self) -> list[str]:
        """One text a day; empty: closed."""
        return [hours.write_day(self.periods, day) for day in range(hours.WEEK)]

    @property
    def stamp(self) -> str:
        """For the form that changes them."""
        return stamp_of_hours(self.periods)


def week() -> Week:
    """The hours as they stand."""
    return Week(*desk_hours())


def face_with_stamp() -> tuple[PublicFace, str]:
    """The city's own words, and the stamp for the form that changes them."""
    row = face()
    return row, stamp_of_face(row)
