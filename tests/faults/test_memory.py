"""What this process remembers is what the database kept: a statement that fails inside an act
leaves nothing believed, here and in another thread, and the act works when it is tried again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection

from rangkul.accounts.models import Agency, Team
from tests.cast import Browser, send_report, signed_in
from tests.furnished import invite
from tests.house import PASSWORD

MOST = 60  # statements; more, and the act never comes to its end


@contextmanager
def failing_at(number: int) -> Iterator[None]:
    """The statement of this number, counted from 1, meets a database that gives up."""
    left = number

    def give_up(execute: Any, *statement: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise OperationalError("disk I/O error")
        return execute(*statement)

    with connection.execute_wrapper(give_up):
        yield


def invited() -> str:
    """A one-time link for somebody whom the intake team expects."""
    unit, team = Agency.objects.get(kind="unit"), Team.objects.get(purpose="intake")
    return invite(signed_in("admin"), "baru", agency=unit.ref, team=team.ref)


def accepted(token: str) -> int:
    """The link used once more, in a browser of its own; the answer's status."""
    browser = Browser()
    browser.raise_request_exception = False
    status: int = browser.post(
        f"/undangan/{token}", {"new": PASSWORD, "again": PASSWORD}
    ).status_code
    return status


def in_another_thread(what: Any) -> Any:
    """Done where nothing was remembered in thread-local places, on a connection of its own."""

    def there() -> Any:
        try:
            return what()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as one:
        return one.submit(there).result()


@pytest.mark.usefixtures("city")
def test_a_key_that_was_not_kept_is_not_believed() -> None:
    token = invited()
    for number in range(1, MOST):
        with failing_at(number):
            status = accepted(token)
        assert send_report(f"setelah {number}").code
        assert signed_in("piket").get("/piket/").status_code == 200
        if status == 302:
            break
        assert in_another_thread(lambda: send_report("dari utas lain").code)
    assert status == 302
    assert number > 5, "an act of so few statements states no key"
    assert accepted(token) != 302, "a link is used once"
