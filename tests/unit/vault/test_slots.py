"""One derivation at a time for reporters and one for staff, never while a transaction is open."""

import threading
from collections.abc import Callable

import pytest
from django.test import override_settings

from rangkul.common.transactions import reading, writing
from rangkul.vault import cost, receipts
from rangkul.vault.cost import Busy, Slot
from rangkul.vault.persons import from_password
from tests.house import City


@pytest.mark.parametrize("opened", [reading, writing])
@pytest.mark.parametrize("derive", [lambda: receipts.derive("1" * 16), lambda: from_password("x")])
def test_no_derivation_while_a_transaction_is_open(
    city: City, opened: Callable[[], object], derive: Callable[[], object]
) -> None:
    with pytest.raises(RuntimeError), opened():  # type: ignore[attr-defined]
        derive()


def test_who_waits_too_long_is_told_to_come_again() -> None:
    slot = Slot()
    with override_settings(SLOT_WAIT_SECONDS=0.02), slot.held(), pytest.raises(Busy):
        _take_in_another_thread(slot)


def _take_in_another_thread(slot: Slot) -> None:
    raised: list[BaseException] = []

    def take() -> None:
        try:
            with slot.held():
                pass
        except Busy as error:
            raised.append(error)

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def test_the_slot_comes_free_when_a_derivation_fails() -> None:
    slot = Slot()
    with pytest.raises(ZeroDivisionError), slot.held():
        raise ZeroDivisionError
    _take_in_another_thread(slot)


def test_many_at_once_go_one_by_one() -> None:
    slot, inside, most = Slot(), 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        with slot.held():
            with guard:
                inside += 1
                most = max(most, inside)
            with guard:
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, slot.derivations) == (1, 20)


def test_reporters_do_not_wait_behind_staff_nor_staff_behind_reporters(city: City) -> None:
    with override_settings(SLOT_WAIT_SECONDS=0.02):
        with cost.STAFF.held():
            receipts.derive("1" * 16)
        with cost.PUBLIC.held():
            from_password("rahasia")
