"""The page on which a child learns what cannot stay secret, before any detail."""

import pytest
from django.utils.html import escape

from rangkul.reports import limits
from rangkul.reports.enums import AgeBand
from tests.cast import Browser
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
    assert "Orang yang menyakiti kamu tidak kami beri tahu." in page
    assert ("Panggil dia ke sini" in page) == (age == AgeBand.UNDER_12)
