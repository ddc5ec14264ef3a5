"""The page on which a child learns what cannot stay secret, before any detail."""

import pytest
from django.utils.html import escape

from rangkul.reports import limits
from rangkul.reports.enums import AgeBand
from tests.cast import Browser, send_report, walk
from tests.web.reports.behind import text_of

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.parametrize("age", [AgeBand.UNDER_12, AgeBand.TEEN])
def test_a_child_reads_the_sentences_that_the_rules_keep(age: str) -> None:
    visitor = Browser()
    visitor.post("/l/")
    visitor.submit("/l/1", {"q1": "young"})
    visitor.submit("/l/1b", {"q1b": age})
    page = text_of(visitor.get("/l/1d"))
    assert all(escape(one) in page for one in limits.sentences(child=True))
    assert "Kami tidak bilang ke orang yang menyakiti kamu bahwa kamu bercerita." in page
    assert ("Panggil dia ke sini" in page) == (age == AgeBand.UNDER_12)


@pytest.mark.parametrize(
    ("kinds", "comes"),
    [
        (["sexual"], True),
        (["marriage"], True),
        (["digital"], True),
        (["body", "sold"], True),
        (["body", "neglect"], False),
    ],
)
def test_a_witness_of_a_child_reads_of_the_police_before_any_contact(
    kinds: list[str], comes: bool
) -> None:
    visitor, seen = Browser(), dict[str, object]()
    visitor.post("/l/")
    said = {"q1": "child", "q2": "safe", "q3": kinds}
    assert walk(visitor, "/l/1", said, until="/l/4", seen=seen) == "/l/4"
    assert ("/l/3c" in seen) == comes
    if comes:
        assert "polisi khusus anak" in text_of(seen["/l/3c"])


def test_who_reads_without_her_leave_is_said_as_it_is_for_every_team() -> None:
    """A report about the unit goes to a team outside it."""
    for office in ("none", "unit"):
        visitor = send_report(browser=Browser(), office=office).browser
        visitor.post("/l/")
        visitor.submit("/l/1", {"q1": "self"})
        visitor.submit("/l/2", {"q2": "safe"})
        page = text_of(visitor.get("/l/6n"))
        assert "hanya petugas penerima laporan yang membaca" in page
        assert "hanya petugas UPTD PPA" not in page
