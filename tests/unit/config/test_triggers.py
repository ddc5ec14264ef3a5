"""Each trigger in raw SQL: what the database refuses to whoever writes."""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection

from rangkul.accounts.models import Person
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.config.demo_city import actor
from rangkul.reports import queries
from rangkul.reports.actions import desk as actions
from rangkul.reports.models import Report
from rangkul.vault import actions as vault
from rangkul.vault import records
from rangkul.vault.records import RecordKeys
from tests import private_record
from tests.attachments import compartment_of, held, kept, photo
from tests.cast import Browser, send_report
from tests.conftest import bound_to
from tests.house import City, on_postgresql
from tests.sealed_report import seal

# Table: an UPDATE that says what stands there already, so that nothing else can refuse it.
UPDATES = {
    "audit_event": "UPDATE audit_event SET actor = actor",
    "audit_decision": "UPDATE audit_decision SET rulebook = rulebook",
    "vault_statement": "UPDATE vault_statement SET made_by = made_by",
    "vault_admission": "UPDATE vault_admission SET team = team",
    "vault_custody": "UPDATE vault_custody SET by = by",
    "vault_installation": "UPDATE vault_installation SET kind = 'real'",
    "reports_reportversion": "UPDATE reports_reportversion SET number = number",
    "reports_factsheet": "UPDATE reports_factsheet SET number = number",
    "reports_message": "UPDATE reports_message SET staff = staff",
}
NEVER_DELETED = (
    "audit_event",
    "audit_decision",
    "vault_statement",
    "vault_admission",
    "vault_custody",
    "vault_installation",
    "vault_key",
    "reports_factsheet",
)
KEY_COLUMNS = {
    "id": "'x'",
    "owner_kind": "'team'",
    "owner": "'x'",
    "epoch": "99",
    "statement_id": "99",
    "box_pk": "sign_pk",
    "sign_pk": "NULL",
}
GRANT_COLUMNS = {
    "id": "id + 100000",
    "compartment_id": "'x'",
    "to_key_id": "NULL",
    "to_receipt_id": "NULL",
    "sealed_key": "NULL",
    "ground": "'x'",
    "ground_ref": "'x'",
    "article": "'x'",
    "starts": "'2001-01-01T00:00:00+00:00'",
    "by_id": "to_key_id",
    "signature": "sealed_key",
}
COMPARTMENT_COLUMNS = {
    "id": "'x'",
    "owner_kind": "'x'",
    "owner": "'x'",
    "code": "'x'",
    "generation": "2",
    "commitment": "NULL",
    "link": "commitment",
}
RECEIPT_COLUMNS = {
    "lookup": "box_pk",
    "version": "2",
    "box_pk": "lookup",
    "report": "'x'",
}
# What stands there > what a writer would like to stand there.
RECEIPT_MOVES = {
    "closed": ("open", "duress"),
    "open": ("duress", "x"),
    "duress": ("open", "x"),
}
RECORD_COLUMNS = {
    "lookup": "commitment",
    "ref": "'x'",
    "commitment": "lookup",
    "made_at": "'2001-01-01T00:00:00+00:00'",
}
ENTRY_COLUMNS = {
    "ref": "'x'",
    "record": "'x'",
    "number": "99",
    "at": "'2001-01-01T00:00:00+00:00'",
    "stamp": "sealed",
    "sealed": "marks",
    "form_key": "'x'",
}


@pytest.fixture(scope="module")
def worked(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A city in which every guarded table has a row; no test here leaves a change behind."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("worked") / "city")
    with bound_to(copy):
        _work()
        yield
    copy.drop()


def _work() -> None:
    closed = seal("mawar")
    with writing():
        vault.close_receipts(closed.ref)
        records.new_record(RecordKeys(bytes(32), bytes(32)))
    seal("mawar")
    private_record.kept(Browser())
    send_report("tolong")
    desk, report = actor("piket"), Report.objects.get()
    actions.take(report.ref, by=desk)
    actions.answer(report.ref, "Kami di sini.", form_key="a" * 32, by=desk)
    kept(held("foto.jpg", photo()), report.ref, compartment_of(report.ref))
    number, facts = queries.facts_of(report)
    actions.save_facts(report.ref, facts, based_on=number, by=desk)


class _Undo(Exception):
    """Takes an allowed change back."""


def run(sql: str) -> None:
    with writing(), connection.cursor() as cursor:
        cursor.execute(sql)


def allowed(sql: str) -> None:
    """Change it and take it back."""
    with contextlib.suppress(_Undo), writing(), connection.cursor() as cursor:
        cursor.execute(sql)
        changed = cursor.rowcount
        raise _Undo
    assert changed


def refused(sql: str, *, words: str = "dapat di") -> None:
    with pytest.raises(DatabaseError, match=words):
        run(sql)


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        number: int = cursor.fetchone()[0]
        return number


@pytest.mark.parametrize("table", UPDATES)
def test_no_update(worked: None, table: str) -> None:
    assert rows(table)
    refused(UPDATES[table])


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_no_delete(worked: None, table: str) -> None:
    assert rows(table)
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("column", KEY_COLUMNS)
def test_of_a_key_only_the_state_changes(worked: None, column: str) -> None:
    refused(f"UPDATE vault_key SET {column} = {KEY_COLUMNS[column]} WHERE owner_kind = 'person'")


def test_a_key_may_end(worked: None) -> None:
    allowed("UPDATE vault_key SET state = 'ended' WHERE owner_kind = 'team'")


@pytest.mark.parametrize("column", GRANT_COLUMNS)
def test_of_a_grant_only_its_end_changes(worked: None, column: str) -> None:
    where = "to_receipt_id IS NOT NULL" if column == "to_receipt_id" else "to_key_id IS NOT NULL"
    refused(f"UPDATE vault_grant SET {column} = {GRANT_COLUMNS[column]} WHERE {where}")


def test_a_grant_may_end_and_be_revoked(worked: None) -> None:
    allowed("UPDATE vault_grant SET revoked = starts, ends = starts WHERE revoked IS NULL")


def test_a_revoked_grant_stays_revoked(worked: None) -> None:
    refused("UPDATE vault_grant SET revoked = NULL WHERE revoked IS NOT NULL")
    refused(
        "UPDATE vault_grant SET revoked = '2099-01-01T00:00:00+00:00' WHERE revoked IS NOT NULL"
    )


@pytest.mark.parametrize("column", COMPARTMENT_COLUMNS)
def test_of_a_compartment_nothing_changes(worked: None, column: str) -> None:
    refused(f"UPDATE vault_compartment SET {column} = {COMPARTMENT_COLUMNS[column]}")


def test_a_compartment_may_fall_due(worked: None) -> None:
    due = "true" if on_postgresql() else "1"
    allowed(f"UPDATE vault_compartment SET rekey_due = {due}")


@pytest.mark.parametrize("column", RECEIPT_COLUMNS)
def test_of_a_receipt_only_its_state_changes(worked: None, column: str) -> None:
    refused(f"UPDATE vault_receipt SET {column} = {RECEIPT_COLUMNS[column]}")


@pytest.mark.parametrize(("now", "then"), [(a, b) for a, to in RECEIPT_MOVES.items() for b in to])
def test_a_code_does_not_come_back_or_change_its_kind(worked: None, now: str, then: str) -> None:
    refused(f"UPDATE vault_receipt SET state = '{then}' WHERE state = '{now}'")


@pytest.mark.parametrize("now", ["open", "duress"])
def test_a_code_may_be_closed(worked: None, now: str) -> None:
    allowed(f"UPDATE vault_receipt SET state = 'closed' WHERE state = '{now}'")


@pytest.mark.parametrize("column", RECORD_COLUMNS)
def test_of_a_private_record_only_its_dates_move(worked: None, column: str) -> None:
    refused(f"UPDATE vault_record SET {column} = {RECORD_COLUMNS[column]}")


def test_a_private_record_may_live_longer_and_go(worked: None) -> None:
    allowed("UPDATE vault_record SET last_write = expires, expires = made_at")
    allowed("DELETE FROM vault_record")


@pytest.mark.parametrize("column", ENTRY_COLUMNS)
def test_of_a_private_note_only_its_marks_change(worked: None, column: str) -> None:
    refused(f"UPDATE reports_recordentry SET {column} = {ENTRY_COLUMNS[column]}")


def test_a_private_note_may_be_marked_and_go(worked: None) -> None:
    allowed("UPDATE reports_recordentry SET marks = sealed")
    allowed("DELETE FROM reports_recordentry")


def test_there_is_no_second_city(worked: None) -> None:
    columns = "kind, city_code, city_name, root_fingerprint, made_at"
    refused(
        f"INSERT INTO vault_installation (id, {columns}) SELECT 2, {columns}"
        " FROM vault_installation",
        words="sudah milik satu kota",
    )


REPLACED = (
    "audit_event",
    "audit_decision",
    "vault_statement",
    "vault_admission",
    "vault_custody",
    "vault_installation",
    "vault_key",
    "vault_grant",
    "vault_compartment",
    "vault_receipt",
    "vault_record",
    "reports_factsheet",
    "reports_reportversion",
    "reports_message",
    "reports_recordentry",
)


@pytest.mark.parametrize("table", REPLACED)
def test_no_replace_and_no_truncate(worked: None, table: str) -> None:
    """REPLACE (SQLite) and TRUNCATE (PostgreSQL) ask no DELETE trigger."""
    if on_postgresql():
        refused(f"TRUNCATE {table} CASCADE")
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", words="dapat di|milik")
    assert rows(table)


def test_every_trigger_of_the_file_is_there_and_tested(worked: None) -> None:
    assert triggers.missing() == []
    tested = {
        *(f"rk_{table}_no_update" for table in UPDATES),
        *(f"rk_{table}_no_delete" for table in NEVER_DELETED),
        "rk_vault_key_only_state",
        "rk_vault_grant_only_end",
        "rk_vault_compartment_only_rekey",
        "rk_vault_receipt_only_close",
        "rk_vault_record_only_dates",
        "rk_reports_recordentry_only_marks",
        "rk_vault_installation_one",
    }
    last = "no_truncate" if on_postgresql() else "no_replace"
    tested |= {f"rk_{table}_{last}" for table in REPLACED}
    if not on_postgresql():
        tested.remove("rk_vault_installation_no_replace")  # ..._one refuses it already
    assert set(triggers.names()) == tested


def test_a_lost_trigger_is_missed_and_comes_back(city: City) -> None:
    name, table = "rk_audit_event_no_update", "audit_event"
    run(f"DROP TRIGGER {name}" + (f" ON {table}" if on_postgresql() else ""))
    assert triggers.missing() == [name]
    city.run("migrate")
    assert triggers.missing() == []


def test_a_switched_off_trigger_is_missed(city: City) -> None:
    if not on_postgresql():
        pytest.skip("SQLite cannot switch a trigger off")
    run("ALTER TABLE audit_event DISABLE TRIGGER rk_audit_event_no_delete")
    assert triggers.missing() == ["rk_audit_event_no_delete"]


def test_our_own_writers_are_not_in_the_way(worked: None) -> None:
    assert rows("audit_event") > 10
    assert Person.objects.count() == 6
