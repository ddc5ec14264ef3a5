"""Founding teams, making their keys, admitting members; and the register of agencies."""

from rangkul.accounts.authority import authorize
from rangkul.accounts.enums import AgencyKind, Permission
from rangkul.accounts.models import Agency, Person, Team
from rangkul.accounts.queries import keyed_people, person_key, waiting_for
from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common.transactions import writing
from rangkul.vault import keys as vault_keys
from rangkul.vault import trust
from rangkul.vault.enums import Purpose
from rangkul.vault.persons import PersonKeys


class NotWaiting(Exception):
    """This person cannot be admitted or appointed: not invited for it, no key, or in already."""


def make_missing_keys(*, by: PersonKeys) -> list[str]:
    """Make epoch 1 of every team whose first member she is and which has no key; their
    references. Inside the caller's writing()."""
    lacking = [
        team.ref
        for team in trust.current().teams.values()
        if team.first == by.owner and by.id in team.members and not team.epochs
    ]
    for ref in lacking:
        vault_keys.make_team_key(by, team=ref)
    return lacking


def admit(*, by: Person, keys: PersonKeys, team: Team, person: Person) -> None:
    """Let a waiting person in, after the two compared her fingerprint aloud.

    Raises Http404 when it is not the member's own team, NotWaiting.
    """
    with writing():
        authorize(by, Permission.ADMIT, team)
        key = person_key(person.ref)
        if key is None or not waiting_for(team).filter(pk=person.pk).exists():
            raise NotWaiting
        vault_keys.admit(keys, team=team.ref, person_key=key.id)
        append(EventCode.MEMBER_ADMITTED, by=by.ref, object_ref=team.ref, member=person.ref)


def found_team(
    *, by: Person, keys: PersonKeys, name: str, agency: Agency, purpose: Purpose, first: Person
) -> Team:
    """Found a team for a first member whose fingerprint the two compared aloud.

    Raises Forbidden, NotWaiting when the first member has no key or works elsewhere, and
    vault.crypto.Refused for a team that receives reports: only the city root founds those.
    """
    with writing():
        authorize(by, Permission.FOUND_TEAM)
        key = person_key(first.ref)
        if key is None or not keyed_people().filter(pk=first.pk, agency=agency).exists():
            raise NotWaiting
        team = Team.objects.create(name=name, agency=agency, purpose=purpose)
        vault_keys.found_team(
            keys,
            team=team.ref,
            agency=agency.ref,
            purpose=purpose.value,
            first_key=trust.checked_row(key),
        )
        append(EventCode.TEAM_FOUNDED, by=by.ref, object_ref=team.ref, first=first.ref)
        if first.ref == by.ref:
            make_missing_keys(by=keys)
        return team


def add_agency(*, by: Person, name: str, kind: AgencyKind) -> Agency:
    """Enter an office that people come from. Raises Forbidden."""
    with writing():
        authorize(by, Permission.INVITE)
        agency = Agency.objects.create(name=name, kind=kind)
        append(EventCode.AGENCY_ADDED, by=by.ref, object_ref=agency.ref, kind=kind.value)
        return agency
