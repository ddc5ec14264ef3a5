"""A chain of key statements in memory: a city with two teams, and hands that can add to it."""

from dataclasses import dataclass, field
from typing import Any

from rangkul.vault.chain import Link, PublicKeys, Trust, canonical, extended, introduction, to_sign
from rangkul.vault.chain import fingerprint as fingerprint_of
from rangkul.vault.crypto import blake, box_keys, sign, sign_public


@dataclass(frozen=True)
class Hand:
    """Somebody who can sign: a key id, its owner, and both private halves."""

    id: str
    owner: str
    seed: bytes
    box: bytes

    @property
    def sign(self) -> str:
        return sign_public(self.seed).hex()


def hand(name: str, *, key: str = "", version: str = "") -> Hand:
    """The same hand for the same words, so that a failing example can be run again."""
    seed = blake(f"{name}{version}".encode(), purpose="test-hand")
    return Hand(key or f"key-{name}", name, seed, box_keys(seed).public)


def invitation(name: str) -> bytes:
    """The seed of the one-time paper that `name` was handed."""
    return blake(name.encode(), purpose="test-paper")


ROOT, THIEF = hand("root"), hand("thief")
PINNED = fingerprint_of(sign_public(ROOT.seed))


@dataclass
class Chain:
    """What is believed so far, and the links that led there."""

    trust: Trust = field(default_factory=Trust)
    links: list[Link] = field(default_factory=list)

    def link(self, by: Hand, body: dict[str, Any]) -> Link:
        """The next statement, signed as its maker would."""
        seq, written = self.trust.seq + 1, canonical(body)
        signature = sign(by.seed, to_sign(seq, self.trust.head, written))
        return Link(seq, written, self.trust.head, by.id, signature)

    def offer(self, link: Link) -> None:
        """Let the chain judge a link. Raises crypto.Refused."""
        self.trust = extended(self.trust, [link], root_fingerprint=PINNED)
        self.links.append(link)

    def say(self, by: Hand, **body: Any) -> None:
        """Sign a statement and offer it. Raises crypto.Refused."""
        self.offer(self.link(by, body))


def root_key(by: Hand = ROOT) -> dict[str, Any]:
    return {"kind": "root", "key": by.id, "owner": "root", "sign": by.sign}


def host_key() -> dict[str, Any]:
    return {"kind": "host", "key": "key-host", "owner": "host", "sign": hand("host").sign}


def founder(name: str) -> dict[str, Any]:
    return {"kind": "founder", "person": name, "invitation": sign_public(invitation(name)).hex()}


def team_of_root(team: str, first: str, purpose: str = "intake") -> dict[str, Any]:
    paper = sign_public(invitation(first)).hex()
    return {
        "kind": "team",
        "team": team,
        "agency": "unit",
        "purpose": purpose,
        "person": first,
        "invitation": paper,
    }


def team_of_founder(team: str, first: Hand, purpose: str = "partner") -> dict[str, Any]:
    return {
        "kind": "team",
        "team": team,
        "agency": "partner",
        "purpose": purpose,
        "person": first.owner,
        "first_key": first.id,
    }


def person(who: Hand, *, paper: str = "") -> dict[str, Any]:
    """Who she is, introduced by the paper of `paper` (her own when not said)."""
    box = who.box
    keys = PublicKeys(who.id, who.owner, sign_public(who.seed), box)
    return {
        "kind": "person",
        "key": who.id,
        "owner": who.owner,
        "sign": who.sign,
        "box": box.hex(),
        "introduction": sign(invitation(paper or who.owner), introduction(keys)).hex(),
    }


def epoch(team: str, number: int, *, key: str = "", box: bytes = THIEF.box) -> dict[str, Any]:
    return {
        "kind": "epoch",
        "key": key or f"epoch-{team}-{number}",
        "owner": team,
        "epoch": number,
        "box": box.hex(),
    }


def admission(team: str, key: str) -> dict[str, Any]:
    return {"kind": "admit", "team": team, "person_key": key}


PIKET, PIKET2, KEPALA, MITRA = hand("piket"), hand("piket2"), hand("kepala"), hand("mitra")
TEAM_BOX = box_keys(blake(b"intake", purpose="test-team")).public


def small_city() -> Chain:
    """Root, host, the head as founder, the intake team with its first member and epoch 1, and
    two people whom nobody has let in anywhere."""
    chain = Chain()
    chain.say(ROOT, **root_key())
    chain.say(ROOT, **host_key())
    chain.say(ROOT, **founder("kepala"))
    chain.say(ROOT, **team_of_root("intake", "piket"))
    for who in (PIKET, KEPALA, PIKET2, MITRA):
        chain.say(who, **person(who))
    chain.say(PIKET, **epoch("intake", 1, box=TEAM_BOX))
    return chain
