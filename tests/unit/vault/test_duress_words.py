"""What she may type in the code field when she is not free, and what it costs to try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.vault import cost, receipts
from tests.house import City

CODE = "1234567890123456"
TYPED = [
    ("the code alone", "1234 5678 9012 3456", (CODE, "")),
    ("a word behind", "1234 5678 9012 3456 mawar", (CODE, "mawar")),
    ("a word before", "mawar 1234-5678-9012-3456", (CODE, "mawar")),
    ("no gap", "1234567890123456mawar", (CODE, "mawar")),
    ("no gap before", "mawar1234567890123456", (CODE, "mawar")),
    ("capitals and marks", " 1234567890123456,  MaWar! ", (CODE, "mawar")),
    ("two words are one", "1234 5678 9012 3456 mawar merah", (CODE, "mawarmerah")),
    ("a word with a digit", "1234 5678 9012 3456 mawar7", (CODE, "mawar7")),
    ("a digit first", "7mawar 1234 5678 9012 3456", (CODE, "7mawar")),
    ("a digit against the code", "mawar7 1234 5678 9012 3456", (CODE, "mawar7")),
    ("full width", "1234 5678 9012 3456 \uff2d\uff21\uff37\uff21\uff32", (CODE, "mawar")),
    ("an accent", "1234 5678 9012 3456 caf\u00e9", (CODE, "cafe")),
    ("one digit too many", "1234 5678 9012 34567", (None, "")),
    ("one digit too few", "1234 5678 9012 345 mawar", (None, "")),
    ("marks only", "1234 5678 9012 3456 !!", (None, "")),
    ("words on both sides", "mawar 1234567890123456 melati", (None, "")),
    ("a word alone", "mawar", (None, "")),
    ("nothing", "", (None, "")),
]


@pytest.mark.parametrize(("typed", "read"), [row[1:] for row in TYPED], ids=[r[0] for r in TYPED])
def test_code_and_word_are_told_apart(typed: str, read: tuple[str | None, str]) -> None:
    assert receipts.split(typed) == read


words = st.text(max_size=30)


@given(words)
def test_a_word_that_was_normalised_stays_as_it_is(typed: str) -> None:
    once = receipts.normalised_word(typed)
    assert receipts.normalised_word(once) == once
    assert once == "" or any(char.isalpha() for char in once)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True), words.filter(receipts.normalised_word))
def test_a_word_that_may_be_agreed_is_found_again_on_either_side(code: str, word: str) -> None:
    spoken = (code, receipts.normalised_word(word))
    assert receipts.split(f"{code} {spoken[1]}") == spoken
    assert receipts.split(f"{spoken[1]} {code}") == spoken


@given(st.text("0123456789 .-m\u00e9\u0665", max_size=40))
def test_whatever_is_typed_gives_a_code_of_sixteen_digits_or_none(typed: str) -> None:
    code, word = receipts.split(typed)
    assert code is None or (len(code) == 16 and code.isascii() and code.isdigit())
    assert (code is None) <= (word == "")
    assert receipts.normalised(typed) is None or (code, word) == (receipts.normalised(typed), "")


def test_the_word_makes_another_lookup_and_costs_one_derivation(city: City) -> None:
    before = cost.PUBLIC.derivations
    found = [
        receipts.derive(CODE),
        receipts.derive_duress(CODE, "mawar"),
        receipts.derive_duress(CODE, "melati"),
        receipts.derive_duress(CODE[:-1] + "7", "mawar"),
    ]
    assert cost.PUBLIC.derivations - before == len(found)
    assert len({one.lookup for one in found}) == len({one.box for one in found}) == len(found)
    assert receipts.derive_duress(CODE, " MAWAR.") == found[1]


@pytest.mark.parametrize("word", ["", "   ", "123", "?!"])
def test_what_has_no_letter_is_no_duress_word(word: str) -> None:
    with pytest.raises(ValueError, match="letter"):
        receipts.derive_duress(CODE, word)
