"""The chain of key statements: pure replay from the city root to what may be believed now.

Each statement is canonical JSON, signed by who made it, numbered, and holds the hash of the one
before. Nothing in another table is believed about a key unless this replay says it
(vault.md, "Keys"). Replaying is incremental: a `Trust` can be carried on.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
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


@dataclass
class TeamTrust:
    """What the chain says of a team."""

    ref: str
    agency: str
    purpose: str
    first: str  # the person who makes epoch 1
    members: set[str] = field(default_factory=set)  # person key ids
    epochs: list[PublicKeys] = field(default_factory=list)


@dataclass
class Trust:
    """Everything the chain proves, up to statement `seq`."""

    seq: int = 0
    head: bytes = GENESIS
    root: PublicKeys | None = None
    host: PublicKeys | None = None
    persons: dict[str, PublicKeys] = field(default_factory=dict)  # by key id
    founders: set[str] = field(default_factory=set)  # person key ids
    teams: dict[str, TeamTrust] = field(default_factory=dict)
    # person reference -> (invitation key, what it makes of the person)
    appointed: dict[str, tuple[bytes, str]] = field(default_factory=dict)


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


def extend(trust: Trust, link: Link, *, root_fingerprint: bytes) -> None:
    """Believe one more statement, or raise Refused and leave `trust` as it was."""
    if link.seq != trust.seq + 1 or not same(link.prev, trust.head):
        raise Refused(f"statement {link.seq}: not the next one")
    try:
        _believe(trust, link, root_fingerprint)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Refused(f"statement {link.seq}: malformed") from error
    trust.seq, trust.head = link.seq, link_hash(link)


def _believe(trust: Trust, link: Link, root_fingerprint: bytes) -> None:
    body = json.loads(link.body)
    signer = _signer(trust, link, body, root_fingerprint)
    verify(signer.sign, to_sign(link.seq, link.prev, link.body), link.signature)
    if "key" in body:
        _refuse_known_id(trust, body["key"])
    _RULES[body["kind"]](trust, body, signer)


def _refuse_known_id(trust: Trust, key_id: str) -> None:
    """An id names one key for ever: whoever could state a second key under a member's id would
    be that member."""
    known = {key.id for key in (trust.root, trust.host) if key is not None}
    known.update(trust.persons)
    known.update(epoch.id for team in trust.teams.values() for epoch in team.epochs)
    if not isinstance(key_id, str) or key_id in known:
        raise Refused(f"a second key under the id {key_id}")


def _signer(trust: Trust, link: Link, body: dict[str, Any], root_fingerprint: bytes) -> PublicKeys:
    """Whose key signed: known already, or introduced by this very statement (root, person)."""
    if body["kind"] in {"root", "person"}:
        own = _keys(body)
        if own.id != link.made_by:
            raise Refused(f"statement {link.seq}: made by another key than it introduces")
        if body["kind"] == "root":
            _only_pinned(trust, own, root_fingerprint)
        return own
    known = trust.root if trust.root and link.made_by == trust.root.id else None
    signer = known or trust.persons.get(link.made_by)
    if signer is None:
        raise Refused(f"statement {link.seq}: unknown signer")
    return signer


def _only_pinned(trust: Trust, root: PublicKeys, root_fingerprint: bytes) -> None:
    if trust.root is not None or not same(fingerprint(root.sign), root_fingerprint):
        raise Refused("another root than the pinned one")


def _keys(body: dict[str, Any]) -> PublicKeys:
    return PublicKeys(
        id=body["key"],
        owner=body["owner"],
        sign=bytes.fromhex(body.get("sign", "")),
        box=bytes.fromhex(body.get("box", "")),
        epoch=body.get("epoch", 1),
    )


def _believe_root(trust: Trust, _body: dict[str, Any], signer: PublicKeys) -> None:
    trust.root = signer


def _believe_host(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    _only_root(trust, signer)
    trust.host = _keys(body)


def _believe_founder(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    """The root appoints who may found teams later: the head of the UPTD."""
    _only_root(trust, signer)
    trust.appointed[body["person"]] = (bytes.fromhex(body["invitation"]), "founder")


def _believe_team(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    """A team is founded by the root (naming the first member's invitation) or by a founder
    (naming the first member's key, whose fingerprint the two compared aloud)."""
    by_root = trust.root is not None and signer.id == trust.root.id
    if not by_root and signer.id not in trust.founders:
        raise Refused("a team founded by somebody who may not")
    if not by_root and body["purpose"] in INTAKE_PURPOSES:
        raise Refused("only the city root founds the teams that receive reports")
    if body["team"] in trust.teams:
        raise Refused("a team founded twice")
    team = TeamTrust(body["team"], body["agency"], body["purpose"], body["person"])
    if by_root:
        trust.appointed[body["person"]] = (bytes.fromhex(body["invitation"]), body["team"])
    else:
        first = trust.persons.get(body["first_key"])
        if first is None or first.owner != body["person"]:
            raise Refused("a first member without a key")
        team.members.add(first.id)
    trust.teams[body["team"]] = team


def _believe_person(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    """A person's own keys, signed by themselves; worth nothing until somebody admits them,
    except where the root appointed the holder of an invitation."""
    if any(known.owner == signer.owner for known in trust.persons.values()):
        raise Refused("a second key for one person")
    appointed = trust.appointed.get(signer.owner)
    if appointed is not None:
        invitation, place = appointed
        verify(invitation, introduction(signer), bytes.fromhex(body.get("introduction", "")))
        if place == "founder":
            trust.founders.add(signer.id)
        else:
            trust.teams[place].members.add(signer.id)
    trust.persons[signer.id] = signer


def _believe_epoch(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    """A new team key, made by a member."""
    team = _team_of_member(trust, body["owner"], signer)
    if body["epoch"] != len(team.epochs) + 1:
        raise Refused("an epoch out of order")
    team.epochs.append(_keys(body))


def _believe_admission(trust: Trust, body: dict[str, Any], signer: PublicKeys) -> None:
    """A member lets a person's key in; the administrator cannot."""
    team = _team_of_member(trust, body["team"], signer)
    if body["person_key"] not in trust.persons:
        raise Refused("an admission of an unknown key")
    team.members.add(body["person_key"])


def _only_root(trust: Trust, signer: PublicKeys) -> None:
    if trust.root is None or signer.id != trust.root.id:
        raise Refused("only the city root may say this")


def _team_of_member(trust: Trust, ref: str, signer: PublicKeys) -> TeamTrust:
    team = trust.teams.get(ref)
    if team is None or signer.id not in team.members:
        raise Refused("signed by somebody who is not a member")
    return team


_RULES: dict[str, Callable[[Trust, dict[str, Any], PublicKeys], None]] = {
    "root": _believe_root,
    "host": _believe_host,
    "founder": _believe_founder,
    "team": _believe_team,
    "person": _believe_person,
    "epoch": _believe_epoch,
    "admit": _believe_admission,
}
