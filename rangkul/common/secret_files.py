"""Small secret files beside the data: made once, readable by the service's user alone."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path, size: int) -> bytes:
    """The file's bytes; made from `size` random bytes when absent, without a race.

    Raises PermissionError when the folder cannot be written, ValueError on a wrong length.
    """
    try:
        return read(path, size)
    except FileNotFoundError:
        return _make(path, secrets.token_bytes(size))


def read(path: Path, size: int) -> bytes:
    """The file's bytes. Raises FileNotFoundError, or ValueError on a wrong length."""
    content = path.read_bytes()
    if len(content) != size:
        raise ValueError(f"{path.name}: {len(content)} bytes, expected {size}")
    return content


def _make(path: Path, content: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then its secret counts
    except FileExistsError:
        return read(path, len(content))
    finally:
        draft.unlink()
    return content
