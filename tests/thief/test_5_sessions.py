"""Thief's test 5: session tables without cookies, cookies without tables, one cookie of two:
nothing. The same requests with both cookies open the desk, so that the test can fail.
"""

from itertools import product

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from rangkul.accounts.models import KnownDevice
from rangkul.common.transactions import writing
from rangkul.vault.crypto import random_key
from rangkul.vault.models import Unlock
from tests.cast import Browser
from tests.thief.harness import derived, everything_found, open_all, sealed_values
from tests.thief.loot import OURS, Loot

pytestmark = pytest.mark.kdf


def _browser(**cookies: str) -> Browser:
    browser = Browser()
    for name, value in cookies.items():
        browser.cookies[name] = value
    return browser


def _is_in(browser: Browser, loot: Loot) -> bool:
    """Whether any page of the desk or of the settings opens."""
    pages = ("/piket/", f"/piket/{loot.refs[OURS]}/", "/pengaturan/sesi/", "/masuk/tulisan/")
    shown = {page: browser.get(page) for page in pages}
    assert all(
        answer.status_code == 200 or answer.headers["Location"].startswith("/masuk/")
        for answer in shown.values()
    )
    return any(answer.status_code == 200 for answer in shown.values())


def test_both_cookies_and_both_tables_open_the_desk(loot: Loot) -> None:
    assert _is_in(_browser(**loot.cookies), loot)


@pytest.mark.parametrize(
    "kept",
    [(), ("sesi",), ("kunci",), ("alat",), ("sesi", "alat"), ("kunci", "alat")],
    ids=lambda kept: " and ".join(kept) or "no",
)
def test_one_half_of_the_cookies_opens_nothing(loot: Loot, kept: tuple[str, ...]) -> None:
    assert {settings.SESSION_COOKIE_NAME, settings.UNLOCK_COOKIE} <= loot.cookies.keys()
    assert not _is_in(_browser(**{name: loot.cookies[name] for name in kept}), loot)


def test_what_the_tables_hold_is_no_cookie(loot: Loot) -> None:
    """Every session key that stands in Django's table, with every value of ours as the other
    half: as bytes, in hex, and the reference that is shown on screens."""
    halves = set()
    for row in Unlock.objects.all():
        halves |= {
            bytes(row.id).hex(),
            row.ref,
            bytes(row.ct or b"").hex(),
            bytes(row.ct or b"")[:32].hex(),
            bytes(row.ct or b"")[-32:].hex(),
        }
    halves |= {bytes(row.device).hex() for row in KnownDevice.objects.all()}
    keys = list(Session.objects.values_list("session_key", flat=True))
    assert keys
    for key, half in product(keys, halves):
        assert _browser(sesi=key, kunci=half).get("/piket/").status_code == 302


@pytest.mark.parametrize("table", [Unlock, Session], ids=["our table", "Django's table"])
def test_cookies_without_one_of_the_tables_open_nothing(
    loot: Loot, table: type[Unlock] | type[Session]
) -> None:
    with writing():
        table.objects.all().delete()
    assert not _is_in(_browser(**loot.cookies), loot)


def test_the_cookie_of_one_does_not_join_the_session_of_another(loot: Loot) -> None:
    other = Browser()
    other.post("/masuk/", {"username": "piketlain", "password": "rangkul-demo-2025"})
    foreign = {name: morsel.value for name, morsel in other.cookies.items()}
    mixed = [
        {"sesi": loot.cookies["sesi"], "kunci": foreign["kunci"]},
        {"sesi": foreign["sesi"], "kunci": loot.cookies["kunci"]},
        {"sesi": loot.cookies["sesi"], "kunci": random_key().hex()},
    ]
    for cookies in mixed:
        assert not _is_in(_browser(**cookies), loot)


def test_the_cookies_alone_open_no_sealed_value(loot: Loot) -> None:
    """His loot is the tables of a backup from which the sessions were left out, and the cookies."""
    without_sessions = [one for one in sealed_values() if not one.name.startswith("session ")]
    secrets = (bytes.fromhex(value) for value in loot.cookies.values() if _is_hex(value))
    assert open_all(without_sessions, secrets).values == {}


def test_the_session_tables_alone_open_no_sealed_value(loot: Loot) -> None:
    found = everything_found(loot.city.folder / "anchor")  # the dump of the tables, no files
    halves = [one for one in sealed_values() if one.name.startswith("session ")]
    assert halves
    assert open_all(halves, derived(found)).values == {}


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False
