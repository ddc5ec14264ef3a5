"""Signing in: one derivation for everybody, nothing told, nothing set on a GET."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from rangkul.accounts.actions.invitations import enter_person
from rangkul.accounts.enums import RoleCode
from rangkul.accounts.models import Agency, Person, SignInAttempt
from rangkul.audit.enums import EventCode
from rangkul.audit.queries import count
from rangkul.common.transactions import writing
from rangkul.vault import cost
from tests.cast import Browser
from tests.house import PASSWORD, City

AsPerson = Callable[[str], Browser]


def test_the_page_sets_no_cookie_and_asks_for_no_token(visitor: Browser) -> None:
    page = visitor.get("/masuk/")
    assert page.status_code == 200
    assert not page.cookies
    assert b"csrfmiddlewaretoken" not in page.content


def test_both_halves_go_to_the_browser_and_her_day_begins(visitor: Browser) -> None:
    answer = sign_in(visitor, "piket")
    assert answer.headers["Location"] == "/piket/"
    half, device = answer.cookies["kunci"], answer.cookies["alat"]
    assert (half["httponly"], half["samesite"], half["path"]) == (True, "Lax", "/")
    assert (device["httponly"], device["path"]) == (True, "/masuk/")
    assert visitor.get("/pengaturan/sesi/").status_code == 200


def test_names_are_typed_as_people_type_them(visitor: Browser) -> None:
    assert sign_in(visitor, " Piket ").status_code == 302


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/pengaturan/tim/", "/pengaturan/tim/"),
        ("//evil.example/", "/piket/"),
        ("https://evil.example/", "/piket/"),
        ("/\\evil.example", "/piket/"),
        ("javascript:alert(1)", "/piket/"),
    ],
)
def test_only_a_local_page_follows(visitor: Browser, asked: str, target: str) -> None:
    assert sign_in(visitor, "piket", lanjut=asked).headers["Location"] == target


def test_a_page_behind_the_sign_in_leads_there_and_back(visitor: Browser) -> None:
    asked = visitor.get("/pengaturan/tim/")
    assert asked.headers["Location"] == "/masuk/?lanjut=%2Fpengaturan%2Ftim%2F"
    assert b'value="/pengaturan/tim/"' in visitor.get(asked.headers["Location"]).content


def test_failures_tell_nothing_and_cost_the_same(city: City) -> None:
    Person.objects.filter(username="piket2").update(is_active=False)
    with writing():
        agency = Agency.objects.all()[0]
        enter_person(name="Sari", username="tamu", agency=agency, role=RoleCode.DUTY)
    Browser().get("/masuk/")  # the city's row is read once a process
    answers = set()
    for username in ("piket", "piket2", "tamu", "entah"):
        before = cost.STAFF.derivations
        with CaptureQueriesContext(connection) as asked:
            answer = sign_in(Browser(), username, password="salah-sekali-lho")
        body = answer.content.replace(f'value="{username}"'.encode(), b"NAMA")
        spent = cost.STAFF.derivations - before
        answers.add((answer.status_code, body, tuple(answer.cookies), spent, len(asked)))
    assert len(answers) == 1
    status, _, cookies, derivations, _ = answers.pop()
    assert (status, cookies, derivations) == (422, (), 1)


def test_what_was_typed_as_a_name_stands_nowhere_in_the_clear(visitor: Browser) -> None:
    """People type their password into the wrong field."""
    sign_in(visitor, "kata-sandi-saya-1234", password="x")
    row = SignInAttempt.objects.get()
    assert b"kata-sandi-saya" not in bytes(row.who)
    assert count(EventCode.SIGN_IN_REFUSED) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8001"])
def test_a_form_from_elsewhere_is_refused(city: City, origin: str) -> None:
    answer = Browser().post(
        "/masuk/", {"username": "piket", "password": PASSWORD}, headers={"origin": origin}
    )
    assert answer.status_code == 403
    assert "kunci" not in answer.cookies


@pytest.mark.parametrize(
    "bad",
    [
        {"username": "pi\x00ket", "password": PASSWORD},
        {"username": "x" * 5000, "password": PASSWORD},
        {"username": "piket", "password": "x" * 5000},
        {"username": "", "password": ""},
        {},
        {
            "username": "\u202epiket",
            "password": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        },
    ],
)
def test_bad_input_gets_a_clear_answer(visitor: Browser, bad: dict[str, str]) -> None:
    assert visitor.post("/masuk/", bad).status_code == 422


def test_a_busy_slot_keeps_the_name_and_does_not_count(visitor: Browser) -> None:
    with cost.STAFF.held(), override_settings(SLOT_WAIT_SECONDS=0.01):
        answer = sign_in(visitor, "piket")
    assert answer.status_code == 503
    assert b'value="piket"' in answer.content
    assert PASSWORD.encode() not in answer.content
    assert not SignInAttempt.objects.exists()


def test_signing_out_ends_both_halves(as_person: AsPerson) -> None:
    browser = as_person("piket")
    half = browser.cookies["kunci"].value
    page = browser.get("/pengaturan/sesi/")
    token = page.content.decode().split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert browser.post("/masuk/keluar/", {"csrfmiddlewaretoken": token}).status_code == 302
    browser.cookies["kunci"] = half
    assert browser.get("/pengaturan/sesi/").status_code == 302


def test_signing_out_needs_the_forms_token(as_person: AsPerson) -> None:
    browser = as_person("piket")
    assert browser.post("/masuk/keluar/").status_code == 403
    assert browser.get("/masuk/keluar/").status_code == 405
    assert browser.get("/pengaturan/sesi/").status_code == 200


def test_one_half_alone_opens_nothing(as_person: AsPerson) -> None:
    """Neither Django's session nor the key cookie signs anybody in without the other."""
    first, second = as_person("piket"), as_person("luar")
    for name in ("kunci", "sesi"):
        thief = Browser()
        thief.cookies[name] = first.cookies[name].value
        assert thief.get("/pengaturan/sesi/").status_code == 302
    mixed = Browser()
    mixed.cookies["kunci"] = first.cookies["kunci"].value
    mixed.cookies["sesi"] = second.cookies["sesi"].value
    assert mixed.get("/pengaturan/sesi/").status_code == 302


def test_who_was_ended_is_out_at_once(as_person: AsPerson) -> None:
    browser = as_person("piket")
    Person.objects.filter(username="piket").update(is_active=False)
    assert browser.get("/pengaturan/sesi/").status_code == 302


def sign_in(browser: Browser, username: str, *, password: str = PASSWORD, lanjut: str = "") -> Any:
    return browser.post("/masuk/", {"username": username, "password": password, "lanjut": lanjut})
