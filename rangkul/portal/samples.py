"""Invented content that fills the gallery's components; it comes from nobody's life."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rangkul.common import clock
from rangkul.portal.queries import DeskState

CODE: Final = ("4821", "9034", "7716", "2058")
STATES: Final = (
    {"label": _("Terkirim"), "state": "done"},
    {"label": _("Dibaca petugas"), "state": "now"},
    {"label": _("Sedang dibantu"), "state": "later"},
    {"label": _("Selesai"), "state": "later"},
)
ROWS: Final = (
    {"key": _("Siapa yang butuh bantuan"), "value": _("Saya sendiri"), "url": "#q1-0"},
    {"key": _("Apakah sekarang aman"), "value": _("Ya, aman"), "url": "#q2-0"},
)
COUNTS: Final = (
    {"label": _("Bahaya"), "number": 1, "hot": True},
    {"label": _("Baru"), "number": 4},
    {"label": _("Menunggu jawaban"), "number": 3},
    {"label": _("Lewat waktu"), "number": 0, "hot": True},
)
DUTIES: Final = (
    {"text": _("Tanyakan keselamatan sekarang juga."), "law": "PP 78/2021"},
    {"text": _("Jawab lewat kotak pesan saja."), "note": _("perlu dikonfirmasi Bagian Hukum")},
)
_HEADERS: Final = (pgettext_lazy("waktu", "Masuk"), _("Siapa"), _("Kontak"), _("Tunggu"))
_LINES: Final = (
    ("13.58", _("dewasa, diri sendiri"), _("kode saja"), "00:04"),
    ("13.10", _("anak 12–17"), "WhatsApp 14–16", "00:52"),
)


def _table() -> dict[str, Any]:
    rows = [
        {
            "cells": [
                {"label": head, "text": text} for head, text in zip(_HEADERS, line, strict=True)
            ]
        }
        for line in _LINES
    ]
    return {"caption": _("Menunggu diambil"), "headers": _HEADERS, "rows": rows}


def _desks() -> list[DeskState]:
    """Staffed now, closed until Monday, within the hours with nobody there."""
    monday = datetime(2026, 11, 9, 8, tzinfo=clock.JAKARTA)
    return [
        DeskState(open_now=True, known=True),
        DeskState(opens_next=monday, known=True, example=True),
        DeskState(known=True),
    ]


def components() -> dict[str, Any]:
    """Everything a gallery template shows apart from the forms."""
    return {
        "code": CODE,
        "states": STATES,
        "rows": ROWS,
        "counts": COUNTS,
        "duties": DUTIES,
        "table": _table(),
        "desks": _desks(),
    }
