"""One-time links: shown once, used once, closed for all the rest alike."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from rangkul.accounts.enums import InvitationState
from rangkul.accounts.models import Agency, Invitation, Person, Team
from rangkul.common import clock
from rangkul.vault import cost, trust
from tests.cast import Browser, hidden_fields
from tests.house import City

AsPerson = Callable[[str], Browser]
PASSWORD = "hujan turun di pelabuhan"


def invite(admin: Browser, username: str = "sari", **answers: str) -> Any:
    unit = Agency.objects.get(kind="unit")
    filled = {
        "name": "Sari Wulandari",
        "username": username,
        "agency": unit.ref,
        "role": "piket",
        "team": Team.objects.get(purpose="intake").ref,
        **answers,
    }
    return admin.submit("/pengaturan/orang/undang/", filled)


def link_on(page: Any) -> str:
    found = re.search(r"/undangan/[A-Za-z0-9_-]{43}", page.content.decode())
    assert found is not None
    return found.group()


def accept(browser: Browser, link: str, password: str = PASSWORD) -> Any:
    return browser.post(link, {"new": password, "again": password})


def test_a_link_makes_a_person_who_can_sign_in(as_person: AsPerson) -> None:
    link = link_on(invite(as_person("admin")))
    browser = Browser()
    page = browser.get(link).content.decode()
    assert "Bagus Pratama mengundang Anda" in page
    assert not browser.cookies
    answer = accept(browser, link)
    assert answer.headers["Location"] == "/piket/"
    assert browser.get("/pengaturan/tim/").status_code == 200
    again = Browser().post("/masuk/", {"username": "sari", "password": PASSWORD})
    assert again.status_code == 302


def test_the_database_cannot_be_turned_back_into_the_link(as_person: AsPerson) -> None:
    link = link_on(invite(as_person("admin")))
    secret = link.rpartition("/")[2]
    row = Invitation.objects.get(person__username="sari")
    assert secret not in repr([bytes(row.lookup), row.__dict__])


def test_the_link_is_shown_once(as_person: AsPerson) -> None:
    admin = as_person("admin")
    link = link_on(invite(admin))
    page = admin.get("/pengaturan/orang/").content.decode()
    assert "Sari Wulandari" in page
    assert link not in page


def test_every_closed_link_looks_the_same(as_person: AsPerson) -> None:
    admin = as_person("admin")
    used, late, gone = (link_on(invite(admin, f"orang{n}")) for n in range(3))
    accept(Browser(), used)
    Invitation.objects.filter(person__username="orang1").update(
        made_at=clock.now() - timedelta(hours=73), expires=clock.now() - timedelta(hours=1)
    )
    token = hidden_fields(admin.get("/pengaturan/orang/"))
    person = Person.objects.get(username="orang2")
    assert admin.post(f"/pengaturan/orang/{person.ref}/batal/", token).status_code == 302
    invented = f"/undangan/{'A' * 43}"
    answers = {
        (answer.status_code, answer.content)
        for link in (used, late, gone, invented, "/undangan/x", "/undangan/%00")
        for answer in (Browser().get(link), accept(Browser(), link))
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_new_link_closes_the_old_one(as_person: AsPerson) -> None:
    admin = as_person("admin")
    old = link_on(invite(admin))
    token = hidden_fields(admin.get("/pengaturan/orang/"))
    ref = Person.objects.get(username="sari").ref
    new = link_on(admin.post(f"/pengaturan/orang/{ref}/tautan/", token))
    assert accept(Browser(), old).status_code == 404
    assert accept(Browser(), new).status_code == 302


def test_who_has_a_key_gets_no_second_link(as_person: AsPerson) -> None:
    admin = as_person("admin")
    token = hidden_fields(admin.get("/pengaturan/orang/undang/"))
    for username in ("piket2", "luar"):
        ref = Person.objects.get(username=username).ref
        assert admin.post(f"/pengaturan/orang/{ref}/tautan/", token).status_code == 404


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"username": "Piket!"}, "huruf kecil"),
        ({"username": "piket"}, "sudah dipakai"),
        ({"name": "a\u202eb"}, "tidak terlihat"),
        ({"name": ""}, "Tulis nama"),
        ({"role": "superuser"}, ""),
        ({"agency": "nggak-ada"}, ""),
        ({"team": "' OR 1=1"}, ""),
    ],
)
def test_a_bad_invitation_is_explained(
    as_person: AsPerson, answers: dict[str, str], words: str
) -> None:
    answer = invite(as_person("admin"), **answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Person.objects.filter(name="Sari Wulandari").exists()


def test_an_administrator_joins_no_team(as_person: AsPerson) -> None:
    answer = invite(as_person("admin"), role="admin")
    assert "tidak menjadi anggota tim" in answer.content.decode()


def test_the_alternative_desk_is_outside_the_unit(as_person: AsPerson) -> None:
    answer = invite(as_person("admin"), role="jalur_lain", team="")
    assert "di luar UPTD" in answer.content.decode()


def test_a_team_takes_people_of_its_own_agency(as_person: AsPerson) -> None:
    other = Agency.objects.get(kind="health")
    answer = invite(as_person("admin"), agency=other.ref)
    assert "lembaga lain" in answer.content.decode()


@pytest.mark.parametrize("password", ["pendek", "123456789012345", "sari"])
def test_weak_passwords_are_refused_before_any_derivation(
    as_person: AsPerson, password: str
) -> None:
    link = link_on(invite(as_person("admin")))
    before = cost.STAFF.derivations
    assert accept(Browser(), link, password).status_code == 422
    assert cost.STAFF.derivations == before


def test_accepting_costs_one_derivation(as_person: AsPerson) -> None:
    link = link_on(invite(as_person("admin")))
    before = cost.STAFF.derivations
    accept(Browser(), link)
    assert cost.STAFF.derivations == before + 1


def test_a_busy_slot_leaves_the_link_open(as_person: AsPerson) -> None:
    link = link_on(invite(as_person("admin")))
    with cost.STAFF.held(), override_settings(SLOT_WAIT_SECONDS=0.01):
        assert accept(Browser(), link).status_code == 503
    assert accept(Browser(), link).status_code == 302


def test_a_link_from_elsewhere_cannot_be_posted(as_person: AsPerson) -> None:
    link = link_on(invite(as_person("admin")))
    answer = Browser().post(
        link, {"new": PASSWORD, "again": PASSWORD}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    state = Invitation.objects.get(person__username="sari").state
    assert state == InvitationState.OPEN


def test_the_key_of_an_invited_person_is_in_the_chain_and_in_no_team(
    as_person: AsPerson, city: City
) -> None:
    accept(Browser(), link_on(invite(as_person("admin"))))
    ref = Person.objects.get(username="sari").ref
    key = next(key for key in trust.current().persons.values() if key.owner == ref)
    assert trust.teams_of(key.id) == []


def test_agencies_are_added_by_name_and_kind(as_person: AsPerson) -> None:
    admin = as_person("admin")
    path = "/pengaturan/orang/lembaga/"
    assert admin.submit(path, {"name": "Polresta", "kind": "police"}).status_code == 302
    assert admin.submit(path, {"name": "Polresta", "kind": "police"}).status_code == 422
    assert admin.submit(path, {"name": "UPTD kedua", "kind": "unit"}).status_code == 422
    assert Agency.objects.get(name="Polresta").kind == "police"
