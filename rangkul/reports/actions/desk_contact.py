"""Showing the reporter's number: inside the hours that she called safe, else for a grave reason."""

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.reports import queries
from rangkul.reports.actions.desk import mine
from rangkul.reports.enums import RevealReason
from rangkul.reports.safe_contact import Open, safe_now

IN_HER_HOURS = "hours"  # in the trail, where no reason was needed


class NotNow(Exception):
    """It is not safe to reach her now, and no grave reason was given."""


def reveal_number(ref: str, *, reason: str = "", by: Actor) -> str:
    """Her number; who saw it, when and why stands in the trail.

    `reason` is one of RevealReason, or empty. Raises Http404, MoveRefused, LookupError when she
    gave no number, NotNow outside her hours, and while somebody may be forcing her.
    """
    by.require(Permission.READ_REPORTS)
    with writing():
        report = mine(ref, by)
        contact = queries.content_of_team(report, by).answers.contact
        if not contact.allowed or not contact.number:
            raise LookupError(ref)
        alarm = queries.alarm_of(report)
        free = isinstance(safe_now(contact, clock.now()), Open) and not (alarm and alarm.duress)
        if not free and reason not in RevealReason.values:
            raise NotNow
        why = IN_HER_HOURS if free else reason
        append(EventCode.CONTACT_REVEALED, by=by.ref, object_ref=ref, why=why)
    return contact.number
