"""What must travel upward: typed events, synchronous, inside the publisher's transaction.

A subscriber that raises aborts the transaction: an event is never half-heard.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True)
class Event:
    """Base of all events; the fields hold codes and references, never sealed text."""


E = TypeVar("E", bound=Event)
_subscribers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[E], handler: Callable[[E], None]) -> None:
    """Let `handler` hear every event of exactly this kind. Call it from AppConfig.ready()."""
    if handler not in _subscribers[kind]:
        _subscribers[kind].append(handler)


def publish(event: Event) -> None:
    """Call the subscribers in the order in which they signed up."""
    for handler in _subscribers[type(event)]:
        handler(event)


def subscriptions() -> dict[str, list[str]]:
    """Event name to the subscribers' dotted names, for the generated docs."""
    return {
        kind.__name__: [f"{handler.__module__}.{handler.__qualname__}" for handler in handlers]
        for kind, handlers in _subscribers.items()
        if handlers
    }
