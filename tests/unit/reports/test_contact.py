"""Who must not know: stored beside the way, and absent from what older programs stored."""

import pytest

from rangkul.reports.answers import Answers, Contact
from rangkul.reports.forms.collect import contact_of


def test_content_of_an_older_program_opens_without_it() -> None:
    stored = Answers("self", "safe", contact=Contact(way="phone", number="0812")).as_json()
    del stored["contact"]["must_not_know"]
    assert Answers.of(stored).contact == Contact(way="phone", number="0812")


@pytest.mark.parametrize("way", ["", "none", "phone"])
def test_it_is_kept_whatever_the_way_and_opens_none(way: str) -> None:
    contact = contact_of({"q6": way, "q6s": "mama", "q6b": "0812"})
    assert contact.must_not_know == "mama"
    assert contact.allowed == (way == "phone")
    assert contact.number == ("0812" if contact.allowed else "")
