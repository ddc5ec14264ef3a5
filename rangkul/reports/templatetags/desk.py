"""What the desk's templates need: waiting times and names."""

from collections.abc import Mapping
from datetime import datetime

from django import template

from rangkul.reports.enums import AT_THE_DESK
from rangkul.reports.models import Report

register = template.Library()

_TWO_DAYS = 48  # hours


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting: "52 menit", "7 jam 3 menit", "3 hari" from two days."""
    hours, minutes = divmod(int((now - since).total_seconds() // 60), 60)
    if hours >= _TWO_DAYS:
        return f"{hours // 24} hari"
    return f"{hours} jam {minutes} menit" if hours else f"{minutes} menit"


@register.filter
def at_the_desk(answer: str) -> str:
    """A reporter's coded answer in the officer's words."""
    return str(AT_THE_DESK[answer])


@register.filter
def overdue(report: Report, now: datetime) -> bool:
    """Whether nobody has taken the report by the due time of its first contact."""
    return not report.taken_by and report.first_contact_due <= now


@register.filter
def of(names: Mapping[str, str], ref: str) -> str:
    """The name behind a reference."""
    return names.get(ref, "")
