"""What must hold before anything is served: the house refuses to open on a broken ground."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rangkul.audit import queries as audit
from rangkul.audit.enums import EventCode
from rangkul.common import secret_files
from rangkul.config import triggers
from rangkul.vault import queries as vault
from rangkul.vault import trust
from rangkul.vault.chain import PublicKeys
from rangkul.vault.crypto import Refused, same, sign_public

# Below this, two WAL writers can lose a commit (docs/adr/0003).
_WAL_SAFE = (3, 51, 3)
_TEST_SWITCHES = ("RANGKUL_TEST_KDF", "RANGKUL_FAULTS")
SECRETS = ("pepper", "host-key", "django-key")
_SECRET_BYTES = 32

Problem = str  # empty: all is well


@dataclass(frozen=True)
class Check:
    """One thing that must hold: what is looked at, and how."""

    title: str
    look: Callable[[], Problem]

    def problem(self) -> Problem:
        """What is wrong, in words that say what to do; empty when nothing is."""
        try:
            return self.look()
        except (DatabaseError, OSError, Refused, trust.NoCity, LookupError, ValueError) as error:
            return f"tidak dapat diperiksa ({type(error).__name__}: {error})"


def check_or_refuse() -> None:
    """Raise CommandError with the first thing that does not hold (`serve`, `work`)."""
    for check in VITAL:
        if problem := check.problem():
            raise CommandError(f"{check.title}: {problem}")


def unapplied() -> int:
    """How many migrations this database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrated() -> Problem:
    lacking = unapplied()
    return f"{lacking} perubahan belum diterapkan. Jalankan: rangkul migrate" if lacking else ""


def _triggers() -> Problem:
    lost = triggers.missing()
    return f"hilang: {', '.join(lost)}. Jalankan: rangkul migrate" if lost else ""


def _no_test_switches() -> Problem:
    """Test switches weaken derivations or kill processes: only on the test runner's databases."""
    on = [name for name in _TEST_SWITCHES if os.environ.get(name)]
    name = Path(str(connection.settings_dict["NAME"])).name
    if not on or name.startswith("test_"):
        return ""
    return f"{', '.join(on)} hanya untuk uji. Hapus dari lingkungan, lalu jalankan lagi"


def _journal() -> Problem:
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        mode = str(cursor.execute("PRAGMA journal_mode").fetchone()[0])
    if mode != "wal" or sqlite3.sqlite_version_info >= _WAL_SAFE:
        return ""
    return f"mode WAL tidak aman pada SQLite {sqlite3.sqlite_version}; pakai TRUNCATE"


def _installed() -> Problem:
    if vault.installation() is not None:
        return ""
    return "kota belum disiapkan. Jalankan: rangkul init (kota nyata) atau rangkul demo"


def _secrets() -> Problem:
    """A secret that is missing is never made again in silence: receipts would stop opening."""
    for name in SECRETS:
        try:
            secret_files.read(Path(settings.SECRET_DIR) / name, _SECRET_BYTES)
        except FileNotFoundError:
            return f"berkas {name} tidak ada di SECRET_DIR. Pulihkan dari cadangan rahasia"
    return ""


def _root() -> Problem:
    row = vault.installation()
    if row is None or not same(bytes(row.root_fingerprint), trust.pinned_fingerprint()):
        return "berkas sidik akar tidak sama dengan basis data. Cocokkan dengan lembar penyiapan"
    return ""


def _chain() -> Problem:
    """Every key row must say what its statement says."""
    believed = trust.current()
    keys: list[PublicKeys] = list(believed.persons.values())
    for team in believed.teams.values():
        keys.extend(team.epochs)
    for key in keys:
        trust.checked_row(key)
    return "" if believed.root else "rantai kunci kosong"


def _chain_in_trail() -> Problem:
    """The last statement that the trail saw being added must still be in the chain."""
    seen = audit.newest_digest(EventCode.STATEMENT_ADDED)
    if seen is not None and same(seen, trust.current().head):
        return ""
    return "pernyataan terakhir di jejak audit tidak ada di rantai kunci: ekor hilang atau diganti"


def _host() -> Problem:
    seed = secret_files.read(Path(settings.SECRET_DIR) / "host-key", _SECRET_BYTES)
    host = trust.current().host
    if host is None or not same(host.sign, sign_public(seed)):
        return "berkas host-key milik kota lain. Pulihkan SECRET_DIR kota ini"
    return ""


VITAL: tuple[Check, ...] = (
    Check("Sakelar uji mati", _no_test_switches),
    Check("Tabel mutakhir", _migrated),
    Check("Pemicu pengaman lengkap", _triggers),
    Check("Cara tulis basis data aman", _journal),
    Check("Kota sudah disiapkan", _installed),
    Check("Berkas rahasia lengkap", _secrets),
    Check("Sidik akar kota cocok", _root),
    Check("Rantai kunci utuh", _chain),
    Check("Rantai kunci lengkap menurut jejak", _chain_in_trail),
    Check("Kunci mesin cocok", _host),
)
