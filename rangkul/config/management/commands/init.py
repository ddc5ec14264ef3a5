"""`rangkul init`: a real city, without any demo data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rangkul.accounts.actions.invitations import HOURS
from rangkul.accounts.enums import RoleCode
from rangkul.config import answers as questions
from rangkul.config.set_up import Sheet, kind_of_city, make_city
from rangkul.vault.enums import InstallationKind


class Command(BaseCommand):
    """Asks, writes everything in one transaction, prints the set-up sheet once."""

    help = "Menyiapkan kota nyata: bertanya di layar, atau membaca --answers BERKAS."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--answers", type=Path, help="berkas TOML berisi jawaban")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError with clear words; nothing half-written stays."""
        _refuse_second(kind_of_city())
        try:
            plan = questions.to_plan(self._answers(options["answers"]))
        except questions.Wrong as wrong:
            raise CommandError(str(wrong)) from wrong
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Dihentikan. Belum ada yang ditulis.") from error
        try:
            sheet = make_city(plan, InstallationKind.REAL)
        except OSError as error:
            raise CommandError(
                f"Berkas {error.filename} tidak dapat ditulis. Belum ada yang berubah."
            ) from error
        self._print(plan.name, sheet)

    def _answers(self, path: Path | None) -> questions.Answers:
        if path is not None:
            return questions.from_file(path)
        return questions.from_terminal(input, self.stderr.write)

    def _print(self, city: str, sheet: Sheet) -> None:
        lines = [
            f"LEMBAR PENYIAPAN – {city}",
            "Cetak atau salin sekarang. Lembar ini tidak dapat ditampilkan lagi.",
            "",
            f"Sidik akar kota:  {' '.join(sheet.fingerprint)}",
            f"Tersimpan di {settings.ROOT_FINGERPRINT_FILE}; jadikan milik root dan hanya-baca.",
            "",
            f"Tautan sekali pakai, berlaku {HOURS} jam, serahkan langsung kepada orangnya:",
        ]
        for link in sheet.links:
            role = RoleCode(link.person.role).label
            lines.append(f"  {link.person.name} ({role}, {link.person.username})")
            lines.append(f"    {settings.ORIGIN}/undangan/{link.token}")
        if not sheet.areas:
            lines += ["", "Daftar wilayah kota ini belum ada dalam program."]
        self.stdout.write("\n".join(lines))


def _refuse_second(kind: InstallationKind | None) -> None:
    if kind == InstallationKind.DEMO:
        raise CommandError("Basis data ini berisi kota demo. Kota nyata perlu basis data baru.")
    if kind == InstallationKind.REAL:
        raise CommandError("Kota ini sudah disiapkan. Penyiapan hanya sekali.")
