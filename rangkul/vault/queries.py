"""Opening: which compartments this person or this receipt may open, and finding receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from rangkul.common import clock
from rangkul.vault import keys as key_making
from rangkul.vault import trust
from rangkul.vault.crypto import Refused, blake, open_sealed, same
from rangkul.vault.enums import CompartmentOwner, Ground, InstallationKind, Purpose, ReceiptState
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Access, Admission, Compartment, Grant, Installation, Receipt
from rangkul.vault.persons import PersonKeys
from rangkul.vault.receipts import ReceiptKeys

INTAKE_PURPOSES = (Purpose.INTAKE, Purpose.ALTERNATIVE_INTAKE)


def installation() -> Installation | None:
    """The one row that says which city this is, or None before `init` or `demo`."""
    return Installation.objects.first()


def is_demo() -> bool:
    """Whether this is the demo city: read from the row, no setting."""
    row = installation()
    return row is not None and row.kind == InstallationKind.DEMO


def intake_ready() -> bool:
    """Whether both intake teams hold a key; until then the landing shows numbers only."""
    try:
        return all(_has_key(purpose) for purpose in INTAKE_PURPOSES)
    except (trust.NoCity, Refused):
        return False


def _has_key(purpose: Purpose) -> bool:
    teams = trust.current().teams
    return any(teams[ref].epochs for ref in trust.teams_with(purpose.value))


def intake_team(purpose: Purpose) -> str:
    """The team that reads reports of this route. Raises LookupError when there is none."""
    for ref in trust.teams_with(purpose.value):
        if trust.current().teams[ref].epochs:
            return ref
    raise LookupError(purpose)


def grant_context(compartment: str, generation: int) -> bytes:
    """What a sealed compartment key is bound to: a copied grant does not open."""
    return blake(compartment.encode(), generation.to_bytes(2, "big"), purpose="grant")


def receipt_grant_context(compartment: str, generation: int, receipt: ReceiptKeys) -> bytes:
    """As grant_context, and only who had the code could make it: a writer who seals a
    compartment of his own to a reporter's public key is refused."""
    known_by_code = blake(receipt.box.private, purpose="receipt-grant")
    return blake(grant_context(compartment, generation), known_by_code, purpose="grant")


def open_for_person(owner: str, code: str, keys: PersonKeys) -> OpenCompartment:
    """A compartment through the person's teams. Raises LookupError when no living grant leads
    there, crypto.Refused when one was tampered with."""
    compartment = _newest(owner, code)
    for grant in _living(compartment).filter(to_key__isnull=False).select_related("to_key"):
        try:
            pair = key_making.open_team_key(grant.to_key_id or "", keys)
        except LookupError:
            continue
        _check_report_ground(compartment, grant)
        context = grant_context(compartment.pk, compartment.generation)
        return _opened(compartment, grant, pair.private, context)
    raise LookupError(owner)


def open_for_receipt(owner: str, code: str, receipt: ReceiptKeys) -> OpenCompartment:
    """A compartment through a receipt code. Raises LookupError when its grant has ended,
    crypto.Refused when there never was one or something was tampered with."""
    compartment = _newest(owner, code)
    if not compartment.grants.filter(to_receipt__lookup=receipt.lookup).exists():
        raise Refused(f"compartment {compartment.pk}: a receipt of another report")
    grant = _living(compartment).filter(to_receipt__lookup=receipt.lookup).first()
    if grant is None:
        raise LookupError(owner)
    context = receipt_grant_context(compartment.pk, compartment.generation, receipt)
    return _opened(compartment, grant, receipt.box.private, context)


def _newest(owner: str, code: str) -> Compartment:
    rows = Compartment.objects.filter(owner=owner, owner_kind=CompartmentOwner.REPORT, code=code)
    found = rows.order_by("-generation").first()
    if found is None:
        raise LookupError(owner)
    return found


def _living(compartment: Compartment) -> QuerySet[Grant]:
    moment = clock.now()
    return compartment.grants.filter(
        Q(ends=None) | Q(ends__gt=moment), revoked=None, starts__lte=moment
    )


def _check_report_ground(compartment: Compartment, grant: Grant) -> None:
    """Unsigned grants are accepted only for a report, to a verified intake epoch."""
    team, _ = trust.verified_epoch(grant.to_key_id or "")
    is_intake = trust.current().teams[team].purpose in set(INTAKE_PURPOSES)
    own = grant.ground == Ground.REPORT and grant.ground_ref == compartment.owner
    if not (own and is_intake and compartment.owner_kind == CompartmentOwner.REPORT):
        raise Refused(f"grant {grant.pk}: unsigned")


def _opened(
    compartment: Compartment, grant: Grant, private: bytes, context: bytes
) -> OpenCompartment:
    key = open_sealed(private, bytes(grant.sealed_key), context=context)
    opened = OpenCompartment(compartment.pk, compartment.code, compartment.generation, key)
    if not same(opened.commitment, bytes(compartment.commitment)):
        raise Refused(f"compartment {compartment.pk}: another key")
    return opened


def find_receipt(receipt: ReceiptKeys) -> str | None:
    """The report that a code leads to, or None: wrong, never issued and destroyed look alike.

    Raises crypto.Refused when the row holds another public key than the code gives.
    """
    row = Receipt.objects.filter(lookup=receipt.lookup, state=ReceiptState.OPEN).first()
    if row is None:
        return None
    if not same(bytes(row.box_pk), receipt.box.public):
        raise Refused(f"receipt of report {row.report}: another key")
    return row.report


def may_see(principals: Sequence[str], object_ref: str) -> bool:
    """Whether one of these teams or persons has the object in its lists."""
    return Access.objects.filter(principal__in=principals, object=object_ref).exists()


def seen_by(principals: Sequence[str]) -> Exists:
    """For filter(): whether the row's reference is in the lists of these teams and persons. One
    probe of an index a row, however long the lists are."""
    return Exists(Access.objects.filter(principal__in=principals, object=OuterRef("pk")))


def page_of(principals: Sequence[str], *, after: str = "", size: int = 50) -> list[tuple[str, str]]:
    """(sort key, object) in order, from the first sort key above `after`; one index range a
    principal, however long the list is."""
    rows: set[tuple[str, str]] = set()
    for principal in principals:
        entries = Access.objects.filter(principal=principal, sort_key__gt=after)
        rows.update(entries.order_by("sort_key").values_list("sort_key", "object")[:size])
    return sorted(rows)[:size]


@dataclass(frozen=True)
class AdmissionEntry:
    """Who was let into a team, by whom (references of persons), and when."""

    person: str
    confirmed_by: str
    at: datetime


def admissions(team: str) -> list[AdmissionEntry]:
    """A team's admissions, newest first: every member sees them."""
    rows = Admission.objects.filter(team=team).order_by("-at")
    entries = rows.values_list("person_key__owner", "confirmed_by__owner", "at")
    return [AdmissionEntry(*entry) for entry in entries]
