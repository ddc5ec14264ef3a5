"""200 words that must stand nowhere, in every form in which they could; and the search for them."""

import base64
import json
import os
import random
import secrets
import string
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

HOW_MANY = {"name": 40, "nik": 30, "phone": 30, "story": 60, "file": 10, "mark": 30}


@dataclass
class Words:
    """The planted words by kind, and which of them have been sent."""

    by_kind: dict[str, list[str]]
    sent: set[str] = field(default_factory=set)
    _turn: dict[str, int] = field(default_factory=dict)

    def take(self, kind: str, count: int = 1) -> list[str]:
        """The next words of a kind; after the last one the first comes again."""
        words, at = self.by_kind[kind], self._turn.get(kind, 0)
        taken = [words[(at + step) % len(words)] for step in range(count)]
        self._turn[kind] = at + count
        self.sent.update(taken)
        return taken

    def one(self, kind: str) -> str:
        return self.take(kind)[0]

    def story(self) -> str:
        """A story as people write it: names, numbers and what happened."""
        return (
            f"Nama saya {' '.join(self.take('name', 4))}, NIK {self.one('nik')}, "
            f"telepon {self.one('phone')}. {' '.join(self.take('story', 6))}."
        )

    @property
    def all(self) -> list[str]:
        return [word for words in self.by_kind.values() for word in words]


def plant() -> Words:
    """Fresh words, so that none stands anywhere by accident; a third with letters beyond ASCII."""
    return Words({kind: [_word(kind, n) for n in range(count)] for kind, count in HOW_MANY.items()})


def _word(kind: str, number: int) -> str:
    chance = random.SystemRandom()
    if kind == "nik":
        return "1971" + "".join(chance.choices(string.digits, k=12))
    if kind == "phone":
        return "+62812" + "".join(chance.choices(string.digits, k=9))
    letters = "".join(chance.choices(string.ascii_lowercase, k=10))
    accented = "é" if number % 3 == 0 and kind in {"name", "story"} else ""
    return f"Q{letters}{accented}{secrets.token_hex(2)}"


def forms(word: str) -> set[bytes]:
    """Everything as which the word could lie about, each long enough to be no accident."""
    plain = word.encode()
    return {
        plain,
        plain.lower(),
        plain.upper(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        word.encode("latin-1"),
        quote(word, safe="").encode(),
        quote_plus(word).lower().encode(),
        json.dumps(word)[1:-1].encode(),
        json.dumps(json.dumps(word))[3:-3].encode(),
        plain.hex().encode(),
        ascii(word)[1:-1].encode(),
        repr(plain)[2:-1].encode(),
        *_base64(plain),
    }


def _base64(plain: bytes) -> Iterator[bytes]:
    """The word inside a longer base64 text, at each of the three places that it can begin."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + plain)
        first, rest = (before * 8 + 5) // 6, (before + len(plain)) % 3
        end = len(text) - (0 if rest == 0 else 4)
        yield text[first + (before > 0) : end]


def found_in(words: Iterable[str], places: Iterable[Path], scratch: Path) -> set[str]:
    """The words that stand anywhere in these files or folders, as `word: file`.

    grep looks for all forms at once; only where it hits does Python look which word it was.
    """
    patterns = {form: word for word in words for form in forms(word)}
    needles = scratch / "needles"
    needles.write_bytes(b"\n".join(patterns) + b"\n")
    told = subprocess.run(
        ["grep", "-r", "-a", "-l", "-Z", "-F", "-f", str(needles), "--", *map(str, places)],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    # On a shared database server another test may drop its own files while we search.
    vanished = b": No such file or directory"
    complaints = [line for line in told.stderr.splitlines() if not line.endswith(vanished)]
    assert told.returncode in {0, 1} or (told.stderr and not complaints), told.stderr.decode()
    needles.unlink()
    files = [Path(os.fsdecode(name)) for name in told.stdout.split(b"\0") if name]
    return {hit for path in files for hit in _which(patterns, path)}


def _which(patterns: dict[bytes, str], path: Path) -> Iterator[str]:
    try:
        content = path.read_bytes()
    except (
        FileNotFoundError
    ):  # a segment of the write-ahead log that was recycled: a hit all the same
        return iter([f"?: {path.name}"])
    return (f"{word}: {path.name}" for form, word in patterns.items() if form in content)
