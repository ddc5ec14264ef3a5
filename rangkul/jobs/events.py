"""What the queue tells the rooms above it."""

from dataclasses import dataclass

from rangkul.common.events import Event


@dataclass(frozen=True)
class JobDied(Event):
    """A job used up its attempts: somebody must look. Published in the transaction that buries it.

    `error` is the class name of the last exception, or "WorkerLost" when the worker itself died.
    """

    job: int
    kind: str
    error: str
