"""A sealed stream opens as it was, and in no other way."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkul.vault import streams
from rangkul.vault.crypto import Refused, random_key
from rangkul.vault.streams import PIECE, Sealer, padded_size

KEY, REF = random_key(), "0123456789abcdef"
HEAD, SEALED = 25, PIECE + 17
KIB, MIB = 1024, 1024**2
SIZES = (1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5, MIB - 1, MIB, MIB + PIECE)
LARGEST = 10 * MIB


def sealed(content: bytes, cuts: list[int] | None = None, *, ref: str = REF) -> bytes:
    """Seal, given in parts that end at these places."""
    out = io.BytesIO()
    sealer, at = Sealer(out.write, KEY, ref=ref), 0
    for cut in [*sorted(cuts or []), len(content)]:
        sealer.add(content[at:cut])
        at = max(at, cut)
    sealer.end()
    return out.getvalue()


def opened(value: bytes, *, key: bytes = KEY, ref: str = REF) -> bytes:
    return b"".join(streams.opened(io.BytesIO(value), key, ref=ref))


def content_of(size: int) -> bytes:
    return bytes(range(251)) * (size // 251) + bytes(size % 251)


@given(
    st.one_of(st.integers(0, 500), st.sampled_from(SIZES)),
    st.lists(st.integers(0, 3 * PIECE + 5), max_size=6),
)
def test_what_was_sealed_opens_however_it_arrived(size: int, cuts: list[int]) -> None:
    content = content_of(size)
    assert opened(sealed(content, [min(cut, size) for cut in cuts])) == content


@pytest.mark.parametrize("end", [b"\x80", b"\x80\0", b"\0" * PIECE, b"\0" * (9 * PIECE)])
def test_an_end_that_looks_like_padding_stays(end: bytes) -> None:
    for size in (0, PIECE, MIB):
        content = content_of(size) + end
        assert opened(sealed(content)) == content


STEPS = {  # bytes of a file: KiB that its content is padded to
    0: 64, 1: 64, 64 * KIB - 1: 64, 64 * KIB: 128, 100 * KIB: 128, 960 * KIB: 1024, MIB - 1: 1024,
    MIB: 1536, MIB + 512 * KIB - 1: 1536, MIB + 512 * KIB: 2048, LARGEST - 1: 10240,
}  # fmt: skip


@pytest.mark.parametrize(("size", "padded"), STEPS.items())
def test_a_size_is_told_in_steps_alone(size: int, padded: int) -> None:
    assert padded_size(size) == padded * KIB


@given(st.integers(0, LARGEST))
def test_a_step_is_above_the_size_by_half_a_mebibyte_at_most(size: int) -> None:
    padded = padded_size(size)
    assert size < padded <= size + 512 * KIB
    assert padded % PIECE == 0
    assert padded_size(padded - 1) == padded


@given(st.one_of(st.integers(0, 5 * PIECE), st.sampled_from(SIZES)), st.data())
def test_files_of_one_step_are_equally_long(size: int, data: st.DataObject) -> None:
    padded = padded_size(size)
    least = 0 if padded == PIECE else padded - (PIECE if padded <= MIB else 8 * PIECE)
    other = data.draw(st.integers(least, padded - 1))
    lengths = {len(sealed(content_of(one))) for one in (size, other)}
    assert lengths == {HEAD + padded // PIECE * SEALED}


@given(st.data())
def test_one_changed_bit_anywhere_is_refused(data: st.DataObject) -> None:
    value = bytearray(sealed(content_of(data.draw(st.sampled_from((0, 1, 300, PIECE + 9))))))
    at = data.draw(st.integers(0, len(value) * 8 - 1))
    value[at // 8] ^= 1 << at % 8
    with pytest.raises(Refused):
        opened(bytes(value))


@given(st.data())
def test_a_cut_file_is_refused_wherever_it_is_cut(data: st.DataObject) -> None:
    value = sealed(content_of(2 * PIECE + 7))
    near = [HEAD, HEAD + SEALED, HEAD + 2 * SEALED]  # between two pieces, too
    at = data.draw(st.one_of(st.sampled_from(near), st.integers(0, len(value) - 1)))
    with pytest.raises(Refused):
        opened(value[:at])


def test_exchanged_repeated_and_added_pieces_are_refused() -> None:
    value = sealed(content_of(3 * PIECE - 1))
    head, rest = value[:HEAD], value[HEAD:]
    first, second, third = (rest[at : at + SEALED] for at in range(0, 3 * SEALED, SEALED))
    for pieces in (
        (second, first, third),
        (first, first, second, third),
        (first, third),
        (first, second, third, third),
        (first, second, third, b"x"),
    ):
        with pytest.raises(Refused):
            opened(head + b"".join(pieces))


@pytest.mark.parametrize(
    ("key", "ref"), [(random_key(), REF), (KEY, "fedcba9876543210")], ids=["key", "file"]
)
def test_another_key_or_another_file_does_not_open(key: bytes, ref: str) -> None:
    with pytest.raises(Refused):
        opened(sealed(b"foto"), key=key, ref=ref)


def test_nothing_is_given_out_of_a_piece_that_was_changed() -> None:
    content = content_of(MIB + 9)
    value = bytearray(sealed(content))
    value[-1] ^= 1
    given_out: list[bytes] = []
    with pytest.raises(Refused):
        given_out.extend(streams.opened(io.BytesIO(value), KEY, ref=REF))
    assert given_out
    assert content[: -9 - PIECE].startswith(b"".join(given_out))


def test_a_file_of_the_format_without_padding_does_not_open() -> None:
    with pytest.raises(Refused, match="version"):
        opened(b"\x01" + sealed(b"foto")[1:])


def test_the_same_file_never_looks_the_same() -> None:
    assert sealed(b"foto") != sealed(b"foto")
