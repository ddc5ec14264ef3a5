"""A desk needs two people: the head is told where there is only one."""

import pytest

from rangkul.accounts.models import Person, Team
from rangkul.common.transactions import writing
from tests.cast import signed_in

pytestmark = pytest.mark.usefixtures("city")
THIN = "Tim {} kekurangan anggota."


def told(who: str) -> list[str]:
    page = signed_in(who).get("/pengaturan/tim/").content.decode()
    return [team.name for team in Team.objects.all() if THIN.format(team.name) in page]


def name(purpose: str) -> str:
    return Team.objects.get(purpose=purpose).name


def test_the_head_hears_of_every_thin_desk_and_members_of_their_own() -> None:
    alternative = name("alternative_intake")  # in the demo city one person
    assert told("kepala") == [alternative]
    assert told("piketlain") == [alternative]
    assert told("piket") == []
    assert told("luar") == []


def test_who_left_is_not_counted() -> None:
    with writing():
        Person.objects.filter(username="piket2").update(is_active=False)
    assert set(told("kepala")) == {name("intake"), name("alternative_intake")}
    assert told("piket") == [name("intake")]
