"""Closed lists of this room: English code, Indonesian label."""

from enum import StrEnum

from django.db import models


class Permission(StrEnum):
    """Everything that a role can be allowed to do. Each is held by at least one role."""

    READ_REPORTS = "read_reports"
    TAKE_REPORTS = "take_reports"
    ANSWER_REPORTS = "answer_reports"
    INVITE = "invite"
    FOUND_TEAM = "found_team"
    ADMIT = "admit"
    CONFIRM_HELP = "confirm_help"

    @property
    def label(self) -> str:
        """What is done, to stand after "untuk"."""
        return _PERMISSION_LABELS[self]


_PERMISSION_LABELS = {
    Permission.READ_REPORTS: "membaca laporan",
    Permission.TAKE_REPORTS: "mengambil laporan",
    Permission.ANSWER_REPORTS: "menjawab pelapor",
    Permission.INVITE: "mengundang orang",
    Permission.FOUND_TEAM: "membentuk tim",
    Permission.ADMIT: "menerima anggota tim",
    Permission.CONFIRM_HELP: "memastikan nomor bantuan",
}


class RoleCode(models.TextChoices):
    """Stable short codes of the roles; what each may do stands in roles.py."""

    DUTY = "piket", "Petugas piket"
    ALTERNATIVE_DUTY = "jalur_lain", "Petugas jalur lain"
    HEAD = "kepala", "Kepala UPTD"
    ADMINISTRATOR = "admin", "Administrator"
    PARTNER = "mitra", "Anggota mitra"


class AgencyKind(models.TextChoices):
    """What kind of office people come from."""

    UNIT = "unit", "UPTD PPA"
    CITY_OFFICE = "office", "Perangkat daerah"
    POLICE = "police", "Kepolisian"
    HEALTH = "health", "Layanan kesehatan"
    UNIVERSITY = "university", "Perguruan tinggi"
    COMMUNITY = "community", "Organisasi masyarakat"


class InvitationState(models.TextChoices):
    """Where a one-time link stands; an open one may still have run out of time."""

    OPEN = "open", "Menunggu dibuka"
    USED = "used", "Sudah dipakai"
    WITHDRAWN = "withdrawn", "Dibatalkan"
