"""`rangkul migrate`: our triggers off, Django's migrations, our triggers on, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands.migrate import Command as DjangoMigrate

from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.config.startup import unapplied


class Command(BaseCommand):
    """Can be repeated: what was interrupted is completed."""

    requires_system_checks: list[str] = []
    help = "Menyiapkan atau memperbarui tabel, lalu memasang pemicu pengaman."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if unapplied():
            triggers.drop_all()
            call_command(DjangoMigrate(), interactive=False, verbosity=0)
        with writing():  # no moment without triggers when there is nothing to migrate
            triggers.drop_all()
            triggers.install()
        self.stdout.write(f"Basis data siap: {len(triggers.names())} pemicu pengaman terpasang.")
