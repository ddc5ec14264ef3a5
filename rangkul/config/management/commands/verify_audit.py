"""`rangkul verify-audit`: read the whole trail and every file's chain of custody with distrust."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from rangkul.audit.verify import verify
from rangkul.common.transactions import reading
from rangkul.vault import custody


class Command(BaseCommand):
    """Prints each broken place; exit code 1 when there is one."""

    help = "Memeriksa jejak audit dan riwayat berkas: ubahan, hapusan, urutan, ekor terpotong."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        with reading():
            report, broken = verify(), custody.findings()
        for finding in report.findings:
            self.stdout.write(f"✘ catatan {finding.seq}: {finding.what}")
        for one in broken:
            self.stdout.write(f"✘ berkas {one.file} langkah {one.seq}: {one.what}")
        if found := len(report.findings) + len(broken):
            self.stdout.write(f"{found} temuan dalam {report.events} catatan.")
            sys.exit(1)
        self.stdout.write(f"✔ {report.events} catatan utuh.")
