"""`rangkul demo`: a city of invented people; a second run keeps what is there."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rangkul.accounts.enums import RoleCode
from rangkul.accounts.queries import everybody
from rangkul.audit.enums import EventCode
from rangkul.audit.queries import count
from rangkul.config import demo_city
from rangkul.config.set_up import kind_of_city, make_city
from rangkul.reports.demo import Desks, make_reports
from rangkul.vault.enums import InstallationKind


class Command(BaseCommand):
    """Makes the demo city once and prints who can sign in."""

    help = "Menyiapkan kota demo dengan orang rekaan. Jangan untuk kasus nyata."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tanpa-contoh", action="store_true", help="tanpa laporan dan jam piket rekaan"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError on the database of a real city."""
        kind = kind_of_city()
        if kind == InstallationKind.REAL:
            raise CommandError("Basis data ini milik kota nyata. Demo perlu basis data lain.")
        if kind is None:
            derived = demo_city.passwords()
            make_city(demo_city.PLAN, InstallationKind.DEMO, then=demo_city.settle(derived))
        codes = [] if options["tanpa_contoh"] else _examples_once()
        self._print(codes)

    def _print(self, codes: list[str]) -> None:
        lines = [f"Kota demo siap. Alamat: {settings.ORIGIN}  Petugas: {settings.ORIGIN}/masuk/"]
        for person in everybody():
            role = RoleCode(person.role).label
            lines.append(f"  {person.username:<10} {person.name} – {role}, {person.agency}")
        lines.append(f"Kata sandi semua orang: {demo_city.PASSWORD}")
        if codes:
            lines.append(
                f"Kode laporan contoh yang sudah dijawab ({settings.ORIGIN}/k/): {codes[0]}"
            )
        lines.append("mode demo: jangan untuk kasus nyata / demo mode: never for real cases")
        self.stdout.write("\n".join(lines))


def _examples_once() -> list[str]:
    """Invented hours and reports, unless there are some; the reports' receipt codes."""
    if not count(EventCode.HOURS_CHANGED):
        demo_city.set_example_hours()
    if count(EventCode.REPORT_RECEIVED):
        return []
    return make_reports(Desks(*map(demo_city.actor, ("piket", "piket2", "piketlain"))))
