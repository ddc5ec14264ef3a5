"""What the city confirms of its public face. Nothing here is about anybody who needs help."""

from django.db import models

from rangkul.common.refs import LENGTH
from rangkul.portal.enums import ALWAYS_SHOWN, HelpCode
from rangkul.portal.hours import DAY, WEEK


class HelpNumber(models.Model):
    """What this city says about one number of help; without a row the national one stands.

    `checked_on` is the day on which somebody rang it; a change of the number takes it away.
    """

    code = models.CharField(primary_key=True, max_length=13, choices=HelpCode)
    number = models.CharField(max_length=24, blank=True)
    extension = models.CharField(max_length=6, blank=True)
    shown = models.BooleanField(default=True)
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__in=HelpCode.values), name="help_number_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(code__in=sorted(ALWAYS_SHOWN))
                | models.Q(shown=True) & ~models.Q(number=""),
                name="help_number_never_lost",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_on=None, checked_by="")
                | models.Q(checked_on__isnull=False)
                & ~models.Q(checked_by="")
                & ~models.Q(number=""),
                name="help_number_checked_by_somebody",
            ),
        ]


class DeskHours(models.Model):
    """One time of a weekday (0: Monday) at which the desk is staffed, in minutes from midnight."""

    id = models.BigAutoField(primary_key=True)
    weekday = models.PositiveSmallIntegerField()
    opens = models.PositiveSmallIntegerField()
    closes = models.PositiveSmallIntegerField()
    example = models.BooleanField(default=False)  # of the demo, until a head writes her own

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["weekday", "opens"], name="desk_hours_once"),
            models.CheckConstraint(
                condition=models.Q(weekday__lt=WEEK, closes__lte=DAY, opens__lt=models.F("closes")),
                name="desk_hours_in_a_day",
            ),
        ]


class PublicFace(models.Model):
    """Words of the city's own on public pages: at most one row; it also locks these settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    for_whom = models.CharField(max_length=160, blank=True)
    quiet_line = models.CharField(max_length=120, blank=True)
    quiet_shown = models.BooleanField(default=False)
    search_hint = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="public_face_is_one_row")
        ]
