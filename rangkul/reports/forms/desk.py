"""The forms of the duty desk; the fact form stands in fact_form.py."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.reports.enums import AlarmEnd, KnownBy, RevealReason
from rangkul.reports.forms.fields import FormKeyField, PlainForm, WordsField, one_of
from rangkul.reports.forms.inbox import MESSAGE_LIMIT


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
    asks = forms.BooleanField(
        label=_("Bisa dijawab dengan satu ketukan: Ya, Tidak, Nanti"), required=False
    )


class RelinkForm(PlainForm):
    """How the officer knows that she speaks with the reporter; `based_on`: the version she saw."""

    known_by = one_of(
        _("Bagaimana Anda tahu bahwa ini pelapor?"),
        KnownBy.choices,
        required=True,
        error=_("Pilih bagaimana Anda tahu"),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class AlarmForm(PlainForm):
    """How a cry for help was handled; `mark`: the one that the officer saw."""

    how = one_of(
        _("Bagaimana ditangani?"), AlarmEnd.choices, required=True, error=_("Pilih cara ditangani")
    )
    mark = forms.IntegerField(widget=forms.HiddenInput)


class RevealForm(PlainForm):
    """Why a number must be seen outside her hours; inside them no reason is asked."""

    alasan = forms.ChoiceField(
        label=_("Mengapa tidak bisa menunggu?"),
        choices=RevealReason.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Pilih alasannya")},
    )
    darurat = forms.BooleanField(required=False)  # the button that was pressed

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for the button "Tetap lihat" without a reason."""
        if self.cleaned_data.get("darurat") and not self.cleaned_data.get("alasan"):
            raise ValidationError({"alasan": _("Pilih alasannya")})
        return self.cleaned_data
