"""A file as a stream of sealed pieces (libsodium secretstream, XChaCha20-Poly1305).

    byte 0       version of this format
    bytes 1-24   header of the stream
    rest         pieces of 64 KiB, each 17 bytes longer sealed; the last is marked final

Every piece is bound to the file's reference and to its place: a cut, reordered, lengthened or
exchanged file does not open. What is sealed is padded (ISO/IEC 7816-4) to `padded_size`: a blob's
length tells neither which photo it is nor that two blobs hold the same one.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from nacl import bindings
from nacl.exceptions import CryptoError

from rangkul.vault.crypto import Refused, blake

PIECE: Final = 64 * 1024
VERSION: Final = 2  # 1 was not padded
_SMALL, _LARGE_STEP = 1024**2, 8 * PIECE  # bytes: steps of a piece below, of 512 KiB above
_HEADER: Final = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_SEALED_PIECE: Final = PIECE + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: Final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def padded_size(size: int) -> int:
    """What so many bytes are padded to: the next multiple above of 64 KiB, from 1 MiB on of
    512 KiB. At least one byte is added, and always whole pieces come out."""
    step = PIECE if size < _SMALL else _LARGE_STEP
    return (size // step + 1) * step


class Sealer:
    """Seals what it is given and writes it on; holds at most one piece and what came last, in the
    end its padding."""

    def __init__(self, write: Callable[[bytes], object], key: bytes, *, ref: str) -> None:
        self._write, self._context = write, _context(ref)
        self._waiting, self._size = bytearray(), 0
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        write(bytes([VERSION]) + header)

    def add(self, data: bytes) -> None:
        """Take any number of bytes. A full piece waits for the next: it could be the last."""
        self._size += len(data)
        self._waiting += data
        self._push_full()

    def end(self) -> None:
        """Pad, and seal what waits; the last piece is the final one."""
        whole = len(self._waiting) + padded_size(self._size) - self._size
        self._waiting[:] = bindings.sodium_pad(bytes(self._waiting), whole)
        self._push_full()
        self._push(bytes(self._waiting), _FINAL)

    def _push_full(self) -> None:
        while len(self._waiting) > PIECE:
            piece, self._waiting = bytes(self._waiting[:PIECE]), self._waiting[PIECE:]
            self._push(piece, _MORE)

    def _push(self, piece: bytes, tag: int) -> None:
        self._write(
            bindings.crypto_secretstream_xchacha20poly1305_push(
                self._state, piece, self._context, tag
            )
        )


def opened(sealed: BinaryIO, key: bytes, *, ref: str) -> Iterator[bytes]:
    """What was sealed, piece by piece, each verified; the last half MiB together, since padding
    ends it. Raises Refused at the first piece that is not right, and at the end when the final one
    is missing or something follows it."""
    end: deque[bytes] = deque()
    for piece in _pieces(sealed, key, ref):
        end.append(piece)
        if len(end) * PIECE > _LARGE_STEP:
            yield end.popleft()
    yield _unpadded(b"".join(end), ref)


def _pieces(sealed: BinaryIO, key: bytes, ref: str) -> Iterator[bytes]:
    context = _context(ref)
    state = _begin(sealed.read(1 + _HEADER), key)
    final = False
    while piece := sealed.read(_SEALED_PIECE):
        if final:
            raise Refused(f"file {ref}: longer than it was")
        opened_piece, final = _pull(state, piece, context, ref)
        yield opened_piece
    if not final:
        raise Refused(f"file {ref}: cut")


def _begin(head: bytes, key: bytes) -> bindings.crypto_secretstream_xchacha20poly1305_state:
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    if head[:1] != bytes([VERSION]):
        raise Refused("a file of another version")
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head[1:], key)
    except (CryptoError, ValueError) as error:
        raise Refused("a file without a whole head") from error
    return state


def _pull(
    state: bindings.crypto_secretstream_xchacha20poly1305_state,
    piece: bytes,
    context: bytes,
    ref: str,
) -> tuple[bytes, bool]:
    try:
        plain, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, piece, context)
    except (CryptoError, ValueError) as error:
        raise Refused(f"file {ref}: changed") from error
    return plain, tag == _FINAL


def _unpadded(end: bytes, ref: str) -> bytes:
    try:
        return bindings.sodium_unpad(end, len(end))
    except (CryptoError, ValueError) as error:
        raise Refused(f"file {ref}: padding") from error


def _context(ref: str) -> bytes:
    return blake(ref.encode("ascii"), purpose="file")
