"""Reading a city's list of areas: `kode,nama,mulai,sampai,sumber`, one name and period a row.

Several rows with one code are its names in the course of time. What a spreadsheet in Indonesia
writes is accepted: UTF-8 with a mark in front, semicolons instead of commas.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

from django.utils.translation import gettext as _

from rangkul.areas.enums import AreaLevel
from rangkul.common.text import clean, has_hidden

COLUMNS = ("kode", "nama", "mulai", "sampai", "sumber")
LONGEST_NAME = 80
LONGEST_SOURCE = 200
_CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?", re.ASCII)
_LEVELS = {level.code_length: level for level in AreaLevel}


@dataclass(frozen=True)
class RowError:
    """What is wrong in which line of the file (the header is line 1), in Indonesian."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("Baris %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class AreaFileRefused(ValueError):
    """Nothing was imported; `errors` lists every fault that was found."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class Row:
    """One area under one name; empty dates mean "before our sources" and "still"."""

    line: int
    code: str
    name: str
    begins: date | None
    ends: date | None
    source: str

    @property
    def level(self) -> AreaLevel:
        return _LEVELS[len(self.code)]

    @property
    def parent(self) -> str | None:
        """The code of the area above, which every code below a province begins with."""
        return self.code.rpartition(".")[0] or None


def parse(content: bytes) -> dict[str, list[Row]]:
    """Code to its rows in the order of time, parents first. Raises AreaFileRefused."""
    errors: list[RowError] = []
    names: dict[str, list[Row]] = defaultdict(list)
    for line, cells in _lines(content):
        faults = list(_faults(cells))
        errors += [RowError(line, fault) for fault in faults]
        if not faults:
            row = _row(line, cells)
            names[row.code].append(row)
    for rows in names.values():
        rows.sort(key=lambda row: row.ends or date.max)
        errors += _period_faults(rows)
    if errors:
        raise AreaFileRefused(sorted(errors, key=lambda error: error.line))
    return {code: names[code] for code in sorted(names, key=lambda code: (len(code), code))}


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("berkas bukan teks UTF-8. Simpan lagi sebagai “CSV UTF-8”.")) from None
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    if [cell.strip().lower() for cell in next(reader, [])] != list(COLUMNS):
        raise _refused(_("judul kolom harus: %s.") % ", ".join(COLUMNS))
    found = False
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found = True
            yield reader.line_num, _cells(reader.line_num, cells)
    if not found:
        raise _refused(_("berkas tidak berisi wilayah."))


def _refused(message: str) -> AreaFileRefused:
    return AreaFileRefused([RowError(1, message)])


def _cells(line: int, cells: list[str]) -> dict[str, str]:
    if len(cells) != len(COLUMNS):
        message = _("jumlah kolom %(found)d, seharusnya %(wanted)d.")
        raise AreaFileRefused(
            [RowError(line, message % {"found": len(cells), "wanted": len(COLUMNS)})]
        )
    return dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))


def _faults(cells: dict[str, str]) -> Iterator[str]:
    if not _CODE.fullmatch(cells["kode"]):
        yield (
            _("kode “%s” bukan kode wilayah. Contoh: 19.71.01.1004. Simpan kolom sebagai teks.")
            % (cells["kode"])
        )
    yield from _text_faults("nama", cells["nama"], LONGEST_NAME)
    yield from _text_faults("sumber", cells["sumber"], LONGEST_SOURCE)
    dates = [_date(cells[column]) for column in ("mulai", "sampai")]
    if None in dates:
        yield _("tanggal ditulis tahun-bulan-hari, misalnya 2025-04-25.")
    elif cells["mulai"] and cells["sampai"] and cells["sampai"] < cells["mulai"]:
        yield _("tanggal “sampai” lebih awal dari “mulai”.")


def _text_faults(column: str, text: str, longest: int) -> Iterator[str]:
    if not text:
        yield _("kolom %s kosong.") % column
    if has_hidden(text) or "\n" in text or "\t" in text:
        yield _("kolom %s berisi karakter tersembunyi.") % column
    if len(clean(text)) > longest:
        yield _("kolom %(column)s lebih dari %(longest)d huruf.") % {
            "column": column,
            "longest": longest,
        }


def _date(text: str) -> date | str | None:
    """The date, "" for an empty cell, None for anything else."""
    if not text:
        return ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _row(line: int, cells: dict[str, str]) -> Row:
    return Row(
        line=line,
        code=cells["kode"],
        name=clean(cells["nama"]),
        begins=date.fromisoformat(cells["mulai"]) if cells["mulai"] else None,
        ends=date.fromisoformat(cells["sampai"]) if cells["sampai"] else None,
        source=clean(cells["sumber"]),
    )


def _period_faults(rows: list[Row]) -> Iterator[RowError]:
    """Names of one area follow each other day by day: no overlap, no gap."""
    for earlier, later in pairwise(rows):
        if earlier.ends is None or later.begins != earlier.ends + timedelta(days=1):
            message = _(
                "kode %(code)s: nama ini harus mulai sehari setelah nama sebelumnya berakhir."
            )
            yield RowError(later.line, message % {"code": later.code})
