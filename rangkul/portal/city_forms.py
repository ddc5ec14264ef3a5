"""The forms of the city's settings."""

import re
from typing import Any, Final

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkul.common.plain_form import PlainForm
from rangkul.common.text import clean, has_hidden
from rangkul.portal import hours
from rangkul.portal.city_settings import NumberLine, Week
from rangkul.portal.enums import CHATS, HelpCode
from rangkul.portal.hours import Period, Unreadable
from rangkul.portal.models import PublicFace
from rangkul.portal.queries import FOR_WHOM, QUIET_LINE

_FEWEST, _MOST = 3, 15  # digits; E.164 ends at 15
_FEWEST_MOBILE = 9
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 -]*")
_MOBILE: Final = re.compile(r"(0|\+62)8")
_LONGEST_SENTENCE = 15  # words, as everywhere on public pages


class OneLineField(forms.CharField):
    """Words on one line, without anything invisible."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if has_hidden(text) or "\n" in text or "\t" in text:
            raise forms.ValidationError(_("Hapus tanda yang tidak terlihat dari tulisan ini."))
        return clean(text)


class NumberForm(PlainForm):
    """One number of help: as it is to be read, what is dialled after it, shown or not."""

    number = OneLineField(
        label=_("Nomor"),
        max_length=24,
        error_messages={"required": _("Tulis nomornya")},
    )
    extension = OneLineField(
        label=_("Ekstensi"),
        help_text=_("Angka yang ditekan sesudah tersambung. Boleh kosong."),
        max_length=6,
        required=False,
    )
    shown = forms.BooleanField(label=_("Tampilkan di halaman publik"), required=False)

    def __init__(self, data: Any = None, *, line: NumberLine) -> None:
        super().__init__(data, initial=_as_entered(line))
        self._line = line
        self.fields["number"].required = line.national
        self.fields["number"].help_text = _number_help(line)
        if line.code in CHATS:
            del self.fields["extension"]
        if line.always:
            del self.fields["shown"]

    def clean_number(self) -> str:
        """Something that a telephone can dial; a chat needs a mobile number."""
        number = str(self.cleaned_data["number"])
        if not number:
            return ""
        digits = sum(char.isdigit() for char in number)
        if not _NUMBER.fullmatch(number) or not _FEWEST <= digits <= _MOST:
            raise forms.ValidationError(_("Pakai angka, 3 sampai 15. Boleh + di depan dan spasi."))
        if self._line.code in CHATS and not _mobile(number, digits):
            raise forms.ValidationError(_("Tulis nomor HP, mulai dengan 08 atau +628."))
        return number

    def clean_extension(self) -> str:
        extension = str(self.cleaned_data["extension"])
        if extension and not (extension.isascii() and extension.isdigit()):
            raise forms.ValidationError(_("Pakai angka saja"))
        return extension

    def clean(self) -> dict[str, Any]:
        """What the form does not ask stays as it must be."""
        return {"extension": "", "shown": True, **(super().clean() or {})}


def _as_entered(line: NumberLine) -> dict[str, Any]:
    entered = line.entered
    return {
        "number": entered.number if entered else "",
        "extension": entered.extension if entered else "",
        "shown": line.row is None or line.row.shown,
    }


def _number_help(line: NumberLine) -> Any:
    if line.code in CHATS:
        return _("Nomor HP yang memakai WhatsApp, misalnya 0812 0000 0000.")
    if line.code == HelpCode.CITY_DESK:
        return _("Telepon yang benar-benar diangkat petugas piket. Kosong: belum ada.")
    return _("Angka dan spasi, boleh + di depan.")


def _mobile(number: str, digits: int) -> bool:
    bare = number.replace(" ", "").replace("-", "")
    return digits >= _FEWEST_MOBILE and _MOBILE.match(bare) is not None


class HoursForm(PlainForm):
    """One line a weekday, Monday first."""

    def __init__(self, data: Any = None, *, week: Week) -> None:
        super().__init__(data)
        for day, text in enumerate(week.days):
            self.fields[f"day{day}"] = OneLineField(
                label=WEEKDAYS[day], initial=text, required=False, max_length=80
            )

    def clean(self) -> dict[str, Any]:
        """The periods of the whole week, in order."""
        cleaned = super().clean() or {}
        periods: list[Period] = []
        for day in range(hours.WEEK):
            try:
                periods += hours.read_day(day, cleaned.get(f"day{day}", ""))
            except Unreadable:
                self.add_error(f"day{day}", _wrong_hours(day))
        return {**cleaned, "periods": periods}


def _wrong_hours(day: int) -> Any:
    return [
        _("%(day)s: tulis seperti 08.00–12.00, 13.00–20.00, tanpa tumpang tindih.")
        % {"day": WEEKDAYS[day]}
    ]


class WordsForm(PlainForm):
    """The lines of the landing, and what people may search for."""

    for_whom = OneLineField(
        label=_("Untuk siapa layanan ini"),
        help_text=_("Satu baris di bawah judul halaman depan. Kosong: kalimat bawaan."),
        max_length=160,
        required=False,
    )
    quiet_line = OneLineField(
        label=_("Kalimat di kaki halaman depan"),
        help_text=_("Pendek dan tenang. Kosong: kalimat bawaan."),
        max_length=120,
        required=False,
    )
    quiet_shown = forms.BooleanField(label=_("Tampilkan kalimat ini"), required=False)
    search_hint = OneLineField(
        label=_("Kata sesudah “Layanan Warga” untuk mencari situs ini"),
        help_text=_("Misalnya nama kota. Kosong: nama kota lengkap."),
        max_length=60,
        required=False,
    )

    @classmethod
    def showing(cls, face: PublicFace) -> "WordsForm":
        """The form as the words stand."""
        return cls(
            initial={
                "for_whom": face.for_whom or FOR_WHOM,
                "quiet_line": face.quiet_line or QUIET_LINE,
                "quiet_shown": face.quiet_shown,
                "search_hint": face.search_hint,
            }
        )

    def clean_for_whom(self) -> str:
        """As the quiet line."""
        return self._own("for_whom", FOR_WHOM)

    def clean_quiet_line(self) -> str:
        """Short sentences; our own words are kept as none, so that they stay translated."""
        return self._own("quiet_line", QUIET_LINE)

    def _own(self, name: str, ours: Promise) -> str:
        text = str(self.cleaned_data[name])
        if any(len(part.split()) > _LONGEST_SENTENCE for part in re.split(r"[.!?]", text)):
            raise forms.ValidationError(_("Paling banyak 15 kata dalam satu kalimat"))
        return "" if text == str(ours) else text
