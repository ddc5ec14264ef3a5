"""Shape and words of the forms. Field names are neutral: a browser remembers them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.common import plain_form, text
from rangkul.reports.content import Answers
from rangkul.reports.enums import AllegedOffice, SafeNow, Who
from rangkul.vault import receipts

STORY_LIMIT = 4000
MESSAGE_LIMIT = 2000


class WordsField(forms.CharField):
    """Free text: hidden characters are taken out and the writer is told once, nothing is lost."""

    default_error_messages = {
        "hidden": _(
            "Ada tanda tersembunyi dalam tulisan. Kami sudah membuangnya. "
            "Periksa, lalu tekan tombolnya lagi."
        ),
    }

    def __init__(self, *, limit: int, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(widget=forms.Textarea, strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        """Raises ValidationError when required and empty, too long, or holding hidden signs."""
        words = text.clean(str(value or ""))
        if self.required and not words:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(words) > self.limit:
            raise ValidationError(
                _("Tulisan terlalu panjang: %(have)s huruf. Paling banyak %(limit)s huruf.")
                % {"have": len(words), "limit": self.limit},
                code="long",
            )
        if text.has_hidden(str(value or "")):
            raise ValidationError(self.error_messages["hidden"], code="hidden")
        return words


class PlainForm(plain_form.PlainForm):
    """A form that shows hidden characters cleaned when it returns."""

    def shown(self, name: str) -> str:
        """The typed words without hidden characters, for showing them again."""
        return text.clean(str(self.data.get(name, "")))

    def cleaned_back(self) -> "PlainForm":
        """Put cleaned words back into the fields, so that pressing again succeeds."""
        if self.is_bound:
            kept = self.data.copy()  # type: ignore[attr-defined]
            for name, field in self.fields.items():
                if isinstance(field, WordsField):
                    kept[name] = self.shown(name)
            self.data = kept
        return self


class FormKeyField(forms.RegexField):
    """The random mark by which the same form sent twice is one message."""

    default_error_messages = {
        "required": _("Muat ulang halaman ini, lalu tekan tombolnya lagi"),
        "invalid": _("Muat ulang halaman ini, lalu tekan tombolnya lagi"),
    }

    def __init__(self) -> None:
        super().__init__(r"^[0-9a-f]{32}\Z", widget=forms.HiddenInput)


class WhoForm(PlainForm):
    q1 = forms.ChoiceField(
        label=_("Siapa yang butuh bantuan?"),
        help_text=_("Pilih satu. Anda tidak perlu memberi nama."),
        choices=Who.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih siapa yang butuh bantuan"),
            "invalid_choice": _("Pilih siapa yang butuh bantuan"),
        },
    )


class SafeNowForm(PlainForm):
    q2 = forms.ChoiceField(
        label=_("Apakah sekarang aman?"),
        choices=SafeNow.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih apakah sekarang aman"),
            "invalid_choice": _("Pilih apakah sekarang aman"),
        },
    )


class StoryForm(PlainForm):
    q3 = WordsField(
        limit=STORY_LIMIT,
        label=_("Apa yang terjadi?"),
        help_text=_(
            "Tulis seperlunya, boleh dikosongkan. "
            "Petugas tidak akan meminta Anda mengulang cerita ini."
        ),
        required=False,
    )


class OfficeForm(PlainForm):
    q4 = forms.ChoiceField(
        label=_("Apakah orang yang melakukan bekerja di salah satu tempat ini?"),
        help_text=_("Bila ya, laporan Anda dibaca petugas di luar UPTD PPA. Boleh dilewati."),
        choices=[*AllegedOffice.choices, ("", _("Lewati"))],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Pilih salah satu, atau Lewati")},
    )


@dataclass(frozen=True)
class Step:
    """One question of the flow: its number, form, draft field and whether it must be answered."""

    number: int
    form: type[PlainForm]
    field: str
    required: bool
    component: str
    short: Any


STEPS = (
    Step(1, WhoForm, "q1", True, "komponen/radio.html", _("Siapa yang butuh bantuan")),
    Step(2, SafeNowForm, "q2", True, "komponen/radio.html", _("Aman sekarang")),
    Step(3, StoryForm, "q3", False, "komponen/textarea.html", _("Cerita Anda")),
    Step(4, OfficeForm, "q4", False, "komponen/radio.html", _("Tempat kerja orang itu")),
)
CHECK = len(STEPS) + 1


def step(number: int) -> Step:
    """The step of a number from 1. Raises LookupError."""
    for one in STEPS:
        if one.number == number:
            return one
    raise LookupError(number)


def answers_of(draft: dict[str, str]) -> Answers | int:
    """The checked answers of a draft, or the number of the first step that needs the person."""
    for one in STEPS:
        if not one.form(draft).is_valid():
            return one.number
    return Answers(
        who=Who(draft["q1"]),
        safe_now=SafeNow(draft["q2"]),
        story=draft.get("q3", ""),
        office=AllegedOffice(draft["q4"]) if draft.get("q4") else None,
    )


class CodeForm(PlainForm):
    q8 = forms.CharField(
        label=_("Buka dengan kode"),
        help_text=_("16 angka yang Anda terima setelah mengirim."),
        max_length=40,
        error_messages={
            "required": _("Tulis 16 angka kode Anda"),
            "max_length": _("Tulis 16 angka kode Anda"),
        },
    )

    def clean_q8(self) -> str:
        code = receipts.normalised(self.cleaned_data["q8"])
        if code is None:
            raise ValidationError(_("Tulis 16 angka kode Anda"), code="shape")
        return code


class ReplyForm(PlainForm):
    q9 = WordsField(
        limit=MESSAGE_LIMIT,
        label=_("Tulis balasan"),
        error_messages={"required": _("Tulis balasan Anda dulu")},
    )
    k = FormKeyField()


class AnswerForm(PlainForm):
    body = WordsField(
        limit=MESSAGE_LIMIT,
        label=_("Jawaban untuk pelapor"),
        help_text=_(
            "Akan dibaca dengan kode, mungkin di HP yang juga dipegang orang lain. "
            "Jangan menulis nama, alamat, atau nomor kasus."
        ),
        error_messages={"required": _("Tulis jawaban dulu")},
    )
    k = FormKeyField()
