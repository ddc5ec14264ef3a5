"""The chain of key statements: pure replay from the city root to what may be believed now.

Each statement is canonical JSON, signed by who made it, numbered, and holds the hash of the one
before. Nothing in another table is believed about a key unless this replay says it
(vault.md, "Keys"). Replaying is incremental: a `Trust` is carried on to the next one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from rangkul.vault.crypto import Refused, blake, same, verify

GENESIS = bytes(32)
# Whoever could found such a team could have reports about her own office sealed to herself.
INTAKE_PURPOSES = frozenset({"intake", "alternative_intake"})


@dataclass(frozen=True)
class Link:
    """One stored statement."""

    seq: int
    body: bytes
    prev: bytes
    made_by: str
    signature: bytes


@dataclass(frozen=True)
class PublicKeys:
    """Public halves as a statement named them."""

    id: str
    owner: str
    sign: bytes = b""
    box: bytes = b""
    epoch: int = 1


@dataclass(frozen=True)
class TeamTrust:
    """What the chain says of a team."""

    ref: str
    agency: str
    purpose: str
    first: str  # the person who makes epoch 1
    members: frozenset[str] = frozenset()  # person key ids
    epochs: tuple[PublicKeys, ...] = ()


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Trust:
    """Everything the chain proves, up to statement `seq`. It never changes: what is believed after
    a further statement is another Trust, so that a transaction which rolls back leaves none behind.
    """

    seq: int = 0
    head: bytes = GENESIS
    root: PublicKeys | None = None
    host: PublicKeys | None = None
    persons: Mapping[str, PublicKeys] = field(default_factory=_nothing)  # by key id
    founders: frozenset[str] = frozenset()  # person key ids
    teams: Mapping[str, TeamTrust] = field(default_factory=_nothing)
    # person reference -> (invitation key, what it makes of the person)
    appointed: Mapping[str, tuple[bytes, str]] = field(default_factory=_nothing)


class _Draft:
    """What the rules write into while statements are being believed."""

    def __init__(self, trust: Trust) -> None:
        self.seq, self.head = trust.seq, trust.head
        self.root, self.host = trust.root, trust.host
        self.persons, self.founders = dict(trust.persons), set(trust.founders)
        self.teams, self.appointed = dict(trust.teams), dict(trust.appointed)

    def admit(self, team: str, person_key: str) -> None:
        """The key is a member from now on. Raises LookupError when the team was never founded."""
        known = self.teams[team]
        self.teams[team] = replace(known, members=known.members | {person_key})

    def believed(self) -> Trust:
        """As it stands, never to change again."""
        return Trust(
            seq=self.seq,
            head=self.head,
            root=self.root,
            host=self.host,
            persons=MappingProxyType(self.persons),
            founders=frozenset(self.founders),
            teams=MappingProxyType(self.teams),
            appointed=MappingProxyType(self.appointed),
        )


def canonical(statement: dict[str, Any]) -> bytes:
    """The bytes that are signed."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def link_hash(link: Link) -> bytes:
    """What the next statement must hold as `prev`."""
    return blake(
        link.seq.to_bytes(8, "big"), link.body, link.prev, link.signature, purpose="statement"
    )


def to_sign(seq: int, prev: bytes, body: bytes) -> bytes:
    """The message under the signature: number and predecessor included."""
    return blake(seq.to_bytes(8, "big"), prev, body, purpose="statement-sig")


def fingerprint(public: bytes) -> bytes:
    """32 bytes that two people can compare (shown as words of digits)."""
    return blake(public, purpose="fingerprint")


def introduction(key: PublicKeys) -> bytes:
    """What an invitation key signs when its holder makes a person key."""
    return blake(key.owner.encode(), key.sign, key.box, purpose="introduction")


def extended(trust: Trust, links: Iterable[Link], *, root_fingerprint: bytes) -> Trust:
    """What is believed after these statements. Raises Refused when one of them is not the next, or
    says what its maker may not say."""
    draft = _Draft(trust)
    for link in links:
        if link.seq != draft.seq + 1 or not same(link.prev, draft.head):
            raise Refused(f"statement {link.seq}: not the next one")
        try:
            _believe(draft, link, root_fingerprint)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise Refused(f"statement {link.seq}: malformed") from error
        draft.seq, draft.head = link.seq, link_hash(link)
    return draft.believed()


def _believe(draft: _Draft, link: Link, root_fingerprint: bytes) -> None:
    body = json.loads(link.body)
    signer = _signer(draft, link, body, root_fingerprint)
    verify(signer.sign, to_sign(link.seq, link.prev, link.body), link.signature)
    if "key" in body:
        _refuse_known_id(draft, body["key"])
    _RULES[body["kind"]](draft, body, signer)


def _refuse_known_id(draft: _Draft, key_id: str) -> None:
    """An id names one key for ever: whoever could state a second key under a member's id would
    be that member."""
    known = {key.id for key in (draft.root, draft.host) if key is not None}
    known.update(draft.persons)
    known.update(epoch.id for team in draft.teams.values() for epoch in team.epochs)
    if not isinstance(key_id, str) or key_id in known:
        raise Refused(f"a second key under the id {key_id}")


def _signer(draft: _Draft, link: Link, body: dict[str, Any], root_fingerprint: bytes) -> PublicKeys:
    """Whose key signed: known already, or introduced by this very statement (root, person)."""
    if body["kind"] in {"root", "person"}:
        own = _keys(body)
        if own.id != link.made_by:
            raise Refused(f"statement {link.seq}: made by another key than it introduces")
        if body["kind"] == "root":
            _only_pinned(draft, own, root_fingerprint)
        return own
    known = draft.root if draft.root and link.made_by == draft.root.id else None
    signer = known or draft.persons.get(link.made_by)
    if signer is None:
        raise Refused(f"statement {link.seq}: unknown signer")
    return signer


def _only_pinned(draft: _Draft, root: PublicKeys, root_fingerprint: bytes) -> None:
    if draft.root is not None or not same(fingerprint(root.sign), root_fingerprint):
        raise Refused("another root than the pinned one")


def _keys(body: dict[str, Any]) -> PublicKeys:
    return PublicKeys(
        id=body["key"],
        owner=body["owner"],
        sign=bytes.fromhex(body.get("sign", "")),
        box=bytes.fromhex(body.get("box", "")),
        epoch=body.get("epoch", 1),
    )


def _believe_root(draft: _Draft, _body: dict[str, Any], signer: PublicKeys) -> None:
    draft.root = signer


def _believe_host(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    _only_root(draft, signer)
    draft.host = _keys(body)


def _believe_founder(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    """The root appoints who may found teams later: the head of the UPTD."""
    _only_root(draft, signer)
    draft.appointed[body["person"]] = (bytes.fromhex(body["invitation"]), "founder")


def _believe_team(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    """A team is founded by the root (naming the first member's invitation) or by a founder
    (naming the first member's key, whose fingerprint the two compared aloud)."""
    by_root = draft.root is not None and signer.id == draft.root.id
    if not by_root and signer.id not in draft.founders:
        raise Refused("a team founded by somebody who may not")
    if not by_root and body["purpose"] in INTAKE_PURPOSES:
        raise Refused("only the city root founds the teams that receive reports")
    if body["team"] in draft.teams:
        raise Refused("a team founded twice")
    team = TeamTrust(body["team"], body["agency"], body["purpose"], body["person"])
    if by_root:
        draft.appointed[body["person"]] = (bytes.fromhex(body["invitation"]), body["team"])
    else:
        first = draft.persons.get(body["first_key"])
        if first is None or first.owner != body["person"]:
            raise Refused("a first member without a key")
        team = replace(team, members=frozenset({first.id}))
    draft.teams[body["team"]] = team


def _believe_person(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    """A person's own keys, signed by themselves; worth nothing until somebody admits them,
    except where the root appointed the holder of an invitation."""
    if any(known.owner == signer.owner for known in draft.persons.values()):
        raise Refused("a second key for one person")
    appointed = draft.appointed.get(signer.owner)
    if appointed is not None:
        invitation, place = appointed
        verify(invitation, introduction(signer), bytes.fromhex(body.get("introduction", "")))
        if place == "founder":
            draft.founders.add(signer.id)
        else:
            draft.admit(place, signer.id)
    draft.persons[signer.id] = signer


def _believe_epoch(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    """A new team key, made by a member."""
    team = _team_of_member(draft, body["owner"], signer)
    if body["epoch"] != len(team.epochs) + 1:
        raise Refused("an epoch out of order")
    draft.teams[team.ref] = replace(team, epochs=(*team.epochs, _keys(body)))


def _believe_admission(draft: _Draft, body: dict[str, Any], signer: PublicKeys) -> None:
    """A member lets a person's key in; the administrator cannot."""
    team = _team_of_member(draft, body["team"], signer)
    if body["person_key"] not in draft.persons:
        raise Refused("an admission of an unknown key")
    draft.admit(team.ref, body["person_key"])


def _only_root(draft: _Draft, signer: PublicKeys) -> None:
    if draft.root is None or signer.id != draft.root.id:
        raise Refused("only the city root may say this")


def _team_of_member(draft: _Draft, ref: str, signer: PublicKeys) -> TeamTrust:
    team = draft.teams.get(ref)
    if team is None or signer.id not in team.members:
        raise Refused("signed by somebody who is not a member")
    return team


_RULES: dict[str, Callable[[_Draft, dict[str, Any], PublicKeys], None]] = {
    "root": _believe_root,
    "host": _believe_host,
    "founder": _believe_founder,
    "team": _believe_team,
    "person": _believe_person,
    "epoch": _believe_epoch,
    "admit": _believe_admission,
}
