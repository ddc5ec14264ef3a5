"""What each column of the database may hold. A new or vanished column fails until it is classified.

coded       a word of a closed list, a fact of the rule book, a yes or no, an official code
sealed      ciphertext of the vault: everything that a person wrote or that a private key is
reference   a random reference or a number that points at another row
time        a moment or a day
technical   hashes, public keys, signatures, counters, verifiers: nothing of anybody's life
public name what an office, a place or a member of the staff is called
public word what a page shows to everybody: a number of help, a sentence of the city's own
"""

import pytest
from django.apps import apps
from django.db import models

TABLE = """
accounts.Agency.kind coded
accounts.Agency.name public name
accounts.Agency.ref reference
accounts.Invitation.expires time
accounts.Invitation.id reference
accounts.Invitation.lookup technical
accounts.Invitation.made_at time
accounts.Invitation.made_by reference
accounts.Invitation.person reference
accounts.Invitation.state coded
accounts.KnownDevice.device technical
accounts.KnownDevice.id reference
accounts.KnownDevice.last_used time
accounts.KnownDevice.person reference
accounts.Person.agency reference
accounts.Person.is_active coded
accounts.Person.name public name
accounts.Person.password technical
accounts.Person.ref reference
accounts.Person.role coded
accounts.Person.username public name
accounts.Person.wanted_team reference
accounts.SignInAttempt.at time
accounts.SignInAttempt.device technical
accounts.SignInAttempt.id reference
accounts.SignInAttempt.who technical
accounts.StaffDraft.at time
accounts.StaffDraft.body sealed
accounts.StaffDraft.path technical
accounts.StaffDraft.person_key reference
accounts.StaffDraft.ref reference
accounts.Team.agency reference
accounts.Team.name public name
accounts.Team.purpose coded
accounts.Team.ref reference
areas.Area.code coded
areas.Area.level coded
areas.Area.name public name
areas.Area.parent reference
areas.Area.source public name
areas.Area.valid_from time
areas.Area.valid_to time
areas.FormerName.area reference
areas.FormerName.id reference
areas.FormerName.name public name
areas.FormerName.source public name
areas.FormerName.until time
audit.Decision.at time
audit.Decision.by reference
audit.Decision.facts coded
audit.Decision.id reference
audit.Decision.object_ref reference
audit.Decision.outcome coded
audit.Decision.rulebook technical
audit.Event.actor reference
audit.Event.at time
audit.Event.code coded
audit.Event.detail coded
audit.Event.digest technical
audit.Event.hash technical
audit.Event.month time
audit.Event.object_ref reference
audit.Event.prev technical
audit.Event.seq reference
audit.Segment.first_seq technical
audit.Segment.head_hash technical
audit.Segment.last_seq technical
audit.Segment.month time
audit.Segment.opening_hash technical
auth.Group.id technical
auth.Group.name technical
auth.Group_permissions.group technical
auth.Group_permissions.id technical
auth.Group_permissions.permission technical
auth.Permission.codename technical
auth.Permission.content_type technical
auth.Permission.id technical
auth.Permission.name technical
contenttypes.ContentType.app_label technical
contenttypes.ContentType.id technical
contenttypes.ContentType.model technical
jobs.Job.attempts technical
jobs.Job.created_at time
jobs.Job.dedup technical
jobs.Job.done_at time
jobs.Job.id reference
jobs.Job.kind coded
jobs.Job.last_error technical
jobs.Job.lease_by reference
jobs.Job.lease_until time
jobs.Job.max_attempts technical
jobs.Job.payload coded
jobs.Job.run_at time
jobs.Job.state coded
portal.DeskHours.closes coded
portal.DeskHours.example coded
portal.DeskHours.id reference
portal.DeskHours.opens coded
portal.DeskHours.weekday coded
portal.HelpNumber.checked_by reference
portal.HelpNumber.checked_on time
portal.HelpNumber.code coded
portal.HelpNumber.extension public word
portal.HelpNumber.number public word
portal.HelpNumber.shown coded
portal.PublicFace.for_whom public word
portal.PublicFace.id technical
portal.PublicFace.quiet_line public word
portal.PublicFace.quiet_shown coded
portal.PublicFace.search_hint public word
reports.FactSheet.facts coded
reports.FactSheet.id reference
reports.FactSheet.number technical
reports.FactSheet.report reference
reports.FactSheet.saved_at time
reports.FactSheet.saved_by reference
reports.Message.asks coded
reports.Message.at time
reports.Message.author coded
reports.Message.body sealed
reports.Message.form_key technical
reports.Message.number technical
reports.Message.ref reference
reports.Message.report reference
reports.Message.staff reference
reports.RecordEntry.at time
reports.RecordEntry.form_key technical
reports.RecordEntry.marks sealed
reports.RecordEntry.number technical
reports.RecordEntry.record reference
reports.RecordEntry.ref reference
reports.RecordEntry.sealed sealed
reports.RecordEntry.stamp technical
reports.Report.age coded
reports.Report.alarm_at time
reports.Report.alike coded
reports.Report.channel coded
reports.Report.contact coded
reports.Report.first_contact_due time
reports.Report.kinds coded
reports.Report.language coded
reports.Report.office coded
reports.Report.received_at time
reports.Report.red coded
reports.Report.ref reference
reports.Report.reporter_waits_since time
reports.Report.risk coded
reports.Report.safe_now coded
reports.Report.spam_at time
reports.Report.spam_by reference
reports.Report.spam_proposed_at time
reports.Report.spam_proposed_by reference
reports.Report.state coded
reports.Report.taken_at time
reports.Report.taken_by reference
reports.Report.team reference
reports.Report.who coded
reports.Report.withdrawn_at time
reports.ReportLink.at time
reports.ReportLink.id reference
reports.ReportLink.one reference
reports.ReportLink.other reference
reports.ReportVersion.by reference
reports.ReportVersion.content sealed
reports.ReportVersion.id reference
reports.ReportVersion.kind coded
reports.ReportVersion.number technical
reports.ReportVersion.report reference
reports.ReportVersion.sent_at time
sessions.Session.expire_date time
sessions.Session.session_data technical
sessions.Session.session_key technical
vault.Access.ground coded
vault.Access.ground_ref reference
vault.Access.id reference
vault.Access.object reference
vault.Access.principal reference
vault.Access.sort_key coded
vault.Admission.at time
vault.Admission.confirmed_by reference
vault.Admission.person_key reference
vault.Admission.statement reference
vault.Admission.team reference
vault.Compartment.code coded
vault.Compartment.commitment technical
vault.Compartment.generation technical
vault.Compartment.id reference
vault.Compartment.link technical
vault.Compartment.owner reference
vault.Compartment.owner_kind coded
vault.Compartment.rekey_due coded
vault.Custody.at time
vault.Custody.by reference
vault.Custody.digest technical
vault.Custody.event coded
vault.Custody.file reference
vault.Custody.hash technical
vault.Custody.id reference
vault.Custody.prev technical
vault.Custody.seq technical
vault.Draft.ct sealed
vault.Draft.expires time
vault.Draft.lookup technical
vault.File.at time
vault.File.compartment reference
vault.File.expires time
vault.File.kind coded
vault.File.owner reference
vault.File.owner_kind coded
vault.File.padded_size coded
vault.File.ref reference
vault.File.sealed_key sealed
vault.File.sealed_meta sealed
vault.File.state coded
vault.Grant.article coded
vault.Grant.by reference
vault.Grant.compartment reference
vault.Grant.ends time
vault.Grant.ground coded
vault.Grant.ground_ref reference
vault.Grant.id reference
vault.Grant.revoked time
vault.Grant.sealed_key sealed
vault.Grant.signature technical
vault.Grant.starts time
vault.Grant.to_key reference
vault.Grant.to_receipt reference
vault.Installation.city_code coded
vault.Installation.city_name public name
vault.Installation.id technical
vault.Installation.kind coded
vault.Installation.made_at time
vault.Installation.root_fingerprint technical
vault.Key.box_pk technical
vault.Key.epoch technical
vault.Key.id reference
vault.Key.owner reference
vault.Key.owner_kind coded
vault.Key.sign_pk technical
vault.Key.state coded
vault.Key.statement reference
vault.KeyWrap.by reference
vault.KeyWrap.ct sealed
vault.KeyWrap.id reference
vault.KeyWrap.kdf_memory_kib technical
vault.KeyWrap.kdf_passes technical
vault.KeyWrap.key reference
vault.KeyWrap.salt technical
vault.KeyWrap.signature technical
vault.KeyWrap.to_key reference
vault.KeyWrap.via coded
vault.Receipt.box_pk technical
vault.Receipt.lookup technical
vault.Receipt.report reference
vault.Receipt.state coded
vault.Receipt.version technical
vault.Record.commitment technical
vault.Record.expires time
vault.Record.last_write time
vault.Record.lookup technical
vault.Record.made_at time
vault.Record.ref reference
vault.Statement.body technical
vault.Statement.made_by reference
vault.Statement.prev technical
vault.Statement.seq technical
vault.Statement.signature technical
vault.Unlock.ct sealed
vault.Unlock.ends time
vault.Unlock.id technical
vault.Unlock.last_seen time
vault.Unlock.person_key reference
vault.Unlock.ref reference
vault.Unlock.started time
vault.ViewCopy.asked_at time
vault.ViewCopy.asked_by reference
vault.ViewCopy.file reference
vault.ViewCopy.ref reference
vault.ViewCopy.sealed_key sealed
vault.ViewCopy.state coded
vault.ViewCopy.worker_secret sealed
vault.WorkerKey.box_pk technical
vault.WorkerKey.id reference
vault.WorkerKey.lease_until time
vault.WorkerKey.signature technical
"""
CLASSES = dict(line.split(" ", 1) for line in TABLE.strip().splitlines())
KINDS = {"coded", "sealed", "reference", "time", "technical", "public name", "public word"}
# A public name stands only in these rooms: nobody who needs help has a name in a plain column.
ROOMS_WITH_NAMES = {"accounts", "areas", "vault"}
LONGEST_CODE = 80
FOREIGN = (models.ForeignKey, models.OneToOneField)


def columns() -> dict[str, "models.Field[object, object]"]:
    """Every column of every table, Django's own included."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }


def of_kind(kind: str) -> dict[str, "models.Field[object, object]"]:
    return {name: field for name, field in columns().items() if CLASSES.get(name) == kind}


def test_every_column_is_classified() -> None:
    assert sorted(columns().keys() - CLASSES.keys()) == []


def test_no_class_speaks_of_a_column_that_is_gone() -> None:
    assert sorted(CLASSES.keys() - columns().keys()) == []


def test_the_classes_are_these() -> None:
    assert set(CLASSES.values()) == KINDS


def test_what_is_sealed_is_bytes() -> None:
    assert of_kind("sealed")
    assert [
        n for n, field in of_kind("sealed").items() if type(field) is not models.BinaryField
    ] == []


def test_no_plain_column_is_open_to_any_words() -> None:
    """A text without an end, or a JSON outside coded facts, could take a story."""
    endless = [name for name, field in columns().items() if type(field) is models.TextField]
    assert endless == ["sessions.Session.session_data"]  # Django's; ours holds references only
    documents = {name for name, field in columns().items() if type(field) is models.JSONField}
    assert documents <= of_kind("coded").keys()


def test_codes_are_short() -> None:
    long = [
        name
        for kind in ("coded", "reference")
        for name, field in of_kind(kind).items()
        if isinstance(field, models.CharField) and (field.max_length or 0) > LONGEST_CODE
    ]
    assert long == []


def test_times_are_times() -> None:
    kinds = (models.DateField, models.DateTimeField)
    others = [name for name, field in of_kind("time").items() if not isinstance(field, kinds)]
    assert sorted(others) == ["audit.Event.month", "audit.Segment.month"]  # "2026-11"


def test_rows_point_by_reference() -> None:
    pointing = {
        name
        for name, field in columns().items()
        if isinstance(field, FOREIGN) and not name.startswith("auth.")
    }
    assert pointing <= of_kind("reference").keys()


def test_nobody_who_needs_help_has_a_name_in_a_plain_column() -> None:
    assert {name.split(".")[0] for name in of_kind("public name")} == ROOMS_WITH_NAMES
    assert {name.split(".")[0] for name in of_kind("public word")} == {"portal"}


@pytest.mark.parametrize("room", ["reports", "vault", "audit", "jobs"])
def test_a_room_with_reports_writes_words_only_sealed(room: str) -> None:
    """Whatever a CharField holds there has a closed list, a reference's length, or a reason."""
    reasons = {
        "reports.Report.language": "id or en",
        "reports.Report.risk": "policy.risk.Risk",
        "vault.Access.sort_key": "place in a list: digits and a reference",
        "vault.Grant.article": "the article of a ground",
        "vault.Installation.city_code": "official code of the city",
        "vault.Installation.city_name": "the city's name",
        "audit.Event.code": "audit.enums.EventCode",
        "audit.Event.month": "a month",
        "audit.Segment.month": "a month",
        "audit.Decision.rulebook": "version of the rule book",
        "jobs.Job.kind": "declared kinds only",
        "jobs.Job.dedup": "kind and reference",
        "jobs.Job.last_error": "class name of an exception",
    }
    longest_reference = 40
    open_to_words = [
        name
        for name, field in columns().items()
        if name.startswith(f"{room}.")
        and isinstance(field, models.CharField)
        and not field.choices
        and not (
            CLASSES[name] in {"reference", "technical"}
            and (field.max_length or 0) <= longest_reference
        )
        and name not in reasons
    ]
    assert open_to_words == []
