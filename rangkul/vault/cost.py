"""What a derivation costs, and the two slots through which all derivations pass.

The derivation is the throttle of the public channel: one at a time in this process, whoever
asks. Reporters and staff wait in different queues, so that neither can hold up the other.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from rangkul.common.transactions import mode
from rangkul.vault.crypto import KdfParameters

# Set by the test runner only; `serve` and `doctor` refuse it on any database it did not make.
CHEAP_FOR_TESTS = os.environ.get("RANGKUL_TEST_KDF") == "1"
_cheap = KdfParameters(memory_kib=8, passes=1)

RECEIPT = _cheap if CHEAP_FOR_TESTS else KdfParameters(memory_kib=46 * 1024, passes=2)
PERSON = _cheap if CHEAP_FOR_TESTS else KdfParameters(memory_kib=64 * 1024, passes=2)


class Busy(Exception):
    """No slot came free in time: answer 503 and keep the words."""


class Slot:
    """Room for one derivation at a time."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(1)
        self.derivations = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the slot. Raises Busy after SLOT_WAIT_SECONDS, RuntimeError inside a transaction."""
        if mode() is not None:
            raise RuntimeError("a derivation must not run inside a transaction")
        if not self._free.acquire(timeout=settings.SLOT_WAIT_SECONDS):
            raise Busy
        try:
            self.derivations += 1
            yield
        finally:
            self._free.release()


PUBLIC = Slot()
STAFF = Slot()
