"""`rangkul work`: the background worker alone (`serve` starts it too)."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs queued jobs until SIGTERM."""

    help = "Menjalankan pekerja latar sampai dihentikan. `rangkul serve` sudah menjalankannya."
    requires_system_checks: list[str] = []  # check_or_refuse() checks what working needs

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Refuse a database that is not ours or not complete, then work."""
        from rangkul.config.startup import check_or_refuse
        from rangkul.jobs.worker import run_forever

        check_or_refuse()
        run_forever()
