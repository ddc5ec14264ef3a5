"""Append-only tables. No foreign keys: the trail outlives what it speaks of.

Triggers refuse UPDATE and DELETE on Event and Decision (config/triggers); `verify` finds what a
writer does in spite of them.
"""

from django.db import models


class Segment(models.Model):
    """One month of the chain; its row is also the lock that orders the writers."""

    month = models.CharField(primary_key=True, max_length=7)  # "2026-11", in UTC
    first_seq = models.BigIntegerField()
    opening_hash = models.BinaryField(max_length=32)  # the head of the month before
    last_seq = models.BigIntegerField()
    head_hash = models.BinaryField(max_length=32)


class Event(models.Model):
    """Who did what to which object, in codes and references only."""

    seq = models.BigIntegerField(primary_key=True)
    month = models.CharField(max_length=7)
    at = models.DateTimeField()
    actor = models.CharField(max_length=32)  # a person's reference, "reporter" or "system"
    code = models.CharField(max_length=40)  # enums.EventCode; a new code is no change of table
    object_ref = models.CharField(max_length=40)
    digest = models.BinaryField(max_length=32, null=True)  # of the ciphertext that was written
    detail = models.JSONField(default=dict)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            # With the code: on the first column alone SQLite would walk all events of a kind.
            models.Index(fields=["object_ref", "code", "seq"], name="audit_event_object"),
            models.Index(fields=["month", "seq"], name="audit_event_month"),
            models.Index(fields=["code", "seq"], name="audit_event_code"),
        ]


class Decision(models.Model):
    """What the rule book concluded from which facts; replays to the same answer."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    object_ref = models.CharField(max_length=40)
    rulebook = models.CharField(max_length=64)
    facts = models.JSONField()
    outcome = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["object_ref", "-id"], name="audit_decision_object")]
