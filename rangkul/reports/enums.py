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


class SafeNow(models.TextChoices):
    """Whether it is safe now, in the reporter's words."""

    SAFE = "safe", _("Ya, aman")
    DANGER = "danger", _("Tidak, dalam bahaya sekarang")
    AFRAID = "afraid", _("Aman sekarang, tapi takut terjadi lagi")
    UNKNOWN = "unknown", _("Tidak tahu")


class AllegedOffice(models.TextChoices):
    """Where the alleged person works: it decides who can read the report (vault.md 2)."""

    NONE = "none", _("Tidak, bukan di tempat-tempat ini")
    POLICE = "police", _("Di kepolisian")
    UNIT = "unit", _("Di UPTD PPA atau dinasnya")
    HEALTH = "health", _("Di rumah sakit atau puskesmas")
    COUNSELLING = "counselling", _("Di layanan psikolog atau kampus mitra")
    LEGAL_AID = "legal_aid", _("Di bantuan hukum mitra")
    UNKNOWN = "unknown", _("Tidak tahu")

    @property
    def is_ours(self) -> bool:
        """Whether the unit's own intake must not read the report."""
        return self not in {AllegedOffice.NONE, AllegedOffice.UNKNOWN}


# The same answers on the desk: there "Saya" is the officer.
AT_THE_DESK: Final[Mapping[str, Promise]] = {
    Who.SELF: _("Pelapor sendiri"),
    Who.CHILD: _("Anak di bawah 18 tahun"),
    Who.ADULT: _("Orang dewasa lain"),
    Who.UNSURE: _("Belum jelas"),
    SafeNow.SAFE: _("Aman"),
    SafeNow.DANGER: _("Dalam bahaya sekarang"),
    SafeNow.AFRAID: _("Aman, takut terulang"),
    SafeNow.UNKNOWN: _("Tidak diketahui"),
    AllegedOffice.NONE: _("Bukan di kantor mitra"),
}


class ReportState(models.TextChoices):
    RECEIVED = "received", _("Terkirim")
    TAKEN = "taken", _("Dibaca petugas")
    ANSWERED = "answered", _("Dijawab petugas")


# The moves a report may make; a reporter's new message never moves it back.
MOVES: dict[ReportState, frozenset[ReportState]] = {
    ReportState.RECEIVED: frozenset({ReportState.TAKEN}),
    ReportState.TAKEN: frozenset({ReportState.TAKEN, ReportState.ANSWERED}),
    ReportState.ANSWERED: frozenset({ReportState.TAKEN, ReportState.ANSWERED}),
}


class Author(models.TextChoices):
    REPORTER = "reporter", _("Anda")
    STAFF = "staff", _("Petugas")
