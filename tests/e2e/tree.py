"""A page as a screen reader meets it: Chromium's own accessibility tree, as lines of text."""

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

# Boxes without a word of their own: what stands in them is listed in their place.
SILENT = frozenset({
    "generic", "paragraph", "InlineTextBox", "LineBreak", "Legend", "LabelText", "ListMarker",
    "none", "strong", "emphasis", "Section", "Abbr", "Pre", "time", "sectionheader",
    "MenuListPopup",
})  # fmt: skip
PLAIN = {"DisclosureTriangle": "summary", "DescriptionList": "list of terms"}
TOLD = ("level", "checked", "expanded", "disabled", "focused", "invalid")
# What differs from one run to the next.
CHANGING = (
    (re.compile(r"\b\d{4}( \d{4}){3}\b"), "0000 0000 0000 0000"),
    (re.compile(r"\b[0-9a-f]{8}( [0-9a-f]{8})+\b"), "…"),
    (re.compile(r"^(?=.*[a-z])[0-9a-z]{4}( [0-9a-z]{4}){3}$"), "…"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+Z"), "…"),
    (re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b"), "1 Januari"),
    (re.compile(r"\b\d{4}\b(?=\"?$)"), "0000"),
    (re.compile(r"\b\d{1,2} [A-Z][a-z]+( \d{4})?(?= \d\d\.\d\d|$|[,\"])"), "1 Januari"),
    (re.compile(r"\b\d{1,2}[.:]\d\d\b"), "00.00"),
    (re.compile(r"\b(Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)(?=,)"), "Hari"),
    (re.compile(r"\b[0-9a-f]{16,}\b"), "…"),
)


def tree(page: Page) -> list[str]:
    """One line a node, indented by depth: role, "name", (description), [states]."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return list(_lines(nodes[0], by_id, 0, ""))


def _lines(node: Any, by_id: dict[str, Any], depth: int, around: str) -> Iterator[str]:
    """`around`: the nearest name above; text that only repeats it is not said twice."""
    role, name = _value(node, "role"), steady(" ".join(_value(node, "name").split()))
    if role == "StaticText":
        if name and name not in around:
            yield f"{'  ' * depth}text {_quoted(name)}"
        return
    shown = not node.get("ignored") and role not in SILENT and role != "RootWebArea"
    if shown:
        said = [PLAIN.get(role, role), _quoted(name), *_told(node)]
        yield "  " * depth + " ".join(filter(None, said))
    for child in node.get("childIds", []):
        if child in by_id:
            inner = (depth + 1, name or around) if shown else (depth, around)
            yield from _lines(by_id[child], by_id, *inner)


def _told(node: Any) -> Iterator[str]:
    described = steady(" ".join(_value(node, "description").split()))
    if described:
        yield f"({described})"
    for one in node.get("properties", []):
        value = str(one["value"].get("value")).lower()
        if one["name"] in TOLD and value != "false" and _value(node, "role") != "listitem":
            yield f"[{one['name']}]" if value == "true" else f"[{one['name']}={value}]"


def _value(node: Any, name: str) -> str:
    return str(node.get(name, {}).get("value") or "")


def _quoted(name: str) -> str:
    return f'"{name}"' if name else ""


def steady(words: str) -> str:
    """The same words with codes, days and hours that do not change."""
    for pattern, instead in CHANGING:
        words = pattern.sub(instead, words)
    return words
