"""The demo city: the real place, invented people (contract.md, "Demo people")."""

from collections.abc import Callable
from typing import Final

from rangkul.accounts.actions import invitations, teams
from rangkul.accounts.actions.city import CityPlan, Link, PersonPlan, add_outsider
from rangkul.accounts.actor import Actor
from rangkul.accounts.backend import KeyBackend
from rangkul.accounts.enums import AgencyKind
from rangkul.accounts.queries import own_teams
from rangkul.portal import city_settings
from rangkul.portal.actions import set_hours
from rangkul.portal.hours import WEEK, Period
from rangkul.vault.persons import PasswordKeys, from_password

PASSWORD: Final = "rangkul-demo-2025"  # noqa: S105 - public on purpose, demo cities only

PLAN: Final = CityPlan(
    code="19.71",
    name="Kota Pangkalpinang",
    unit="UPTD PPA Kota Pangkalpinang",
    alternative_agency="Yayasan Teman Setara (contoh)",
    alternative_kind=AgencyKind.COMMUNITY,
    administrator=PersonPlan("Bagus Pratama", "admin"),
    head=PersonPlan("Nurhayati Idris", "kepala"),
    intake=PersonPlan("Rina Safitri", "piket"),
    intake_second=PersonPlan("Yanti Marlina", "piket2"),
    alternative=PersonPlan("Maya Anggraini", "piketlain"),
)
OUTSIDER: Final = PersonPlan("Toni Wijaya", "luar")
ENDED_AGENCY: Final = "Klinik Harapan (contoh, kerja sama berakhir)"
HOW_MANY: Final = 6


def passwords() -> list[PasswordKeys]:
    """One derivation for each demo person: outside any transaction."""
    return [from_password(PASSWORD) for _ in range(HOW_MANY)]


def settle(derived: list[PasswordKeys]) -> Callable[[list[Link]], None]:
    """What follows set-up in the same transaction: everybody uses the link, `piket2` is let in."""

    def go_on(links: list[Link]) -> None:
        outsider = add_outsider(OUTSIDER, agency=ENDED_AGENCY, kind=AgencyKind.HEALTH)
        actors = {
            link.person.username: _arrive(link, password)
            for link, password in zip([*links, outsider], derived, strict=True)
        }
        first, second = actors[PLAN.intake.username], actors[PLAN.intake_second.username]
        team = own_teams(first.person).get()
        teams.admit(by=first.person, keys=first.keys, team=team, person=second.person)

    return go_on


def _arrive(link: Link, password: PasswordKeys) -> Actor:
    """Use the link as its holder would: password, key, and the first key of her team."""
    person = invitations.accept(secret=link.secret, password=password)
    if person.keys is None:
        raise ValueError("accept() leaves the keys in hand")
    teams.make_missing_keys(by=person.keys)
    return Actor(person, person.keys)


def set_example_hours() -> None:
    """Every day 08.00–20.00, marked as an example: nobody sits at a demo's desk."""
    periods = [Period(day, 8 * 60, 20 * 60) for day in range(WEEK)]
    seen = city_settings.week().stamp
    set_hours(by=actor(PLAN.head.username), periods=periods, seen=seen, example=True)


def actor(username: str) -> Actor:
    """A demo person with her keys, opened by the demo password (one derivation)."""
    person = KeyBackend().authenticate(None, username=username, password=PASSWORD)
    if person is None or person.keys is None:
        raise LookupError(username)
    return Actor(person, person.keys)
