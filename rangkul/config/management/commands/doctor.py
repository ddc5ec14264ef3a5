"""`rangkul doctor`: every check with ✔ or ✘, and the fingerprint to compare with the sheet."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from rangkul.accounts.fingerprints import digit_groups
from rangkul.config.health import ALL
from rangkul.vault import trust


class Command(BaseCommand):
    """Changes nothing; exit code 1 when something is red."""

    help = "Memeriksa kesehatan seluruh sistem. Tidak mengubah apa pun."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        red = 0
        for check in ALL:
            problem = check.problem()
            red += bool(problem)
            self.stdout.write(f"✘ {check.title}: {problem}" if problem else f"✔ {check.title}")
        self.stdout.write(f"Sidik akar kota: {_fingerprint()}")
        if red:
            self.stdout.write(f"{red} hal perlu dibereskan.")
            sys.exit(1)


def _fingerprint() -> str:
    try:
        return " ".join(digit_groups(trust.pinned_fingerprint()))
    except trust.NoCity:
        return "belum ada"
