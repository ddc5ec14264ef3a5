"""`rangkul policy-docs`: docs/policy from the rules' own code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rangkul.policy.docs import render_markdown

_FOLDER = Path(settings.BASE_DIR).parent / "docs" / "policy"


class Command(BaseCommand):
    """Writes the pages; with --check only compares them."""

    help = "Menulis docs/policy dari buku aturan; --check hanya membandingkan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="hanya membandingkan")
        parser.add_argument("--folder", type=Path, default=_FOLDER, help="bawaan: docs/policy")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError when --check finds a difference."""
        folder: Path = options["folder"]
        stale = stale_pages(folder)
        if options["check"] and stale:
            names = ", ".join(sorted(stale))
            raise CommandError(f"docs/policy belum mutakhir: {names}. Jalankan rangkul policy-docs")
        if options["check"]:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in stale.items():
            if text is None:
                (folder / name).unlink()
            else:
                (folder / name).write_text(text, "utf-8")
        self.stdout.write(f"{len(stale)} halaman diperbarui.")


def stale_pages(folder: Path) -> dict[str, str | None]:
    """Pages that differ from the rule book, with what they should say; None: should be gone."""
    wanted: dict[str, str | None] = dict(render_markdown())
    found = {page.name: page.read_text("utf-8") for page in folder.glob("*.md")}
    gone = dict.fromkeys(found.keys() - wanted.keys())
    return {name: text for name, text in (wanted | gone).items() if found.get(name) != text}
