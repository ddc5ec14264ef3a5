"""Who may state what about keys: every line of the two tables is one rule of vault.md, "Keys"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rangkul.vault.chain import Link, canonical
from rangkul.vault.crypto import Refused
from tests.unit.vault.small_chain import (
    KEPALA,
    MITRA,
    PIKET,
    PIKET2,
    ROOT,
    THIEF,
    Chain,
    Hand,
    admission,
    epoch,
    founder,
    hand,
    host_key,
    invitation,
    person,
    root_key,
    small_city,
    team_of_founder,
    team_of_root,
)

Body = dict[str, Any]
OTHER = hand("other")
# A second key under the id of a member: he would be that member.
AS_PIKET = hand("thief", key=PIKET.id)
AS_ROOT = hand("thief", key=ROOT.id)
PIKET_AGAIN = hand("piket", key="key-piket-again", version="2")

ALLOWED: list[tuple[str, Hand, Body]] = [
    ("the root founds a team", ROOT, team_of_root("other", "other")),
    ("the root appoints a founder", ROOT, founder("other")),
    (
        "a founder founds a partner's team for somebody with a key",
        KEPALA,
        team_of_founder("partner", MITRA),
    ),
    ("a person states her own key", OTHER, person(OTHER)),
    ("a member admits a person", PIKET, admission("intake", PIKET2.id)),
    ("a member makes the next epoch", PIKET, epoch("intake", 2)),
]

REFUSED: list[tuple[str, Hand, Body]] = [
    ("a second root", hand("root"), root_key()),
    ("another root", THIEF, root_key(THIEF)),
    ("a host that a member names", PIKET, host_key()),
    ("a founder whom a founder names", KEPALA, founder("other")),
    ("a founder whom a member names", PIKET, founder("other")),
    ("a team founded by a member", PIKET, team_of_founder("other", MITRA)),
    ("a team founded by a stranger", THIEF, team_of_founder("other", MITRA)),
    ("a team founded twice, by the root", ROOT, team_of_root("intake", "other")),
    ("a team founded over another, by a founder", KEPALA, team_of_founder("intake", MITRA)),
    (
        "a founder's team that receives reports",
        KEPALA,
        {**team_of_founder("other", MITRA), "purpose": "intake"},
    ),
    (
        "a founder's team that receives reports about the unit",
        KEPALA,
        {**team_of_founder("other", MITRA), "purpose": "alternative_intake"},
    ),
    ("a founder's team for somebody without a key", KEPALA, team_of_founder("other", OTHER)),
    (
        "a founder's team for a key of another person",
        KEPALA,
        {**team_of_founder("other", MITRA), "person": "somebody"},
    ),
    ("a second key for one person", PIKET_AGAIN, person(PIKET_AGAIN)),
    ("a person's key under a member's id", AS_PIKET, person(AS_PIKET)),
    ("a person's key under the root's id", AS_ROOT, person(AS_ROOT)),
    (
        "a person's key under an epoch's id",
        hand("thief", key="epoch-intake-1"),
        person(hand("thief", key="epoch-intake-1")),
    ),
    ("an admission by a stranger", THIEF, admission("intake", THIEF.id)),
    ("an admission by the root", ROOT, admission("intake", PIKET2.id)),
    ("an admission by the founder", KEPALA, admission("intake", PIKET2.id)),
    ("an admission of oneself", PIKET2, admission("intake", PIKET2.id)),
    ("an admission of a key that nobody stated", PIKET, admission("intake", "key-nobody")),
    ("an admission into a team that does not exist", PIKET, admission("nowhere", PIKET2.id)),
    ("an epoch by a stranger", THIEF, epoch("intake", 2)),
    ("an epoch by somebody who is not admitted", PIKET2, epoch("intake", 2)),
    ("an epoch by the root", ROOT, epoch("intake", 2)),
    ("an epoch out of order", PIKET, epoch("intake", 3)),
    ("the same epoch again", PIKET, epoch("intake", 1, key="epoch-again")),
    ("an epoch under an id that is taken", PIKET, epoch("intake", 2, key="epoch-intake-1")),
    ("a statement of no known kind", ROOT, {"kind": "wish"}),
    ("a statement without a kind", ROOT, {"team": "intake"}),
    ("a statement with a field of the wrong type", PIKET, {**epoch("intake", 2), "box": 7}),
    ("a statement without a field", PIKET, {"kind": "epoch", "owner": "intake", "epoch": 2}),
]


@pytest.mark.parametrize(("by", "body"), [row[1:] for row in ALLOWED], ids=[r[0] for r in ALLOWED])
def test_the_chain_believes(by: Hand, body: Body) -> None:
    chain = small_city()
    before = chain.trust.seq
    chain.say(by, **body)
    assert chain.trust.seq == before + 1


@pytest.mark.parametrize(("by", "body"), [row[1:] for row in REFUSED], ids=[r[0] for r in REFUSED])
def test_the_chain_refuses_and_keeps_what_it_believed(by: Hand, body: Body) -> None:
    chain = small_city()
    before = chain.trust
    with pytest.raises(Refused):
        chain.say(by, **body)
    assert chain.trust is before


def _with_body(link: Link, body: Body) -> Link:
    return replace(link, body=canonical(body))


FORGED: list[tuple[str, Callable[[Link], Link]]] = [
    ("another number", lambda link: replace(link, seq=link.seq + 1)),
    ("a number twice", lambda link: replace(link, seq=link.seq - 1)),
    ("another predecessor", lambda link: replace(link, prev=bytes(32))),
    (
        "other words under the signature",
        lambda link: _with_body(link, admission("intake", MITRA.id)),
    ),
    ("another maker", lambda link: replace(link, made_by=KEPALA.id)),
    ("a maker who does not exist", lambda link: replace(link, made_by="key-nobody")),
    (
        "a changed signature",
        lambda link: replace(link, signature=bytes([link.signature[0] ^ 1]) + link.signature[1:]),
    ),
    ("a signature that is none", lambda link: replace(link, signature=b"")),
    ("a body that is no JSON", lambda link: replace(link, body=b"\xff{")),
    ("a body that is no object", lambda link: replace(link, body=b"[]")),
]


@pytest.mark.parametrize("forge", [row[1] for row in FORGED], ids=[row[0] for row in FORGED])
def test_a_true_statement_is_refused_with(forge: Callable[[Link], Link]) -> None:
    chain = small_city()
    true = chain.link(PIKET, admission("intake", PIKET2.id))
    with pytest.raises(Refused):
        chain.offer(forge(true))
    chain.offer(true)


def test_an_appointed_person_must_hold_the_paper_that_the_root_named() -> None:
    chain = small_city()
    chain.say(ROOT, **team_of_root("alternative", "other", "alternative_intake"))
    with pytest.raises(Refused):
        chain.say(OTHER, **person(OTHER, paper="somebody"))
    chain.say(OTHER, **person(OTHER))
    assert chain.trust.teams["alternative"].members == {OTHER.id}


def test_the_paper_of_one_does_not_introduce_the_key_of_another() -> None:
    """Who finds the paper can use it, but a paper that was used introduces nobody else."""
    chain = small_city()
    chain.say(ROOT, **team_of_root("alternative", "other"))
    thief = hand("other", key="key-thief", version="2")
    stolen = {**person(thief), "introduction": person(OTHER)["introduction"]}
    with pytest.raises(Refused):
        chain.say(thief, **stolen)


def test_the_administrators_word_admits_nobody() -> None:
    """An administrator has a key like everybody; without a place in a team it lets nobody in."""
    chain = small_city()
    admin = hand("admin")
    chain.say(admin, **person(admin))
    with pytest.raises(Refused):
        chain.say(admin, **admission("intake", admin.id))


def test_a_statement_cannot_be_moved_to_another_city() -> None:
    """The same root words with another root's signature end at the pinned fingerprint."""
    foreign = Chain()
    with pytest.raises(Refused, match="pinned"):
        foreign.say(THIEF, **root_key(THIEF))


def test_invitations_are_kept_apart_by_person() -> None:
    assert invitation("piket") != invitation("piket2")
