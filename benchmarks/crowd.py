"""100 people press "Kirim sekarang" within one second: how long until the last has her receipt,
and how long the landing page takes meanwhile."""

import asyncio

from _bench import Row, city, publish, spread

from tests.faults.crowd import PEOPLE, TOGETHER, WITHIN, ready_to_send, rush
from tests.house import serving


def main() -> None:
    """Measure and publish."""
    with city() as made, serving(made) as server:
        seen = asyncio.run(rush(server, ready_to_send(server, PEOPLE)))
    together = max(seen.sent_at) - min(seen.sent_at)
    receipts = len(set(seen.codes))
    publish(
        "crowd",
        [
            Row(
                "final POSTs on the wire within, s",
                f"{together:.2f}",
                f"<= {TOGETHER:.0f}",
                held=together <= TOGETHER,
            ),
            Row(
                "different receipts / errors",
                f"{receipts} / {len(seen.errors)}",
                f"{PEOPLE} / 0",
                held=receipts == PEOPLE and not seen.errors,
                baseline="GlobaLeaks 5.0.15: 16 at once, 11 fail with HTTP 500",
            ),
            Row(
                "last receipt after, s",
                f"{seen.seconds:.1f}",
                f"<= {WITHIN:.0f}",
                held=seen.seconds <= WITHIN,
            ),
            Row(
                "landing page meanwhile, s, min / median / p95",
                spread(seen.landing, digits=2),
            ),
            Row("landing page meanwhile, slowest, s", f"{max(seen.landing):.2f}"),
        ],
        {"landing": seen.landing, "seconds": seen.seconds, "errors": seen.errors},
    )


if __name__ == "__main__":
    main()
