"""What the head of the unit confirms: numbers of help, hours of the desk, the city's own words."""

from collections.abc import Iterable

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.areas.queries import today
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
from rangkul.portal import hours
from rangkul.portal.city_settings import number_line, spoken_digest, stamp_of_face, week
from rangkul.portal.enums import HelpCode
from rangkul.portal.hours import Period
from rangkul.portal.models import DeskHours, HelpNumber, PublicFace


class Changed(Exception):
    """Somebody else saved meanwhile, or there is nothing to confirm: nothing was written."""


def change_number(
    *, by: Actor, code: HelpCode, number: str, extension: str, shown: bool, seen: str
) -> None:
    """Write a number down. Another number than the one that was rung is unconfirmed again.

    Raises Forbidden, Changed.
    """
    with writing():
        by.require(Permission.CONFIRM_HELP)
        _hold()
        line = number_line(code)
        if line.stamp != seen:
            raise Changed
        row = line.row or HelpNumber(code=code)
        if (row.number, row.extension) != (number, extension):
            row.checked_on, row.checked_by = None, ""
        row.number, row.extension, row.shown = number, extension, shown
        row.save()
        # The number is public, and it must be known for ever who put it there.
        append(
            EventCode.NUMBER_CHANGED, by=by.ref, object_ref=code.value, number=number, shown=shown
        )


def confirm_number(*, by: Actor, code: HelpCode, seen: str) -> None:
    """Note that the number that is entered was rung today and is right.

    Raises Forbidden, Changed.
    """
    with writing():
        by.require(Permission.CONFIRM_HELP)
        _hold()
        line = number_line(code)
        if line.stamp != seen or line.entered is None:
            raise Changed
        row = line.row or HelpNumber(code=code)
        row.number, row.extension = line.entered.number, line.entered.extension
        row.checked_on, row.checked_by = today(), by.ref
        row.save()
        digest = spoken_digest(row)
        append(
            EventCode.NUMBER_CONFIRMED,
            by=by.ref,
            object_ref=code.value,
            digest=digest,
            number=row.number,
        )


def set_hours(*, by: Actor, periods: Iterable[Period], seen: str, example: bool = False) -> None:
    """Replace the hours of the week; none at all: the pages promise no hour.

    Raises Forbidden, Changed.
    """
    with writing():
        by.require(Permission.CONFIRM_HELP)
        _hold()
        if week().stamp != seen:
            raise Changed
        DeskHours.objects.filter(weekday__in=range(hours.WEEK)).delete()
        rows = [
            DeskHours(weekday=one.weekday, opens=one.opens, closes=one.closes, example=example)
            for one in periods
        ]
        DeskHours.objects.bulk_create(rows)
        append(EventCode.HOURS_CHANGED, by=by.ref, periods=len(rows))


def set_words(
    *, by: Actor, for_whom: str, quiet_line: str, quiet_shown: bool, search_hint: str, seen: str
) -> None:
    """Change the lines of the landing ("": our own words) and what people may search for.

    Raises Forbidden, Changed.
    """
    with writing():
        by.require(Permission.CONFIRM_HELP)
        row = _hold()
        if stamp_of_face(row) != seen:
            raise Changed
        row.for_whom, row.search_hint = for_whom, search_hint
        row.quiet_line, row.quiet_shown = quiet_line, quiet_shown
        row.save()
        append(EventCode.PUBLIC_WORDS_CHANGED, by=by.ref, shown=quiet_shown)


def _hold() -> PublicFace:
    """The one row that every change of these settings locks first: editors come one by one."""
    row, _ = PublicFace.objects.select_for_update().get_or_create(pk=1)
    return row
