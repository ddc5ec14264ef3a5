"""What the desk's templates need: waiting times and names."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django import template
from django.db import models

from rangkul.reports.enums import (
    AgeBand,
    AllegedOffice,
    ContactWay,
    Kind,
    SafeNow,
    Who,
    at_the_desk,
)
from rangkul.reports.models import Report

register = template.Library()

_TWO_DAYS = 48  # hours
_NEARLY = 0.8  # of the service standard (ux.md W1)
_KINDS: Final[Mapping[str, type[models.TextChoices]]] = {
    "who": Who,
    "age": AgeBand,
    "safe_now": SafeNow,
    "kinds": Kind,
    "office": AllegedOffice,
    "contact": ContactWay,
}


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting: "52 menit", "7 jam 3 menit", "3 hari" from two days."""
    hours, minutes = divmod(int((now - since).total_seconds() // 60), 60)
    if hours >= _TWO_DAYS:
        return f"{hours // 24} hari"
    return f"{hours} jam {minutes} menit" if hours else f"{minutes} menit"


@register.filter
def said(report: Report, name: str) -> str:
    """A coded answer of a report's row in the officer's words: `report|said:"who"`."""
    found = getattr(report, name)
    several = found if isinstance(found, list) else [found]
    return ", ".join(at_the_desk(_KINDS[name], code) for code in several if code)


@register.filter
def nearly(report: Report, now: datetime) -> bool:
    """Whether 80 % of the time of the first contact have passed and nobody has taken it."""
    allowed = report.first_contact_due - report.received_at
    return not report.taken_by and now - report.received_at >= allowed * _NEARLY


@register.filter
def overdue(report: Report, now: datetime) -> bool:
    """Whether nobody has taken the report by the due time of its first contact."""
    return not report.taken_by and report.first_contact_due <= now


@register.filter
def of(names: Mapping[str, str], ref: str) -> str:
    """The name behind a reference."""
    return names.get(ref, "")
