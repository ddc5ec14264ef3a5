"""What the desk promises: never more than its hours and the people who sit there hold."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import Error as DatabaseError
from django.db import connection
from django.template.loader import render_to_string

from rangkul.accounts.models import Person
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.config import demo_city
from rangkul.portal import actions, city_settings
from rangkul.portal.hours import Period
from rangkul.portal.queries import DeskState, desk, known_numbers
from tests.cast import Browser, signed_in
from tests.house import City

AsPerson = Callable[[str], Browser]
MONDAY = datetime(2026, 11, 9, tzinfo=clock.JAKARTA)
NOON, EVENING = MONDAY.replace(hour=12), MONDAY.replace(hour=21)
OFFICE = [Period(day, 8 * 60, 20 * 60) for day in range(5)]
NOW = "Telepon 110 sekarang."


def keep(periods: list[Period]) -> None:
    """Let the head write these hours."""
    head = demo_city.actor("kepala")
    actions.set_hours(by=head, periods=periods, seen=city_settings.week().stamp)


def state_at(moment: datetime) -> DeskState:
    with clock.frozen(moment), reading():
        return desk()


def said(state: DeskState, at: datetime = NOON, **more: object) -> str:
    context = {"desk": state, "help_numbers": known_numbers(), **more}
    with clock.frozen(at):
        html = render_to_string("komponen/desk_promise.html", context)
    return " ".join(re.sub("<[^>]*>", "", html).split())


def sit_down(who: str, at: datetime) -> Browser:
    """Somebody signs in at this moment."""
    with clock.frozen(at):
        return signed_in(who)


def test_without_hours_nothing_is_promised(city: City) -> None:
    sit_down("piket", NOON)
    assert state_at(NOON) == DeskState()
    assert said(state_at(NOON)) == NOW


def test_within_the_hours_with_an_officer_there_the_desk_is_staffed(city: City) -> None:
    keep(OFFICE)
    sit_down("piket", NOON)
    assert state_at(NOON) == DeskState(open_now=True, known=True)
    assert (
        said(state_at(NOON)) == "Petugas piket sedang berjaga. Petugas melihat ini dalam 15 menit."
    )


def test_within_the_hours_with_nobody_there_neither_now_nor_a_time_is_promised(city: City) -> None:
    keep(OFFICE)
    assert state_at(NOON) == DeskState(known=True)
    assert said(state_at(NOON)) == NOW


@pytest.mark.parametrize("who", ["piketlain", "kepala", "admin", "luar"])
def test_only_the_team_that_receives_reports_staffs_the_desk(city: City, who: str) -> None:
    keep(OFFICE)
    sit_down(who, NOON)
    assert not state_at(NOON).open_now


@pytest.mark.parametrize(("minutes", "there"), [(0, True), (9, True), (11, False)])
def test_who_has_not_been_seen_for_ten_minutes_is_not_there(
    city: City, minutes: int, there: bool
) -> None:
    keep(OFFICE)
    sit_down("piket", NOON)
    assert state_at(NOON + timedelta(minutes=minutes)).open_now is there


def test_who_signs_out_is_not_there(city: City) -> None:
    keep(OFFICE)
    piket = sit_down("piket", NOON)
    with clock.frozen(NOON):
        piket.submit("/pengaturan/sesi/", to="/masuk/keluar/")
    assert not state_at(NOON).open_now


def test_whose_account_was_ended_is_not_there(city: City) -> None:
    keep(OFFICE)
    sit_down("piket", NOON)
    with writing():
        Person.objects.filter(username="piket").update(is_active=False)
    assert not state_at(NOON).open_now


@pytest.mark.parametrize(
    ("at", "opens", "words"),
    [
        (EVENING, MONDAY + timedelta(days=1, hours=8), "besok pukul 08.00"),
        (MONDAY.replace(hour=6), MONDAY.replace(hour=8), "hari ini pukul 08.00"),
        (
            MONDAY + timedelta(days=4, hours=21),
            MONDAY + timedelta(days=7, hours=8),
            "Senin pukul 08.00",
        ),
    ],
)
def test_outside_the_hours_the_next_opening_is_named(
    city: City, at: datetime, opens: datetime, words: str
) -> None:
    keep(OFFICE)
    sit_down("piket", at)
    state = state_at(at)
    assert state == DeskState(opens_next=opens, known=True)
    assert said(state, at) == f"Piket buka lagi {words}. {NOW}"


def test_the_receipt_speaks_calmly() -> None:
    monday = MONDAY + timedelta(days=7, hours=8)
    assert said(DeskState(open_now=True, known=True), calm=True) == "Petugas piket sedang berjaga."
    assert said(DeskState(opens_next=monday, known=True), calm=True) == (
        "Piket buka lagi Senin pukul 08.00. Bahaya? Telepon 110."
    )
    assert said(DeskState(), calm=True) == "Bahaya? Telepon 110."


def test_a_step_that_did_not_arrive_promises_no_reading() -> None:
    assert said(DeskState(open_now=True, known=True), unsent=True) == NOW


def test_the_hours_of_the_demo_say_what_they_are(city: City) -> None:
    demo_city.set_example_hours()
    assert state_at(EVENING).example
    assert "(contoh)" in said(state_at(EVENING), EVENING)
    keep(OFFICE)
    assert not state_at(EVENING).example


def test_a_failing_database_promises_nothing(city: City) -> None:
    keep(OFFICE)
    sit_down("piket", NOON)

    def fail(*_: Any) -> None:
        raise DatabaseError

    with connection.execute_wrapper(fail), clock.frozen(NOON):
        assert desk() == DeskState()


def test_a_page_that_shows_no_desk_asks_for_none(city: City, visitor: Browser) -> None:
    asked: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        visitor.get("/")
    assert [sql for sql in asked if "deskhours" in sql or "vault_unlock" in sql] == []


@pytest.mark.parametrize(("child", "word"), [(False, "Anda boleh"), (True, "Kamu boleh")])
def test_the_line_against_suicide_says_that_it_is_not_confirmed(child: bool, word: str) -> None:
    context = {"help_numbers": known_numbers(), "child": child}
    html = render_to_string("komponen/suicide_line.html", context)
    assert f"Ingin mengakhiri hidup? {word} bicara sekarang:" in html
    assert '<a href="tel:119">119 ext. 8</a>' in html
    assert "Nomor ini sedang dipastikan kota." in html
