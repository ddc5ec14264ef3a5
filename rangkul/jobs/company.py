"""What lives with one worker (registry.accompany): its beats, and its end."""

import time

from rangkul.jobs.registry import Companion, companions


class Company:
    """One worker's companions and when each beat last."""

    def __init__(self) -> None:
        self._beaten: dict[Companion, float] = {}

    def beat(self) -> None:
        """Let those beat whose time has come. Raises what they raise; they beat again next time."""
        for one in companions():
            last = self._beaten.get(one)
            if last is None or time.monotonic() - last >= one.seconds:
                one.beat()
                self._beaten[one] = time.monotonic()

    def end(self) -> None:
        """The worker stops: end those that ever beat."""
        for one in self._beaten:
            one.end()
