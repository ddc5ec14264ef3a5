"""Whom "jangan hubungi saya" binds: the reporter alone, never help for another in danger."""

from datetime import datetime

import pytest

from rangkul.policy.book import Conclusion, conclude
from rangkul.policy.explain import explain
from rangkul.policy.facts import WIB, ReporterKind
from rangkul.policy.kernel import rules_in_force
from rangkul.reports.answers import Answers, Contact, first_facts

RECEIVED = datetime(2026, 11, 27, 20, 30, tzinfo=WIB)
NO_CONTACT, BY_PHONE = Contact(), Contact(way="phone", number="0812 3456 7890")
DUTY_WORDS = ("mendatangi pelapor sebelum pelapor menyetujui", "hanya tentang pelapor")


def concluded(answers: Answers) -> Conclusion:
    return conclude(first_facts(answers, received_at=RECEIVED))


def duties_of(answers: Answers) -> set[str]:
    return {duty.code for duty in concluded(answers).duties}


SCENES = [
    # who tells of whom, contact with the reporter; what is owed, what is not
    ("child", "danger", NO_CONTACT, {"outreach_now", "answer_in_inbox_only"}, set()),
    ("adult", "danger", NO_CONTACT, {"outreach_now", "answer_in_inbox_only"}, set()),
    ("self", "danger", NO_CONTACT, {"outreach_now", "answer_in_inbox_only"}, set()),
    ("child", "danger", BY_PHONE, {"outreach_now"}, {"answer_in_inbox_only"}),
    ("child", "danger", Contact(must_not_know="bapaknya"), {"outreach_now"}, set()),
    ("child", "safe", NO_CONTACT, {"answer_in_inbox_only"}, {"outreach_now"}),
]


@pytest.mark.parametrize(("who", "safe", "contact", "owed", "not_owed"), SCENES)
def test_what_a_wish_for_no_contact_changes(
    who: str, safe: str, contact: Contact, owed: set[str], not_owed: set[str]
) -> None:
    found = duties_of(Answers(who, safe, kinds=("body",), contact=contact))
    assert owed <= found
    assert not not_owed & found


@pytest.mark.parametrize("who", ["child", "adult"])
@pytest.mark.parametrize("kind", ["body", "sexual", "sold", "neglect"])
def test_a_witness_who_wants_no_contact_takes_nothing_from_who_is_in_danger(
    who: str, kind: str
) -> None:
    """All that changes is how the reporter is answered."""
    quiet, reachable = (
        Answers(who, "danger", kinds=(kind,), contact=contact) for contact in (NO_CONTACT, BY_PHONE)
    )
    assert duties_of(quiet) - duties_of(reachable) == {"answer_in_inbox_only"}
    assert duties_of(reachable) <= duties_of(quiet)
    assert concluded(quiet).police.state is concluded(reachable).police.state
    assert concluded(quiet).risk is concluded(reachable).risk


def test_the_words_of_the_rule_name_the_reporter() -> None:
    (rule,) = (one for one in rules_in_force(RECEIVED.date(), "DUT") if one.id == "DUT-20")
    assert all(words in rule.says.id for words in DUTY_WORDS)
    assert "atau datang sebelum" not in rule.says.id


def test_the_neighbours_page_orders_no_waiting_about_the_child() -> None:
    neighbour = Answers("child", "danger", kinds=("body",))
    facts = first_facts(neighbour, received_at=RECEIVED)
    assert facts.reporter is ReporterKind.THIRD_PERSON
    said = repr(explain(conclude(facts)))
    assert "Jangkau korban sekarang" in said
    for order in ("atau datang sebelum ia", "sebelum ia menyetujui", "lewat cara kontak yang aman"):
        assert order not in said
