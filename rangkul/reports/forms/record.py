"""The forms of the private record. Field names are neutral: a browser remembers them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.reports.forms.fields import FormKeyField, LineField, PlainForm, WordsField
from rangkul.reports.forms.flow import STORY_LIMIT
from rangkul.vault import receipts

OUTSIDE = "outside"
_PIN = re.compile(r"[0-9]{6}", re.ASCII)
_FEW_DIGITS = 2
_RUNS = ("01234567890", "09876543210")


def guessable(pin: str) -> bool:
    """Whether somebody who tries the usual ones finds it: one or two digits only, a run up or
    down, the same half twice, three pairs."""
    halves = pin[:3] == pin[3:]
    pairs = pin[0::2] == pin[1::2]
    few = len(set(pin)) <= _FEW_DIGITS
    return few or any(pin in run for run in _RUNS) or halves or pairs


class PinField(forms.CharField):
    """Six digits; spaces, dots and dashes between them do not count."""

    def __init__(self, **kwargs: Any) -> None:
        asked = _("Tulis 6 angka")
        super().__init__(
            max_length=20, error_messages={"required": asked, "max_length": asked}, **kwargs
        )

    def clean(self, value: Any) -> str:
        """Raises ValidationError when it is not six digits."""
        pin = re.sub(r"[\s.\-]", "", super().clean(value))
        if not _PIN.fullmatch(pin):
            raise ValidationError(self.error_messages["required"], code="shape")
        return pin


class NoteForm(PlainForm):
    q10 = WordsField(
        limit=STORY_LIMIT,
        label=_("Apa yang terjadi?"),
        help_text=_("Tulis dengan kata sendiri. Sedikit pun boleh."),
        error_messages={"required": _("Tulis sedikit dulu. Satu kalimat cukup.")},
    )
    q10b = LineField(
        label=_("Kapan terjadinya?"),
        help_text=_("Boleh kira-kira. Contoh: Sabtu malam. Boleh kosong."),
    )
    k = FormKeyField()


class FirstNoteForm(NoteForm):
    """With the PIN that she chooses. She sees it while she types, so it is asked once."""

    q10c = PinField(
        label=_("PIN 6 angka"),
        help_text=_("Pilih sendiri. Jangan tanggal lahir atau 123456. Ingat baik-baik."),
    )

    def clean_q10c(self) -> str:
        """Raises ValidationError for a PIN that is tried first."""
        pin: str = self.cleaned_data["q10c"]
        if guessable(pin):
            raise ValidationError(_("PIN ini mudah ditebak. Pilih angka lain."))
        return pin


class OpenForm(PlainForm):
    q11 = forms.CharField(
        label=_("Kode catatan"),
        help_text=_("16 angka. Bukan kode untuk membuka jawaban."),
        max_length=40,
        error_messages={
            "required": _("Tulis 16 angka kode catatan"),
            "max_length": _("Tulis 16 angka kode catatan"),
        },
    )
    q11b = PinField(label=_("PIN"), help_text=_("6 angka pilihan Anda."))

    def clean_q11(self) -> str:
        """The 16 digits. Raises ValidationError when it cannot be a code at all."""
        code = receipts.normalised(self.cleaned_data["q11"])
        if code is None:
            raise ValidationError(_("Tulis 16 angka kode catatan"), code="shape")
        return code

    def without_pin(self) -> "OpenForm":
        """As it is shown again after a wrong try: the code can be mended, the PIN is typed anew."""
        kept = self.data.copy()  # type: ignore[attr-defined]
        kept.pop("q11b", None)
        self.data = kept
        return self


class SendForm(PlainForm):
    """Which notes go along, and who reads them."""

    heading = _("Kirim ke petugas")
    q12 = forms.TypedMultipleChoiceField(
        label=_("Catatan mana?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Pilih paling sedikit satu catatan"),
            "invalid_choice": _("Pilih catatan dari daftar"),
        },
    )
    q12b = forms.ChoiceField(
        label=_("Siapa yang membaca?"),
        choices=(
            ("unit", _("Petugas UPTD PPA")),
            (
                OUTSIDE,
                _(
                    "Petugas di luar UPTD PPA. "
                    "Untuk orang yang bekerja di UPTD PPA, kepolisian, atau kantor mitra."
                ),
            ),
        ),
        widget=forms.RadioSelect,
        initial="unit",
        error_messages={
            "required": _("Pilih siapa yang membaca"),
            "invalid_choice": _("Pilih siapa yang membaca"),
        },
    )

    def __init__(self, *args: Any, notes: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q12"].choices = notes  # type: ignore[attr-defined]
        self.fields["q12"].initial = [number for number, _label in notes]
