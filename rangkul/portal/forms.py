"""The form of the gallery: one field of every kind that a page may show."""

from django import forms
from django.utils.translation import gettext_lazy as _

WHO = (
    ("me", _("Saya sendiri")),
    ("child", _("Seorang anak (di bawah 18 tahun)")),
    ("adult", _("Orang dewasa lain")),
    ("unsure", _("Saya belum yakin")),
)
NEEDS = (("company", _("Ditemani")), ("place", _("Tempat aman")), ("doctor", _("Dokter")))
TRI = (("ya", _("Ya")), ("tidak", _("Tidak")), ("belum_tahu", _("Belum tahu")))


class SampleForm(forms.Form):
    """Neutral names (q1 ...): a browser that stores them tells nothing."""

    use_required_attribute = False

    q1 = forms.ChoiceField(
        label=_("Siapa yang butuh bantuan?"),
        help_text=_("Pilih satu. Anda tidak perlu memberi nama."),
        choices=WHO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih siapa yang butuh bantuan")},
    )
    q2 = forms.MultipleChoiceField(
        label=_("Apa yang Anda butuhkan?"),
        help_text=_("Boleh pilih lebih dari satu."),
        choices=NEEDS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih apa yang Anda butuhkan")},
    )
    q3 = forms.CharField(
        label=_("Ceritakan sedikit, kalau mau"),
        help_text=_("Tulis seperlunya. Petugas tidak akan meminta Anda mengulang cerita ini."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Tulis apa yang terjadi")},
    )
    q4 = forms.CharField(
        label=_("Kode Anda"),
        help_text=_("16 angka, boleh dengan spasi."),
        max_length=24,
        error_messages={"required": _("Tulis 16 angka kode Anda")},
    )
    q5 = forms.ChoiceField(
        label=_("Kecamatan"),
        choices=(("", _("Pilih kecamatan")), ("197101", "Bukit Intan")),
        error_messages={"required": _("Pilih kecamatan")},
    )
    q6 = forms.BooleanField(
        label=_("Orang itu bekerja di salah satu kantor mitra"),
        error_messages={"required": _("Beri tanda bila sudah dibaca")},
    )
    q7 = forms.ChoiceField(
        label=_("Apakah orang itu masih bisa mendekat sekarang?"),
        choices=TRI,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih ya, tidak, atau belum tahu")},
    )
    q8 = forms.ChoiceField(
        label=_("Apakah ada luka yang perlu dirawat?"),
        choices=TRI,
        widget=forms.RadioSelect,
        required=False,
        initial="ya",
    )
    q9 = forms.ChoiceField(
        label=_("Apakah ada ancaman dengan senjata atau ancaman membunuh?"),
        choices=TRI,
        widget=forms.RadioSelect,
        required=False,
    )
