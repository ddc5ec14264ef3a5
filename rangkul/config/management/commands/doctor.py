"""`rangkul doctor`: every check with ✔ or ✘, advice with !, and the city root's fingerprint."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from rangkul.accounts.fingerprints import digit_groups
from rangkul.config.health import ADVICE, ALL
from rangkul.vault import records, trust


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
        for advice in ADVICE:
            problem = advice.problem()
            self.stdout.write(f"! {advice.title}: {problem}" if problem else f"✔ {advice.title}")
        self.stdout.write(f"Sidik akar kota: {_fingerprint()}")
        self.stdout.write(f"Catatan pribadi: {_records()}")
        if red:
            self.stdout.write(f"{red} hal perlu dibereskan.")
            sys.exit(1)


def _records() -> str:
    """How many there are: all that anybody but their writers can ever learn of them."""
    try:
        return str(records.count())
    except DatabaseError:
        return "tidak dapat dihitung"


def _fingerprint() -> str:
    try:
        return " ".join(digit_groups(trust.pinned_fingerprint()))
    except trust.NoCity:
        return "belum ada"
