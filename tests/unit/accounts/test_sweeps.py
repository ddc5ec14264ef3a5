"""What ends by itself."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.sessions.models import Session

from rangkul.accounts.models import KnownDevice, SignInAttempt
from rangkul.accounts.sweeps import sweep
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.jobs.payloads import NoPayload
from rangkul.jobs.registry import recurring
from rangkul.vault.jobs import sweep as vault_sweep
from rangkul.vault.models import Unlock
from tests.cast import Browser

AsPerson = Callable[[str], Browser]


def swept_after(**ago: int) -> None:
    with clock.frozen(clock.now() + timedelta(**ago)), writing():
        sweep(NoPayload())
        vault_sweep(NoPayload())


def test_they_recur_every_minute() -> None:
    assert recurring()["accounts.sweep"] == 60
    assert recurring()["vault.sweep"] == 60


def test_djangos_session_rows_end(as_person: AsPerson) -> None:
    as_person("piket")
    swept_after(hours=23)
    assert Session.objects.count() == 1
    swept_after(hours=25)
    assert not Session.objects.exists()


def test_an_idle_session_is_wiped_then_forgotten(as_person: AsPerson) -> None:
    as_person("piket")
    swept_after(minutes=9)
    assert Unlock.objects.get().ct is not None
    swept_after(minutes=12)
    assert Unlock.objects.get().ct is None
    swept_after(hours=25)
    assert not Unlock.objects.exists()


def test_tries_are_forgotten_after_their_window(visitor: Browser) -> None:
    visitor.post("/masuk/", {"username": "piket", "password": "salah"})
    swept_after(minutes=14)
    assert SignInAttempt.objects.count() == 1
    swept_after(minutes=16)
    assert not SignInAttempt.objects.exists()


def test_a_browser_is_forgotten_when_its_cookie_is(as_person: AsPerson) -> None:
    as_person("piket")
    swept_after(days=399)
    assert KnownDevice.objects.count() == 1
    swept_after(days=402)
    assert not KnownDevice.objects.exists()
