"""How she may be reached, one question a page, and together where she changes it later."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.reports import enums
from rangkul.reports.forms.fields import LineField, some_of
from rangkul.reports.forms.flow import QuestionForm, Voice, Wording

_CHILD_WAYS = (
    (enums.ContactWay.NONE, _("Jangan. Aku buka sendiri dengan kode.")),
    (enums.ContactWay.PHONE, _("Telepon")),
    (enums.ContactWay.WHATSAPP, _("WhatsApp")),
    (enums.ContactWay.TRUSTED, _("Lewat orang dewasa yang kupercaya")),
)


class ContactForm(QuestionForm):
    """No way to reach her is chosen for her: the first answer is "do not contact me"."""

    said_short: ClassVar = {enums.ContactWay.NONE.value: _("Jangan hubungi")}
    q6 = forms.ChoiceField(
        label=_("Bagaimana kami boleh menghubungi?"),
        choices=enums.ContactWay.choices,
        widget=forms.RadioSelect,
        initial=enums.ContactWay.NONE,
        required=False,
        error_messages={"invalid_choice": _("Pilih salah satu cara")},
    )
    voices: ClassVar = {
        Voice.CHILD: {
            "q6": Wording(label=_("Boleh kami menghubungi kamu?"), choices=_CHILD_WAYS),
        },
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A child is not asked: an answer from before she said how old she is says nothing.
        if self.voice != Voice.CHILD and self.draft.get("q4e") == enums.YesNo.YES:
            self.fields["q6"].help_text = _(
                "Orang itu bisa membuka HP Anda. Lebih aman bila kami tidak menghubungi."
            )


class MustNotKnowForm(QuestionForm):
    """Asked of everybody: it is about what the office tells others, not about how to reach her."""

    q6s = LineField(
        label=_("Siapa yang tidak boleh tahu?"),
        help_text=_("Boleh kosong. Contoh: suami, mertua."),
    )
    voices: ClassVar = {
        Voice.CHILD: {"q6s": Wording(hint=_("Boleh kosong. Contoh: mama."))},
    }


_PHONE = re.compile(r"\+?[0-9][0-9 .\-]{5,18}[0-9]")


class NumberForm(QuestionForm):
    """Where to reach her; of a person she trusts, the name, too."""

    no_number = _("Tulis nomornya, atau kembali dan pilih Jangan hubungi")
    q6b = LineField(limit=80, label=_("Nomor mana yang aman?"))
    voices: ClassVar = {
        Voice.CHILD: {
            "q6b": Wording(label=_("Nomor kamu, atau nama dan nomor orang dewasa itu")),
        }
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = self.draft.get("q6", "")
        if self.way == enums.ContactWay.TRUSTED and self.voice != Voice.CHILD:
            self.fields["q6b"].label = _("Nama dan nomor orang itu")

    def clean_q6b(self) -> str:
        """Raises ValidationError when there is nothing to reach her by."""
        said: str = self.cleaned_data["q6b"]
        if not said:
            raise ValidationError(self.no_number)
        if self.way == enums.ContactWay.TRUSTED:
            if _PHONE.fullmatch(said):
                raise ValidationError(_("Tulis juga nama orang itu"))
        elif not _PHONE.fullmatch(said):
            raise ValidationError(_("Tulis nomor dengan angka, seperti 0812 3456 7890"))
        return said


class PhoneReadersForm(QuestionForm):
    q6c = LineField(
        label=_("Siapa lagi yang bisa membuka HP ini?"),
        help_text=_("Boleh kosong. Contoh: suami, anak."),
    )
    voices: ClassVar = {
        Voice.CHILD: {"q6c": Wording(hint=_("Boleh kosong. Contoh: mama, kakak."))},
    }


class SmsForm(QuestionForm):
    q6d = forms.ChoiceField(
        label=_("SMS dari kami berbunyi apa?"),
        choices=enums.SmsText.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=enums.SmsText.QUEUE,
        error_messages={"invalid_choice": _("Pilih salah satu kalimat")},
    )


class HoursForm(QuestionForm):
    q6e = some_of(_("Jam berapa aman dihubungi?"), enums.PartOfDay.choices)
    voices: ClassVar = {Voice.CHILD: {"q6e": Wording(label=_("Kapan tidak ada orang lain?"))}}


class DaysForm(QuestionForm):
    q6f = forms.ChoiceField(
        label=_("Hari apa aman dihubungi?"),
        choices=enums.DaysOfWeek.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=enums.DaysOfWeek.ANY,
        error_messages={"invalid_choice": _("Pilih salah satu")},
    )


class CodeWordForm(QuestionForm):
    q6g = LineField(
        limit=40,
        label=_("Kata sandi apa yang kita sepakati?"),
        help_text=_("Petugas menyebut kata ini lebih dulu. Contoh: melati. Boleh kosong."),
    )


class StopWordForm(QuestionForm):
    q6h = LineField(
        limit=40,
        label=_("Kata apa yang menghentikan telepon?"),
        help_text=_("Bila Anda ucapkan ini, petugas menutup telepon. Boleh kosong."),
    )


class WhoAnswersForm(QuestionForm):
    q6i = LineField(
        label=_("Siapa yang mungkin menjawab bila bukan Anda?"), help_text=_("Boleh kosong.")
    )
