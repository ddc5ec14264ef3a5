"""The form that all rooms' forms are made from: no browser-side checks, and no sentence of
Django's on a page. A field that says nothing of its own says these."""

from typing import Any, Final

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

WORDS: Final[dict[str, Any]] = {
    "required": _("Isi bagian ini"),
    "invalid": _("Tulisan di bagian ini belum bisa dibaca"),
    "invalid_choice": _("Pilih salah satu dari daftar"),
    "invalid_list": _("Pilih dari daftar"),
    "max_length": _("Terlalu panjang. Paling banyak %(limit_value)d huruf."),
    "min_length": _("Terlalu pendek. Paling sedikit %(limit_value)d huruf."),
    "max_value": _("Paling banyak %(limit_value)s"),
    "min_value": _("Paling sedikit %(limit_value)s"),
    "null_characters_not_allowed": _("Hapus tanda yang tidak terlihat dari tulisan ini."),
}

_no_null = ProhibitNullCharactersValidator(message=WORDS["null_characters_not_allowed"])


class PlainForm(forms.Form):
    """A form whose complaints are ours, whatever its fields leave unsaid."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)


def speak_plainly(field: forms.Field) -> None:
    """Give a field our words in place of Django's; what it says itself stays."""
    kept = {code: said for code, said in field.error_messages.items() if not _djangos(field, code)}
    field.error_messages = {**WORDS, **kept}
    if isinstance(field, forms.ModelChoiceField):  # it asks this one without its own messages
        field.validate_no_null_characters = _no_null  # type: ignore[method-assign]


def _djangos(field: forms.Field, code: str) -> bool:
    """Whether a message is the default of one of Django's own field classes."""
    said = field.error_messages[code]
    return any(
        vars(cls).get("default_error_messages", {}).get(code) is said
        for cls in type(field).__mro__
        if cls.__module__.startswith("django.")
    )
