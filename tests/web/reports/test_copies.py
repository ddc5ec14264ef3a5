"""The same long words again and again: sorted behind, never refused, remembered nowhere on disk."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.reports import alike
from rangkul.reports.models import Report
from tests.cast import Browser, send_report, signed_in, walk
from tests.faults import outages
from tests.faults.test_flood import everything_in_the_database, everything_on_disk
from tests.faults.test_storage import impatient
from tests.furnished import queue_of
from tests.house import City

pytestmark = pytest.mark.usefixtures("city")
STORY = "Dia memukul saya lagi tadi malam di dapur."
OTHER = "Anak tetangga sering menangis sampai malam."


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    alike._seen.clear()
    yield
    alike._seen.clear()


def flags() -> list[bool]:
    """Of every report in the order of arrival, whether it was taken for a copy."""
    with reading():
        return list(Report.objects.order_by("received_at").values_list("alike", flat=True))


@pytest.mark.parametrize(
    ("stories", "flagged"),
    [
        ([STORY] * 5, [False, False, False, True, True]),
        ([STORY, STORY.upper(), f"  {STORY}\n", STORY.replace(" ", "\n ")], [False] * 3 + [True]),
        ([STORY, OTHER] * 3, [False] * 6),
        (["tolong"] * 6, [False] * 6),
        (["tolong saya sekarang"[: alike.SHORTEST - 1]] * 5, [False] * 5),
        ([""] * 5, [False] * 5),
    ],
)
def test_the_fourth_copy_within_an_hour_is_flagged_and_a_short_cry_never(
    stories: list[str], flagged: list[bool]
) -> None:
    codes = {send_report(story).code for story in stories}
    assert len(codes) == len(stories)  # each was taken
    assert flags() == flagged


def test_after_an_hour_the_same_words_are_new() -> None:
    for _ in range(alike.OFTEN):
        send_report(STORY)
    with clock.frozen(clock.now() + alike.WINDOW + timedelta(seconds=1)):
        send_report(STORY)
    assert not any(flags())


def test_copies_stand_behind_in_their_class_and_never_below_it() -> None:
    for _ in range(alike.OFTEN):
        send_report(STORY, who="self", safe="safe")
    send_report(STORY, who="self", safe="safe")  # flagged
    send_report(OTHER, who="self", safe="safe")  # later, of the same class
    send_report(STORY, who="self", safe="danger")  # flagged, of a class above
    urgent, *rest = arrived_in_order_of_the_queue()
    assert urgent == 5
    assert rest == [0, 1, 2, 4, 3]


def arrived_in_order_of_the_queue() -> list[int]:
    """For each place in the duty desk's queue, as how many-th its report arrived."""
    with reading():
        arrived = list(Report.objects.order_by("received_at").values_list("ref", flat=True))
    return [arrived.index(ref) for ref in queue_of(signed_in("piket"))]


def test_a_copy_told_after_the_alarm_is_flagged_too() -> None:
    for _ in range(alike.OFTEN):
        send_report(STORY)
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "self"})
    visitor.submit("/l/2", {"q2": "danger"})
    visitor.submit("/l/2d", {"q2c": "dapur"})
    assert flags()[-1] is False
    assert visitor.submit("/l/selesai", to="/l/lanjut").headers["Location"] == "/l/3"
    assert walk(visitor, "/l/3", {"q3b": STORY}) == "/l/periksa"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    assert flags()[-1] is True


def test_what_failed_and_is_sent_once_more_is_no_copy(city: City) -> None:
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "unsure", "q2": "unknown", "q3b": STORY}) == "/l/periksa"
    for _ in range(alike.OFTEN + 1):
        with impatient(), outages.held_by_another_writer(city):
            assert visitor.submit("/l/periksa").status_code == 503
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"
    assert flags() == [False]


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "_MOST", 50)
    for number in range(120):
        alike.seen_often(f"{STORY} {number}")
        alike.seen_often(f"{STORY} selalu sama")
    assert len(alike._seen) == 50
    assert max(len(times) for times in alike._seen.values()) == alike.OFTEN + 1
    assert alike.seen_often(f"{STORY} selalu sama")  # what keeps coming is not forgotten first


def test_neither_words_nor_their_marks_touch_the_disk(city: City) -> None:
    for _ in range(alike.OFTEN + 1):
        send_report(STORY)
    (mark,) = alike._seen
    kept = "\n".join([*everything_in_the_database(), *everything_on_disk(city.folder)])
    for trace in (mark.decode("latin-1"), mark.hex(), alike._key.hex(), "memukul"):
        assert trace not in kept
