"""A guesser is stopped; no colleague is locked out by one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from rangkul.accounts.models import SignInAttempt
from rangkul.accounts.throttle import TRIES, WINDOW
from rangkul.common import clock
from rangkul.vault import cost
from tests.cast import Browser
from tests.house import PASSWORD, City

AsPerson = Callable[[str], Browser]


def test_strangers_are_stopped_without_a_derivation(city: City) -> None:
    guess_until_full("piket")
    before = cost.STAFF.derivations
    answer = attempt(Browser(), "piket", PASSWORD)
    assert answer.status_code == 429
    assert "Tunggu 15 menit" in answer.content.decode()
    assert cost.STAFF.derivations == before


def test_a_name_that_nobody_has_is_counted_alike(city: City) -> None:
    guess_until_full("entah")
    assert attempt(Browser(), "entah", "x").status_code == 429


def test_a_colleague_on_her_usual_device_is_never_locked_out(as_person: AsPerson) -> None:
    browser = as_person("piket")
    guess_until_full("piket")
    browser.cookies.pop("kunci")
    browser.cookies.pop("sesi")
    assert attempt(browser, "piket", "salah").status_code == 422
    assert attempt(browser, "piket", PASSWORD).status_code == 302


def test_a_known_device_has_a_counter_of_its_own(as_person: AsPerson) -> None:
    browser = as_person("piket")
    for _ in range(TRIES):
        assert attempt(browser, "piket", "salah").status_code == 422
    assert attempt(browser, "piket", PASSWORD).status_code == 429
    assert attempt(Browser(), "piket", PASSWORD).status_code == 302


def test_a_device_is_known_for_its_person_only(as_person: AsPerson) -> None:
    """`luar` cannot use her own browser to get a second counter for somebody else's name."""
    browser = as_person("luar")
    guess_until_full("piket")
    assert attempt(browser, "piket", PASSWORD).status_code == 429


def test_an_invented_device_cookie_is_worth_nothing(city: City) -> None:
    guess_until_full("piket")
    browser = Browser()
    browser.cookies["alat"] = "x" * 43
    assert attempt(browser, "piket", PASSWORD).status_code == 429


def test_two_people_may_share_one_computer(as_person: AsPerson) -> None:
    browser = as_person("piket")
    assert attempt(browser, "piket2", PASSWORD).status_code == 302
    for username in ("piket", "piket2"):
        guess_until_full(username)
        assert attempt(browser, username, PASSWORD).status_code == 302


def test_other_names_are_not_touched(city: City) -> None:
    guess_until_full("piket")
    assert attempt(Browser(), "piket2", PASSWORD).status_code == 302


def test_fifteen_minutes_later_all_is_well(city: City) -> None:
    guess_until_full("piket")
    with clock.frozen(clock.now() + WINDOW + timedelta(seconds=1)):
        assert attempt(Browser(), "piket", PASSWORD).status_code == 302
    assert not SignInAttempt.objects.exists()


def test_being_right_does_not_clear_the_strangers_counter(city: City) -> None:
    """Or a guesser with one password of his own could go on for ever."""
    for _ in range(TRIES - 1):
        attempt(Browser(), "piket", "salah")
    assert attempt(Browser(), "piket", PASSWORD).status_code == 302
    assert attempt(Browser(), "piket", "salah").status_code == 422
    assert attempt(Browser(), "piket", "salah").status_code == 429


def guess_until_full(username: str) -> None:
    for number in range(TRIES):
        assert attempt(Browser(), username, f"tebakan {number}").status_code == 422


def attempt(browser: Browser, username: str, password: str) -> Any:
    return browser.post("/masuk/", {"username": username, "password": password})
