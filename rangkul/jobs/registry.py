"""The closed list of kinds of work. Rooms declare theirs beside the handler:

    @job("reports.first_contact_due")
    def check(payload: FirstContactDue) -> None: ...

and import that module in their AppConfig.ready(), so that the worker knows it too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar, get_type_hints

from rangkul.jobs import payloads

Handler = Callable[[Any], None]
H = TypeVar("H", bound=Handler)

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_NAME_LENGTH = 40
_kinds: dict[str, "Kind"] = {}
_recurring: dict[str, int] = {}
_companions: list["Companion"] = []


class UnknownKind(LookupError):
    """No handler of that name is declared here."""


@dataclass(frozen=True)
class Kind:
    """How one kind of work is done.

    backoff: seconds before the second attempt, doubled each time. lease: seconds after which
    another worker takes over. separate: the handler runs outside the transaction that marks the
    job done, hence at least once instead of exactly once.
    """

    name: str
    handler: Handler
    payload: type[Any]
    max_attempts: int
    backoff: float
    lease: int
    separate: bool


@dataclass(frozen=True)
class Companion:
    """What lives and ends with a worker: `beat` when it starts and then about every `seconds`,
    between two jobs and outside any transaction; `end` when it stops unhurt."""

    beat: Callable[[], None]
    seconds: int
    end: Callable[[], None]


def accompany(*, beat: Callable[[], None], seconds: int, end: Callable[[], None]) -> None:
    """Let a room above live and end with each worker that runs for ever."""
    _companions.append(Companion(beat, seconds, end))


def companions() -> list[Companion]:
    """Everything that was declared with `accompany`."""
    return list(_companions)


def job(
    name: str,
    *,
    max_attempts: int = 8,
    backoff: float = 10,
    lease: int = 60,
    separate: bool = False,
) -> Callable[[H], H]:
    """Declare the handler of a kind; its one parameter's type is the payload's dataclass.

    The handler runs inside one writing() together with the mark "done", so its database effects
    happen exactly once; it must end well within `lease` seconds. Raises ValueError on a bad or
    second name, TypeError on a payload that is not flat.
    """

    def declare(handler: H) -> H:
        _check_name(name)
        payload = _payload_class(handler)
        _kinds[name] = Kind(name, handler, payload, max_attempts, backoff, lease, separate)
        return handler

    return declare


def every(seconds: int) -> Callable[[H], H]:
    """Let a kind without payload recur; stands above @job. One run a slot, however many workers.

    Slots that pass while no worker runs are not made up for. While a slot is still open
    (running, or waiting for its next attempt) no new one is made.
    """

    def declare(handler: H) -> H:
        kind = next((kind for kind in _kinds.values() if kind.handler is handler), None)
        if kind is None or fields(kind.payload) or seconds < 1:
            raise ValueError("@every needs a @job without payload fields and a period in seconds")
        _recurring[kind.name] = seconds
        return handler

    return declare


def kind_of(name: str) -> Kind:
    """The declared kind. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def recurring() -> dict[str, int]:
    """Kinds that recur, with their period in seconds."""
    return dict(_recurring)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _NAME_LENGTH:
        raise ValueError(f"not a kind's name: {name}")
    if name in _kinds:
        raise ValueError(f"declared twice: {name}")


def _payload_class(handler: Handler) -> type[Any]:
    hints = [hint for name, hint in get_type_hints(handler).items() if name != "return"]
    if len(hints) != 1:
        raise TypeError("a handler takes one parameter: its payload, with its type")
    payloads.check_class(hints[0])
    cls: type[Any] = hints[0]
    return cls
