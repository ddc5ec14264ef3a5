"""Checks of typed text: what may be stored, and what must first be taken out."""

import unicodedata

# Direction marks and zero-width characters come along when a chat is pasted; they can also turn
# a sentence round on the officer's screen ("Trojan source"). They carry no word of hers.
_INVISIBLE = frozenset(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C]
)
_KEPT_CONTROLS = frozenset("\n\t")


def hidden(char: str) -> bool:
    """Whether a character shows nothing and may mislead: control, direction, zero width."""
    if char in _KEPT_CONTROLS:
        return False
    return ord(char) in _INVISIBLE or unicodedata.category(char) in {"Cc", "Cs"}


def has_hidden(text: str) -> bool:
    """Whether any hidden character stands in the text (line ends are normalised first)."""
    return any(hidden(char) for char in _line_ends(text))


def clean(text: str) -> str:
    """The same words in NFC, with plain line ends, without hidden characters and outer space."""
    kept = "".join(char for char in _line_ends(text) if not hidden(char))
    return unicodedata.normalize("NFC", kept).strip()


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
