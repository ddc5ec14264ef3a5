"""`rangkul jobs`: background work that failed for good; run it again, or close it."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs import queries
from rangkul.jobs.actions import lay_to_rest, retry


class Command(BaseCommand):
    """Lists dead jobs; each retry or closing stands in the trail."""

    help = "Pekerjaan latar yang gagal: daftar, ulangi, atau tutup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ulangi", type=int, metavar="NOMOR", help="jalankan lagi")
        parser.add_argument("--tutup", type=int, metavar="NOMOR", help="sudah diperiksa, tutup")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raise CommandError when there is no failed job of that number."""
        if options["ulangi"] is not None:
            _note(options["ulangi"], retry, EventCode.JOB_RETRIED)
        if options["tutup"] is not None:
            _note(options["tutup"], lay_to_rest, EventCode.JOB_LAID_TO_REST)
        for state, number in queries.counts().items():
            self.stdout.write(f"{state.label}: {number}")
        for job in queries.dead():
            died = clock.local(job.died_at)
            self.stdout.write(f"  {job.id} {job.kind} {job.error} {died:%d-%m-%Y %H.%M}")


def _note(number: int, act: Callable[[int], str], code: EventCode) -> None:
    try:
        with writing():
            kind = act(number)
            append(code, by=SYSTEM, job=number, kind=kind)
    except LookupError:
        raise CommandError(f"Tidak ada pekerjaan gagal bernomor {number}.") from None
