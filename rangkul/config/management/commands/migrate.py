"""Django's name for migrating: refused here, because our triggers must go and come back."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    """Names the command that does it. A subclass, since Django's checks look into this one."""

    help = "Ditolak. Pakai: rangkul migrate"
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:  # noqa: ARG002
        """Whatever the arguments: say what to run instead."""
        self.execute()

    def handle(self, *_args: Any, **_options: Any) -> None:
        raise CommandError(
            "Perintah ini tidak memasang pemicu pengaman. Jalankan: .venv/bin/rangkul migrate"
        )
