"""Coded answers and states of a report: English code, Indonesian label."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a report came in (domain handbook 1.3); further channels come with the duty desk."""

    WEB = "web", _("Situs")


class Who(models.TextChoices):
    """Who needs help, in the reporter's words."""

    SELF = "self", _("Saya sendiri")
    CHILD = "child", _("Seorang anak (di bawah 18 tahun)")
    ADULT = "adult", _("Orang dewasa lain")
    UNSURE = "unsure", _("Saya belum yakin")


class AgeBand(models.TextChoices):
    """The writer's age, where she writes for herself."""

    UNDER_12 = "u12", _("Di bawah 12 tahun")
    TEEN = "12_17", _("12–17 tahun")
    YOUNG = "u18", _("Di bawah 18 tahun")  # an alarm that came before the question how young
    GROWN = "18", _("18 tahun ke atas")

    @property
    def is_child(self) -> bool:
        """Whether a child writes: she is called "kamu" and asked less."""
        return self in {AgeBand.UNDER_12, AgeBand.TEEN, AgeBand.YOUNG}


class SafeNow(models.TextChoices):
    """Whether it is safe now, in the reporter's words."""

    SAFE = "safe", _("Ya, aman")
    DANGER = "danger", _("Tidak, dalam bahaya sekarang")
    AFRAID = "afraid", _("Aman sekarang, tapi takut terjadi lagi")
    UNKNOWN = "unknown", _("Tidak tahu")


class Danger(models.TextChoices):
    """Signs that killing or grave harm may follow (handbook 1.3, Danger Assessment-5)."""

    STRANGLED = "strangled", _("Dicekik atau dibekap")
    DEATH_THREAT = "death_threat", _("Diancam dibunuh")
    WEAPON = "weapon", _("Ada senjata tajam atau api")
    PREGNANT = "pregnant", _("Sedang hamil")
    SEPARATION = "separation", _("Baru berpisah atau mau pergi")
    CHILD_SAW = "child_saw", _("Ada anak yang melihat")
    SUICIDAL = "suicidal", _("Ingin mengakhiri hidup")

    @property
    def is_red(self) -> bool:
        """Whether it puts the report to the top of the queue (ux.md 2b)."""
        return self not in {Danger.CHILD_SAW, Danger.SUICIDAL}


class Kind(models.TextChoices):
    """What happened, in the reporter's words."""

    BODY = "body", _("Dipukul, ditendang, atau disakiti badannya")
    THREAT = "threat", _("Dihina, diancam, atau dikurung")
    SEXUAL = "sexual", _("Disentuh atau dipaksa secara seksual")
    NEGLECT = "neglect", _("Tidak diberi makan, uang, atau dirawat")
    DIGITAL = "digital", _("Foto atau video pribadi disebar, atau diganggu lewat HP")
    SOLD = "sold", _("Dijual, dipaksa kerja, atau dibawa dengan janji palsu")
    MARRIAGE = "marriage", _("Dipaksa menikah")
    OTHER = "other", _("Lainnya")
    UNSAID = "unsaid", _("Saya tidak mau memilih")

    @property
    def is_sexual(self) -> bool:
        """Whether the law counts it as sexual violence whatever else is found (UU 12/2022 Ps 4)."""
        return self in {Kind.SEXUAL, Kind.MARRIAGE}

    @property
    def brings_police_for_child(self) -> bool:
        """Whether the police are due at once when it happens to a child (POL-01, POL-06)."""
        return self.is_sexual or self in {Kind.DIGITAL, Kind.SOLD}


class Relation(models.TextChoices):
    """Who did it."""

    SPOUSE = "spouse", _("Suami, istri, atau mantan")
    PARTNER = "partner", _("Pacar atau mantan pacar")
    FAMILY = "family", _("Orang tua atau keluarga")
    TEACHER = "teacher", _("Guru atau pengasuh")
    NEIGHBOUR = "neighbour", _("Tetangga atau teman")
    WORK = "work", _("Atasan atau rekan kerja")
    STRANGER = "stranger", _("Orang tidak dikenal")
    SEVERAL = "several", _("Lebih dari satu orang")


class AllegedOffice(models.TextChoices):
    """Where the alleged person works: it decides who can read the report (vault.md 2)."""

    NONE = "none", _("Tidak, bukan di tempat-tempat ini")
    POLICE = "police", _("Di kepolisian")
    UNIT = "unit", _("Di UPTD PPA atau dinasnya")
    HEALTH = "health", _("Di rumah sakit atau puskesmas")
    COUNSELLING = "counselling", _("Di layanan psikolog atau kampus mitra")
    LEGAL_AID = "legal_aid", _("Di bantuan hukum mitra")
    SEVERAL = "partner", _("Di salah satu kantor mitra")
    UNKNOWN = "unknown", _("Tidak tahu")

    @property
    def is_ours(self) -> bool:
        """Whether the unit's own intake must not read the report."""
        return self not in {AllegedOffice.NONE, AllegedOffice.UNKNOWN}


class YesNo(models.TextChoices):
    YES = "yes", _("Ya")
    NO = "no", _("Tidak")
    UNKNOWN = "unknown", _("Tidak tahu")


class When(models.TextChoices):
    """When it happened last."""

    TODAY = "today", _("Hari ini")
    WEEK = "week", _("Minggu ini")
    MONTH = "month", _("Bulan ini")
    OLDER = "older", _("Lebih lama")
    ONGOING = "ongoing", _("Masih terus terjadi")


class ContactWay(models.TextChoices):
    """How the desk may reach her; not at all unless she says so."""

    NONE = "none", _("Jangan hubungi saya. Saya akan membuka sendiri dengan kode.")
    PHONE = "phone", _("Telepon")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    TRUSTED = "trusted", _("Lewat orang yang saya percaya")


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Pagi (06.00–11.00)")
    NOON = "noon", _("Siang (11.00–15.00)")
    AFTERNOON = "afternoon", _("Sore (15.00–18.00)")
    EVENING = "evening", _("Malam (18.00–21.00)")

    @property
    def hours(self) -> tuple[int, int]:
        """From which full hour to which, local time; the second is no longer part of it."""
        return _HOURS[self]


_HOURS: Final[Mapping[str, tuple[int, int]]] = {
    PartOfDay.MORNING: (6, 11),
    PartOfDay.NOON: (11, 15),
    PartOfDay.AFTERNOON: (15, 18),
    PartOfDay.EVENING: (18, 21),
}


class DaysOfWeek(models.TextChoices):
    ANY = "any", _("Setiap hari")
    WORKDAYS = "workdays", _("Senin sampai Jumat")
    WEEKEND = "weekend", _("Sabtu dan Minggu")

    @property
    def weekdays(self) -> frozenset[int]:
        """The days as datetime counts them: Monday is 0."""
        return _WEEKDAYS[self]


_WEEKDAYS: Final[Mapping[str, frozenset[int]]] = {
    DaysOfWeek.ANY: frozenset(range(7)),
    DaysOfWeek.WORKDAYS: frozenset(range(5)),
    DaysOfWeek.WEEKEND: frozenset({5, 6}),
}


class SmsText(models.TextChoices):
    """What an SMS may say: it names neither the unit nor the reason (ux.md 4.2)."""

    QUEUE = "queue", _("Layanan Warga: ada info baru untuk nomor antrean Anda.")
    PARCEL = "parcel", _("Paket sudah siap diambil.")
    MEETING = "meeting", _("Jadwal besok tetap sama ya.")
    BILL = "bill", _("Tagihan bulan ini sudah bisa dilihat.")
    SCHOOL = "school", _("Rapat orang tua hari Sabtu jadi.")


class RevealReason(models.TextChoices):
    """Why an officer must see a number outside the hours that she called safe."""

    LIFE = "life", _("Nyawa terancam sekarang")
    CHILD = "child", _("Anak dalam bahaya sekarang")
    ASKED = "asked", _("Pelapor meminta dihubungi sekarang")


class Need(models.TextChoices):
    COMPANY = "company", _("Ditemani")
    SHELTER = "shelter", _("Tempat aman")
    DOCTOR = "doctor", _("Dokter")
    PSYCHOLOGIST = "psychologist", _("Psikolog")
    LEGAL = "legal", _("Bantuan hukum")
    CHILD = "child", _("Bantuan untuk anak")
    OPTIONS = "options", _("Ingin tahu pilihan saja")
    UNSURE = "unsure", _("Belum tahu")


class TalkNeed(models.TextChoices):
    """What makes talking possible (UU 8/2016: accommodation in proceedings)."""

    LANGUAGE = "language", _("Bahasa lain atau penerjemah")
    SIGN = "sign", _("Juru bahasa isyarat")
    PLAIN = "plain", _("Penjelasan pelan dan mudah")
    READ = "read", _("Tulisan dibacakan")
    WHEELCHAIR = "wheelchair", _("Tempat yang bisa dilalui kursi roda")

    @property
    def tells_disability(self) -> bool:
        """Whether it says that she has a disability."""
        return self in {TalkNeed.SIGN, TalkNeed.READ, TalkNeed.WHEELCHAIR}


class MayKnow(models.TextChoices):
    """With whom the desk may share without asking again."""

    PSYCHOLOGIST = "psychologist", _("Psikolog")
    HOSPITAL = "hospital", _("Rumah sakit")
    POLICE = "police", _("Polisi")
    LEGAL_AID = "legal_aid", _("Bantuan hukum")
    SCHOOL = "school", _("Sekolah")


# The same answers on the desk, by their list: there "Saya" is the officer, and lists are short.
AT_THE_DESK: Final[Mapping[type[models.TextChoices], Mapping[str, Promise]]] = {
    Who: {
        Who.SELF: _("Pelapor sendiri"),
        Who.CHILD: _("Anak di bawah 18 tahun"),
        Who.ADULT: _("Orang dewasa lain"),
        Who.UNSURE: _("Belum jelas"),
    },
    SafeNow: {
        SafeNow.SAFE: _("Aman"),
        SafeNow.DANGER: _("Dalam bahaya sekarang"),
        SafeNow.AFRAID: _("Aman, takut terulang"),
        SafeNow.UNKNOWN: _("Tidak diketahui"),
    },
    Kind: {
        Kind.BODY: _("fisik"),
        Kind.THREAT: _("psikis, ancaman"),
        Kind.SEXUAL: _("seksual"),
        Kind.NEGLECT: _("penelantaran"),
        Kind.DIGITAL: _("digital"),
        Kind.SOLD: _("TPPO"),
        Kind.MARRIAGE: _("kawin paksa"),
        Kind.OTHER: _("lainnya"),
        Kind.UNSAID: _("tidak mau memilih"),
    },
    AllegedOffice: {AllegedOffice.NONE: _("Bukan di kantor mitra")},
    ContactWay: {
        ContactWay.NONE: _("kotak pesan saja"),
        ContactWay.TRUSTED: _("orang kepercayaan"),
    },
}


def at_the_desk(kind: type[models.TextChoices], code: str) -> str:
    """A reporter's coded answer in the officer's words; nothing for no answer."""
    return str(AT_THE_DESK.get(kind, {}).get(code) or kind(code).label) if code else ""


class ReportState(models.TextChoices):
    RECEIVED = "received", _("Terkirim")
    TAKEN = "taken", _("Dibaca petugas")
    ANSWERED = "answered", _("Sedang dibantu")


# The moves a report may make; a reporter's new message never moves it back.
MOVES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.RECEIVED: frozenset({ReportState.TAKEN}),
    ReportState.TAKEN: frozenset({ReportState.TAKEN, ReportState.ANSWERED}),
    ReportState.ANSWERED: frozenset({ReportState.TAKEN, ReportState.ANSWERED}),
}


class VersionKind(models.TextChoices):
    """Why a version of the report was written."""

    SENT = "sent", _("Terkirim")
    COMPLETED = "completed", _("Dilengkapi pelapor")
    CONTACT = "contact", _("Cara menghubungi diubah")
    CODE = "code", _("Kode diganti")
    WORD = "word", _("Kata bahaya diubah")


class Author(models.TextChoices):
    REPORTER = "reporter", _("Anda")
    STAFF = "staff", _("Petugas")


class KnownBy(models.TextChoices):
    """How the officer knows that who asks for a new code is the reporter."""

    MET_PAPERS = "met_papers", _("Bertemu langsung, identitas dicocokkan")
    MET_KNOWN = "met_known", _("Bertemu langsung, sudah dikenal petugas")


class AlarmEnd(models.TextChoices):
    """How a cry for help was handled."""

    POLICE = "police", _("Polisi sudah ditelepon")
    REACHED = "reached", _("Sudah dihubungi dan aman")
    MISTAKEN = "mistaken", _("Tanda bahaya keliru")
