"""One child process of the supervisor: bound to its parent's life, ended with all it started."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4


def close_memory() -> None:
    """No other process of our user may read this one's memory, where keys are: vault.cleaning
    starts one that hostile pictures could take over. Holds for what is forked, ends at an exec."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


@dataclass
class Child:
    """A program and, once started, its process.

    `orphaned` is the signal that the kernel (Linux) sends it when the supervisor dies unasked:
    nobody is left then to enforce a deadline, so it must end the program in bounded time.
    """

    name: str
    argv: Sequence[str]
    orphaned: signal.Signals
    env: Mapping[str, str] | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program in a session of its own, so that Ctrl+C reaches only the supervisor."""
        self._process = subprocess.Popen(  # noqa: S603 (our own argv, no shell)
            self.argv,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_bound_to_parent(self.orphaned),  # noqa: PLW1509 (one thread only here)
        )

    @property
    def pid(self) -> int:
        """The process number. Raises RuntimeError before start()."""
        return self._started().pid

    @property
    def started(self) -> bool:
        """Whether start() was called."""
        return self._process is not None

    def exit_code(self) -> int | None:
        """How it ended (negative: the signal's number), or None while it runs."""
        return self._started().poll()

    def ask_to_end(self) -> None:
        """Send SIGTERM; harmless when it has ended already."""
        self._started().terminate()

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within this time."""
        try:
            self._started().wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def sweep(self) -> None:
        """Kill what is left of it and of everything that it started."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._started().wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process


def _bound_to_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child runs before the program: tie its life to ours. None where Linux is not."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork, not after
    parent = os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # the parent died before the tie was made
            os._exit(1)

    return bind
