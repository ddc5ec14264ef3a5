"""docs/events.md lists what travels upward between rooms; it is made from the code.

After a change: RANGKUL_REWRITE=1 make test, or this file alone, writes it anew.
"""

import importlib
import inspect
import os
import pkgutil
from dataclasses import fields
from pathlib import Path

import rangkul
from rangkul.common.events import Event, subscriptions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "events.md"
HEAD = """# Events between rooms

What must travel upward is published as a typed event, heard in the same transaction; an exception
of a subscriber aborts it. Made from the code by tests/contracts/test_events.py: do not edit.

| Event | Says | Carries | Heard by |
|---|---|---|---|
"""


def events() -> list[type[Event]]:
    """Every kind of event that a room declares, by name."""
    for module in pkgutil.walk_packages(rangkul.__path__, "rangkul."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)
    return sorted(Event.__subclasses__(), key=lambda kind: kind.__name__)


def page() -> str:
    """What the document should say."""
    return HEAD + "".join(row(kind) for kind in events() if kind.__module__.startswith("rangkul."))


def row(kind: type[Event]) -> str:
    says = (inspect.getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")
    carries = ", ".join(f"`{field.name}`" for field in fields(kind))
    heard = ", ".join(f"`{name}`" for name in subscriptions().get(kind.__name__, []))
    name = f"`{kind.__module__.removeprefix('rangkul.')}.{kind.__name__}`"
    return f"| {name} | {says} | {carries} | {heard} |\n"


def test_the_list_of_events_is_up_to_date() -> None:
    if os.environ.get("RANGKUL_REWRITE"):
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()


def test_every_event_is_heard() -> None:
    ours = [kind for kind in events() if kind.__module__.startswith("rangkul.")]
    assert ours
    assert [kind.__name__ for kind in ours if not subscriptions().get(kind.__name__)] == []


def test_an_event_carries_codes_and_references_only() -> None:
    for kind in events():
        if kind.__module__.startswith("rangkul."):
            assert {field.type for field in fields(kind)} <= {int, str, bool, "int", "str", "bool"}
