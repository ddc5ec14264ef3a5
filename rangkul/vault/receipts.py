"""Receipt codes: made, read back, and turned into a lookup and a key (vault.md, "A report" 4)."""

import re
import secrets
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


def derive(code: str) -> ReceiptKeys:
    """Lookup and key pair of a code: about 70 ms, one at a time. Raises cost.Busy.

    Any 16 digits cost the same, whether the check digit holds, the code was issued, or not.
    """
    pepper = _pepper()
    salt = blake(b"receipt-salt-1", purpose="receipt-salt", key=pepper, size=16)
    secret = blake(code.encode("ascii"), purpose="receipt-code", key=pepper)
    with cost.PUBLIC.held():
        stretched = stretch(secret, salt=salt, cost=cost.RECEIPT)
    faults.point("after-derivation")
    return ReceiptKeys(stretched[:32], box_keys(stretched[32:]))


def _pepper() -> bytes:
    """Made by `init` or `demo` only: a new one in its place would silently close every receipt."""
    return read(Path(settings.SECRET_DIR) / "pepper", 32)
