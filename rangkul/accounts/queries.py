"""Reading people, teams and what they belong to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rangkul.accounts.enums import InvitationState, Permission, RoleCode
from rangkul.accounts.fingerprints import of_person
from rangkul.accounts.models import Agency, Invitation, Person, Team
from rangkul.accounts.roles import role_of
from rangkul.common import clock
from rangkul.vault import queries as vault
from rangkul.vault import sessions, trust
from rangkul.vault.chain import PublicKeys
from rangkul.vault.crypto import Refused
from rangkul.vault.enums import Purpose


@dataclass(frozen=True)
class MenuItem:
    """One entry of the staff menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Member:
    """Somebody in a team, as the chain says."""

    person: Person
    fingerprint: tuple[str, ...]
    admitted_by: str  # empty for the first member
    at: datetime | None


@dataclass(frozen=True)
class TeamView:
    """A team as its members see it."""

    team: Team
    members: list[Member]
    waiting: list[Member]
    has_key: bool


def person_key(ref: str) -> PublicKeys | None:
    """The person's key that the chain proves, or None before her first sign-in."""
    return next((key for key in trust.current().persons.values() if key.owner == ref), None)


def principals(person: Person) -> list[str]:
    """In whose name this person may read: her teams by the chain, and herself."""
    key = person_key(person.ref)
    return [*(trust.teams_of(key.id) if key else []), person.ref]


def own_teams(person: Person) -> QuerySet[Team]:
    """The teams whose member this person is."""
    return Team.objects.filter(ref__in=principals(person)).select_related("agency").order_by("name")


def person_of(ref: str) -> Person | None:
    """An active person by reference."""
    return Person.objects.filter(pk=ref, is_active=True).first()


def names(refs: set[str]) -> dict[str, str]:
    """Reference to the name that colleagues read."""
    return dict(Person.objects.filter(pk__in=refs).values_list("ref", "name"))


def intake_is_awake() -> bool:
    """Whether somebody who receives reports is at the desk now: in the intake team by the chain,
    active, and with an unlocked session. False for a city whose chain does not hold."""
    try:
        team = trust.current().teams[vault.intake_team(Purpose.INTAKE)]
    except (LookupError, trust.NoCity, Refused):
        return False
    here = sessions.awake(team.members)
    return Person.objects.filter(pk__in=here, is_active=True).exists()


def roles(refs: set[str]) -> dict[str, str]:
    """Reference to the code of the role; somebody who is no person of ours is left out."""
    return dict(Person.objects.filter(pk__in=refs).values_list("ref", "role"))


def agency_of(team: str) -> str:
    """The name of the office whose team this is. Raises LookupError."""
    name = Agency.objects.filter(teams=team).values_list("name", flat=True).first()
    if name is None:
        raise LookupError(team)
    return name


def home(person: Person) -> str:
    """The page on which this person's day begins."""
    return role_of(person.role).home


def menu(person: Person, path: str) -> list[MenuItem]:
    """The entries that this person's role can use, the present one marked."""
    held = role_of(person.role).permissions
    entries = [
        ("Piket", "/piket/", Permission.READ_REPORTS in held),
        ("Orang", "/pengaturan/orang/", Permission.INVITE in held),
        ("Tim", "/pengaturan/tim/", True),
        ("Kota", "/pengaturan/kota/", Permission.CONFIRM_HELP in held),
        ("Sesi saya", "/pengaturan/sesi/", True),
    ]
    return [MenuItem(label, url, path.startswith(url)) for label, url, shown in entries if shown]


def team_view(team: Team) -> TeamView:
    """Members with fingerprints and who let them in, and those who wait to be compared."""
    believed = trust.current().teams[team.ref]
    known = {key.owner: key for key in trust.current().persons.values()}
    inside = [key.owner for key in known.values() if key.id in believed.members]
    admitted = {entry.person: entry for entry in vault.admissions(team.ref)}
    called = names({entry.confirmed_by for entry in admitted.values()})
    members = [
        Member(
            person,
            of_person(known[person.ref]),
            called.get(admitted[person.ref].confirmed_by, "") if person.ref in admitted else "",
            admitted[person.ref].at if person.ref in admitted else None,
        )
        for person in Person.objects.filter(pk__in=inside).order_by("name")
    ]
    waiting = [
        Member(person, of_person(known[person.ref]), "", None)
        for person in waiting_for(team)
        if person.ref in known
    ]
    return TeamView(team, members, waiting, bool(believed.epochs))


NEEDED_MEMBERS = 2  # one takes over when the other is away, and two agree on a mark


def members(team: str) -> int:
    """How many active people the chain says are in a team, by its reference."""
    believed = trust.current()
    inside = [
        key.owner for key in believed.persons.values() if key.id in believed.teams[team].members
    ]
    return Person.objects.filter(pk__in=inside, is_active=True).count()


def thin_intake_teams() -> list[Team]:
    """The teams that receive reports and have fewer members than a desk needs."""
    refs = [ref for purpose in vault.INTAKE_PURPOSES for ref in trust.teams_with(purpose.value)]
    thin = [ref for ref in refs if members(ref) < NEEDED_MEMBERS]
    return list(Team.objects.filter(pk__in=thin).order_by("name"))


def waiting_for(team: Team) -> QuerySet[Person]:
    """People invited for this team who are not in it."""
    believed = trust.current()
    inside = [
        key.owner for key in believed.persons.values() if key.id in believed.teams[team.ref].members
    ]
    rows = _can_join().filter(wanted_team=team).exclude(pk__in=inside)
    return rows.order_by("name")


def keyed_people() -> QuerySet[Person]:
    """Active people who have a key: who can be the first member of a new team."""
    owners = [key.owner for key in trust.current().persons.values()]
    return _can_join().filter(pk__in=owners)


def _can_join() -> QuerySet[Person]:
    """Who can be in a team: an administrator never is, or he could admit whom he invited."""
    return Person.objects.filter(is_active=True).exclude(role=RoleCode.ADMINISTRATOR)


def keyed_fingerprints() -> list[Member]:
    """Those people with the groups to compare."""
    known = {key.owner: key for key in trust.current().persons.values()}
    people = keyed_people().order_by("name")
    return [Member(person, of_person(known[person.ref]), "", None) for person in people]


@dataclass(frozen=True)
class PersonLine:
    """One person in the administrator's list."""

    person: Person
    role: str
    team: str
    has_key: bool
    appointed: bool
    expires: datetime | None  # of an invitation that is still open


def people_by_agency() -> list[tuple[Agency, list[PersonLine]]]:
    """Every agency with its people: who has a key, whose link is still open."""
    keyed = {key.owner for key in trust.current().persons.values()}
    appointed = trust.current().appointed
    deadlines = dict(
        Invitation.objects.filter(state=InvitationState.OPEN, expires__gt=clock.now()).values_list(
            "person_id", "expires"
        )
    )
    lines: dict[str, list[PersonLine]] = {}
    for person in Person.objects.select_related("wanted_team").order_by("agency_id", "name"):
        lines.setdefault(person.agency_id, []).append(
            PersonLine(
                person,
                str(RoleCode(person.role).label),
                str(person.wanted_team or ""),
                person.ref in keyed,
                person.ref in appointed,
                deadlines.get(person.ref),
            )
        )
    return [(agency, lines.get(agency.ref, [])) for agency in Agency.objects.order_by("name")]


def open_invitation(lookup: bytes) -> Invitation | None:
    """The invitation that a link finds, while it opens."""
    row = (
        Invitation.objects.filter(lookup=lookup).select_related("person__agency", "made_by").first()
    )
    return row if row is not None and row.is_open(clock.now()) else None


def everybody() -> list[Person]:
    """Everybody with agency, by user name (the greeting of the demo)."""
    return list(Person.objects.select_related("agency").order_by("username"))
