"""`rangkul verify-audit`: read the whole trail with distrust."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from rangkul.audit.verify import verify
from rangkul.common.transactions import reading


class Command(BaseCommand):
    """Prints each broken place; exit code 1 when there is one."""

    help = "Memeriksa jejak audit: ubahan, hapusan, urutan, ekor yang terpotong."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with reading():
            report = verify()
        for finding in report.findings:
            self.stdout.write(f"✘ catatan {finding.seq}: {finding.what}")
        if not report.intact:
            self.stdout.write(f"{len(report.findings)} temuan dalam {report.events} catatan.")
            sys.exit(1)
        self.stdout.write(f"✔ {report.events} catatan utuh.")
