"""What the desk does with a reporter's files: ask for a view copy, look, take the original."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from rangkul.accounts.actor import Actor
from rangkul.accounts.enums import Permission
from rangkul.common.transactions import writing
from rangkul.reports import queries
from rangkul.reports.actions.desk import mine
from rangkul.vault import copies, custody, files
from rangkul.vault.enums import CopyState, CustodyEvent
from rangkul.vault.files import OpenFile

WHY_ORIGINAL: Final = {
    "police": _("Diserahkan ke penyidik"),
    "health": _("Diminta tenaga kesehatan"),
    "no_copy": _("Salinan baca tidak bisa dibuat"),
    "survivor": _("Diminta pelapor sendiri"),
}


def ask_copy(ref: str, file: str, *, by: Actor) -> CopyState:
    """Ask the worker for a copy without hidden data. Raises Http404, MoveRefused, LookupError for
    a file of another report, vault.attended.NoWorker."""
    by.require(Permission.READ_REPORTS)
    with writing():
        report = mine(ref, by)
        opened, compartment = queries.open_file(file, queries.keys_of_team(report, by).report)
        return copies.ask(opened, compartment, by=by.ref)


def note_viewed(file: str, *, by: Actor) -> None:
    """Into the chain of custody, when a copy is shown."""
    with writing():
        custody.note(file, CustodyEvent.VIEWED, by=by.ref)


def take_original(ref: str, file: str, *, why: str, by: Actor) -> tuple[OpenFile, Iterator[bytes]]:
    """The file as it came, for a stated reason; the reason stands in the trail.

    Raises as ask_copy, KeyError for a reason that is none, vault.crypto.Refused when its bytes
    were changed.
    """
    by.require(Permission.READ_REPORTS)
    WHY_ORIGINAL[why]
    with writing():
        report = mine(ref, by)
        opened, _compartment = queries.open_file(file, queries.keys_of_team(report, by).report)
        custody.note(file, CustodyEvent.ORIGINAL_DOWNLOADED, by=by.ref, why=why)
    return opened, files.chunks(opened)
