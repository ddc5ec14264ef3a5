"""Loading areas. Nothing is ever deleted: what a city's records point at must keep its name."""

from datetime import date, timedelta
from importlib import resources

from django.utils.translation import gettext as _

from rangkul.areas.csv_file import AreaFileRefused, Row, RowError, parse
from rangkul.areas.models import Area, FormerName
from rangkul.common.transactions import writing

__all__ = ["AreaFileRefused", "RowError", "UnknownCity", "import_areas", "load_city"]


class UnknownCity(LookupError):
    """No list of this city comes with the program; import_areas() takes the city's own."""


def load_city(code: str) -> int:
    """Load the list that comes with the program ("19.71"); return how many areas it holds.

    Loading again changes nothing. Raises UnknownCity.
    """
    lists = {
        item.name: item for item in resources.files("rangkul.areas").joinpath("data").iterdir()
    }
    if f"{code}.csv" not in lists:
        raise UnknownCity(code)
    return import_areas(lists[f"{code}.csv"].read_bytes())


def import_areas(content: bytes) -> int:
    """Add or renew the areas of a CSV file (csv_file.py), all or none; return how many.

    A changed name keeps the old one until the day before `mulai`. Raises AreaFileRefused.
    """
    names = parse(content)
    with writing():
        existing = {area.code: area for area in Area.objects.all()}
        errors = _errors(names, existing)
        if errors:
            raise AreaFileRefused(errors)
        for code, rows in names.items():
            _store(rows, existing.get(code))
    return len(names)


def _errors(names: dict[str, list[Row]], existing: dict[str, Area]) -> list[RowError]:
    errors = []
    for rows in names.values():
        last = rows[-1]
        if last.parent and last.parent not in names and last.parent not in existing:
            message = _("wilayah induk %(parent)s tidak ada dalam berkas.")
            errors.append(RowError(last.line, message % {"parent": last.parent}))
        if _renames(rows, existing.get(last.code)) and last.begins is None:
            message = _("nama berubah dari “%(old)s”. Isi kolom mulai.")
            errors.append(RowError(last.line, message % {"old": existing[last.code].name}))
    return sorted(errors, key=lambda error: error.line)


def _renames(rows: list[Row], area: Area | None) -> bool:
    """Whether the file replaces the stored name without listing it as a former one."""
    return area is not None and area.name not in {row.name for row in rows}


def _store(rows: list[Row], area: Area | None) -> None:
    last = rows[-1]
    former = [(row.name, row.ends, row.source) for row in rows[:-1] if row.ends]
    if area is not None and _renames(rows, area) and last.begins is not None:
        former.append((area.name, last.begins - timedelta(days=1), area.source))
    Area.objects.update_or_create(
        code=last.code,
        defaults={
            "name": last.name,
            "level": last.level,
            "parent_id": last.parent,
            "valid_from": _existed_since(rows, area),
            "valid_to": last.ends,
            "source": last.source,
        },
    )
    for name, until, source in former:
        FormerName.objects.update_or_create(
            area_id=last.code, until=until, defaults={"name": name, "source": source}
        )


def _existed_since(rows: list[Row], area: Area | None) -> date | None:
    """The area's own beginning: a list that starts with a later name does not move it."""
    begins = rows[0].begins
    if area is None or begins is None:
        return begins
    known_before = area.former_names.filter(until__lt=begins).exists()
    return area.valid_from if known_before or _renames(rows, area) else begins
