"""Sealing: compartments and their grants, inside the caller's writing()."""

from dataclasses import dataclass

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.vault import trust
from rangkul.vault.crypto import random_key, seal_to
from rangkul.vault.enums import CompartmentCode, CompartmentOwner, Ground
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Access, Compartment, Grant, Key, Receipt
from rangkul.vault.queries import grant_context, receipt_grant_context
from rangkul.vault.receipts import VERSION, ReceiptKeys


@dataclass(frozen=True)
class ReportSeals:
    """The open compartments of a report that is being submitted."""

    report: OpenCompartment
    thread: OpenCompartment


def seal_report(*, report: str, team: str, receipt: ReceiptKeys, sort_key: str) -> ReportSeals:
    """Compartments `report` and `thread`, each granted to the intake team's epoch and to the
    receipt of the same submission; the receipt row; and the list entry of the team.

    Raises crypto.Refused when the team's key was swapped, LookupError when it has none.
    """
    to_key = trust.team_key(team)[0]
    Receipt.objects.create(
        lookup=receipt.lookup, version=VERSION, box_pk=receipt.box.public, report=report
    )
    seals = ReportSeals(
        *(
            _granted(report, code, to_key=to_key, receipt=receipt)
            for code in (CompartmentCode.REPORT, CompartmentCode.THREAD)
        )
    )
    Access.objects.create(
        principal=team, object=report, sort_key=sort_key, ground=Ground.REPORT, ground_ref=report
    )
    return seals


def _granted(
    report: str, code: CompartmentCode, *, to_key: Key, receipt: ReceiptKeys
) -> OpenCompartment:
    opened = OpenCompartment(new_ref(), code.value, 1, random_key())
    Compartment.objects.create(
        id=opened.id,
        owner_kind=CompartmentOwner.REPORT,
        owner=report,
        code=code,
        commitment=opened.commitment,
    )
    context = grant_context(opened.id, opened.generation)
    sealed = seal_to(bytes(to_key.box_pk or b""), opened.key, context=context)
    _grant(opened, report, sealed, to_key=to_key)
    context = receipt_grant_context(opened.id, opened.generation, receipt)
    sealed = seal_to(receipt.box.public, opened.key, context=context)
    _grant(opened, report, sealed, to_receipt_id=receipt.lookup)
    return opened


def _grant(opened: OpenCompartment, report: str, sealed: bytes, **to: Key | bytes) -> None:
    Grant.objects.create(
        compartment_id=opened.id,
        sealed_key=sealed,
        ground=Ground.REPORT,
        ground_ref=report,
        starts=clock.now(),
        **to,
    )


def move_in_list(object_ref: str, sort_key: str) -> None:
    """Give an object another place in the lists of all who see it."""
    Access.objects.filter(object=object_ref).update(sort_key=sort_key)


def report_tampering(what: str, *, by: str = SYSTEM, object_ref: str = "") -> None:
    """Put a refused manipulation into the trail, in its own transaction; doctor shows it red."""
    with writing():
        append(EventCode.TAMPERING_REFUSED, by=by, object_ref=object_ref, what=what)
