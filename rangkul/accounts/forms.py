"""Shape and words of this room's forms."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator

from rangkul.accounts.enums import AgencyKind, RoleCode
from rangkul.accounts.http import safe_path
from rangkul.accounts.models import Agency, Person, Team
from rangkul.accounts.queries import keyed_people
from rangkul.accounts.roles import misplaced
from rangkul.common.plain_form import PlainForm
from rangkul.common.text import clean, has_hidden
from rangkul.vault.enums import Purpose

_LONGEST_PASSWORD = 200
_GUESSED = "Kata sandi ini mudah ditebak. Pakai beberapa kata yang mudah Anda ingat."
_WEAK = {
    "password_too_short": "Kata sandi terlalu pendek. Pakai paling sedikit 12 huruf atau angka.",
    "password_entirely_numeric": "Kata sandi ini hanya angka. Tambahkan beberapa kata.",
    "password_too_similar": "Kata sandi ini mirip nama Anda. Pakai kata yang lain.",
}


class PasswordField(forms.CharField):
    """Exactly what was typed, in one Unicode form whatever the keyboard."""

    def __init__(self, *, label: str, required_text: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            strip=False,
            max_length=_LONGEST_PASSWORD,
            widget=forms.PasswordInput,
            error_messages={"required": required_text},
        )

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", str(super().to_python(value) or ""))


class NameField(forms.CharField):
    """A name on one line, without anything invisible."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        if has_hidden(text) or "\n" in text or "\t" in text:
            raise forms.ValidationError("Hapus tanda yang tidak terlihat dari tulisan ini.")
        return clean(text)


class SignInForm(PlainForm):
    username = forms.CharField(
        label="Nama pengguna",
        max_length=60,
        error_messages={"required": "Tulis nama pengguna Anda"},
    )
    password = PasswordField(label="Kata sandi", required_text="Tulis kata sandi Anda")
    lanjut = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_username(self) -> str:
        """Names are kept in lower case."""
        return str(self.cleaned_data["username"]).lower()

    def clean_lanjut(self) -> str:
        """Only a path of this installation."""
        return safe_path(str(self.cleaned_data["lanjut"]))


class NewPasswordForm(PlainForm):
    """A new password, twice."""

    new = PasswordField(
        label="Kata sandi baru",
        help_text="Paling sedikit 12 huruf atau angka. Beberapa kata yang mudah Anda ingat"
        " lebih kuat daripada satu kata yang rumit.",
        required_text="Tulis kata sandi baru",
    )
    again = PasswordField(
        label="Tulis sekali lagi", required_text="Tulis kata sandi baru sekali lagi"
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self._person = person

    def clean_new(self) -> str:
        """Django's validators judge, in our words."""
        password = str(self.cleaned_data["new"])
        try:
            validate_password(password, self._person)
        except forms.ValidationError as refused:
            reasons = [_WEAK.get(each.code or "", _GUESSED) for each in refused.error_list]
            raise forms.ValidationError(reasons) from refused
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields the same."""
        cleaned = super().clean() or {}
        if {"new", "again"} <= cleaned.keys() and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "Kedua kata sandi belum sama")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    old = PasswordField(label="Kata sandi sekarang", required_text="Tulis kata sandi sekarang")
    field_order = ["old", "new", "again"]


class AgencyForm(PlainForm):
    name = NameField(
        label="Nama lembaga", max_length=120, error_messages={"required": "Tulis nama lembaga"}
    )
    kind = forms.ChoiceField(
        label="Jenis lembaga",
        choices=[("", "Pilih jenis"), *AgencyKind.choices],
        error_messages={"required": "Pilih jenis lembaga"},
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Agency.objects.filter(name=name).exists():
            raise forms.ValidationError("Lembaga ini sudah ada")
        return name

    def clean_kind(self) -> AgencyKind:
        """One unit a city: it was entered at set-up."""
        kind = AgencyKind(self.cleaned_data["kind"])
        if kind == AgencyKind.UNIT:
            raise forms.ValidationError("UPTD PPA sudah ada; satu kota punya satu")
        return kind


class InviteForm(PlainForm):
    name = NameField(
        label="Nama orang", max_length=120, error_messages={"required": "Tulis nama orang itu"}
    )
    username = forms.CharField(
        label="Nama pengguna",
        help_text="Huruf kecil, angka, titik, atau garis; 3 sampai 30. Tidak dapat diubah.",
        max_length=30,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9.-]{2,29}\Z",
                "Pakai huruf kecil, angka, titik, atau garis",
                code="username",  # "invalid" would be answered by the field's general words
            )
        ],
        error_messages={"required": "Tulis nama pengguna"},
    )
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"),
        label="Lembaga",
        empty_label="Pilih lembaga",
        error_messages={"required": "Pilih lembaga"},
    )
    role = forms.ChoiceField(
        label="Peran",
        choices=[("", "Pilih peran"), *RoleCode.choices],
        error_messages={"required": "Pilih peran"},
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"),
        label="Menunggu diterima di tim",
        required=False,
        empty_label="Belum ada tim",
        help_text="Anggota tim itu yang menerima, setelah mencocokkan sidik kunci.",
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if Person.objects.filter(username=username).exists():
            raise forms.ValidationError("Nama pengguna ini sudah dipakai")
        return username

    def clean_role(self) -> RoleCode:
        return RoleCode(self.cleaned_data["role"])

    def clean(self) -> dict[str, Any]:
        """A team admits people of its own agency."""
        cleaned = super().clean() or {}
        team, agency = cleaned.get("team"), cleaned.get("agency")
        if team and agency and team.agency_id != agency.pk:
            self.add_error("team", "Tim ini milik lembaga lain")
        if agency and "role" in cleaned:
            role, in_unit = cleaned["role"], agency.is_unit
            if problem := misplaced(role, in_unit=in_unit, for_team=team is not None):
                self.add_error("role", problem)
        return cleaned


def _compared() -> forms.BooleanField:
    return forms.BooleanField(
        label="Sudah saya cocokkan: kami membacakan sidik kunci ini dan semua angkanya sama",
        error_messages={"required": "Cocokkan sidik kunci bersama orangnya, lalu beri tanda"},
    )


class AdmitForm(PlainForm):
    compared = _compared()


class FoundTeamForm(PlainForm):
    name = NameField(
        label="Nama tim", max_length=120, error_messages={"required": "Tulis nama tim"}
    )
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"),
        label="Lembaga",
        empty_label="Pilih lembaga",
        error_messages={"required": "Pilih lembaga"},
    )
    purpose = forms.ChoiceField(
        label="Tugas tim",
        # The teams that receive reports are founded by the city root at set-up, and only there.
        choices=[("", "Pilih tugas"), (Purpose.PARTNER.value, Purpose.PARTNER.label)],
        error_messages={"required": "Pilih tugas tim"},
    )
    first = forms.ModelChoiceField(
        Person.objects.none(),
        label="Anggota pertama",
        empty_label="Pilih orang",
        help_text="Hanya orang yang sudah membuat kunci.",
        error_messages={"required": "Pilih anggota pertama"},
    )
    compared = _compared()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        first = self.fields["first"]
        assert isinstance(first, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        first.queryset = keyed_people().order_by("name")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Team.objects.filter(name=name).exists():
            raise forms.ValidationError("Tim dengan nama ini sudah ada")
        return name

    def clean_purpose(self) -> Purpose:
        return Purpose(self.cleaned_data["purpose"])

    def clean(self) -> dict[str, Any]:
        """The first member works where the team belongs."""
        cleaned = super().clean() or {}
        first, agency = cleaned.get("first"), cleaned.get("agency")
        if first and agency and first.agency_id != agency.pk:
            self.add_error("first", "Orang ini bekerja di lembaga lain")
        return cleaned
