"""No sequence of statements by people outside a team makes anyone trust a key of theirs."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rangkul.vault.chain import Link
from rangkul.vault.crypto import Refused
from tests.unit.vault.small_chain import (
    KEPALA,
    PIKET,
    PIKET2,
    ROOT,
    TEAM_BOX,
    Hand,
    admission,
    epoch,
    founder,
    hand,
    host_key,
    person,
    root_key,
    small_city,
    team_of_founder,
    team_of_root,
)

# Outsiders hold keys of their own under any id that they like: fresh ones, and everybody's.
IDS = ["key-a", "key-b", PIKET.id, PIKET2.id, KEPALA.id, ROOT.id, "key-host", "epoch-intake-1"]
OWNERS = ["a", "b", "piket", "piket2", "kepala", "root", "intake", "new"]
TEAMS = ["intake", "own", "other"]
outsiders = st.builds(
    lambda owner, key, salt: hand(owner, key=key, version=f"outside{salt}"),
    st.sampled_from(OWNERS),
    st.sampled_from(IDS),
    st.integers(0, 1),
)
numbers = st.integers(1, 3)
ids = st.sampled_from(IDS)
owners = st.sampled_from(OWNERS)
teams = st.sampled_from(TEAMS)


class Outside(RuleBasedStateMachine):
    """Everything that people outside the intake team can write, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = small_city()
        self.stored: list[Link] = list(self.chain.links)

    def _try(self, by: Hand, body: dict[str, object]) -> None:
        try:
            self.chain.say(by, **body)
        except Refused:
            return

    @rule(by=outsiders, paper=owners)
    def state_a_key(self, by: Hand, paper: str) -> None:
        body = person(by, paper=paper)
        self._try(by, {**body, "introduction": body["introduction"][::-1]})

    @rule(by=outsiders, team=teams, number=numbers, key=ids)
    def make_an_epoch(self, by: Hand, team: str, number: int, key: str) -> None:
        self._try(by, epoch(team, number, key=key, box=by.box))

    @rule(by=outsiders, team=teams, key=ids)
    def admit(self, by: Hand, team: str, key: str) -> None:
        self._try(by, admission(team, key))

    @rule(by=outsiders, team=teams, name=owners)
    def found_as_root_would(self, by: Hand, team: str, name: str) -> None:
        self._try(by, team_of_root(team, name))

    @rule(by=outsiders, team=teams, first=outsiders)
    def found_as_a_founder_would(self, by: Hand, team: str, first: Hand) -> None:
        self._try(by, team_of_founder(team, first, "intake"))

    @rule(by=outsiders, name=owners)
    def appoint(self, by: Hand, name: str) -> None:
        self._try(by, founder(name))

    @rule(by=outsiders)
    def name_root_or_host(self, by: Hand) -> None:
        self._try(by, root_key(by))
        self._try(by, host_key())

    @rule(at=st.integers(0, 100), maker=ids)
    def replay(self, at: int, maker: str) -> None:
        old = self.stored[at % len(self.stored)]
        for copied in (
            old,
            Link(self.chain.trust.seq + 1, old.body, self.chain.trust.head, maker, old.signature),
        ):
            try:
                self.chain.offer(copied)
            except Refused:
                continue

    @invariant()
    def the_team_is_as_its_members_left_it(self) -> None:
        intake = self.chain.trust.teams["intake"]
        assert [one.box for one in intake.epochs] == [TEAM_BOX]
        assert intake.members == {PIKET.id}

    @invariant()
    def no_other_team_root_host_or_founder_came(self) -> None:
        trust = self.chain.trust
        assert set(trust.teams) == {"intake"}
        assert trust.founders == {KEPALA.id}
        assert trust.root is not None
        assert trust.root.sign.hex() == ROOT.sign

    @invariant()
    def keys_of_people_are_the_ones_they_made(self) -> None:
        for who in (PIKET, PIKET2, KEPALA):
            assert self.chain.trust.persons[who.id].sign.hex() == who.sign


TestOutside = Outside.TestCase
TestOutside.settings = settings(max_examples=40, stateful_step_count=12, deadline=None)
