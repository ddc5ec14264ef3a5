"""Kinds of keys, grants and statements: English code, Indonesian label."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstallationKind(models.TextChoices):
    DEMO = "demo", "Demo"
    REAL = "real", "Nyata"


class OwnerKind(models.TextChoices):
    """Whose key it is."""

    ROOT = "root", "Akar kota"
    HOST = "host", "Mesin layanan"
    PERSON = "person", "Orang"
    TEAM = "team", "Tim"


class KeyState(models.TextChoices):
    ACTIVE = "active", "Berlaku"
    ENDED = "ended", "Berakhir"


class WrapVia(models.TextChoices):
    """How a private half is opened."""

    PASSWORD = "password", "Kata sandi"
    KEY = "key", "Kunci anggota"


class CompartmentOwner(models.TextChoices):
    REPORT = "report", "Laporan"
    RECORD = "record", "Catatan pribadi"


class CompartmentCode(models.TextChoices):
    """What a compartment holds (vault.md, "Compartments of a case")."""

    REPORT = "report", "Isi laporan"
    THREAD = "thread", "Percakapan dengan pelapor"
    RECORD = "record", "Isi catatan pribadi"


class Ground(models.TextChoices):
    """Why somebody may open: the ground also decides when it ends."""

    REPORT = "report", "Laporan diterima"


class Purpose(models.TextChoices):
    """What a team is for, as far as sealing depends on it."""

    INTAKE = "intake", "Penerima laporan"
    ALTERNATIVE_INTAKE = "alternative_intake", "Penerima laporan jalur lain"
    PARTNER = "partner", "Mitra"


class ReceiptState(models.TextChoices):
    """What a code does: it opens, it is dead, or it asks for help behind an empty page."""

    OPEN = "open", "Berlaku"
    CLOSED = "closed", "Ditutup"
    DURESS = "duress", "Kode tanda bahaya"


class FileState(models.TextChoices):
    """Where a sealed file stands."""

    HELD = "held", "Disimpan sementara"
    KEPT = "kept", "Disimpan"
    DESTROYED = "destroyed", "Dimusnahkan"


class FileKind(models.TextChoices):
    """What a file was by its first bytes: the closed list of what is taken."""

    JPEG = "jpeg", _("Foto JPEG")
    PNG = "png", _("Gambar PNG")
    HEIC = "heic", _("Foto HEIC")
    WEBP = "webp", _("Gambar WebP")
    PDF = "pdf", _("Dokumen PDF")
    DOCX = "docx", _("Dokumen Word")
    MP4 = "mp4", _("Video MP4")
    THREE_GP = "3gp", _("Video 3GP")
    MP3 = "mp3", _("Suara MP3")
    M4A = "m4a", _("Suara M4A")
    OGG = "ogg", _("Suara OGG")
    WAV = "wav", _("Suara WAV")
    AAC = "aac", _("Suara AAC")
    AMR = "amr", _("Suara AMR")


class CopyState(models.TextChoices):
    """Where a view copy stands. Lost: the worker died, or the file went; it may be asked again."""

    WAITING = "waiting", "Sedang disiapkan"
    READY = "ready", "Siap dibaca"
    LOST = "lost", "Belum jadi, perlu diminta lagi"
    FAILED = "failed", "Hanya berkas asli"


class CustodyEvent(models.TextChoices):
    """What happened to a file, for its chain of custody."""

    RECEIVED = "received", "Berkas diterima"
    VIEW_COPY_MADE = "view_copy_made", "Salinan baca dibuat"
    VIEWED = "viewed", "Salinan baca dibuka"
    ORIGINAL_DOWNLOADED = "original_downloaded", "Berkas asli diambil"
    DESTROYED = "destroyed", "Berkas dimusnahkan"


class Refusal(StrEnum):
    """Why a file was not taken; the page says it in words."""

    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    UNKNOWN_KIND = "unknown_kind"
    EMPTY = "empty"
    NO_ROOM = "no_room"
    NOT_STORED = "not_stored"
