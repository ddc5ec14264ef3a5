"""The forms of the follow-up inbox and of the pages behind it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Final, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rangkul.reports.answers import Contact
from rangkul.reports.enums import ContactWay, DaysOfWeek
from rangkul.reports.forms.collect import contact_of
from rangkul.reports.forms.contact import (
    CodeWordForm,
    ContactForm,
    DaysForm,
    HoursForm,
    MustNotKnowForm,
    NumberForm,
    PhoneReadersForm,
    SmsForm,
    StopWordForm,
    WhoAnswersForm,
)
from rangkul.reports.forms.fields import FormKeyField, LineField, PlainForm, WordsField
from rangkul.reports.forms.flow import DuressForm, Voice
from rangkul.vault import receipts

MESSAGE_LIMIT = 2000
_ANY_LENGTH = 100_000  # what waits for the code is measured where it is sent
# What one tap says: the answer to a question of the desk, or how she is.
SIGNALS: Final = {
    "ya": _("Ya"),
    "tidak": _("Tidak"),
    "nanti": _("Nanti"),
    "belum": _("Belum selesai."),
    "aman": _("Saya aman sekarang."),
    "bahaya": _("Saya dalam bahaya sekarang."),
}


class OneCodeForm(PlainForm):
    """The code, and behind it the word that was agreed for the case that somebody forces her."""

    q8 = forms.CharField(
        label=_("Buka dengan kode"),
        help_text=_("16 angka yang Anda terima setelah mengirim."),
        max_length=80,
        error_messages={
            "required": _("Tulis 16 angka kode Anda"),
            "max_length": _("Tulis 16 angka kode Anda"),
        },
    )

    def clean_q8(self) -> tuple[str, str]:
        """(code, word); the word is mostly empty."""
        code, word = receipts.split(self.cleaned_data["q8"])
        if code is None:
            raise ValidationError(_("Tulis 16 angka kode Anda"), code="shape")
        return code, word


class CodeForm(OneCodeForm):
    """The way into the inbox; q9 is a reply that was typed when it had closed."""

    q9 = WordsField(limit=_ANY_LENGTH, label=_("Tulisan Anda"), required=False)

    @classmethod
    def with_words(cls, words: str) -> Self:
        """The form with her words and no complaint."""
        typed = QueryDict(mutable=True)
        typed["q9"] = words
        form = cls(typed)
        form.errors.clear()
        return form


class ReplyForm(PlainForm):
    q9 = WordsField(
        limit=MESSAGE_LIMIT,
        label=_("Tulis balasan"),
        error_messages={"required": _("Tulis balasan dulu")},
    )
    k = FormKeyField()

    def nothing_said_yet(self) -> None:
        """There is nothing to reply to."""
        self.fields["q9"].label = _("Ingin menambahkan sesuatu?")


class ButtonForm(PlainForm):
    """A page whose only answer is its button; sent twice it is one answer."""

    k = FormKeyField()


class JoinForm(OneCodeForm):
    """The code of the other report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q8"].label = _("Kode dari laporan yang lain")
        self.fields["q8"].help_text = _("16 angka.")


class WordForm(DuressForm, OneCodeForm):
    """The word for duress, with the code on which it hangs. It never says whether there is one:
    whoever reads this page may be the one who forces her."""

    q6r = LineField(
        limit=40, label=_("Kata lama"), help_text=_("Hanya bila dulu sudah memilih kata.")
    )
    q6q = forms.BooleanField(label=_("Hapus kata bahaya"), required=False)
    field_order = ("q8", "q6r", "q6p", "q6q")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q8"].label = _("Kode yang dipakai sekarang")
        self.fields["q8"].help_text = _("16 angka. Kata bahaya terikat pada kode ini.")
        self.fields["q6p"].label = _("Kata bahaya")
        self.fields["q6p"].help_text = _("Paling sedikit 3 huruf. Pilih kata yang mudah diingat.")

    def clean_q8(self) -> tuple[str, str]:
        """Raises ValidationError for anything but the digits."""
        code, word = super().clean_q8()
        if word:
            raise ValidationError(_("Tulis angkanya saja"), code="shape")
        return code, word

    def clean(self) -> dict[str, Any]:
        """A word, or the wish to have none."""
        said = self.cleaned_data
        if not said.get("q6q") and said.get("q6p") == "":
            self.add_error("q6p", _("Tulis kata bahaya dulu"))
        return said

    @property
    def word(self) -> str:
        """What was agreed on; empty: no word any more."""
        return "" if self.cleaned_data.get("q6q") else self.cleaned_data["q6p"]


class LetterForm(PlainForm):
    """A name for the letter: printed, never stored."""

    q10 = LineField(
        limit=80,
        label=_("Nama di surat"),
        help_text=_("Boleh kosong. Nama ini tidak kami simpan."),
    )


# What may be left empty to stay as it is: nobody has to type it again, and nothing is shown.
_KEPT = {
    "q6b": "number",
    "q6c": "phone_readers",
    "q6g": "code_word",
    "q6h": "stop_word",
    "q6i": "who_answers",
    "q6s": "must_not_know",
}
# Agreed between two; a child is asked less, here as in the flow.
_WORDS_OF_TWO = {
    "q6g": _("Kata sandi"),
    "q6h": _("Kata berhenti"),
    "q6i": _("Yang mungkin menjawab"),
}


class ContactChangeForm(
    WhoAnswersForm,
    StopWordForm,
    CodeWordForm,
    DaysForm,
    HoursForm,
    SmsForm,
    PhoneReadersForm,
    NumberForm,
    MustNotKnowForm,
    ContactForm,
):
    """All that the flow asks about reaching her, on one page.

    Whatever was chosen before, the first answer is "do not contact me": a way to reach her is
    never left standing by a hasty press. `current` is what holds now.
    """

    no_number = _("Tulis nomornya, atau pilih Jangan hubungi")
    voices: ClassVar = {
        Voice.CHILD: {
            name: wording
            for asked in (ContactForm, MustNotKnowForm, NumberForm, PhoneReadersForm, HoursForm)
            for name, wording in asked.voices[Voice.CHILD].items()
        }
    }

    def __init__(self, *args: Any, current: Contact, voice: Voice, **kwargs: Any) -> None:
        shown = {"q6e": list(current.hours), "q6f": current.days or DaysOfWeek.ANY}
        super().__init__(*args, initial=shown, voice=voice, **kwargs)
        self.current = current
        for name in ("q6d", "q6f"):  # a long page: lists of radio buttons would make it longer
            field = self.fields[name]
            field.widget = forms.Select(choices=field.choices)  # type: ignore[attr-defined]
        if voice == Voice.CHILD:
            for name in (*_WORDS_OF_TWO, "q6d"):
                del self.fields[name]
        else:
            self.fields["q6b"].help_text = _("Lewat orang lain? Tulis nama dan nomornya.")

    def clean_q6b(self) -> str:
        """As the flow asks it, for the way that is chosen here."""
        self.way = self.cleaned_data.get("q6") or ContactWay.NONE.value
        if not Contact(way=self.way).allowed:
            return ""
        self.cleaned_data["q6b"] = self.cleaned_data["q6b"] or self.current.number
        return super().clean_q6b()

    def contact(self) -> Contact:
        """What was chosen; what was left empty stays."""
        chosen = contact_of(self.cleaned_data)
        if not chosen.allowed:  # who must not know stays: the office might tell them all the same
            return replace(chosen, must_not_know=chosen.must_not_know or self.current.must_not_know)
        kept = {name: getattr(self.current, name) for name in _KEPT.values()}
        said = {name: value for name in kept if (value := getattr(chosen, name))}
        sms = chosen.sms if chosen.way == ContactWay.SMS else ""
        return replace(chosen, **{**kept, **said}, sms=sms)

    def now(self) -> Iterator[tuple[Any, str]]:
        """What holds now, label and value; a number by its last digits, a word not at all."""
        way = self.current.way or ContactWay.NONE.value
        yield _("Cara"), str(dict(self.fields["q6"].choices)[way])  # type: ignore[attr-defined]
        if self.current.must_not_know:
            yield _("Yang tidak boleh tahu"), str(_("ada"))
        if not self.current.allowed:
            return
        yield _("Nomor"), _last_digits(self.current.number)
        hours = dict(self.fields["q6e"].choices)  # type: ignore[attr-defined]
        yield _("Jam"), "; ".join(str(hours[one]) for one in self.current.hours) or "–"
        days = dict(self.fields["q6f"].choices)  # type: ignore[attr-defined]
        yield _("Hari"), str(days.get(self.current.days, "–"))
        for name, called in _WORDS_OF_TWO.items():
            if name in self.fields and getattr(self.current, _KEPT[name]):
                yield called, str(_("ada"))


def _last_digits(number: str) -> str:
    digits = "".join(char for char in number if char.isdigit())
    return f"•••• {digits[-3:]}" if digits else "••••"
