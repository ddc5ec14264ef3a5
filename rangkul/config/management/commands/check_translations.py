"""`rangkul check-translations`: every language we offer is complete and compiled (`make check`)."""

import os
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Compares the committed catalogues with what the code says now; changes nothing."""

    help = "Memeriksa terjemahan: lengkap, sah, dan sudah dikompilasi."
    requires_system_checks: list[str] = []  # words only: no database, no urls

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Raise CommandError with all faults. Indonesian is the source and needs no catalogue."""
        languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        faults = [fault for code in languages for fault in faults_of(code, settings.BASE_DIR)]
        if faults:
            raise CommandError("\n".join(faults))


def faults_of(language: str, package: Path) -> list[str]:
    """What is wrong with one language of the package at this path, one line a fault.

    Raises CommandError when GNU gettext is not installed.
    """
    if shutil.which("msgfmt") is None:
        raise CommandError("gettext belum terpasang (Debian: apt-get install gettext)")
    committed = package / "locale" / language / "LC_MESSAGES" / "django.po"
    if not committed.exists():
        return [f"{language}: {committed.relative_to(package.parent)} tidak ada"]
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "django.mo"
        if _run("msgfmt", "--check", "-o", str(compiled), str(committed)).returncode != 0:
            return [f"{language}: django.po tidak sah (msgfmt --check)"]
        fresh = _extracted_today(language, package, Path(folder))
        faults = [f"{language}: belum diterjemahkan: {text}" for text in _untranslated(fresh)]
        if not _same(compiled, committed.with_suffix(".mo")):
            faults.append(f"{language}: django.mo belum dikompilasi (rangkul compilemessages)")
        return faults


def _extracted_today(language: str, package: Path, folder: Path) -> Path:
    """The catalogue as makemessages would leave it now, made on a copy of the package."""
    copy = folder / "package"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    # Without our settings, or makemessages would write into the committed catalogue as well.
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "--no-obsolete", "--no-location"]
    done = _run(*command, "--locale", language, cwd=copy, env=env)
    if done.returncode != 0:
        raise CommandError(done.stderr)
    return copy / "locale" / language / "LC_MESSAGES" / "django.po"


def _untranslated(catalogue: Path) -> list[str]:
    """Messages without a translation, and those whose translation is only a guess (fuzzy)."""
    lines = [
        line
        for which in ("--untranslated", "--only-fuzzy")
        for line in _run("msgattrib", which, "--no-wrap", str(catalogue)).stdout.splitlines()
    ]
    # A text of several lines begins after `msgid ""`; the header, too, but holds no text there.
    ids = (
        following if line == 'msgid ""' else line.removeprefix("msgid ")
        for line, following in pairwise(lines)
        if line.startswith("msgid ")
    )
    return [text for text in ids if not text.startswith("msgstr")]


def _same(compiled: Path, committed: Path) -> bool:
    """Whether two compiled catalogues say the same, whatever gettext's version wrote them."""
    said = [_run("msgunfmt", str(path)) for path in (compiled, committed)]
    return said[1].returncode == 0 and said[0].stdout == said[1].stdout


def _run(
    *argv: str, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (our own argv, no shell)
        argv, cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
