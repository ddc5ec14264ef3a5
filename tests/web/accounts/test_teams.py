"""Teams are founded by the head and grow by their members, never by the administrator."""

from collections.abc import Callable

import pytest
from django.http import Http404

from rangkul.accounts.actions import teams as actions
from rangkul.accounts.actor import Actor
from rangkul.accounts.authority import Forbidden
from rangkul.accounts.backend import KeyBackend
from rangkul.accounts.fingerprints import of_person
from rangkul.accounts.models import Agency, Person, Team
from rangkul.accounts.queries import person_key, principals
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.vault import keys as vault_keys
from rangkul.vault import trust
from rangkul.vault.crypto import Refused
from rangkul.vault.enums import Purpose
from tests.cast import Browser
from tests.house import City
from tests.web.accounts.test_invitations import accept, invite, link_on

AsPerson = Callable[[str], Browser]


@pytest.fixture
def waiting(as_person: AsPerson) -> Person:
    """Somebody who has made her key and waits for the intake team."""
    accept(Browser(), link_on(invite(as_person("admin"))))
    return Person.objects.get(username="sari")


def admit_path(person: Person) -> str:
    team = Team.objects.get(purpose="intake")
    return f"/pengaturan/tim/{team.ref}/terima/{person.ref}/"


def groups(person: Person) -> tuple[str, ...]:
    key = person_key(person.ref)
    assert key is not None
    return of_person(key)


def test_both_sides_read_the_same_numbers(as_person: AsPerson, waiting: Person) -> None:
    own = Browser()
    own.post("/masuk/", {"username": "sari", "password": "hujan turun di pelabuhan"})
    shown = [f"<span>{group}</span>" for group in groups(waiting)]
    assert len(shown) == 8
    for page in (own.get("/pengaturan/tim/"), as_person("piket").get(admit_path(waiting))):
        assert all(group in page.content.decode() for group in shown)


def test_a_member_admits_after_comparing(as_person: AsPerson, waiting: Person) -> None:
    member = as_person("piket2")
    refused = member.submit(admit_path(waiting), {})
    assert refused.status_code == 422
    assert "Cocokkan sidik kunci" in refused.content.decode()
    assert member.submit(admit_path(waiting), {"compared": "on"}).status_code == 302
    key = person_key(waiting.ref)
    assert key is not None
    assert trust.teams_of(key.id) == [Team.objects.get(purpose="intake").ref]


def test_the_whole_team_sees_who_let_her_in(as_person: AsPerson, waiting: Person) -> None:
    as_person("piket2").submit(admit_path(waiting), {"compared": "on"})
    page = as_person("piket").get("/pengaturan/tim/").content.decode()
    row = page[page.index(">Sari Wulandari<") :].split("</tr>")[0]
    assert "Yanti Marlina" in row


def test_a_new_member_opens_the_teams_key(as_person: AsPerson, waiting: Person) -> None:
    as_person("piket").submit(admit_path(waiting), {"compared": "on"})
    newcomer = actor_with(waiting, "hujan turun di pelabuhan")
    epoch = trust.current().teams[Team.objects.get(purpose="intake").ref].epochs[0]
    assert vault_keys.open_team_key(epoch.id, newcomer.keys).public == epoch.box


def actor_with(person: Person, password: str) -> Actor:
    found = KeyBackend().authenticate(None, username=person.username, password=password)
    assert found is not None
    assert found.keys is not None
    return Actor(found, found.keys)


@pytest.mark.parametrize(
    ("username", "status"), [("admin", 403), ("kepala", 404), ("luar", 404), ("piketlain", 404)]
)
def test_nobody_outside_the_team_admits(
    as_person: AsPerson, waiting: Person, username: str, status: int
) -> None:
    """The administrator lacks the function; for the others the team is not there."""
    browser = as_person(username)
    assert browser.get(admit_path(waiting)).status_code == status
    outsider = actor(username)
    team = Team.objects.get(purpose="intake")
    with pytest.raises((Forbidden, Http404)):
        actions.admit(by=outsider.person, keys=outsider.keys, team=team, person=waiting)
    assert principals(waiting) == [waiting.ref]


def test_who_is_not_invited_for_the_team_is_not_admitted(as_person: AsPerson) -> None:
    luar = Person.objects.get(username="luar")
    assert as_person("piket").get(admit_path(luar)).status_code == 404
    member = actor("piket")
    team = Team.objects.get(purpose="intake")
    with pytest.raises(actions.NotWaiting):
        actions.admit(by=member.person, keys=member.keys, team=team, person=luar)


def test_the_chain_refuses_what_the_rows_allow(city: City) -> None:
    """A writer who edits our tables gains nothing: the chain decides."""
    luar = actor("luar")
    team = Team.objects.get(purpose="intake")
    with pytest.raises(Refused), writing():
        vault_keys.admit(luar.keys, team=team.ref, person_key=luar.keys.id)


def found(browser: Browser, **answers: str) -> int:
    luar = Person.objects.get(username="luar")
    filled = {
        "name": "Tim klinik",
        "agency": luar.agency_id,
        "purpose": "partner",
        "first": luar.ref,
        "compared": "on",
        **answers,
    }
    status: int = browser.submit("/pengaturan/tim/bentuk/", filled).status_code
    return status


def test_the_head_founds_a_team_and_its_first_member_makes_the_key(as_person: AsPerson) -> None:
    assert found(as_person("kepala")) == 302
    team = Team.objects.get(name="Tim klinik")
    assert trust.current().teams[team.ref].epochs == ()
    page = as_person("luar").get("/pengaturan/tim/").content.decode()
    assert "Tim klinik" in page
    assert len(trust.current().teams[team.ref].epochs) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"compared": ""},
        {"name": ""},
        {"name": "Tim penerima laporan"},
        {"purpose": "x"},
        {"first": "x"},
        {"agency": "x"},
    ],
)
def test_a_team_is_not_founded_without(as_person: AsPerson, answers: dict[str, str]) -> None:
    assert found(as_person("kepala"), **answers) == 422
    assert Team.objects.count() == 2


@pytest.mark.parametrize("username", ["admin", "piket"])
def test_an_administrator_or_a_stranger_is_no_first_member(city: City, username: str) -> None:
    head, first = actor("kepala"), Person.objects.get(username=username)
    other = first.agency if username == "admin" else Agency.objects.get(kind="health")
    with pytest.raises(actions.NotWaiting):
        actions.found_team(
            by=head.person,
            keys=head.keys,
            name="Tim lain",
            agency=other,
            purpose=Purpose.PARTNER,
            first=first,
        )


@pytest.mark.parametrize("purpose", [Purpose.INTAKE, Purpose.ALTERNATIVE_INTAKE])
def test_only_the_city_root_founds_a_team_that_receives_reports(
    as_person: AsPerson, purpose: Purpose
) -> None:
    assert found(as_person("kepala"), purpose=purpose.value) == 422
    head, first = actor("kepala"), Person.objects.get(username="luar")
    with pytest.raises(Refused):
        actions.found_team(
            by=head.person,
            keys=head.keys,
            name="Tim lain",
            agency=first.agency,
            purpose=purpose,
            first=first,
        )


def test_the_first_member_works_where_the_team_belongs(as_person: AsPerson) -> None:
    unit = Agency.objects.get(kind="unit")
    assert found(as_person("kepala"), agency=unit.ref) == 422


@pytest.mark.parametrize("username", ["admin", "piket", "luar"])
def test_only_the_head_founds(as_person: AsPerson, username: str) -> None:
    answer = as_person(username).get("/pengaturan/tim/bentuk/")
    assert answer.status_code == 403
    assert "Kepala UPTD" in answer.content.decode()
    who, luar = actor(username), Person.objects.get(username="luar")
    with pytest.raises(Forbidden):
        actions.found_team(
            by=who.person,
            keys=who.keys,
            name="Tim lain",
            agency=luar.agency,
            purpose=Purpose.PARTNER,
            first=luar,
        )
