"""`rangkul serve`: check, then web server and worker until interrupted."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from rangkul.config.supervisor import Supervisor, port_is_free, web_server, worker


class Command(BaseCommand):
    """Starts both together and ends both together."""

    help = "Menjalankan server web dan pekerja latar bersama-sama sampai dihentikan."
    requires_system_checks: list[str] = []  # check_or_refuse() checks what serving needs

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Refuse early with a reason; exit 1 when the web server dies."""
        from rangkul.config.startup import check_or_refuse

        check_or_refuse()
        if not port_is_free(settings.PORT):
            raise CommandError(
                f"Port {settings.PORT} sedang dipakai program lain."
                f" Pilih port lain, misalnya: PORT={settings.PORT + 1} make run"
            )
        call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()  # the supervisor itself needs no database
        supervisor = Supervisor(
            web=web_server(), worker=worker(), port=settings.PORT, on_ready=self._say_ready
        )
        sys.exit(supervisor.run())

    def _say_ready(self) -> None:
        self.stdout.write(f"Rangkul siap di {settings.ORIGIN}  (Ctrl+C untuk berhenti)")
        self.stdout.flush()
