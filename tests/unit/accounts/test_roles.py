"""Roles as a reader who does not code would check them."""

import pytest
from django.http import Http404

from rangkul.accounts.authority import Forbidden, authorize, may
from rangkul.accounts.enums import Permission, RoleCode
from rangkul.accounts.models import Person, Team
from rangkul.accounts.queries import menu, own_teams, principals
from rangkul.accounts.roles import ROLES, holders, role_of
from tests.house import City

P = Permission
DESK = {P.READ_REPORTS, P.TAKE_REPORTS, P.ANSWER_REPORTS, P.ADMIT}
TABLE = {
    "piket": DESK,
    "piket2": DESK,
    "piketlain": DESK,
    "kepala": {P.FOUND_TEAM, P.ADMIT, P.CONFIRM_HELP},
    "admin": {P.INVITE},
    "luar": {P.ADMIT},
}


@pytest.mark.parametrize("username", TABLE)
@pytest.mark.parametrize("permission", Permission)
def test_each_person_holds_exactly_this(city: City, username: str, permission: Permission) -> None:
    person = Person.objects.get(username=username)
    assert may(person, permission) == (permission in TABLE[username])


def test_every_role_is_described_and_every_permission_is_held() -> None:
    assert set(ROLES) == set(RoleCode)
    for code, role in ROLES.items():
        assert role is role_of(code.value)
        assert len(role.description) > 20
        assert role.home.startswith("/")
    for permission in Permission:
        assert holders(permission)
        assert permission.label


def test_a_refusal_says_which_role_holds_it(city: City) -> None:
    with pytest.raises(Forbidden, match="membaca laporan diperlukan peran: Petugas piket atau"):
        authorize(Person.objects.get(username="admin"), P.READ_REPORTS)


def test_who_has_left_may_nothing(city: City) -> None:
    person = Person.objects.get(username="piket")
    person.is_active = False
    assert not any(may(person, permission) for permission in Permission)


def test_an_unknown_role_in_a_row_is_an_error(city: City) -> None:
    with pytest.raises(ValueError, match="raja"):
        role_of("raja")


@pytest.mark.parametrize("username", TABLE)
def test_the_object_check_and_the_list_are_twins(city: City, username: str) -> None:
    person = Person.objects.get(username=username)
    listed = {team.ref for team in own_teams(person)}
    if P.ADMIT not in TABLE[username]:
        assert not listed
        return
    for team in Team.objects.all():
        assert may(person, P.ADMIT, team) == (team.ref in listed)


def test_an_object_of_others_is_not_there(city: City) -> None:
    team = Team.objects.get(purpose="intake")
    with pytest.raises(Http404):
        authorize(Person.objects.get(username="luar"), P.ADMIT, team)


def test_principals_are_the_chains_teams_and_herself(city: City) -> None:
    intake, other = (
        Team.objects.get(purpose=purpose).ref for purpose in ("intake", "alternative_intake")
    )
    expected = {
        "piket": {intake},
        "piket2": {intake},
        "piketlain": {other},
        "kepala": set(),
        "admin": set(),
        "luar": set(),
    }
    for username, teams in expected.items():
        person = Person.objects.get(username=username)
        assert set(principals(person)) == teams | {person.ref}


def test_the_menu_shows_what_the_role_can_use(city: City) -> None:
    shown = {
        username: [item.url for item in menu(Person.objects.get(username=username), "/piket/")]
        for username in TABLE
    }
    assert [name for name, urls in shown.items() if "/piket/" in urls] == [
        "piket",
        "piket2",
        "piketlain",
    ]
    assert [name for name, urls in shown.items() if "/pengaturan/orang/" in urls] == ["admin"]
