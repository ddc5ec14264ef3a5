"""What must end when a visitor leaves by the exit: rooms register here, the portal calls it.

The exit is the only GET that changes state; a contract test keeps that list closed.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

EXITS: Final = frozenset({"/jam", "/en/jam"})  # the same exit in each language
_endings: list[Callable[[HttpRequest], None]] = []


def on_leave(ending: Callable[[HttpRequest], None]) -> None:
    """Let `ending` run when someone leaves; it must not raise for a visitor without a draft."""
    if ending not in _endings:
        _endings.append(ending)


def leave_all(request: HttpRequest) -> None:
    """Run every ending, each in its own transaction."""
    for ending in _endings:
        ending(request)
