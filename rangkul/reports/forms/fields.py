"""What the forms of this room are made of."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.common import plain_form, text


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
        kwargs.setdefault("widget", forms.Textarea)
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> str:
        """Raises ValidationError when required and empty, too long, or holding hidden signs."""
        words = text.clean(str(value or ""))
        if self.required and not words:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(words) > self.limit:
            raise ValidationError(
                _("Tulisan terlalu panjang. Kurangi %(over)s huruf.")
                % {"over": len(words) - self.limit},
                code="long",
            )
        if text.has_hidden(str(value or "")):
            raise ValidationError(self.error_messages["hidden"], code="hidden")
        return words


class LineField(WordsField):
    """Free text of one line."""

    def __init__(self, *, limit: int = 120, **kwargs: Any) -> None:
        super().__init__(limit=limit, required=False, widget=forms.TextInput, **kwargs)

    def clean(self, value: Any) -> str:
        """As WordsField, with line ends turned into spaces."""
        return " ".join(super().clean(value).split())


class PlainForm(plain_form.PlainForm):
    """A form that shows hidden characters cleaned when it returns."""

    def shown(self, name: str) -> str:
        """The typed words without hidden characters, for showing them again."""
        return text.clean(str(self.data.get(name, "")))

    def cleaned_back(self) -> Self:
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


def one_of(
    label: Any,
    choices: Any,
    *,
    required: bool = False,
    error: Any = "",
    hint: Any = "",
    skip: bool = True,
) -> forms.ChoiceField:
    """One of several, as radio buttons; an optional one ends with "Lewati", unless a button of
    the page says so."""
    said = error or _("Pilih salah satu, atau Lewati")
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[*choices] if required or not skip else [*choices, ("", _("Lewati"))],
        widget=forms.RadioSelect,
        required=required,
        error_messages={"required": said, "invalid_choice": said},
    )


def some_of(label: Any, choices: Any, *, hint: Any = "") -> forms.MultipleChoiceField:
    """Any of several, as ticks; none is an answer, too."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint or _("Boleh pilih lebih dari satu."),
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Pilih dari daftar")},
    )
