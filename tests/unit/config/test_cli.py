"""The command line's names."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from rangkul.config.cli import translated

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (["rangkul"], ["rangkul"]),
        (["rangkul", "verify-audit"], ["rangkul", "verify_audit"]),
        (["rangkul", "policy-docs", "--check"], ["rangkul", "policy_docs", "--check"]),
        (["rangkul", "migrate"], ["rangkul", "migrate_city"]),
        (["rangkul", "help", "verify-audit"], ["rangkul", "help", "verify_audit"]),
        (["rangkul", "help", "migrate"], ["rangkul", "help", "migrate_city"]),
        (["rangkul", "--version"], ["rangkul", "--version"]),
        (
            ["rangkul", "init", "--answers", "kota-baru.json"],
            ["rangkul", "init", "--answers", "kota-baru.json"],
        ),
    ],
)
def test_commands_have_dashes_and_django_underscores(typed: list[str], known: list[str]) -> None:
    assert translated(typed) == known


def test_what_a_command_writes_is_for_its_own_user(tmp_path: Path) -> None:
    """A process of its own, since the umask holds for a whole process."""
    code = (
        "import sys, resource; from rangkul.config import cli; cli._keep_private();"
        "open(sys.argv[1], 'w').close(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    made = tmp_path / "made"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, made], env=env, check=True, capture_output=True
    )
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert done.stdout == b"(0, 0)\n"
