"""Whether the same words came several times within the hour: a flood of copies.

Kept in the memory of this process under a key that dies with it: no token of a story ever touches
the disk (vault.md, "Finding what is sealed"). A flagged report is only sorted behind the others.
"""

import hashlib
import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from rangkul.common import clock

WINDOW: Final = timedelta(hours=1)
OFTEN: Final = 3  # the fourth copy within the hour is flagged
SHORTEST: Final = 20  # "tolong" may come from many people at once
_MOST: Final = 10_000  # stories remembered; the oldest go first

_key: Final = secrets.token_bytes(32)
_seen: OrderedDict[bytes, list[datetime]] = OrderedDict()
_lock: Final = threading.Lock()


def seen_often(story: str) -> bool:
    """Whether this story came OFTEN times before within WINDOW. It is remembered when the caller's
    transaction is committed: what failed and is sent once more is no copy."""
    words = " ".join(story.casefold().split())
    if len(words) < SHORTEST:
        return False
    mark = hashlib.blake2b(words.encode(), key=_key, digest_size=16).digest()
    transaction.on_commit(lambda: _remember(mark))
    with _lock:
        return len(_recent(mark)) >= OFTEN


def _remember(mark: bytes) -> None:
    with _lock:
        _seen[mark] = [*_recent(mark)[-OFTEN:], clock.now()]
        _seen.move_to_end(mark)
        while len(_seen) > _MOST:
            _seen.popitem(last=False)


def _recent(mark: bytes) -> list[datetime]:
    return [at for at in _seen.get(mark, ()) if at > clock.now() - WINDOW]
