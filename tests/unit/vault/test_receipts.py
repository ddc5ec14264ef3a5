"""Receipt codes: what she may type, what it costs to try, and where a public key is believed."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.vault import cost, receipts
from rangkul.vault.crypto import Refused, random_key
from rangkul.vault.models import Receipt
from rangkul.vault.queries import find_receipt
from tests.cast import Browser, send_report
from tests.house import City


def test_a_code_is_fifteen_random_digits_and_a_check_digit() -> None:
    codes = {receipts.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == 16 and code.isdigit() and damm.is_valid(code) for code in codes)


@given(st.integers(0, 10**15 - 1), st.integers(0, 15), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed(number: int, place: int, by: int) -> None:
    digits = f"{number:015d}"
    code = digits + str(damm.calc_check_digit(digits))
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert not damm.is_valid(wrong)


TYPED = [
    ("as shown", "1234 5678 9012 3456", "1234567890123456"),
    ("without gaps", "1234567890123456", "1234567890123456"),
    ("with dots and dashes", "1234-5678.9012-3456", "1234567890123456"),
    ("with what a chat adds", "  1234\u00a05678\n9012\t3456 ", "1234567890123456"),
    ("too short", "1234 5678 9012 345", None),
    ("too long", "1234 5678 9012 34567", None),
    ("letters", "1234 5678 9012 345o", None),
    ("digits of another script", "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("typed", "read"), [row[1:] for row in TYPED], ids=[r[0] for r in TYPED])
def test_a_code_is_read(typed: str, read: str | None) -> None:
    assert receipts.normalised(typed) == read


def test_a_code_is_shown_in_four_groups_and_read_back() -> None:
    code = receipts.new_code()
    assert [len(group) for group in receipts.shown(code).split()] == [4, 4, 4, 4]
    assert receipts.normalised(receipts.shown(code)) == code


def test_the_same_code_gives_the_same_keys_only_with_the_same_pepper(city: City) -> None:
    code = receipts.new_code()
    first = receipts.derive(code)
    assert receipts.derive(code) == first
    (city.folder / "secret" / "pepper").write_bytes(random_key())
    second = receipts.derive(code)
    assert second.lookup != first.lookup
    assert second.box.public != first.box.public


def _derivations(browser: Browser, typed: str) -> tuple[int, int, bytes]:
    before = cost.PUBLIC.derivations
    answer = browser.submit("/k/", {"q8": typed})
    return answer.status_code, cost.PUBLIC.derivations - before, answer.content


def test_wrong_never_issued_and_ended_codes_look_and_cost_the_same(city: City) -> None:
    """The derivation is the throttle: exactly one for each, whatever becomes of the code."""
    ended, right = send_report().code, send_report().code
    lookup = receipts.derive(ended).lookup
    with writing():
        Receipt.objects.filter(lookup=lookup).update(state="closed")
    check_fails = right[:-1] + str((int(right[-1]) + 1) % 10)
    never, answers = receipts.new_code(), []
    for code in (ended, never, check_fails):
        status, derivations, body = _derivations(Browser(), code)
        assert (status, derivations) == (422, 1)
        answers.append(body.replace(code.encode(), b"CODE"))
    assert len(set(answers)) == 1
    assert _derivations(Browser(), right)[:2] == (302, 1)


def test_failures_are_counted_and_never_refuse_a_right_code(city: City) -> None:
    sent = send_report()
    for _ in range(30):
        Browser().submit("/k/", {"q8": receipts.new_code()})
    assert Event.objects.filter(code=EventCode.CODE_REFUSED).count() == 30
    assert Browser().submit("/k/", {"q8": sent.code}).status_code == 302


def test_a_row_with_another_public_key_is_refused(city: City) -> None:
    receipt = receipts.derive(send_report().code)
    with writing():
        triggers.drop_all()
        Receipt.objects.filter(lookup=receipt.lookup).update(box_pk=random_key())
    with pytest.raises(Refused):
        find_receipt(receipt)


def test_the_pepper_lies_outside_the_database(city: City) -> None:
    pepper = (settings.SECRET_DIR / "pepper").read_bytes()
    assert len(pepper) == 32
    if not city.database:
        assert pepper not in city.sqlite.read_bytes()
