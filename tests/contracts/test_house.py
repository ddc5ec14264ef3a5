"""Each contract of .importlinter bites: broken on purpose in a copy, it is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# contract, file that offends, the offending line
OFFENCES = [
    ("Floors", "common/offence.py", "import rangkul.policy"),
    ("Floors", "policy/offence.py", "import rangkul.jobs"),
    ("Floors", "jobs/offence.py", "import rangkul.vault"),
    ("Floors", "vault/offence.py", "import rangkul.accounts"),
    ("Floors", "accounts/offence.py", "import rangkul.reports"),
    ("Floors", "reports/offence.py", "import rangkul.portal"),
    ("Floors", "portal/offence.py", "import rangkul.config"),
    ("Floors", "cellar/__init__.py", ""),  # a room that no floor knows
    ("Neighbours", "audit/offence.py", "import rangkul.areas"),
    ("Neighbours", "jobs/offence.py", "def late() -> None:\n    import rangkul.audit"),
    ("Rules", "policy/offence.py", "from django.db import models"),
    ("Rules", "policy/offence.py", "from rangkul.common import transactions"),
    ("Sealing", "accounts/offence.py", "from nacl.public import SealedBox"),
    ("Private", "reports/offence.py", "from rangkul.audit.models import Event"),
    ("Private", "reports/offence.py", "from rangkul.audit import models"),
    ("Furniture", "audit/models.py", "import rangkul.audit.actions"),
    ("Furniture", "audit/queries.py", "import rangkul.audit.actions"),
]


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    script = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [script, "--no-logo", "--no-cache"], cwd=tree, capture_output=True, text=True, check=False
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package and its contracts that a test may break."""
    shutil.copytree(
        ROOT / "rangkul", tmp_path / "rangkul", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_as_it_stands_keeps_every_contract() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("contract", "place", "line"), OFFENCES)
def test_an_offence_is_named(house: Path, contract: str, place: str, line: str) -> None:
    offender = house / "rangkul" / place
    offender.parent.mkdir(exist_ok=True)
    before = offender.read_text("utf-8") if offender.exists() else ""
    offender.write_text(f"{before}\n{line}\n", "utf-8")
    result = lint(house)
    broken = [text for text in result.stdout.splitlines() if text.endswith("BROKEN")]
    assert result.returncode == 1, result.stdout + result.stderr
    assert any(text.startswith(f"{contract}: ") for text in broken), result.stdout


def test_every_contract_has_an_offence() -> None:
    text = (ROOT / ".importlinter").read_text("utf-8")
    names = {
        line.split("=")[1].split(":")[0].strip() for line in text.splitlines() if "name =" in line
    }
    assert names == {contract for contract, _, _ in OFFENCES}
