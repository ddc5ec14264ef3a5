"""The numbers of help of the whole country: what a page shows until the city knows better."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rangkul.portal.enums import HelpCode


@dataclass(frozen=True)
class National:
    """A number as it is written, what is dialled after it, and who runs the line."""

    number: str
    source: str | Promise
    extension: str = ""


# 110, 119 and the extension were not found in a source that we could read (ux.md 10.1): each city
# rings them once. SAPA 129 and its chat stand in several pages of the ministry and the press.
NATIONAL: Final[dict[HelpCode, National]] = {
    HelpCode.POLICE: National("110", _("Polri, call center nasional")),
    HelpCode.SAPA: National("129", _("Kementerian PPPA, SAPA 129")),
    HelpCode.WHATSAPP: National("08111-129-129", _("Kementerian PPPA, SAPA 129")),
    HelpCode.SUICIDE: National("119", _("Kementerian Kesehatan, layanan 119"), "8"),
}
CITYS_OWN: Final = _("Nomor kota ini")


def source_of(code: HelpCode) -> str:
    """Who runs the line behind a number, in the reader's language."""
    return str(NATIONAL[code].source if code in NATIONAL else CITYS_OWN)
