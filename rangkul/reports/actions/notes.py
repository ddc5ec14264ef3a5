"""What goes wrong on the public pages, noted without a word of hers."""

import logging

from django.db import Error as DatabaseError

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
from rangkul.vault import actions as vault
from rangkul.vault.crypto import Refused

logger = logging.getLogger(__name__)


def note_refused_code() -> None:
    """Count a code that opened nothing: many of them raise an alarm, none refuses a right one."""
    with writing():
        append(EventCode.CODE_REFUSED, by=REPORTER)


def note_send_failed(error: Exception) -> None:
    """Log that a report or reply could not be sent; what was refused also goes into the trail, if
    it can."""
    logger.error("a report or reply could not be sent", exc_info=error)
    if isinstance(error, Refused):
        try:
            vault.report_tampering(str(error))
        except (DatabaseError, OSError) as second:
            logger.error("the refusal could not be noted", exc_info=second)
