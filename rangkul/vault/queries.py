"""Opening: which compartments this person or this receipt may open, and finding receipts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from django.db.models import Exists, OuterRef, Q, QuerySet

from rangkul.common import clock
from rangkul.vault import keys as key_making
from rangkul.vault import trust
from rangkul.vault.crypto import BoxKeys, Refused, blake, open_sealed, same
from rangkul.vault.enums import CompartmentOwner, Ground, InstallationKind, Purpose, ReceiptState
from rangkul.vault.envelope import OpenCompartment, place_of
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


def generation_link(before: OpenCompartment, after: OpenCompartment) -> bytes:
    """Binds a generation to the one before. Grants of reports are unsigned, so anybody can seal a
    key to a team; only who could open the generation before can make this."""
    place = after.id.encode(), after.generation.to_bytes(2, "big"), after.commitment
    return blake(*place, purpose="generation", key=before.key)


@dataclass(frozen=True)
class Opened:
    """What one holder can open of a report's compartment of one code: its generations."""

    owner: str
    code: str
    latest: int  # the newest generation that there is, openable or not
    generations: Mapping[int, OpenCompartment]

    @property
    def newest(self) -> OpenCompartment:
        """What is written now is sealed to this one. Raises LookupError when this holder cannot
        open the newest generation."""
        if self.latest not in self.generations:
            raise LookupError(self.owner)
        return self.generations[self.latest]

    def for_sealed(self, sealed: bytes) -> OpenCompartment:
        """The generation that a sealed column was written to. Raises crypto.Refused when it is
        none of those that this holder can open."""
        place = place_of(sealed)
        for one in self.generations.values():
            if (one.id, one.generation) == place:
                return one
        raise Refused(f"{self.code} of {self.owner}: a generation that does not open")


def open_for_person(owner: str, code: str, keys: PersonKeys) -> Opened:
    """A compartment through the person's teams. Raises LookupError when no living grant leads
    there, crypto.Refused when one was tampered with."""
    rows = _generations(owner, code)
    opened: dict[int, OpenCompartment] = {}
    team_pair = cache(partial(_team_pair, keys=keys))
    for grant in _living(rows).filter(to_key__isnull=False):
        row = rows[grant.compartment_id]
        pair = team_pair(grant.to_key_id or "")
        if pair is None or row.generation in opened:
            continue
        _check_report_ground(row, grant)
        context = grant_context(row.pk, row.generation)
        opened[row.generation] = _opened(row, grant, pair.private, context)
    return _checked(rows, opened)


def open_for_receipt(owner: str, code: str, receipt: ReceiptKeys) -> Opened:
    """A compartment through a receipt code. Raises LookupError when the code was closed or its
    grants have ended, crypto.Refused when there never was one or something was tampered with."""
    rows = _generations(owner, code)
    opened: dict[int, OpenCompartment] = {}
    mine = Grant.objects.filter(compartment__in=rows, to_receipt__lookup=receipt.lookup)
    if not mine.exists():
        raise Refused(f"{code} of {owner}: a receipt of another report")
    for grant in _living(rows).filter(
        to_receipt__lookup=receipt.lookup, to_receipt__state=ReceiptState.OPEN
    ):
        row = rows[grant.compartment_id]
        context = receipt_grant_context(row.pk, row.generation, receipt)
        opened[row.generation] = _opened(row, grant, receipt.box.private, context)
    return _checked(rows, opened)


def _generations(owner: str, code: str) -> dict[str, Compartment]:
    """All generations by id, oldest first. Raises LookupError when there is none."""
    rows = Compartment.objects.filter(owner=owner, owner_kind=CompartmentOwner.REPORT, code=code)
    found = {row.pk: row for row in rows.order_by("generation")}
    if not found:
        raise LookupError(owner)
    return found


def _living(rows: Iterable[str]) -> QuerySet[Grant]:
    moment = clock.now()
    return Grant.objects.filter(
        Q(ends=None) | Q(ends__gt=moment), compartment__in=rows, revoked=None, starts__lte=moment
    ).order_by("pk")


def _team_pair(key_id: str, *, keys: PersonKeys) -> BoxKeys | None:
    try:
        return key_making.open_team_key(key_id, keys)
    except LookupError:
        return None


def _checked(rows: Mapping[str, Compartment], opened: dict[int, OpenCompartment]) -> Opened:
    """What opened, after making sure that each later generation was made by who held the one
    before. Whoever holds a report's later generation was given its earlier ones, too."""
    newest = list(rows.values())[-1]
    if not opened:
        raise LookupError(newest.owner)
    for row in rows.values():
        if row.generation > 1 and row.generation in opened:
            _check_link(row, opened)
    return Opened(newest.owner, newest.code, newest.generation, opened)


def _check_link(row: Compartment, opened: Mapping[int, OpenCompartment]) -> None:
    before = opened.get(row.generation - 1)
    link = generation_link(before, opened[row.generation]) if before else b""
    if not same(link, bytes(row.link or b"-")):
        raise Refused(f"compartment {row.pk}: a generation that nobody entitled made")


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


@dataclass(frozen=True)
class Found:
    """Where a code leads. With `duress` it opens nothing and says that she is not free."""

    report: str
    duress: bool


def find_receipt(receipt: ReceiptKeys) -> Found | None:
    """The report that a code leads to, or None: wrong, never issued and closed look alike.

    Raises crypto.Refused when the row holds another public key than the code gives.
    """
    live = (ReceiptState.OPEN, ReceiptState.DURESS)
    row = Receipt.objects.filter(lookup=receipt.lookup, state__in=live).first()
    if row is None:
        return None
    if not same(bytes(row.box_pk), receipt.box.public):
        raise Refused(f"receipt of report {row.report}: another key")
    return Found(row.report, duress=row.state == ReceiptState.DURESS)


def has_code(report: str) -> bool:
    """Whether some code still opens the report; without one nobody reads what the desk writes."""
    return Receipt.objects.filter(report=report, state=ReceiptState.OPEN).exists()


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
