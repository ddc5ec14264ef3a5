"""Reports as they were sent, what officers know of them, and the thread with the reporter.

Plain columns are coded facts; every word that somebody wrote is sealed (vault.md).
"""

from django.db import models

from rangkul.common.refs import LENGTH
from rangkul.reports.enums import (
    AgeBand,
    AllegedOffice,
    Author,
    Channel,
    ContactWay,
    ReportState,
    SafeNow,
    VersionKind,
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
    age = models.CharField(max_length=8, choices=AgeBand, blank=True)
    kinds = models.JSONField(default=list)  # enums.Kind
    red = models.BooleanField(default=False)  # she is in danger now, or told a grave sign
    contact = models.CharField(max_length=10, choices=ContactWay, default=ContactWay.NONE)
    language = models.CharField(max_length=2, default="id")  # of the pages she used
    alarm_at = models.DateTimeField(null=True)  # a cry for help that nobody has answered yet
    withdrawn_at = models.DateTimeField(null=True)
    alike = models.BooleanField(default=False)  # the same words came several times within the hour
    spam_proposed_by = models.CharField(max_length=LENGTH, blank=True)
    spam_proposed_at = models.DateTimeField(null=True)
    spam_by = models.CharField(max_length=LENGTH, blank=True)  # the second officer, who agreed
    spam_at = models.DateTimeField(null=True)
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
            ),
            models.CheckConstraint(
                name="report_spam_proposal_is_paired",
                condition=models.Q(spam_proposed_by="", spam_proposed_at=None)
                | ~models.Q(spam_proposed_by="") & models.Q(spam_proposed_at__isnull=False),
            ),
            # The mark needs two people; the database refuses what one alone would write.
            models.CheckConstraint(
                name="report_spam_by_two",
                condition=models.Q(spam_by="", spam_at=None)
                | ~models.Q(spam_by="")
                & models.Q(spam_at__isnull=False)
                & ~models.Q(spam_proposed_by="")
                & ~models.Q(spam_by=models.F("spam_proposed_by")),
            ),
        ]
        # How many came within minutes: one range of the index, however many there are.
        indexes = [models.Index(fields=["team", "received_at"], name="report_team_arrived")]

    @property
    def told_by_other(self) -> bool:
        """Whether somebody else's story was told: a witness learns less of what becomes of it."""
        return self.who in {Who.CHILD, Who.ADULT}

    @property
    def told_by_child(self) -> bool:
        """Whether a child tells her own story: she is called "kamu" and asked less."""
        return self.who == Who.SELF and bool(self.age) and AgeBand(self.age).is_child


class ReportVersion(models.Model):
    """What was sent, whole and as it was sent; a later completion is a later version."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=VersionKind, default=VersionKind.SENT)
    by = models.CharField(max_length=LENGTH, blank=True)  # the officer, where one wrote it
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
    asks = models.BooleanField(default=False)  # can be answered by one tap: yes, no, later
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


class ReportLink(models.Model):
    """Two reports about the same event: linked, never merged (handbook QLT-07)."""

    one = models.ForeignKey(Report, models.PROTECT, related_name="links_from")
    other = models.ForeignKey(Report, models.PROTECT, related_name="links_to")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="report_link_once"),
            models.CheckConstraint(
                name="report_link_is_ordered", condition=models.Q(one__lt=models.F("other"))
            ),
        ]


class RecordEntry(models.Model):
    """One note of a private record (vault.records): only code and PIN open it."""

    ref = models.CharField(primary_key=True, max_length=LENGTH)
    record = models.CharField(max_length=LENGTH)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    stamp = models.BinaryField(max_length=32)  # reports.stamps; also the digest in the trail
    sealed = models.BinaryField()  # the note, as it was written
    marks = models.BinaryField()  # what became of it: when it was sent
    form_key = models.CharField(max_length=32)  # the same form sent twice is one note

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="record_entry_number_once"),
            models.UniqueConstraint(fields=["record", "form_key"], name="record_entry_form_once"),
        ]
