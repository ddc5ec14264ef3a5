"""What a page says, sentence by sentence, and the words that public pages do not say."""

import re
from html.parser import HTMLParser

from tests.furnished import listed

LONGEST = 15  # words in a sentence, ux.md check 31
MEAN = 9
# ux.md 4.3: what public pages do not say.
AVOID = re.compile(
    r"\b(korban|pelaku|terlapor|aib|oknum|khilaf|pencabulan|persetubuhan|kdrt|tppo"
    r"|pendampingan|apakah anda yakin|anda salah|victim|perpetrator|are you sure)\b"
    # Explained once, in brackets after the plain words: "pemeriksaan dokter untuk bukti (visum)".
    r"|(?<!\()\bvisum\b",
    re.IGNORECASE,
)
# What a browser, a phone bill or somebody over the shoulder may read (ux.md check 18).
GIVEAWAYS = re.compile(
    "kekerasan|korban|lapor|ppa|kdrt|seksual|violence|victim|abuse|report", re.IGNORECASE
)
# Words without which nobody writes three sentences, and which the other language does not have.
ENGLISH = re.compile(r"\b(the|you|your|and|with|of|this|are|what|who|we|not|or)\b", re.IGNORECASE)
INDONESIAN = re.compile(
    r"\b(yang|dan|untuk|anda|kamu|tidak|dengan|ini|itu|kami|atau|bila|dari|siapa|apa)\b",
    re.IGNORECASE,
)
BLOCKS = listed("""
    a article br button caption dd div dt footer h1 h2 h3 header label legend li main nav option p
    section span summary td th time title
    """)
SILENT = frozenset({"style", "script"})
VOID = frozenset({"br", "input", "meta", "link", "hr", "img", "wbr", "source", "col"})


class Speech(HTMLParser):
    """What a page says, block by block; what is marked as another language is left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._open: list[tuple[str, bool]] = []  # elements around here, and whether each is silent
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        foreign = tag != "html" and any(name == "lang" for name, _ in attrs)
        if tag not in VOID:
            self._open.append((tag, tag in SILENT or foreign))
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self._open):
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    """Every sentence of a page, what is folded away included."""
    found = []
    for block in Speech(html).blocks:
        parts = re.split(r"(?<=[.!?:])\s+", " ".join(block.split()))
        found += [part for part in parts if re.search("[a-z]", part)]
    return found


def length(sentence: str) -> int:
    """Its words; numbers and words with a dash count one."""
    return len(re.findall(r"[\w’'/–-]+", sentence))
