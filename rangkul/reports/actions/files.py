"""Files of a stay: held until they belong to a report, given to an opened report, let go."""

from collections.abc import Sequence

from rangkul.audit.actions import REPORTER, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock, faults
from rangkul.common.transactions import writing
from rangkul.reports import queries, visit
from rangkul.reports.actions.heard import take_mark_away
from rangkul.reports.models import Report
from rangkul.reports.visit import Inbox, State
from rangkul.vault import actions as vault
from rangkul.vault import files
from rangkul.vault.drafts import DraftKey
from rangkul.vault.enums import CompartmentOwner, Refusal
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.uploads import HeldFile, Upload

MOST = 5  # files of one report, as far as its reporter sends them


class StayEnded(LookupError):
    """The stay ran out while the files came in: nothing of them is kept."""


def hold(key: DraftKey, uploads: Sequence[Upload]) -> list[tuple[str, Refusal]]:
    """Keep these with the draft; the names of those that were not taken, each with the reason.

    Raises StayEnded.
    """
    refused = [(one.name, one.refused) for one in uploads if one.refused is not None]
    with writing():
        state = visit.state_of(key, lock=True)
        if state is None or state.sent:
            raise StayEnded
        for one in uploads:
            if one.refused is None:
                refused += _hold_one(state, one)
        visit.save(key, state)
        faults.point("before-commit")
    faults.point("after-draft-write")
    return refused


def _hold_one(state: State, upload: Upload) -> list[tuple[str, Refusal]]:
    if upload.held and upload.held.sha256 in {one["sha256"] for one in state.files}:
        return []  # sent again, because the answer was lost on the way
    if len(state.files) >= MOST:
        return [(upload.name, Refusal.TOO_MANY)]
    state.files.append(files.hold(upload).as_dict())
    return []


def let_go(key: DraftKey, ref: str) -> None:
    """Forget one file of the draft."""
    with writing():
        state = visit.state_of(key, lock=True)
        if state is None or ref not in {one["ref"] for one in state.files}:
            return
        state.files = [one for one in state.files if one["ref"] != ref]
        visit.save(key, state)
        files.drop([ref])


def let_lost_go(state: State) -> bool:
    """Take out of the state the files whose bytes are gone, as after the loss of their disk;
    whether there were any. They hold up no report."""
    if not state.files:
        return False
    there = files.still_held(one["ref"] for one in state.files)
    had, state.files = state.files, [one for one in state.files if one["ref"] in there]
    return len(state.files) < len(had)


def keep_all(state: State, report: str, compartment: OpenCompartment) -> None:
    """What was attached while writing now belongs to the report; inside the caller's writing()."""
    for stored in state.files:
        held = HeldFile.from_dict(stored)
        files.keep(held, compartment, owner_kind=CompartmentOwner.REPORT, owner=report, by=REPORTER)


def attach(inbox: Inbox, uploads: Sequence[Upload], *, key: DraftKey) -> list[tuple[str, Refusal]]:
    """Give files to a report that was sent before; the refused ones as in `hold`. Her stay is good
    for another 30 minutes. Raises as queries.keys_of_receipt."""
    refused = [(one.name, one.refused) for one in uploads if one.refused is not None]
    with writing():
        visit.stay(key)
        compartment = queries.keys_of_receipt(inbox).report.newest
        report = queries.lock_row(inbox.report)
        room = MOST - len(files.listed(CompartmentOwner.REPORT, report.ref))
        good = [one for one in uploads if one.refused is None]
        refused += [(one.name, Refusal.TOO_MANY) for one in good[max(room, 0) :]]
        for one in good[: max(room, 0)]:
            _give(report, files.hold(one), compartment)
    return refused


def _give(report: Report, held: HeldFile, compartment: OpenCompartment) -> None:
    report.reporter_waits_since = report.reporter_waits_since or clock.now()
    take_mark_away(report, by=REPORTER)
    report.save(update_fields=["reporter_waits_since"])
    vault.move_in_list(report.ref, queries.sort_key(report))
    files.keep(held, compartment, owner_kind=CompartmentOwner.REPORT, owner=report.ref, by=REPORTER)
    append(EventCode.FILES_ADDED, by=REPORTER, object_ref=report.ref, file=held.ref)
