"""`migrate`, `doctor`, `verify-audit`, `policy-docs`, and what start-up refuses."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection

from rangkul.audit.models import Event
from rangkul.common.transactions import writing
from rangkul.config import demo_city, startup, triggers
from rangkul.config.health import ALL
from rangkul.config.management.commands.policy_docs import stale_pages
from rangkul.vault.actions import report_tampering
from rangkul.vault.models import Key
from tests.house import City, on_postgresql

Break = Callable[[City], None]


def run(sql: str) -> None:
    with writing(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_plain_migrate_names_the_right_command(city: City) -> None:
    from django.core.management import call_command

    with pytest.raises(CommandError, match="rangkul migrate"):
        call_command("migrate")


def test_migrating_twice_changes_nothing(city: City) -> None:
    assert "pemicu pengaman" in city.run("migrate").stdout
    assert triggers.missing() == []


def test_a_healthy_city_is_green(city: City) -> None:
    shown = city.run("doctor", check=False).stdout
    assert shown.count("✔") == len(ALL), shown
    assert "Sidik akar kota: " in shown


def test_what_the_city_has_not_confirmed_is_advice_and_no_fault(city: City) -> None:
    told = city.run("doctor").stdout  # exit code 0: nothing is red
    assert "! Nomor bantuan dipastikan: belum ditelepon kota ini: Polisi, SAPA 129" in told
    assert "! Jam piket diketahui: belum diisi" in told
    demo_city.set_example_hours()
    assert "✔ Jam piket diketahui" in city.run("doctor").stdout


def _lose_trigger(_city: City) -> None:
    on = " ON audit_event" if on_postgresql() else ""
    run(f"DROP TRIGGER rk_audit_event_no_delete{on}")


def _lose_migration(_city: City) -> None:
    run("DELETE FROM django_migrations WHERE app = 'vault'")


def _lose_pepper(city: City) -> None:
    (city.folder / "secret" / "pepper").unlink()


def _another_host_key(city: City) -> None:
    (city.folder / "secret" / "host-key").write_bytes(b"x" * 32)


def _another_root(city: City) -> None:
    (city.folder / "root-fingerprint").chmod(0o600)
    (city.folder / "root-fingerprint").write_text("ab" * 32)


def _lose_root(city: City) -> None:
    (city.folder / "root-fingerprint").unlink()


def _swap_key(_city: City) -> None:
    """What a writer can do once he has dropped the trigger: it is put back, the swap is seen."""
    triggers.drop_all()
    Key.objects.filter(owner_kind="team").update(box_pk=b"x" * 32)
    with writing():
        triggers.install()


BROKEN: dict[str, tuple[Break, str]] = {
    "trigger": (_lose_trigger, "Pemicu pengaman lengkap"),
    "migration": (_lose_migration, "Tabel mutakhir"),
    "pepper": (_lose_pepper, "Berkas rahasia lengkap"),
    "host": (_another_host_key, "Kunci mesin cocok"),
    "root": (_another_root, "Sidik akar kota cocok"),
    "no root": (_lose_root, "Sidik akar kota cocok"),
    "key": (_swap_key, "Rantai kunci utuh"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_house_does_not_open_on_broken_ground(city: City, what: str) -> None:
    damage, title = BROKEN[what]
    damage(city)
    with pytest.raises(CommandError, match=title):
        startup.check_or_refuse()
    doctor = city.run("doctor", check=False)
    assert doctor.returncode == 1
    assert f"✘ {title}" in doctor.stdout


@pytest.mark.parametrize("command", ["serve", "work"])
def test_neither_web_nor_worker_starts(city: City, command: str) -> None:
    _lose_trigger(city)
    refused = city.run(command, check=False)
    assert refused.returncode == 1
    assert "Pemicu pengaman lengkap" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_lost_pepper_is_not_made_again_in_silence(city: City) -> None:
    _lose_pepper(city)
    city.run("doctor", check=False)
    assert not (city.folder / "secret" / "pepper").exists()


@pytest.mark.parametrize("switch", ["RANGKUL_TEST_KDF", "RANGKUL_FAULTS"])
def test_test_switches_are_refused_on_any_other_database(
    monkeypatch: pytest.MonkeyPatch, city: City, switch: str
) -> None:
    for name in ("RANGKUL_TEST_KDF", "RANGKUL_FAULTS"):
        monkeypatch.delenv(name, raising=False)
    startup.check_or_refuse()
    monkeypatch.setenv(switch, "1")
    startup.check_or_refuse()
    monkeypatch.setitem(connection.settings_dict, "NAME", "/srv/test_kota/rangkul.sqlite3")
    with pytest.raises(CommandError, match=switch):
        startup.check_or_refuse()


def test_wal_is_refused_where_it_can_lose_commits(
    monkeypatch: pytest.MonkeyPatch, city: City
) -> None:
    if on_postgresql():
        pytest.skip("a question of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(CommandError, match="WAL tidak aman"):
        startup.check_or_refuse()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    startup.check_or_refuse()


def test_verify_audit_finds_an_edit(city: City) -> None:
    assert "utuh" in city.run("verify-audit").stdout
    triggers.drop_all()
    Event.objects.filter(seq=3).update(actor="orang lain")
    found = city.run("verify-audit", check=False)
    assert found.returncode == 1
    assert "catatan 3: isi tidak sama dengan sidiknya" in found.stdout
    assert "✘ Jejak audit utuh" in city.run("doctor", check=False).stdout


def test_a_refused_manipulation_stays_red(city: City) -> None:
    report_tampering("key x differs")
    shown = city.run("doctor", check=False)
    assert shown.returncode == 1
    assert "✘ Tidak ada perubahan yang ditolak: 1" in shown.stdout


def test_secrets_open_to_others_are_red(city: City) -> None:
    (city.folder / "secret" / "pepper").chmod(0o644)
    assert "dapat dibaca orang lain: pepper" in city.run("doctor", check=False).stdout


def test_policy_docs_are_written_compared_and_cleared(city: City, tmp_path: Path) -> None:
    folder = str(tmp_path / "policy")
    assert city.run("policy-docs", "--check", "--folder", folder, check=False).returncode == 1
    city.run("policy-docs", "--folder", folder)
    city.run("policy-docs", "--check", "--folder", folder)
    page = tmp_path / "policy" / "index.md"
    page.write_text("diubah dengan tangan")
    (tmp_path / "policy" / "lama.md").write_text("aturan yang sudah tidak ada")
    stale = city.run("policy-docs", "--check", "--folder", folder, check=False)
    assert "index.md, lama.md" in stale.stderr
    city.run("policy-docs", "--folder", folder)
    assert stale_pages(tmp_path / "policy") == {}
