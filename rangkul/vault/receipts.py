"""Receipt codes: made, read back, and turned into a lookup and a key (vault.md, "A report" 4).

A duress code is the same 16 digits with a word that she chose: it finds a row and opens nothing.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from stdnum import damm

from rangkul.common import faults
from rangkul.common.secret_files import read
from rangkul.vault import cost
from rangkul.vault.crypto import BoxKeys, blake, box_keys, stretch

DIGITS = 16
VERSION = 1
_CODE_FIRST = re.compile(r"\s*((?:[0-9][\s.\-]*){16})(.*)", re.DOTALL)


@dataclass(frozen=True)
class ReceiptKeys:
    """What a code opens: the row's lookup, and the key pair that was sealed to."""

    lookup: bytes
    box: BoxKeys


def new_code() -> str:
    """15 random digits and a Damm check digit."""
    digits = f"{secrets.randbelow(10**15):015d}"
    return digits + str(damm.calc_check_digit(digits))


def shown(code: str) -> str:
    """Four groups of four, as a queue number looks."""
    return " ".join(code[i : i + 4] for i in range(0, DIGITS, 4))


def normalised(typed: str) -> str | None:
    """The 16 digits of what was typed, or None when it cannot be a code at all."""
    digits = re.sub(r"[\s.\-]", "", typed)
    return digits if re.fullmatch(r"[0-9]{16}", digits, re.ASCII) else None


def normalised_word(typed: str) -> str:
    """A duress word as it is compared: letters and digits, whatever their case, width or accent.

    Empty when there is no letter in it: it could not be told from the code's own digits. Parts
    stay apart (NFKD), so that what was normalised once is not changed by a second time.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", typed).casefold())
    kept = "".join(char for char in folded if char.isalnum())
    return kept if any(char.isalpha() for char in kept) else ""


def split(typed: str) -> tuple[str | None, str]:
    """Code and word of what was typed in the code field: 16 digits, before or after them at
    most one word or phrase. The code is None when it cannot be one; the word is normalised."""
    whole = normalised(typed)
    if whole is not None:
        return whole, ""
    code, word = _code_first(typed)
    if code is None:  # the word first: the same, read from the end
        backwards, drow = _code_first(typed[::-1])
        code, word = backwards and backwards[::-1], drow[::-1]
    word = normalised_word(word)
    return (code, word) if code and word else (None, "")


def _code_first(typed: str) -> tuple[str | None, str]:
    found = _CODE_FIRST.fullmatch(typed)
    return (normalised(found[1]), found[2]) if found else (None, "")


def derive(code: str) -> ReceiptKeys:
    """Lookup and key pair of a code: about 70 ms, one at a time. Raises cost.Busy.

    Any 16 digits cost the same, whether the check digit holds, the code was issued, or not.
    """
    return _keys(peppered(code.encode("ascii"), kind="receipt"))


def derive_duress(code: str, word: str) -> ReceiptKeys:
    """Lookup and key pair of the 16 digits with her word; costs what `derive` costs.

    Raises cost.Busy, and ValueError for a word without a letter.
    """
    spoken = normalised_word(word)
    if not spoken:
        raise ValueError("a duress word needs a letter")
    return _keys(peppered(code.encode("ascii"), spoken.encode(), kind="duress"))


def _keys(stretched: bytes) -> ReceiptKeys:
    return ReceiptKeys(stretched[:32], box_keys(stretched[32:]))


def peppered(*parts: bytes, kind: str) -> bytes:
    """64 bytes from what somebody typed and the pepper: one derivation in the public slot.

    `kind` separates receipts, duress codes and private records. Raises cost.Busy.
    """
    pepper = _pepper()
    salt = blake(f"{kind}-salt-1".encode(), purpose=f"{kind}-salt", key=pepper, size=16)
    secret = blake(*parts, purpose=f"{kind}-code", key=pepper)
    with cost.PUBLIC.held():
        stretched = stretch(secret, salt=salt, cost=cost.RECEIPT)
    faults.point("after-derivation")
    return stretched


def pay() -> None:
    """Spend what a code costs, for nothing: the price of a new stay while there is a flood. It
    slows whoever starts many and refuses nobody. Raises cost.Busy."""
    peppered(b"", kind="receipt")


def _pepper() -> bytes:
    """Made by `init` or `demo` only: a new one in its place would silently close every receipt."""
    return read(Path(settings.SECRET_DIR) / "pepper", 32)
