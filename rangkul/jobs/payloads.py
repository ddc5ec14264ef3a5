"""What may travel in a job: flat dataclasses of codes, references, numbers and yes/no.

The queue lies unsealed in the database, so a sentence or a name must not get in by mistake:
text values have the shape of a code, without spaces.
"""

import re
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, get_type_hints

_CODE = re.compile(r"[A-Za-z0-9:._/+=-]{0,120}")
_PLAIN = frozenset({str, int, bool})


class BadPayload(ValueError):
    """A payload that is not made of codes and references; never quotes the value."""


@dataclass(frozen=True)
class NoPayload:
    """For work that needs to know nothing, as recurring work does."""


def check_class(cls: type[Any]) -> None:
    """Raise TypeError unless `cls` is a dataclass whose fields are all str, int or bool."""
    if not is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is not a dataclass")
    for name, kind in get_type_hints(cls).items():
        if kind not in _PLAIN:
            raise TypeError(f"{cls.__name__}.{name} must be str, int or bool")


def to_json(cls: type[Any], payload: object) -> dict[str, Any]:
    """The row's form of a payload. Raises BadPayload."""
    if type(payload) is not cls:
        raise BadPayload(f"expected {cls.__name__}, got {type(payload).__name__}")
    values = asdict(payload)  # type: ignore[call-overload]  # check_class saw the dataclass
    _check_values(cls, values)
    return dict(values)


def from_json(cls: type[Any], row: dict[str, Any]) -> Any:
    """The payload that a row holds. Raises BadPayload when another version wrote it."""
    if set(row) != {field.name for field in fields(cls)}:
        raise BadPayload(f"{cls.__name__}: other fields than declared")
    _check_values(cls, row)
    return cls(**row)


def _check_values(cls: type[Any], values: dict[str, Any]) -> None:
    hints = get_type_hints(cls)
    for name, value in values.items():
        if type(value) is not hints[name]:
            raise BadPayload(f"{cls.__name__}.{name} is not {hints[name].__name__}")
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise BadPayload(f"{cls.__name__}.{name} is not a code")
