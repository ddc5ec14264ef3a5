"""`rangkul prolong-link USERNAME`: another 72 hours for a first link that ran out unused."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rangkul.accounts.actions.invitations import HOURS, NotOpen, prolong_at_console
from rangkul.accounts.queries import everybody


class Command(BaseCommand):
    """For the first administrator: nobody can sign in yet to do it on the page."""

    help = "Memperpanjang tautan undangan yang belum dipakai. Tautannya tetap sama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="nama pengguna")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError for an unknown name or somebody who has a key already."""
        name = options["username"]
        person = next((one for one in everybody() if one.username == name), None)
        if person is None:
            raise CommandError(f"Tidak ada orang dengan nama pengguna {name}.")
        try:
            prolong_at_console(person)
        except NotOpen:
            raise CommandError(f"{name} sudah punya kunci atau tidak punya tautan.") from None
        self.stdout.write(f"Tautan {name} berlaku {HOURS} jam lagi. Tautannya tetap sama.")
