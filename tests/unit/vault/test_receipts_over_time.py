"""A code that is changed, killed or spoken under duress; a report that goes to another team."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.vault import actions, receipts
from rangkul.vault.actions import ReportKeys
from rangkul.vault.crypto import Refused, random_key, seal_to
from rangkul.vault.enums import Ground, Purpose, ReceiptState
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Access, Compartment, Grant, Receipt
from rangkul.vault.queries import (
    find_receipt,
    grant_context,
    intake_team,
    may_see,
    open_for_person,
    open_for_receipt,
)
from rangkul.vault.receipts import ReceiptKeys
from tests.house import City
from tests.sealed_report import (
    THREAD,
    SealedReport,
    keys_of,
    reroute,
    seal,
    through_receipt,
    through_team,
)


def _replaced(sent: SealedReport, opened: ReportKeys, *, word: str = "") -> ReceiptKeys:
    """A new code in place of the last; returns the receipt of the old one."""
    old, code = sent.receipt, receipts.new_code()
    new = receipts.derive(code)
    duress = receipts.derive_duress(code, word) if word else None
    with writing():
        actions.replace_receipt(sent.ref, opened, new, duress=duress)
    sent.code, sent.receipt = code, new
    return old


def _opens_nothing(ref: str, receipt: ReceiptKeys) -> None:
    with pytest.raises(LookupError):
        through_receipt(ref, receipt)


@pytest.mark.parametrize("who", ["reporter", "officer"])
def test_a_new_code_opens_all_and_the_old_one_nothing(city: City, who: str) -> None:
    sent = seal(word="mawar")
    duress = receipts.derive_duress(sent.code, "mawar")
    opened = sent.by_code() if who == "reporter" else through_team(sent.ref, keys_of("piket"))
    old = _replaced(sent, opened)
    assert find_receipt(old) is None
    assert find_receipt(duress) is None
    _opens_nothing(sent.ref, old)
    assert find_receipt(sent.receipt) is not None
    assert sent.read(sent.by_code().thread) == {"pertama"}
    assert sent.read(through_team(sent.ref, keys_of("piket")).thread) == {"pertama"}


def test_a_new_code_after_a_reroute_opens_every_generation(city: City) -> None:
    sent = seal()
    sent.write("kedua", reroute(sent).thread)
    _replaced(sent, sent.by_code())
    assert sent.read(sent.by_code().thread) == {"pertama", "kedua"}


def test_a_killed_code_opens_and_finds_nothing(city: City) -> None:
    sent = seal(word="mawar")
    with writing():
        actions.close_receipts(sent.ref)
    assert find_receipt(sent.receipt) is None
    assert find_receipt(receipts.derive_duress(sent.code, "mawar")) is None
    _opens_nothing(sent.ref, sent.receipt)
    assert sent.read(through_team(sent.ref, keys_of("piket")).thread) == {"pertama"}


def test_an_officer_gives_a_way_back_after_a_code_was_killed(city: City) -> None:
    sent = seal()
    with writing():
        actions.close_receipts(sent.ref)
    _replaced(sent, through_team(sent.ref, keys_of("piket")))
    assert sent.read(sent.by_code().thread) == {"pertama"}


def test_a_duress_code_is_found_and_opens_nothing(city: City) -> None:
    sent = seal(word="mawar")
    found = find_receipt(receipts.derive_duress(sent.code, "Mawar"))
    assert found is not None
    assert (found.report, found.duress) == (sent.ref, True)
    with pytest.raises(Refused):
        through_receipt(sent.ref, receipts.derive_duress(sent.code, "mawar"))
    plain = find_receipt(sent.receipt)
    assert plain is not None
    assert not plain.duress


def test_a_duress_word_is_changed_dropped_and_agreed_again(city: City) -> None:
    sent = seal(word="mawar")

    def agreed(word: str) -> bool:
        return find_receipt(receipts.derive_duress(sent.code, word)) is not None

    for words, living in ((["melati"], "melati"), ([""], ""), (["mawar"], "mawar")):
        for word in words:
            duress = receipts.derive_duress(sent.code, word) if word else None
            with writing():
                actions.set_duress(sent.ref, duress)
        assert [word for word in ("mawar", "melati") if agreed(word)] == [living] * bool(living)
    assert sent.read(sent.by_code().thread) == {"pertama"}


def test_closed_wrong_and_never_issued_codes_ask_the_same(city: City) -> None:
    closed = seal()
    with writing():
        actions.close_receipts(closed.ref)
    asked = []
    for keys in (closed.receipt, receipts.derive(receipts.new_code())):
        with CaptureQueriesContext(connection) as queries:
            assert find_receipt(keys) is None
        asked.append([query["sql"].split("WHERE")[0] for query in queries])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_a_rerouted_report_leaves_the_ordinary_team(city: City) -> None:
    sent, ordinary = seal(), keys_of("piket")
    opened_before = through_team(sent.ref, ordinary)
    sent.write("kedua", reroute(sent).thread)
    with pytest.raises(LookupError):
        through_team(sent.ref, ordinary)
    assert not may_see([intake_team(Purpose.INTAKE)], sent.ref)
    assert sent.read(opened_before.thread) == {"pertama"}  # only what was already readable


def test_a_rerouted_report_is_whole_for_the_other_team_and_its_reporter(city: City) -> None:
    sent = seal()
    sent.write("kedua", reroute(sent).thread)
    for keys in (through_team(sent.ref, keys_of("piketlain")), sent.by_code()):
        assert sent.read(keys.thread) == {"pertama", "kedua"}
        assert keys.thread.newest.generation == keys.report.newest.generation == 2
    assert Access.objects.get(object=sent.ref).principal == intake_team(Purpose.ALTERNATIVE_INTAKE)


def test_a_report_can_be_rerouted_twice(city: City) -> None:
    sent = seal()
    sent.write("kedua", reroute(sent).thread)
    sent.write("ketiga", reroute(sent).thread)
    assert sent.read(sent.by_code().thread) == {"pertama", "kedua", "ketiga"}
    other = through_team(sent.ref, keys_of("piketlain")).thread
    assert sent.read(other) == {"pertama", "kedua", "ketiga"}
    assert other.newest.generation == 3


def test_only_her_living_code_reroutes(city: City) -> None:
    sent = seal()
    opened, old = sent.by_code(), _replaced(sent, sent.by_code())
    with pytest.raises(LookupError), writing():
        actions.reroute_report(
            sent.ref,
            opened,
            team=intake_team(Purpose.ALTERNATIVE_INTAKE),
            holder=old,
            sort_key="",
        )


@pytest.mark.parametrize("other", ["another report", "an older generation"])
def test_what_was_not_opened_here_and_now_issues_no_code(city: City, other: str) -> None:
    sent = seal()
    opened = sent.by_code() if other == "an older generation" else seal().by_code()
    if other == "an older generation":
        reroute(sent)
    new = receipts.derive(receipts.new_code())
    with pytest.raises(LookupError), writing():
        actions.replace_receipt(sent.ref, opened, new, duress=None)
    assert find_receipt(sent.receipt) is not None


def test_a_report_has_one_living_code_and_one_duress_code(city: City) -> None:
    sent = seal(word="mawar")
    for state in (ReceiptState.OPEN, ReceiptState.DURESS):
        with pytest.raises(IntegrityError), writing():
            Receipt.objects.create(
                lookup=random_key(), version=1, box_pk=random_key(), report=sent.ref, state=state
            )


def _slip_in(sent: SealedReport, link: bytes) -> None:
    """A writer's own next generation of the thread, sealed to the team's public key."""
    his = OpenCompartment("0thiefs0thread00", THREAD, 2, random_key())
    Compartment.objects.create(
        id=his.id,
        owner_kind="report",
        owner=sent.ref,
        code=THREAD,
        generation=2,
        commitment=his.commitment,
        link=link,
    )
    granted = Grant.objects.filter(compartment__owner=sent.ref, to_key__isnull=False)[0]
    sealed = seal_to(
        bytes(granted.to_key.box_pk or b"") if granted.to_key else b"",
        his.key,
        context=grant_context(his.id, 2),
    )
    Grant.objects.create(
        compartment_id=his.id,
        to_key=granted.to_key,
        sealed_key=sealed,
        ground=Ground.REPORT,
        ground_ref=sent.ref,
        starts=clock.now(),
    )


def test_a_generation_that_somebody_slipped_in_is_refused(city: City) -> None:
    sent, other = seal(), seal()
    reroute(other)
    copied = Compartment.objects.get(owner=other.ref, code=THREAD, generation=2).link
    for link in (random_key(), bytes(copied or b"")):
        with writing():
            _slip_in(sent, link)
        with pytest.raises(Refused, match="nobody entitled"):
            open_for_person(sent.ref, THREAD, keys_of("piket"))
        with writing():
            Grant.objects.filter(compartment="0thiefs0thread00").delete()
            Compartment.objects.filter(pk="0thiefs0thread00").delete()


def test_a_generation_without_a_grant_takes_no_new_words(city: City) -> None:
    sent = seal()
    with writing():
        _slip_in(sent, random_key())
        Grant.objects.filter(compartment="0thiefs0thread00").delete()
    opened = sent.by_code().thread
    assert sent.read(opened) == {"pertama"}
    with pytest.raises(LookupError):
        opened.newest  # noqa: B018 - asking is what raises


def test_words_of_another_report_name_no_generation_of_this_one(city: City) -> None:
    sent, other = seal(), seal()
    with pytest.raises(Refused):
        sent.by_code().thread.for_sealed(other.words["pertama"])
    for nonsense in (b"", b"\x01" * 10, b"\x02" * 40, b"\x01" + b"\xff" * 40):
        with pytest.raises(Refused):
            sent.by_code().thread.for_sealed(nonsense)


def test_a_code_of_another_report_is_refused(city: City) -> None:
    sent, other = seal(), seal()
    with pytest.raises(Refused):
        open_for_receipt(sent.ref, THREAD, other.receipt)
    with pytest.raises(LookupError):
        open_for_receipt("0000000000000000", THREAD, sent.receipt)


def test_the_row_of_a_closed_code_does_not_open_even_with_living_grants(city: City) -> None:
    """Half of what a writer would have to undo."""
    sent = seal()
    with writing():
        actions.close_receipts(sent.ref)
        triggers.drop_all()
        Grant.objects.filter(compartment__owner=sent.ref).update(revoked=None)
    _opens_nothing(sent.ref, sent.receipt)
