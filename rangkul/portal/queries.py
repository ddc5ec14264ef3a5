"""What every page of the public face shows: where to find help, and whether the desk is staffed.

The numbers on a page: the one that the city has confirmed, else the national one. A number of the
city's own that nobody has rung is not shown, and neither is a correction that nobody has rung.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rangkul.accounts import queries as accounts
from rangkul.common import clock
from rangkul.portal import hours
from rangkul.portal.enums import CHATS, HelpCode
from rangkul.portal.hours import Period
from rangkul.portal.models import DeskHours, HelpNumber, PublicFace
from rangkul.portal.national import NATIONAL, source_of

_SHORT: Final[dict[HelpCode, str | Promise]] = {
    HelpCode.WHATSAPP: _("WhatsApp 129"),
    HelpCode.CITY_DESK: _("Piket kota"),
    HelpCode.CITY_WHATSAPP: _("WhatsApp piket kota"),
}
_LABEL: Final[dict[HelpCode, str | Promise]] = {
    HelpCode.POLICE: _("Telepon polisi {number}"),
    HelpCode.SAPA: _("Telepon SAPA {number}"),
    HelpCode.WHATSAPP: _("WhatsApp {number}"),
    HelpCode.CITY_DESK: _("Telepon piket kota {number}"),
    HelpCode.CITY_WHATSAPP: _("WhatsApp piket kota {number}"),
    HelpCode.SUICIDE: _("Telepon {number}"),
}
# To be tried with survivors: who may come here, so that nobody asks herself whether it is for her.
FOR_WHOM: Final = _(
    "Ada yang menyakiti, mengancam, atau memaksa Anda? Atau seorang anak? Ceritakan di sini."
)
QUIET_LINE: Final = _("Rasa malu bukan milik Anda. Bercerita itu berani.")


@dataclass(frozen=True)
class ShownNumber:
    """One number as a page shows it; `checked_on` is the day on which the city last rang it
    (None: not yet)."""

    code: HelpCode
    number: str
    extension: str = ""
    checked_on: date | None = None

    @property
    def is_call(self) -> bool:
        """A voice call, in contrast to a chat that stays on the telephone."""
        return self.code not in CHATS

    @property
    def spoken(self) -> str:
        """The number with what is dialled after it."""
        return f"{self.number} ext. {self.extension}" if self.extension else self.number

    @property
    def url(self) -> str:
        """What the telephone opens: a call, or a chat that it starts only when tapped."""
        dialled = "".join(char for char in self.number if char.isdigit() or char == "+")
        return f"tel:{dialled}" if self.is_call else f"https://wa.me/{_international(dialled)}"

    @property
    def short(self) -> str | Promise:
        """For the line of help at the foot of every page."""
        return _SHORT.get(self.code, self.spoken)

    @property
    def label(self) -> str:
        """For a button."""
        return str(_LABEL[self.code]).format(number=self.spoken)

    @property
    def source(self) -> str:
        """Who runs the line."""
        return source_of(self.code)


def _international(dialled: str) -> str:
    """A chat's address knows no leading zero: 08… is 628… (Indonesia)."""
    return f"62{dialled[1:]}" if dialled.startswith("0") else dialled.lstrip("+")


@dataclass(frozen=True)
class HelpNumbers:
    """The numbers in the order in which they stand on every page; the line against suicide, which
    stands only where it is needed, beside them."""

    everywhere: tuple[ShownNumber, ...]
    suicide: ShownNumber | None

    def __iter__(self) -> Iterator[ShownNumber]:
        return iter(self.everywhere)

    @property
    def police(self) -> ShownNumber:
        """The first of all."""
        return self.everywhere[0]


_known: dict[str, HelpNumbers] = {}


def help_numbers() -> HelpNumbers:
    """The numbers as they stand now, in one statement; the last known ones when it fails."""
    try:
        rows = numbers_by_code()
    except DatabaseError:
        return known_numbers()
    _known[_database()] = _numbers(rows)
    return known_numbers()


def known_numbers() -> HelpNumbers:
    """The numbers that this process saw last, else the national ones. Asks no database."""
    return _known.get(_database()) or _numbers({})


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def numbers_by_code() -> dict[str, HelpNumber]:
    """What the city has written about each number."""
    return {row.code: row for row in HelpNumber.objects.filter(pk__in=HelpCode.values)}


def _numbers(rows: dict[str, HelpNumber]) -> HelpNumbers:
    shown = {code: one for code in HelpCode if (one := on_pages(code, rows.get(code))) is not None}
    suicide = shown.pop(HelpCode.SUICIDE, None)
    return HelpNumbers(tuple(shown.values()), suicide)


def on_pages(code: HelpCode, row: HelpNumber | None) -> ShownNumber | None:
    """What the public pages show for a code, given the city's row; None when nothing."""
    if row is not None and not row.shown:
        return None
    if row is not None and row.checked_on is not None:
        return ShownNumber(code, row.number, row.extension, row.checked_on)
    return national(code)


def national(code: HelpCode) -> ShownNumber | None:
    """The number of the whole country, which this city has not confirmed."""
    found = NATIONAL.get(code)
    return ShownNumber(code, found.number, found.extension) if found else None


@dataclass(frozen=True)
class DeskState:
    """Whether somebody is at the desk now; `opens_next` (city's time) only outside its hours.

    Within the hours with nobody there, nothing is promised: neither now nor a time.
    """

    open_now: bool = False
    opens_next: datetime | None = None
    known: bool = False  # whether the city has said its hours
    example: bool = False  # the demo's own hours


def desk() -> DeskState:
    """The desk as it is now. A failing database promises nothing."""
    try:
        return _desk()
    except DatabaseError:
        return DeskState()


def _desk() -> DeskState:
    rows = _hours()
    if not rows:
        return DeskState()
    periods, now = periods_of(rows), clock.local(clock.now())
    example = any(row.example for row in rows)
    if hours.is_open(periods, now):
        return DeskState(open_now=accounts.intake_is_awake(), known=True, example=example)
    return DeskState(opens_next=hours.next_opening(periods, now), known=True, example=example)


def _hours() -> list[DeskHours]:
    return list(
        DeskHours.objects.filter(weekday__in=range(hours.WEEK)).order_by("weekday", "opens")
    )


def periods_of(rows: list[DeskHours]) -> list[Period]:
    """The stored hours as times of a week."""
    return [Period(row.weekday, row.opens, row.closes) for row in rows]


def desk_hours() -> tuple[list[Period], bool]:
    """The hours of the desk, and whether they are only the demo's example."""
    rows = _hours()
    return periods_of(rows), any(row.example for row in rows)


def face() -> PublicFace:
    """The city's own words on public pages; a fresh one before anybody wrote any."""
    return PublicFace.objects.filter(pk=1).first() or PublicFace()


@dataclass(frozen=True)
class LandingWords:
    """What the city may word itself on the landing page. What it writes has one language: on the
    English page our own words stand, or none."""

    for_whom: str
    quiet_line: str  # empty while the city has not switched it on


def landing_words() -> LandingWords:
    """The city's words, else ours."""
    row, readable = face(), get_language() == settings.LANGUAGE_CODE
    quiet = row.quiet_line or str(QUIET_LINE)
    return LandingWords(
        for_whom=(row.for_whom if readable else "") or str(FOR_WHOM),
        quiet_line=quiet if row.quiet_shown and (readable or not row.quiet_line) else "",
    )


def search_hint() -> str:
    """What to search for after "Layanan Warga", empty when the city's name will do."""
    return face().search_hint
