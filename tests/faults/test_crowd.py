"""100 people press "Kirim sekarang" within one second: 100 receipts, no error, none twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults import evidence
from tests.faults.crowd import PEOPLE, TOGETHER, WITHIN, ready_to_send, rush
from tests.house import City, serving


@pytest.mark.long
@pytest.mark.kdf
def test_100_at_once_get_100_receipts(city: City) -> None:
    city.extra["RANGKUL_TEST_KDF"] = ""
    with serving(city) as server:
        cookies = ready_to_send(server, PEOPLE)
        # In a thread of its own: the browser tests keep an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            seen = thread.submit(lambda: asyncio.run(rush(server, cookies))).result()
    print(
        f"{PEOPLE} receipts in {seen.seconds:.1f} s; posts sent within"
        f" {max(seen.sent_at) - min(seen.sent_at):.2f} s; slowest landing {max(seen.landing):.1f} s"
    )
    assert seen.errors == []
    assert len(set(seen.codes)) == PEOPLE
    assert len(seen.sent_at) == PEOPLE
    assert max(seen.sent_at) - min(seen.sent_at) <= TOGETHER
    assert seen.seconds <= WITHIN
    evidence.assert_whole_reports(PEOPLE)
    evidence.assert_intact()
