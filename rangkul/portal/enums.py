"""Closed lists of this room."""

from django.db import models


class HelpCode(models.TextChoices):
    """The numbers of help that a page may show, in the order in which they stand there.

    The line against suicide has a place of its own and is not in the line of every page.
    """

    POLICE = "police", "Polisi"
    SAPA = "sapa", "SAPA 129"
    WHATSAPP = "whatsapp", "WhatsApp SAPA 129"
    CITY_DESK = "city_desk", "Telepon piket kota"
    CITY_WHATSAPP = "city_whatsapp", "WhatsApp piket kota"
    SUICIDE = "suicide", "Pencegahan bunuh diri"


# Numbers that are dialled to speak; the others are chats, which stay on the telephone.
CHATS = frozenset({HelpCode.WHATSAPP, HelpCode.CITY_WHATSAPP})
# What stands on every page whatever the city does: it can be corrected, not hidden or emptied.
ALWAYS_SHOWN = frozenset({HelpCode.POLICE, HelpCode.SAPA})
