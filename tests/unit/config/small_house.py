"""A small house under the real supervisor and the real gunicorn; test_supervisor runs it.

As a script: arguments are the seconds that ending may take and the worker's Python code.
As a module: `application`, which gunicorn serves in place of Rangkul.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rangkul.config import supervisor
from rangkul.config.children import Child

Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """`/slow` takes a second, `/boom` fails with its query as the message, others say the path."""
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(1)
    if path == "/boom":
        raise ValueError(environ["QUERY_STRING"])
    environ["wsgi.input"].read()
    body = f"{path} {environ['wsgi.url_scheme']}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def main() -> None:
    """Run both children until told to end."""
    logging.basicConfig(level=logging.INFO)
    supervisor.SECONDS_TO_END = float(sys.argv[1])
    real = supervisor.web_server()
    here = str(Path(__file__).parent)
    web = Child(
        "web",
        [*real.argv[:-1], "--pythonpath", here, "small_house:application"],
        real.orphaned,
        real.env,
    )
    worker = Child("worker", [sys.executable, "-c", sys.argv[2]], signal.SIGKILL)
    house = supervisor.Supervisor(
        web=web,
        worker=worker,
        port=int(os.environ["PORT"]),
        on_ready=lambda: print("ready", flush=True),
    )
    sys.exit(house.run())


if __name__ == "__main__":
    main()
