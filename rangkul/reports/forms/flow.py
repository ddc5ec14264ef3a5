"""The questions of the flow, one form a page. Field names are neutral: a browser remembers them.

Each is asked in one of three voices: to the person herself ("Anda"), to a child ("kamu"), or to
somebody who writes for another. A voice changes words and offers fewer answers, never a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rangkul.areas import queries as areas
from rangkul.reports import enums
from rangkul.reports.forms.fields import LineField, PlainForm, WordsField, one_of, some_of
from rangkul.vault.receipts import normalised_word

STORY_LIMIT = 4000
PLACE_LIMIT = 120  # "lokasi singkat": one line that can be typed while hiding
Draft = Mapping[str, Any]


class Voice(StrEnum):
    SELF = "self"
    CHILD = "child"
    OTHER = "other"


@dataclass(frozen=True)
class Wording:
    """What one voice says differently about a field; `choices` leaves answers out, too."""

    label: Any = ""
    hint: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    error: Any = ""

    def apply(self, field: forms.Field) -> None:
        """Give the field this voice's words."""
        field.label = self.label or field.label
        field.help_text = self.hint or field.help_text
        if self.choices:
            field.choices = self.choices  # type: ignore[attr-defined]
        if self.error:
            field.error_messages |= {"required": self.error, "invalid_choice": self.error}


class QuestionForm(PlainForm):
    """One page's question in the voice of who writes; `draft` holds what was answered before."""

    voices: ClassVar[dict[Voice, dict[str, Wording]]] = {}
    said_short: ClassVar[dict[str, Any]] = {}  # answers that the check page says in fewer words

    def __init__(
        self, *args: Any, voice: Voice = Voice.SELF, draft: Draft | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.voice, self.draft = voice, draft or {}
        for name, wording in self.voices.get(voice, {}).items():
            wording.apply(self.fields[name])

    def take_any_code(self) -> None:
        """What was answered in another voice counts, too: the voices share their codes."""
        for name, wording in self.voices.get(self.voice, {}).items():
            if wording.choices and name in self.fields:
                self.fields[name].choices = self.base_fields[name].choices  # type: ignore[attr-defined]


# The page asks about her age with the first tap; for the desk both are "self" (collect).
YOUNG = "young"


class WhoForm(QuestionForm):
    q1 = one_of(
        _("Siapa yang butuh bantuan?"),
        (
            (enums.Who.SELF, _("Saya sendiri, 18 tahun ke atas")),
            (YOUNG, _("Saya sendiri, di bawah 18 tahun")),
            (enums.Who.CHILD, _("Seorang anak")),
            *enums.Who.choices[2:],
        ),
        required=True,
        error=_("Pilih siapa yang butuh bantuan"),
    )


class AgeForm(QuestionForm):
    q1b = one_of(
        _("Berapa umur kamu?"),
        (
            (enums.AgeBand.TEEN, _("12 sampai 17 tahun")),
            (enums.AgeBand.UNDER_12, _("Di bawah 12 tahun")),
        ),
        required=True,
        error=_("Pilih umur kamu dulu, ya"),
    )


_WHERE_THEY_ARE = Wording(
    label=_("Di mana orang itu sekarang?"),
    hint=_("Boleh dikosongkan. Jangan ke sana sendiri bila berbahaya."),
)


class KnowsForm(QuestionForm):
    q1c = one_of(
        _("Apakah orang itu tahu Anda menghubungi kami?"),
        [(enums.YesNo.YES, _("Ya")), (enums.YesNo.NO, _("Tidak"))],
        hint=_("Jangan menegur orang yang melakukan. Itu bisa membahayakan."),
    )


class PlaceNowForm(QuestionForm):
    """Asked of who tells of another; in danger the alarm page asks it of everybody."""

    q2c = LineField(limit=PLACE_LIMIT, label=_WHERE_THEY_ARE.label, help_text=_WHERE_THEY_ARE.hint)


class SafeNowForm(QuestionForm):
    q2 = one_of(
        _("Apakah sekarang aman?"),
        enums.SafeNow.choices,
        required=True,
        error=_("Pilih apakah sekarang aman"),
    )
    voices: ClassVar = {
        Voice.CHILD: {
            "q2": Wording(
                label=_("Apakah kamu aman sekarang?"),
                choices=(
                    (enums.SafeNow.SAFE, _("Ya, aku aman")),
                    (enums.SafeNow.DANGER, _("Tidak, aku dalam bahaya")),
                    (enums.SafeNow.AFRAID, _("Aku takut terjadi lagi")),
                    (enums.SafeNow.UNKNOWN, _("Aku tidak tahu")),
                ),
                error=_("Pilih salah satu jawaban dulu, ya"),
            )
        }
    }


class DangersForm(QuestionForm):
    q2b = some_of(_("Apakah salah satu ini terjadi?"), enums.Danger.choices)


_HELPS_CHILDREN = _("Orang itu polisi, atau kerja di kantor yang menolong anak")


class AlarmForm(QuestionForm):
    """P4: what somebody can still type who cannot speak."""

    q2c = LineField(
        limit=PLACE_LIMIT,
        label=_("Tidak bisa bicara? Tulis di mana Anda sekarang"),
        help_text=_("Supaya petugas tahu ke mana harus menolong. Boleh dikosongkan."),
    )
    q2d = forms.BooleanField(
        label=_("Orang itu bekerja di kepolisian, UPTD PPA, atau kantor mitra"), required=False
    )
    voices: ClassVar = {
        Voice.CHILD: {
            "q2c": Wording(label=_("Kamu ada di mana? Tulis singkat saja")),
            "q2d": Wording(label=_HELPS_CHILDREN),
        },
        Voice.OTHER: {"q2c": _WHERE_THEY_ARE},
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.voice == Voice.CHILD:  # larger words: the button must stay on the first screen
            self.fields["q2c"].help_text = ""


class KindsForm(QuestionForm):
    q3 = some_of(_("Apa yang terjadi?"), enums.Kind.choices)
    voices: ClassVar = {
        Voice.CHILD: {
            "q3": Wording(
                hint=_("Boleh pilih lebih dari satu. Boleh juga tidak memilih."),
                choices=(
                    (enums.Kind.BODY, _("Badanku disakiti")),
                    (enums.Kind.SEXUAL, _("Bagian tubuh pribadiku disentuh, atau aku dipaksa")),
                    (enums.Kind.THREAT, _("Aku diancam, dikurung, atau dimarahi terus")),
                    (enums.Kind.OTHER, _("Hal lain")),
                ),
            )
        }
    }


class HelpsChildrenForm(QuestionForm):
    """A child is not led through the page about offices; one answer keeps them from reading."""

    q3c = one_of(
        _("Apakah orang itu polisi, atau kerja di kantor yang menolong anak?"),
        [(enums.YesNo.YES, _("Ya")), (enums.YesNo.NO, _("Tidak"))],
    )


class StoryForm(QuestionForm):
    q3b = WordsField(
        limit=STORY_LIMIT,
        label=_("Ceritakan sedikit, kalau mau"),
        help_text=_("Petugas kami tidak akan meminta Anda mengulang cerita ini."),
        required=False,
    )
    voices: ClassVar = {
        Voice.CHILD: {
            "q3b": Wording(
                label=_("Mau cerita sedikit?"),
                hint=_("Kamu tidak salah. Kamu boleh berhenti kapan saja."),
            )
        },
        Voice.OTHER: {
            "q3b": Wording(hint=_("Tulis yang Anda lihat atau dengar. Seperlunya saja."))
        },
    }


class RelationForm(QuestionForm):
    q4 = one_of(_("Siapa yang melakukan?"), enums.Relation.choices)


class OfficeForm(QuestionForm):
    q4b = one_of(
        _("Apakah orang itu bekerja di salah satu kantor ini?"),
        [
            (enums.AllegedOffice.NONE, _("Tidak")),
            (enums.AllegedOffice.POLICE, _("Polisi")),
            (enums.AllegedOffice.UNIT, _("UPTD PPA atau dinasnya")),
            (enums.AllegedOffice.HEALTH, _("Rumah sakit atau puskesmas")),
            (enums.AllegedOffice.COUNSELLING, _("Layanan psikolog atau kampus")),
            (enums.AllegedOffice.LEGAL_AID, _("Bantuan hukum")),
        ],
        hint=_("Kalau ya, cerita Anda dibaca petugas dari kantor lain."),
        skip=False,
    )


class PersonForm(QuestionForm):
    q4c = LineField(label=_("Siapa nama atau panggilan orang itu?"), help_text=_("Boleh kosong."))


class ShareHomeForm(QuestionForm):
    q4d = one_of(_("Apakah orang itu tinggal serumah?"), enums.YesNo.choices[:2])
    voices: ClassVar = {
        Voice.OTHER: {"q4d": Wording(label=_("Apakah mereka tinggal serumah?"))},
    }


class OpensPhoneForm(QuestionForm):
    q4e = one_of(_("Apakah orang itu bisa membuka HP Anda?"), enums.YesNo.choices)


class DistrictForm(QuestionForm):
    """In a city whose list of areas is not known to the program: whether it was there at all."""

    q5 = forms.ChoiceField(
        label=_("Di kecamatan mana?"),
        required=False,
        error_messages={"invalid_choice": _("Pilih dari daftar")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, known = self.fields["q5"], [(one.code, one.name) for one in areas.districts()]
        if not known:
            field.label = _("Apakah terjadi di kota ini?")
        elsewhere = ("other", _("Di luar kota ini"))
        field.choices = [("", _("Lewati")), *known, elsewhere]  # type: ignore[attr-defined]


class WhenForm(QuestionForm):
    q5b = one_of(_("Kapan terakhir terjadi?"), enums.When.choices)


class NeedsForm(QuestionForm):
    q6j = some_of(_("Apa yang Anda butuhkan?"), enums.Need.choices)
    voices: ClassVar = {Voice.OTHER: {"q6j": Wording(label=_("Bantuan apa yang dibutuhkan?"))}}


class TalkForm(QuestionForm):
    q6k = some_of(_("Apa yang membantu Anda bicara?"), enums.TalkNeed.choices)


class LanguageForm(QuestionForm):
    q6l = LineField(
        limit=40, label=_("Lebih nyaman bicara bahasa apa?"), help_text=_("Boleh kosong.")
    )


class CompanionForm(QuestionForm):
    q6m = LineField(
        label=_("Ingin ditemani orang yang Anda percaya? Siapa?"),
        help_text=_("Boleh kosong. Cukup panggilannya."),
    )


class MayKnowForm(QuestionForm):
    q6n = some_of(
        _("Siapa yang boleh tahu?"),
        enums.MayKnow.choices,
        hint=_(
            "Tanpa izin Anda, hanya petugas penerima laporan yang membaca. "
            "Kecuali anak disakiti, ada bahaya jiwa, atau undang-undang mewajibkan."
        ),
    )


class PoliceKnowForm(QuestionForm):
    """Of a witness: her name is another matter than that of the person she tells of."""

    q6o = one_of(
        _("Bolehkah polisi tahu siapa Anda?"),
        [(enums.YesNo.YES, _("Ya")), (enums.YesNo.NO, _("Tidak"))],
    )


_SHORTEST_WORD = 3


class DuressForm(QuestionForm):
    q6p = LineField(
        limit=40,
        label=_("Kata bahaya, bila Anda dipaksa membuka pesan"),
        help_text=_(
            "Boleh kosong. Tulis kata ini setelah kode. Yang tampak kotak kosong, "
            "dan petugas tahu Anda dipaksa."
        ),
    )

    def clean_q6p(self) -> str:
        """Raises ValidationError for a word that cannot be told from a code."""
        word: str = self.cleaned_data["q6p"]
        if word and len(normalised_word(word)) < _SHORTEST_WORD:
            raise ValidationError(_("Pakai kata dengan paling sedikit 3 huruf"))
        return word
