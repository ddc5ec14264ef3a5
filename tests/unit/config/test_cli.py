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


@pytest.mark.parametrize(
    "begin",
    [
        "from rangkul.config import cli; cli._keep_private()",
        "from rangkul.config import web_server; web_server.on_starting(None)",
    ],
)
def test_no_process_of_the_same_user_may_read_the_memory_of_ours(begin: str) -> None:
    """A process of its own, and what it forks."""
    code = f"""
import ctypes, os
{begin}
child = os.fork()
if child == 0:
    os._exit(ctypes.CDLL(None).prctl(3))  # PR_GET_DUMPABLE
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)
    assert done.stdout == b"0\n"
