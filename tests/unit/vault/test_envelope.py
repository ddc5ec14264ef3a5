"""A sealed cell opens in its own place and nowhere else, and tells little of its length."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.vault import envelope
from rangkul.vault.crypto import (
    Refused,
    box_keys,
    decrypt,
    encrypt,
    open_sealed,
    pad,
    random_key,
    seal_to,
    unpad,
)
from rangkul.vault.envelope import OpenCompartment

HERE = OpenCompartment("0123456789abcdef", "report", 1, random_key())
PLACE = {"field": "report.content", "row": "r" * 16, "version": 1}
TEXT = b"Suami saya memukul saya"


def _open(compartment: OpenCompartment, sealed: bytes, **place: object) -> bytes:
    return envelope.open_(compartment, sealed, **{**PLACE, **place})  # type: ignore[arg-type]


def _seal(text: bytes = TEXT) -> bytes:
    return envelope.seal(HERE, text, field="report.content", row="r" * 16, version=1)


@given(st.binary(max_size=20_000))
def test_what_was_sealed_opens_in_its_place(text: bytes) -> None:
    assert _open(HERE, _seal(text)) == text


ELSEWHERE: list[tuple[str, OpenCompartment, dict[str, object]]] = [
    ("another field", HERE, {"field": "report.message.staff"}),
    ("another row", HERE, {"row": "q" * 16}),
    ("another version of the row", HERE, {"version": 2}),
    ("another generation", replace(HERE, generation=2), {}),
    ("another compartment with the same key", replace(HERE, id="fedcba9876543210"), {}),
    ("another key", replace(HERE, key=random_key()), {}),
]


@pytest.mark.parametrize(
    ("compartment", "place"), [row[1:] for row in ELSEWHERE], ids=[row[0] for row in ELSEWHERE]
)
def test_a_cell_does_not_open_in(compartment: OpenCompartment, place: dict[str, object]) -> None:
    with pytest.raises(Refused):
        _open(compartment, _seal(), **place)


@given(st.data())
def test_one_changed_bit_anywhere_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(_seal())
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(Refused):
        _open(HERE, bytes(sealed))


@given(st.integers(0, 400))
def test_a_cut_cell_is_refused(length: int) -> None:
    with pytest.raises(Refused):
        _open(HERE, _seal()[: min(length, len(_seal()) - 1)])


def test_the_header_of_another_place_does_not_help() -> None:
    """A writer can change the header that he sees; the associated data still says where it was."""
    there = replace(HERE, generation=2)
    header = envelope.seal(there, TEXT, field="report.content", row="r" * 16, version=1)[:23]
    with pytest.raises(Refused):
        _open(there, header + _seal()[23:])


def test_the_same_words_never_look_the_same() -> None:
    assert _seal() != _seal()


BUCKETS = [
    (0, 256),
    (1, 256),
    (255, 256),
    (256, 1024),
    (1023, 1024),
    (1024, 4096),
    (4095, 4096),
    (4096, 16384),
    (16383, 16384),
    (16384, 32768),
    (40_000, 49_152),
]


@pytest.mark.parametrize(("length", "bucket"), BUCKETS)
def test_only_the_bucket_of_the_length_shows(length: int, bucket: int) -> None:
    assert len(pad(bytes(length))) == bucket
    assert unpad(pad(bytes(length))) == bytes(length)


def test_short_and_middling_words_have_one_length() -> None:
    assert len({len(_seal(b"x" * length)) for length in (0, 1, 100, 255)}) == 1


@given(st.binary(max_size=600))
def test_what_was_not_padded_is_refused_or_shorter(raw: bytes) -> None:
    try:
        assert len(unpad(raw)) < max(len(raw), 1)
    except Refused:
        return


def test_a_commitment_binds_key_and_compartment() -> None:
    others = [replace(HERE, key=random_key()), replace(HERE, id="fedcba9876543210")]
    assert all(other.commitment != HERE.commitment for other in others)
    assert replace(HERE, generation=9).commitment == HERE.commitment


KEYS, OTHERS = box_keys(), box_keys()
SEALED_KEY = seal_to(KEYS.public, HERE.key, context=b"here")
MOVED: list[tuple[str, Callable[[], bytes]]] = [
    ("a box for another", lambda: open_sealed(OTHERS.private, SEALED_KEY, context=b"here")),
    ("a box from another place", lambda: open_sealed(KEYS.private, SEALED_KEY, context=b"there")),
    ("a cut box", lambda: open_sealed(KEYS.private, SEALED_KEY[:-1], context=b"here")),
    ("an empty box", lambda: open_sealed(KEYS.private, b"", context=b"here")),
    ("a cut cell", lambda: decrypt(HERE.key, b"", context=b"")),
    (
        "a cell of another context",
        lambda: decrypt(HERE.key, encrypt(HERE.key, TEXT, context=b"a"), context=b"b"),
    ),
]


@pytest.mark.parametrize("opening", [row[1] for row in MOVED], ids=[row[0] for row in MOVED])
def test_nothing_opens(opening: Callable[[], bytes]) -> None:
    with pytest.raises(Refused):
        opening()
