"""Areas as they were, and were called, on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from rangkul.areas.enums import AreaLevel
from rangkul.areas.models import Area, FormerName
from rangkul.common import clock


@dataclass(frozen=True)
class Place:
    """An area with the name it bore on the day asked for; `parent` is a code."""

    code: str
    name: str
    level: AreaLevel
    parent: str | None


def districts(*, on: date | None = None) -> list[Place]:
    """The kecamatan that existed on that day (default: today), in the order of their codes."""
    return _named(Area.objects.filter(level=AreaLevel.DISTRICT), on or today())


def villages(district: str, *, on: date | None = None) -> list[Place]:
    """The kelurahan of a kecamatan (by code) on that day; empty for a code that is none."""
    return _named(Area.objects.filter(level=AreaLevel.VILLAGE, parent_id=district), on or today())


def place(code: str, *, on: date | None = None) -> Place | None:
    """One area by its code as on that day, or None when it did not exist then."""
    return next(iter(_named(Area.objects.filter(code=code), on or today())), None)


def today() -> date:
    """The date in the city now."""
    return clock.local(clock.now()).date()


def _named(areas: QuerySet[Area], on: date) -> list[Place]:
    existing = areas.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on),
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
    ).order_by("code")
    former = _former_names(existing, on)
    return [
        Place(area.code, former.get(area.code, area.name), AreaLevel(area.level), area.parent_id)
        for area in existing
    ]


def _former_names(areas: QuerySet[Area], on: date) -> dict[str, str]:
    """Code to the name of that day, where it is no longer the present one."""
    rows = FormerName.objects.filter(area__in=areas, until__gte=on).order_by("-until")
    return {row.area_id: row.name for row in rows}  # the earliest end after `on` comes last
