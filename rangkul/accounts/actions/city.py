"""The people with whom a city begins: entered at set-up, each with a one-time link."""

from dataclasses import dataclass

from rangkul.accounts.actions.invitations import enter_person, store, token_of
from rangkul.accounts.enums import AgencyKind, RoleCode
from rangkul.accounts.models import Agency, Person, Team
from rangkul.audit.actions import SYSTEM, append
from rangkul.audit.enums import EventCode
from rangkul.vault import keys as vault_keys
from rangkul.vault.enums import Purpose
from rangkul.vault.keys import Root

INTAKE_NAME = "Tim penerima laporan"
ALTERNATIVE_NAME = "Tim jalur lain"


@dataclass(frozen=True)
class PersonPlan:
    """A person to invite at set-up."""

    name: str
    username: str


@dataclass(frozen=True)
class CityPlan:
    """What a city answers before it begins (contract.md, `rangkul init`)."""

    code: str
    name: str
    unit: str
    alternative_agency: str
    alternative_kind: AgencyKind
    administrator: PersonPlan
    head: PersonPlan
    intake: PersonPlan
    intake_second: PersonPlan
    alternative: PersonPlan


@dataclass(frozen=True)
class Link:
    """A person of the set-up with the secret of her link, in memory only."""

    person: Person
    secret: vault_keys.Invitation

    @property
    def token(self) -> str:
        """The 43 characters that stand in the link."""
        return token_of(self.secret)


def enter_first_people(root: Root, plan: CityPlan) -> list[Link]:
    """Agencies, teams and people of a new city, in the order of the set-up sheet.

    Inside writing(), after vault.keys.found_city: the root appoints the head as founder and the
    first member of either intake team; the second intake member waits to be admitted by the
    first. The administrator is appointed to nothing.
    """
    unit = Agency.objects.create(name=plan.unit, kind=AgencyKind.UNIT)
    outside = Agency.objects.create(name=plan.alternative_agency, kind=plan.alternative_kind)
    intake = Team.objects.create(name=INTAKE_NAME, agency=unit, purpose=Purpose.INTAKE)
    other = Team.objects.create(
        name=ALTERNATIVE_NAME, agency=outside, purpose=Purpose.ALTERNATIVE_INTAKE
    )
    head = add_link(plan.head, unit, RoleCode.HEAD)
    vault_keys.appoint_founder(root, person=head.person.ref, invitation=head.secret)
    first = _first_member(root, plan.intake, RoleCode.DUTY, intake)
    alternative = _first_member(root, plan.alternative, RoleCode.ALTERNATIVE_DUTY, other)
    return [
        add_link(plan.administrator, unit, RoleCode.ADMINISTRATOR),
        head,
        first,
        add_link(plan.intake_second, unit, RoleCode.DUTY, intake),
        alternative,
    ]


def add_link(plan: PersonPlan, agency: Agency, role: RoleCode, team: Team | None = None) -> Link:
    """A person and her invitation, made by the set-up itself. Inside writing()."""
    person = enter_person(
        name=plan.name, username=plan.username, agency=agency, role=role, team=team
    )
    secret = vault_keys.new_invitation()
    store(person, secret, by=None)
    append(EventCode.INVITED, by=SYSTEM, object_ref=person.ref)
    return Link(person, secret)


def _first_member(root: Root, plan: PersonPlan, role: RoleCode, team: Team) -> Link:
    link = add_link(plan, team.agency, role)
    vault_keys.found_team_by_root(
        root,
        team=team.ref,
        agency=team.agency.ref,
        purpose=team.purpose,
        first=link.person.ref,
        invitation=link.secret,
    )
    append(EventCode.TEAM_FOUNDED, by=SYSTEM, object_ref=team.ref, first=link.person.ref)
    return link


def add_outsider(plan: PersonPlan, *, agency: str, kind: AgencyKind) -> Link:
    """Somebody at a partner without any team: sees nothing. Inside writing()."""
    office = Agency.objects.create(name=agency, kind=kind)
    return add_link(plan, office, RoleCode.PARTNER)
