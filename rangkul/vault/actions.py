"""Sealing: compartments, their generations, grants and receipts, inside the caller's writing()."""

from dataclasses import dataclass

from django.db.models import QuerySet

from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.vault import trust
from rangkul.vault.crypto import random_key, seal_to
from rangkul.vault.enums import CompartmentCode, CompartmentOwner, Ground, ReceiptState
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Access, Compartment, Grant, Key, Receipt
from rangkul.vault.queries import Opened, generation_link, grant_context, receipt_grant_context
from rangkul.vault.receipts import VERSION, ReceiptKeys

_LIVE = (ReceiptState.OPEN, ReceiptState.DURESS)


@dataclass(frozen=True)
class ReportSeals:
    """The open compartments to which a report's newest version and messages are sealed."""

    report: OpenCompartment
    thread: OpenCompartment


@dataclass(frozen=True)
class ReportKeys:
    """A report as somebody entitled has opened it: its reporter by her code, or a team."""

    report: Opened
    thread: Opened


def seal_report(
    *,
    report: str,
    team: str,
    receipt: ReceiptKeys,
    sort_key: str,
    duress: ReceiptKeys | None = None,
) -> ReportSeals:
    """Compartments `report` and `thread`, each granted to the intake team's epoch and to the
    receipt of the same submission; the receipt row; and the list entry of the team. A duress
    code gets its row and is granted nothing.

    Raises crypto.Refused when the team's key was swapped, LookupError when it has none.
    """
    to_key = trust.team_key(team)[0]
    _issue(report, receipt, duress)
    codes = (CompartmentCode.REPORT, CompartmentCode.THREAD)
    seals = ReportSeals(*(_new_generation(report, code, to_key, receipt) for code in codes))
    _list(report, team, sort_key)
    return seals


def replace_receipt(
    report: str, opened: ReportKeys, new: ReceiptKeys, *, duress: ReceiptKeys | None
) -> None:
    """Another code for a code that was seen or lost: the old one, and a duress code that went
    with it, open and find nothing any more.

    Open `opened` inside the same writing(), with the report locked: a code that was closed
    meanwhile must not issue another. Raises LookupError when it lacks the newest generation.
    """
    _hold(report, opened)
    close_receipts(report)
    _issue(report, new, duress)
    for one in (opened.report, opened.thread):
        for compartment in one.generations.values():
            _grant_to_receipt(report, compartment, new)


def close_receipts(report: str) -> None:
    """Kill every code of a report, the duress code included, without a new one."""
    _lock(report)
    Grant.objects.filter(to_receipt__report=report, revoked=None).update(revoked=clock.now())
    Receipt.objects.filter(report=report, state__in=_LIVE).update(state=ReceiptState.CLOSED)


def set_duress(report: str, duress: ReceiptKeys | None) -> None:
    """Agree on a duress code, change it, or drop it with None."""
    _lock(report)
    rows = Receipt.objects.filter(report=report)
    rows.filter(state=ReceiptState.DURESS).update(state=ReceiptState.CLOSED)
    if duress is not None:
        # The same word once more: a closed row never lives again, so it makes room for a new one.
        rows.filter(lookup=duress.lookup, state=ReceiptState.CLOSED).delete()
        _add_receipt(report, duress, ReceiptState.DURESS)


def reroute_report(
    report: str, opened: ReportKeys, *, team: str, holder: ReceiptKeys, sort_key: str
) -> ReportSeals:
    """A later version names our office: from now on the report belongs to `team`, the alternative
    one, and to its reporter, whose receipt `holder` is.

    Every other team's grants are revoked and its list entry goes; `team` is granted what was
    written so far. The returned new generation is granted to it and to the receipt only; the
    version that names our office, and all that follows, is sealed to that. Raises as
    replace_receipt, and crypto.Refused when the team's key was swapped.
    """
    _hold(report, opened)
    if not Receipt.objects.filter(
        report=report, lookup=holder.lookup, state=ReceiptState.OPEN
    ).exists():
        raise LookupError(report)
    to_key = trust.team_key(team)[0]
    _end_other_teams(report, team)
    seals = ReportSeals(
        *(_handed_on(report, one, to_key, holder) for one in (opened.report, opened.thread))
    )
    _list(report, team, sort_key)
    return seals


def _end_other_teams(report: str, team: str) -> None:
    grants = Grant.objects.filter(
        compartment__owner=report,
        compartment__owner_kind=CompartmentOwner.REPORT,
        to_key__isnull=False,
        revoked=None,
    )
    grants.exclude(to_key__owner=team).update(revoked=clock.now())
    Access.objects.filter(object=report).exclude(principal=team).delete()


def _handed_on(report: str, one: Opened, to_key: Key, holder: ReceiptKeys) -> OpenCompartment:
    """The next generation; the earlier ones open for its team as well."""
    known = set(
        Grant.objects.filter(
            compartment__in=[row.id for row in one.generations.values()],
            to_key=to_key,
            revoked=None,
        ).values_list("compartment_id", flat=True)
    )
    for compartment in one.generations.values():
        if compartment.id not in known:
            _grant_to_team(report, compartment, to_key)
    return _new_generation(report, CompartmentCode(one.code), to_key, holder, after=one.newest)


def _new_generation(
    report: str,
    code: CompartmentCode,
    to_key: Key,
    receipt: ReceiptKeys,
    *,
    after: OpenCompartment | None = None,
) -> OpenCompartment:
    """A new key for one code, granted to a team's epoch and to a receipt."""
    generation = after.generation + 1 if after else 1
    opened = OpenCompartment(new_ref(), code.value, generation, random_key())
    Compartment.objects.create(
        id=opened.id,
        owner_kind=CompartmentOwner.REPORT,
        owner=report,
        code=code,
        generation=generation,
        commitment=opened.commitment,
        link=generation_link(after, opened) if after else None,
    )
    _grant_to_team(report, opened, to_key)
    _grant_to_receipt(report, opened, receipt)
    return opened


def _grant_to_team(report: str, opened: OpenCompartment, to_key: Key) -> None:
    context = grant_context(opened.id, opened.generation)
    sealed = seal_to(bytes(to_key.box_pk or b""), opened.key, context=context)
    _grant(report, opened, sealed, to_key=to_key)


def _grant_to_receipt(report: str, opened: OpenCompartment, receipt: ReceiptKeys) -> None:
    context = receipt_grant_context(opened.id, opened.generation, receipt)
    sealed = seal_to(receipt.box.public, opened.key, context=context)
    _grant(report, opened, sealed, to_receipt_id=receipt.lookup)


def _grant(report: str, opened: OpenCompartment, sealed: bytes, **to: Key | bytes) -> None:
    Grant.objects.create(
        compartment_id=opened.id,
        sealed_key=sealed,
        ground=Ground.REPORT,
        ground_ref=report,
        starts=clock.now(),
        **to,
    )


def _issue(report: str, receipt: ReceiptKeys, duress: ReceiptKeys | None) -> None:
    _add_receipt(report, receipt, ReceiptState.OPEN)
    if duress is not None:
        _add_receipt(report, duress, ReceiptState.DURESS)


def _add_receipt(report: str, keys: ReceiptKeys, state: ReceiptState) -> None:
    Receipt.objects.create(
        lookup=keys.lookup, version=VERSION, box_pk=keys.box.public, report=report, state=state
    )


def _list(report: str, team: str, sort_key: str) -> None:
    """The team's list entry, made or moved."""
    Access.objects.update_or_create(
        principal=team,
        object=report,
        ground=Ground.REPORT,
        ground_ref=report,
        defaults={"sort_key": sort_key},
    )


def _lock(report: str) -> QuerySet[Compartment]:
    """Hold the report's keys until the commit: two such acts never interleave."""
    rows = Compartment.objects.filter(owner=report, owner_kind=CompartmentOwner.REPORT)
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    return rows


def _hold(report: str, opened: ReportKeys) -> None:
    """Lock, and make sure that `opened` is this report with its newest keys. Raises LookupError."""
    # Read after the lock: PostgreSQL's waiting statement does not see what was added meanwhile.
    newest = dict(_lock(report).order_by("generation").values_list("code", "generation"))
    for one in (opened.report, opened.thread):
        if one.owner != report or newest.get(one.code) != one.newest.generation:
            raise LookupError(report)


def move_in_list(object_ref: str, sort_key: str) -> None:
    """Give an object another place in the lists of all who see it."""
    Access.objects.filter(object=object_ref).update(sort_key=sort_key)


def report_tampering(what: str, *, by: str = SYSTEM, object_ref: str = "") -> None:
    """Put a refused manipulation into the trail, in its own transaction; doctor shows it red."""
    with writing():
        append(EventCode.TAMPERING_REFUSED, by=by, object_ref=object_ref, what=what)
