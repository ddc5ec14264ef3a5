"""The background worker: takes one job at a time until it is told to stop.

Log lines hold numbers, kinds and class names, never a payload or a message.
"""

import logging
import signal
import time

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from rangkul.common import faults
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.jobs import leases, payloads
from rangkul.jobs.company import Company
from rangkul.jobs.leases import Lease, LeaseLost
from rangkul.jobs.queries import is_due
from rangkul.jobs.registry import Kind, kind_of
from rangkul.jobs.schedule import Schedule

logger = logging.getLogger(__name__)

IDLE_PAUSE = 1.0  # seconds
BUSY_PAUSE = 0.2  # seconds, for a while after the last job: work comes in bursts
BUSY_FOR = 5.0  # seconds
OUTAGE_PAUSE = 1.0  # seconds
OUTAGES = (OperationalError, InterfaceError)


def run_forever() -> None:
    """Work until SIGTERM or SIGINT; a job in hand is finished first. For the main thread."""
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()


def run_once() -> bool:
    """Run the next due job, if any, and say whether there was one. Recurring work is not planned.

    A handler's failure is recorded in the job, not raised. Raises the database's own errors.
    """
    return Worker().run_once()


class Worker:
    """One process's worker, known in the queue by a random reference."""

    def __init__(self) -> None:
        self.name = new_ref()
        self._schedule = Schedule()
        self._company = Company()
        self._stopping = False
        self._outage = False
        self._last_job = float("-inf")

    def stop(self, *_signal: object) -> None:
        """Stop after the job in hand. Only sets a flag, hence safe in a signal handler."""
        self._stopping = True

    def run(self) -> None:
        """Work until stop() was called."""
        logger.info("worker %s starts", self.name)
        while not self._stopping:
            time.sleep(self._turn())
        self._part()
        logger.info("worker %s stops", self.name)

    def run_once(self) -> bool:
        """As the module's run_once()."""
        lease = leases.take(self.name) if is_due() else None
        if lease is None:
            return False
        faults.point("worker-leased")
        _attempt(lease)
        return True

    def _part(self) -> None:
        """End what lived with this worker; a lost database is no reason not to stop."""
        try:
            self._company.end()
        except OUTAGES as error:
            self._note_outage(error)

    def _turn(self) -> float:
        """Plan, run one job, and return the seconds to pause."""
        try:
            close_old_connections()
            self._company.beat()
            self._schedule.plan()
            worked = self.run_once()
        except OUTAGES as error:
            self._note_outage(error)
            return OUTAGE_PAUSE
        self._note_recovery()
        return self._pause(worked=worked)

    def _pause(self, *, worked: bool) -> float:
        now = time.monotonic()
        if worked:
            self._last_job = now
            return 0.0
        return BUSY_PAUSE if now - self._last_job < BUSY_FOR else IDLE_PAUSE

    def _note_outage(self, error: Exception) -> None:
        """One line an outage, not one a second."""
        if not self._outage:
            logger.error("database unavailable (%s), trying again", type(error).__name__)
        self._outage = True
        connection.close()

    def _note_recovery(self) -> None:
        if self._outage:
            logger.warning("database available again")
        self._outage = False


def _attempt(lease: Lease) -> None:
    """Run the handler and record how it ended."""
    if lease.spent:
        _record_failure(lease, "WorkerLost")
        return
    try:
        _perform(kind_of(lease.kind), lease)
    except LeaseLost:
        logger.warning("job %d %s: the lease ended first", lease.job, lease.kind)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is that job's failure
        _record_failure(lease, type(error).__name__)


def _perform(kind: Kind, lease: Lease) -> None:
    payload = payloads.from_json(kind.payload, lease.payload)
    if kind.separate:
        kind.handler(payload)
        faults.point("worker-handled")
        with writing():
            leases.finish(lease)
        return
    with writing():
        # Marked first: the row's lock keeps other workers away from a job that overruns its
        # lease, and one that is lost already stops before any effect.
        leases.finish(lease)
        kind.handler(payload)
        faults.point("worker-handled")


def _record_failure(lease: Lease, error: str) -> None:
    """Put the job back or bury it. If that fails, the lease runs out and it is tried again."""
    try:
        died = leases.fail(lease, error)
    except OUTAGES:
        raise
    except Exception:
        logger.exception("job %d %s: its failure could not be recorded", lease.job, lease.kind)
        return
    logger.log(
        logging.ERROR if died else logging.WARNING,
        "job %d %s: attempt %d of %d failed (%s)%s",
        lease.job,
        lease.kind,
        lease.attempt,
        lease.max_attempts,
        error,
        ", dead" if died else "",
    )
