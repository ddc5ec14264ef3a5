"""The four levels of government area: English code, Indonesian label."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    PROVINCE = "province", _("Provinsi")
    CITY = "city", _("Kabupaten/kota")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE = "village", _("Kelurahan/desa")

    @property
    def code_length(self) -> int:
        """Characters of a code on this level, dots included: 19, 19.71, 19.71.01, 19.71.01.1004."""
        return _CODE_LENGTHS[self]


_CODE_LENGTHS = {
    AreaLevel.PROVINCE: 2,
    AreaLevel.CITY: 5,
    AreaLevel.DISTRICT: 8,
    AreaLevel.VILLAGE: 13,
}
