"""The two style sheets and the exit script: sizes, age, colours."""

import re
from pathlib import Path

import brotli
import pytest

import rangkul

STATIC = Path(rangkul.__file__).parent / "static"
SHEETS = ("publik.css", "petugas.css")
BODY_TEXT = [("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card")]
OTHER_TEXT = [
    ("next", "paper"),
    ("next-ink", "next"),
    ("alarm", "card"),
    ("alarm", "alarm-tint"),
    ("ink", "tint"),
    ("head-ink", "head"),
]


def sheet(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def colours(name: str, *, dark: bool) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", sheet(name), re.DOTALL)
    assert len(blocks) == 2
    found: dict[str, str] = {}
    for block in blocks if dark else blocks[:1]:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("name", "most"), [("publik.css", 7 * 1024), ("petugas.css", 10 * 1024)])
def test_a_sheet_is_small(name: str, most: int) -> None:
    assert len(brotli.compress(sheet(name).encode())) <= most


def test_the_exit_script_is_small() -> None:
    assert len((STATIC / "keluar.js").read_bytes()) <= 800


@pytest.mark.parametrize("name", SHEETS)
def test_colours_stand_in_one_place(name: str) -> None:
    after = sheet(name).split("* { box-sizing", 1)[1].split("@media print")[0]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", after)) <= {"#0d3f40"}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", SHEETS)
def test_text_can_be_read(name: str, dark: bool) -> None:
    found = colours(name, dark=dark)
    weak = [
        (text, ground, round(contrast(found[text], found[ground]), 2))
        for pairs, least in ((BODY_TEXT, 7.0), (OTHER_TEXT, 4.5))
        for text, ground in pairs
        if contrast(found[text], found[ground]) < least
    ]
    assert weak == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_exit_and_the_edges_can_be_seen(dark: bool) -> None:
    found = colours("publik.css", dark=dark)
    assert contrast(found["danger-ink"], found["danger"]) >= 4.5
    assert contrast(found["edge"], found["card"]) >= 3
    # Two rings: whatever the ground, one of them stands out.
    assert contrast(found["focus"], found["focus-edge"]) >= 7


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("text", "ground"), [(level, f"{level}-tint") for level in ("warn", "calm")]
)
def test_risk_tags_can_be_read(text: str, ground: str, dark: bool) -> None:
    found = colours("petugas.css", dark=dark)
    assert contrast(found[text], found[ground]) >= 4.5
