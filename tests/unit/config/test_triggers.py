"""Each trigger in raw SQL: what the database refuses to whoever writes."""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection

from rangkul.accounts.models import Person
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.config.demo_city import actor
from rangkul.reports import actions, queries
from rangkul.reports.models import Report
from tests.cast import send_report
from tests.conftest import bound_to
from tests.house import City, on_postgresql

# Table: an UPDATE that says what stands there already, so that nothing else can refuse it.
UPDATES = {
    "audit_event": "UPDATE audit_event SET actor = actor",
    "audit_decision": "UPDATE audit_decision SET rulebook = rulebook",
    "vault_statement": "UPDATE vault_statement SET made_by = made_by",
    "vault_admission": "UPDATE vault_admission SET team = team",
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


@pytest.fixture(scope="module")
def worked(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A city in which every guarded table has a row; no test here leaves a change behind."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("worked") / "city")
    with bound_to(copy):
        _work()
        yield
    copy.drop()


def _work() -> None:
    send_report("tolong")
    desk, report = actor("piket"), Report.objects.get()
    actions.take(report.ref, by=desk)
    actions.answer(report.ref, "Kami di sini.", form_key="a" * 32, by=desk)
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
    allowed("UPDATE vault_grant SET revoked = starts, ends = starts")


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
    "vault_installation",
    "vault_key",
    "vault_grant",
    "reports_factsheet",
    "reports_reportversion",
    "reports_message",
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
