"""Areas of government: the official code is the key, names are dated labels.

Codes have real gaps (areas were split and moved): nothing here counts them.
"""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import Exact, LessThanOrEqual, StartsWith

from rangkul.areas.enums import AreaLevel


def _lengths() -> Q:
    """Each level's codes have its length."""
    condition = Q()
    for level in AreaLevel:
        condition |= Q(level=level) & Q(Exact(Length("code"), level.code_length))
    return condition


class Area(models.Model):
    """An area under its present (or last) name; `valid_from`, `valid_to` are its own existence.

    An empty `valid_from` means: since before our sources. `valid_to` is the last day.
    """

    code = models.CharField(primary_key=True, max_length=13)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=AreaLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["level", "code"], name="areas_level")]
        constraints = [
            models.CheckConstraint(name="areas_code_length", condition=_lengths()),
            models.CheckConstraint(
                name="areas_code_under_parent",
                condition=Q(level=AreaLevel.PROVINCE, parent__isnull=True)
                | ~Q(level=AreaLevel.PROVINCE)
                & Q(parent__isnull=False)
                & Q(StartsWith(F("code"), Concat(F("parent_id"), Value(".")))),
            ),
            models.CheckConstraint(
                name="areas_period",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(LessThanOrEqual(F("valid_from"), F("valid_to"))),
            ),
        ]


class FormerName(models.Model):
    """What an area was called until a day, that day included; the next name begins the day after.

    So an area has exactly one name on any day, and an old report keeps the name of its time.
    """

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=80)
    until = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "until"], name="areas_one_name_a_day")
        ]
