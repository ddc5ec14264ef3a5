"""What kills the server and when: named points (rangkul.common.faults) and random moments."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.processes import background_worker, kill, wait_until, web_workers
from tests.house import City, Server

SENDING = ("after-draft-write", "after-derivation", "before-commit", "after-commit")
ATTACHING = ("blob-writing", "blob-kept")  # of a file on its way in
WORKING = ("worker-leased", "worker-handled")
AFTER_RESPONSE = "after response, before the receipt page"
RANDOM_WEB = "web process at random"
RANDOM_WORKER = "background worker at random"
SUPERVISOR = "supervisor"


@dataclass
class Plan:
    """Arms points by files; counts what was hit."""

    folder: Path
    killed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, city: City) -> "Plan":
        """A plan that this city's processes look at from their start on."""
        folder = city.folder / "faults"
        folder.mkdir()
        city.extra["RANGKUL_FAULTS"] = str(folder)
        return cls(folder)

    def arm(self, point: str) -> None:
        """The next process that passes this point dies there."""
        (self.folder / point).touch()

    def disarm(self) -> None:
        """Nobody dies any more at a point."""
        for point in (*SENDING, *ATTACHING, *WORKING):
            (self.folder / point).unlink(missing_ok=True)

    def armed(self, point: str) -> bool:
        """Whether nobody has passed it yet."""
        return (self.folder / point).exists()

    def hit(self, point: str) -> bool:
        """Whether somebody has died at the point that was armed last."""
        return not self.armed(point)

    def hits(self, point: str) -> int:
        """How many processes died at a named point."""
        return sum(1 for _ in self.folder.glob(f"{point}.hit.*"))

    def note(self, what: str) -> None:
        """Count a kill that was made from outside."""
        with self.lock:
            self.killed[what] += 1

    def counts(self) -> dict[str, int]:
        """Every way of dying and how often it happened."""
        points = (*SENDING, *ATTACHING, *WORKING)
        return {point: self.hits(point) for point in points} | dict(self.killed)

    def kill_web(self, server: Server, why: str) -> None:
        """kill -9 of every process that answers requests."""
        killed = [kill(pid) for pid in web_workers(server)]
        if any(killed):
            self.note(why)

    def kill_worker(self, server: Server) -> None:
        """kill -9 of the background worker."""
        if kill(background_worker(server)):
            self.note(RANDOM_WORKER)

    def kill_supervisor(self, server: Server) -> None:
        """kill -9 of the supervisor; what it started ends, and an operator starts it again."""
        server.kill()
        self.note(SUPERVISOR)
        wait_until(server.port_is_free, "the port is free again")
        server.start()


class Killer(threading.Thread):
    """Kills the server while visitors write, until `rest` is called.

    Paced by what the visitors have done, not by time: a slow machine sees as many kills.
    """

    def __init__(
        self, plan: Plan, server: Server, *, done: Callable[[], int], every: int, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.plan, self.server, self.done, self.every = plan, server, done, every
        self.chance = random.Random(seed)
        self.over = threading.Event()

    def run(self) -> None:
        turn = 0
        while not self.over.wait(self.chance.uniform(0.0, 0.3)):
            if self.done() >= turn * self.every:
                self._turn(turn)
                turn += 1

    def _turn(self, turn: int) -> None:
        point = (*SENDING, *ATTACHING)[turn % (len(SENDING) + len(ATTACHING))]
        self.plan.arm(point)
        while self.plan.armed(point) and not self.over.is_set():
            time.sleep(0.01)
        time.sleep(self.chance.uniform(0.0, 0.6))
        if turn % 4 == 3:
            self.plan.kill_web(self.server, RANDOM_WEB)
        if turn % 10 == 4:
            self.plan.kill_worker(self.server)
        if turn % 15 == 14:
            self.plan.kill_supervisor(self.server)

    def rest(self) -> None:
        """Stop killing; the server comes back to its feet."""
        self.over.set()
        self.join(60)
        self.plan.disarm()
        self.server.wait_until_up()
