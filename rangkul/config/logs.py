"""Log lines that can hold nothing of a person: where it failed and what kind, never with what."""

import logging
import traceback


class TerseFormatter(logging.Formatter):
    """Time, level, logger, and for an error its type and code places.

    Messages of other loggers are dropped: Django's hold the path, a driver's hold values.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.startswith("rangkul"):
            line = f"{line} {record.getMessage()}"
        if record.exc_info and record.exc_info[0] is not None:
            line = f"{line} {_places(record.exc_info[1])}"
        return line


def _places(error: BaseException | None) -> str:
    """Exception types from outer to inner cause, each with its last code places."""
    parts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        parts.append(f"{type(error).__name__} at {where}")
        error = error.__cause__ or error.__context__
    return " | ".join(parts)
