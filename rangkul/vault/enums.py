"""Kinds of keys, grants and statements: English code, Indonesian label."""

from django.db import models


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


class CompartmentCode(models.TextChoices):
    """What a compartment holds (vault.md, "Compartments of a case")."""

    REPORT = "report", "Isi laporan"
    THREAD = "thread", "Percakapan dengan pelapor"


class Ground(models.TextChoices):
    """Why somebody may open: the ground also decides when it ends."""

    REPORT = "report", "Laporan diterima"


class Purpose(models.TextChoices):
    """What a team is for, as far as sealing depends on it."""

    INTAKE = "intake", "Penerima laporan"
    ALTERNATIVE_INTAKE = "alternative_intake", "Penerima laporan jalur lain"
    PARTNER = "partner", "Mitra"


class ReceiptState(models.TextChoices):
    OPEN = "open", "Berlaku"
