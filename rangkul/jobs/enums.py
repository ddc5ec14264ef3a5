"""The states of a job: English code, Indonesian label."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Menunggu")
    LEASED = "leased", _("Sedang dikerjakan")
    DONE = "done", _("Selesai")
    DEAD = "dead", _("Gagal, perlu diperiksa")
