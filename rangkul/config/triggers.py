"""Our triggers: what the database itself refuses, whoever writes.

One SQL file per database; `rangkul migrate` drops ours and installs them again, because a table
remake on SQLite silently loses them. Start-up, `doctor` and a test compare the catalogue.
"""

import re
from functools import cache
from pathlib import Path

from django.db import connection

_FOLDER = Path(__file__).parent / "triggers"
_NAME = re.compile(r"^CREATE TRIGGER (rk_[a-z0-9_]+)\s+BEFORE [^;]*? ON ([a-z_]+)", re.M)


def names() -> dict[str, str]:
    """Every trigger of the present database's file, with the table it guards."""
    return dict(_NAME.findall(_script()))


def missing() -> list[str]:
    """Triggers of the file that the database does not have."""
    return sorted(set(names()) - _present().keys())


def drop_all() -> None:
    """Remove ours (name beginning with rk_), so that tables can be remade."""
    for name, table in _present().items():
        on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
        _execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def install() -> None:
    """Create all of the file, inside the caller's transaction."""
    for statement in _statements(_script()):
        _execute(statement)


@cache
def _read(vendor: str) -> str:
    return (_FOLDER / f"{vendor}.sql").read_text("utf-8")


def _script() -> str:
    return _read(connection.vendor)


def _statements(script: str) -> list[str]:
    """The file's statements; each ends with a semicolon alone at the end of an unindented line."""
    bare = "\n".join(line for line in script.splitlines() if not line.startswith("--"))
    return [part.strip() for part in re.split(r"^(?=CREATE )", bare, flags=re.M) if part.strip()]


def _present() -> dict[str, str]:
    """Our triggers in the catalogue, with their tables."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
    else:
        sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {name: table for name, table in cursor.fetchall() if name.startswith("rk_")}


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
