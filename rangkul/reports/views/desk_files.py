"""A reporter's files on the desk: a copy without hidden data to look at, the original by reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from rangkul.accounts import queries as accounts
from rangkul.accounts.actor import Actor, acting
from rangkul.accounts.enums import Permission
from rangkul.common.http import after_reading
from rangkul.reports import queries
from rangkul.reports.actions import desk_files as acts
from rangkul.reports.actions.desk import MoveRefused
from rangkul.reports.models import Report
from rangkul.vault import attended, copies, custody
from rangkul.vault.enums import CopyState, FileKind
from rangkul.vault.files import FileEntry, OpenFile
from rangkul.vault.queries import Opened

SHOWN: Final = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.PDF: "application/pdf",
}
UNPROCESSABLE, UNAVAILABLE = 422, 503


@dataclass(frozen=True)
class ShownFile:
    """One file as the report page lists it."""

    entry: FileEntry
    name: str
    size: int  # bytes
    sha256: str
    can_copy: bool
    steps: list[tuple[str, str, datetime]]  # what, who, when


def shown_files(report: Report, opened: Opened) -> list[ShownFile]:
    """The files of a report that this officer has taken. Raises vault.crypto.Refused."""
    return [_shown(entry, opened) for entry in queries.files_of(report.ref)]


def _shown(entry: FileEntry, opened: Opened) -> ShownFile:
    file, _compartment = queries.open_file(entry.ref, opened)
    steps = custody.history(entry.ref)
    names = accounts.names({step.by for step in steps})
    told = [(str(step.event.label), names.get(step.by, ""), step.at) for step in steps]
    return ShownFile(entry, file.name, file.size, file.sha256, entry.kind in SHOWN, told)


@require_POST
def ask_copy(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """Button "Siapkan salinan baca"."""
    try:
        acts.ask_copy(ref, file, by=acting(request))
    except LookupError as error:
        if isinstance(error, attended.NoWorker):
            return redirect(f"/piket/{ref}/?mesin=tunggu#berkas")
        raise Http404 from error
    except MoveRefused:
        return redirect("desk:report", ref=ref)
    return redirect(f"/piket/{ref}/#berkas")


@require_safe
def copy(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """The view copy itself, alone on its page; who looked stands in the chain of custody."""
    by = acting(request)
    by.require(Permission.READ_REPORTS)
    report = queries.get(ref, by)
    if report.taken_by != by.ref:
        return redirect("desk:report", ref=ref)
    opened, pieces = _copy(report, file, by)
    after_reading(request, lambda: acts.note_viewed(file, by=by))
    return _bytes(pieces, SHOWN[opened.kind], "inline", f"salinan.{opened.kind.value}")


def _copy(report: Report, file: str, by: Actor) -> tuple[OpenFile, Iterable[bytes]]:
    try:
        opened, compartment = queries.open_file(file, queries.keys_of_team(report, by).report)
        return opened, copies.chunks(opened, compartment)
    except LookupError as error:
        raise Http404 from error


@require_POST
def original(request: HttpRequest, ref: str, file: str) -> HttpResponse:
    """The file as it came, for one of the listed reasons."""
    by = acting(request)
    by.require(Permission.READ_REPORTS)
    queries.get(ref, by)
    why = request.POST.get("alasan", "")
    if why not in acts.WHY_ORIGINAL:
        return redirect(f"/piket/{ref}/?alasan=pilih#berkas")
    try:
        opened, pieces = acts.take_original(ref, file, why=why, by=by)
    except MoveRefused:
        return redirect("desk:report", ref=ref)
    except LookupError as error:
        raise Http404 from error
    name = f"berkas-{file}.{opened.kind.value}"
    return _bytes(pieces, "application/octet-stream", "attachment", name)


def _bytes(pieces: Iterable[bytes], kind: str, how: str, name: str) -> HttpResponse:
    """At most 10 MB: read whole, so that what was changed never goes out in part."""
    response = HttpResponse(b"".join(pieces), content_type=kind)
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def file_context(request: HttpRequest, report: Report, opened: Opened) -> dict[str, Any]:
    """What templates/reports/desk_files.html needs."""
    return {
        "files": shown_files(report, opened),
        "why_original": acts.WHY_ORIGINAL.items(),
        "no_worker": request.GET.get("mesin") == "tunggu",
        "no_reason": request.GET.get("alasan") == "pilih",
        "copy_states": CopyState,
    }
