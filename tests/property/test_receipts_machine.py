"""Whatever order codes are changed, killed, spoken under duress and reports rerouted in."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rangkul.common.transactions import reading, writing
from rangkul.vault import actions, receipts
from rangkul.vault.actions import ReportKeys
from rangkul.vault.crypto import Refused
from rangkul.vault.enums import Purpose
from rangkul.vault.queries import find_receipt, intake_team, may_see
from rangkul.vault.receipts import ReceiptKeys
from tests.house import City
from tests.sealed_report import (
    SealedReport,
    keys_of,
    reroute,
    seal,
    through_receipt,
    through_team,
)

SAID = ("mawar", "melati")
WORDS = st.sampled_from(["", *SAID])
ROUTES = (Purpose.INTAKE, Purpose.ALTERNATIVE_INTAKE)


class Codes(RuleBasedStateMachine):
    """One report; `living` says which code should open, `duress` which should only be found."""

    sent: SealedReport
    living: bool
    rerouted: bool
    word: str

    @initialize(word=WORDS)
    def send(self, word: str) -> None:
        self.sent = seal(word)
        self.living, self.rerouted, self.word = True, False, word
        self.dead: list[ReceiptKeys] = []
        self.officers = keys_of("piket"), keys_of("piketlain")

    def _team(self) -> ReportKeys:
        return through_team(self.sent.ref, self.officers[self.rerouted])

    def _duress(self, word: str) -> ReceiptKeys | None:
        return receipts.derive_duress(self.sent.code, word) if word else None

    def _bury(self) -> None:
        """The codes that must be dead from now on."""
        if self.living:
            self.dead += [one for one in (self.sent.receipt, self._duress(self.word)) if one]
        self.living, self.word = False, ""

    @rule(word=WORDS, by_team=st.booleans())
    def replace(self, word: str, by_team: bool) -> None:
        opened = self._team() if by_team or not self.living else self.sent.by_code()
        self._bury()
        self.sent.code = receipts.new_code()
        new = receipts.derive(self.sent.code)
        duress = self._duress(word)
        with writing():
            actions.replace_receipt(self.sent.ref, opened, new, duress=duress)
        self.sent.receipt, self.living, self.word = new, True, word

    @rule()
    def kill(self) -> None:
        self._bury()
        with writing():
            actions.close_receipts(self.sent.ref)

    @precondition(lambda self: self.living)
    @rule(word=WORDS)
    def agree(self, word: str) -> None:
        duress = self._duress(word)
        with writing():
            actions.set_duress(self.sent.ref, duress)
        self.word = word

    @precondition(lambda self: self.living)
    @rule()
    def name_our_office(self) -> None:
        reroute(self.sent)
        self.rerouted = True

    @rule(by_team=st.booleans())
    def write(self, by_team: bool) -> None:
        by = self._team() if by_team or not self.living else self.sent.by_code()
        self.sent.write(f"kata {len(self.sent.words)}", by.thread.newest)

    @invariant()
    def exactly_the_last_issued_code_opens_and_opens_all(self) -> None:
        with reading():
            found = find_receipt(self.sent.receipt)
            assert (found is not None) == self.living
            if self.living:
                assert self.sent.read(self.sent.by_code().thread) == self.sent.words.keys()
            for dead in self.dead[-3:]:
                assert find_receipt(dead) is None
                with pytest.raises((LookupError, Refused)):
                    through_receipt(self.sent.ref, dead)

    @invariant()
    def a_duress_code_is_found_while_agreed_and_opens_nothing(self) -> None:
        spoken = {word: receipts.derive_duress(self.sent.code, word) for word in SAID}
        with reading():
            for word, keys in spoken.items():
                found = find_receipt(keys)
                assert (found is not None) == (self.living and word == self.word)
                assert found is None or found.duress
                with pytest.raises(Refused):
                    through_receipt(self.sent.ref, keys)

    @invariant()
    def exactly_one_team_reads_all_and_the_other_nothing(self) -> None:
        with reading():
            reads, shut = self.officers[:: -1 if self.rerouted else 1]
            opened = through_team(self.sent.ref, reads)
            assert self.sent.read(opened.thread) == self.sent.words.keys()
            with pytest.raises(LookupError):
                through_team(self.sent.ref, shut)
            seen = [may_see([intake_team(one)], self.sent.ref) for one in ROUTES]
            assert seen == [not self.rerouted, self.rerouted]


@pytest.mark.parametrize("examples", [6, pytest.param(60, marks=pytest.mark.long)])
def test_codes_and_routes_in_any_order(city: City, examples: int) -> None:
    run_state_machine_as_test(
        Codes,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
