"""Reports as they were sent, what officers know of them, and the thread with the reporter.

Plain columns are coded facts; every word that somebody wrote is sealed (vault.md).
"""

from django.db import models

from rangkul.common.refs import LENGTH
from rangkul.reports.enums import (
    AllegedOffice,
    Author,
    Channel,
    ReportState,
    SafeNow,
    Who,
)


class Report(models.Model):
    """One report: where it stands and what its queue row shows."""

    ref = models.CharField(primary_key=True, max_length=LENGTH)
    channel = models.CharField(max_length=12, choices=Channel)
    received_at = models.DateTimeField()
    team = models.CharField(max_length=LENGTH)  # the intake team it was sealed to
    who = models.CharField(max_length=8, choices=Who)
    safe_now = models.CharField(max_length=8, choices=SafeNow)
    office = models.CharField(max_length=12, choices=AllegedOffice, blank=True)
    risk = models.CharField(max_length=8)  # policy.risk.Risk, from the last stored decision
    first_contact_due = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.RECEIVED)
    taken_by = models.CharField(max_length=LENGTH, blank=True)
    taken_at = models.DateTimeField(null=True)
    reporter_waits_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_taken_is_paired",
                condition=models.Q(state=ReportState.RECEIVED, taken_by="", taken_at=None)
                | ~models.Q(state=ReportState.RECEIVED)
                & ~models.Q(taken_by="")
                & models.Q(taken_at__isnull=False),
            )
        ]


class ReportVersion(models.Model):
    """What was sent, whole and as it was sent; a later completion is a later version."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once")
        ]


class FactSheet(models.Model):
    """The duty officer's answers ya / tidak / belum tahu; corrected by a newer sheet."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="fact_sheets")
    number = models.PositiveIntegerField()
    facts = models.JSONField()  # policy.facts.CaseFacts.to_codes()
    saved_by = models.CharField(max_length=LENGTH)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="fact_sheet_once")]


class Message(models.Model):
    """One message in the thread between reporter and desk."""

    ref = models.CharField(primary_key=True, max_length=LENGTH)
    report = models.ForeignKey(Report, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=8, choices=Author)
    staff = models.CharField(max_length=LENGTH, blank=True)
    body = models.BinaryField()
    at = models.DateTimeField()
    form_key = models.CharField(max_length=32)  # the same form sent twice is one message

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["report", "form_key"], name="message_form_once"),
            models.CheckConstraint(
                name="message_staff_is_named",
                condition=models.Q(author=Author.REPORTER, staff="")
                | models.Q(author=Author.STAFF) & ~models.Q(staff=""),
            ),
        ]
