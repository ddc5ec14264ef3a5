"""Named points at which a test may kill the process. Without a plan folder they do nothing.

The plan folder comes from RANGKUL_FAULTS, which `serve` refuses on any database that was not
made by the test runner (config.startup).
"""

import os
import signal
from pathlib import Path

_folder = os.environ.get("RANGKUL_FAULTS")


def point(name: str) -> None:
    """Die here, as by kill -9, when the plan folder holds a file of this name (used up once)."""
    if _folder is None:
        return
    armed = Path(_folder) / name
    try:
        armed.rename(armed.with_name(f"{name}.hit.{os.getpid()}.{os.urandom(4).hex()}"))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
