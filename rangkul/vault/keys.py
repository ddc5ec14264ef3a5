"""Making keys: root and host at set-up, persons at first sign-in, teams by their members."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from rangkul.audit.actions import append
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.secret_files import read_or_make
from rangkul.vault import statements, trust
from rangkul.vault.chain import PublicKeys, fingerprint, introduction
from rangkul.vault.crypto import (
    BoxKeys,
    Refused,
    blake,
    box_keys,
    box_public,
    open_sealed,
    random_key,
    same,
    seal_to,
    sign,
    sign_public,
)
from rangkul.vault.enums import InstallationKind, OwnerKind, WrapVia
from rangkul.vault.models import Admission, Installation, Key, KeyWrap
from rangkul.vault.persons import PasswordKeys, PersonKeys, unwrap, wrap


@dataclass(frozen=True)
class Root:
    """The city root while `init` or `demo` runs; dropped with the process."""

    id: str
    seed: bytes

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(sign_public(self.seed))


@dataclass(frozen=True)
class Invitation:
    """A one-time secret on paper: it signs the introduction of the key that its holder makes."""

    secret: bytes

    @property
    def seed(self) -> bytes:
        return blake(self.secret, purpose="invitation-sign")

    @property
    def public(self) -> bytes:
        return sign_public(self.seed)

    @property
    def lookup(self) -> bytes:
        """What the database keeps: finds the invitation, cannot be turned back."""
        return blake(self.secret, purpose="invitation-id")


def new_root() -> Root:
    """A root for a new city; nothing is stored."""
    return Root(new_ref(), random_key())


def new_invitation() -> Invitation:
    """A fresh one-time secret."""
    return Invitation(random_key())


def found_city(root: Root, *, kind: InstallationKind, city_code: str, city_name: str) -> None:
    """Write the installation row, the root's and the host key's statements.

    The fingerprint file must be in place already. The host key opens nothing; its file beside
    the pepper proves that this secret folder belongs to this city.
    """
    append(EventCode.CITY_MADE, by="system", kind=kind.value, city=city_code)
    Installation.objects.create(
        kind=kind,
        city_code=city_code,
        city_name=city_name,
        root_fingerprint=root.fingerprint,
        made_at=clock.now(),
    )
    _add_by_root(root, "root", root.id, OwnerKind.ROOT, sign_public(root.seed))
    _add_by_root(root, "host", new_ref(), OwnerKind.HOST, sign_public(host_seed()))


def _add_by_root(root: Root, kind: str, key: str, owner: OwnerKind, public: bytes) -> None:
    body = {"kind": kind, "key": key, "owner": owner.value, "sign": public.hex()}
    row = statements.add(body, made_by=root.id, seed=root.seed, by="system")
    Key.objects.create(id=key, owner_kind=owner, owner=owner.value, sign_pk=public, statement=row)


def host_seed() -> bytes:
    """The host signing key's seed, from its file."""
    return read_or_make(Path(settings.SECRET_DIR) / "host-key", 32)


def appoint_founder(root: Root, *, person: str, invitation: Invitation) -> None:
    """The root names who may found teams later: the head of the UPTD."""
    body = {"kind": "founder", "person": person, "invitation": invitation.public.hex()}
    statements.add(body, made_by=root.id, seed=root.seed, by="system")


def found_team_by_root(
    root: Root, *, team: str, agency: str, purpose: str, first: str, invitation: Invitation
) -> None:
    """The root founds one of the unit's own teams for the holder of an invitation."""
    body = {
        "kind": "team",
        "team": team,
        "agency": agency,
        "purpose": purpose,
        "person": first,
        "invitation": invitation.public.hex(),
    }
    statements.add(body, made_by=root.id, seed=root.seed, by="system")


def found_team(
    founder: PersonKeys, *, team: str, agency: str, purpose: str, first_key: Key
) -> None:
    """The head of the UPTD founds a team for a person whose key's fingerprint was compared."""
    body = {
        "kind": "team",
        "team": team,
        "agency": agency,
        "purpose": purpose,
        "person": first_key.owner,
        "first_key": first_key.pk,
    }
    statements.add(body, made_by=founder.id, seed=founder.sign_seed, by=founder.owner)


def make_person_key(*, person: str, password: PasswordKeys, invitation: Invitation) -> PersonKeys:
    """A person's keys at first sign-in: stated by themselves, introduced by the invitation."""
    keys = PersonKeys(new_ref(), person, box_keys(), random_key())
    public = PublicKeys(keys.id, person, keys.sign_public, keys.box.public)
    body = {
        "kind": "person",
        "key": keys.id,
        "owner": person,
        "sign": public.sign.hex(),
        "box": public.box.hex(),
        "introduction": sign(invitation.seed, introduction(public)).hex(),
    }
    row = statements.add(body, made_by=keys.id, seed=keys.sign_seed, by=person)
    key = Key.objects.create(
        id=keys.id,
        owner_kind=OwnerKind.PERSON,
        owner=person,
        box_pk=public.box,
        sign_pk=public.sign,
        statement=row,
    )
    _store_password_wrap(key, keys, password)
    return keys


def rewrap(keys: PersonKeys, password: PasswordKeys) -> None:
    """Wrap the same keys by a new password; the old wrap goes."""
    KeyWrap.objects.filter(key_id=keys.id, via=WrapVia.PASSWORD).delete()
    _store_password_wrap(Key.objects.get(pk=keys.id), keys, password)


def _store_password_wrap(key: Key, keys: PersonKeys, password: PasswordKeys) -> None:
    sealed = wrap(keys, password.wrapping)
    KeyWrap.objects.create(
        key=key,
        via=WrapVia.PASSWORD,
        salt=password.salt,
        kdf_memory_kib=password.cost.memory_kib,
        kdf_passes=password.cost.passes,
        ct=sealed,
        by=key,
        signature=sign(keys.sign_seed, sealed),
    )


def open_person_keys(person: str, password: PasswordKeys) -> PersonKeys:
    """The keys behind a password that was just checked. Raises LookupError without a wrap,
    crypto.Refused when the wrap, or the key in it, is not the one in the chain."""
    stored = (
        KeyWrap.objects.filter(
            key__owner=person, key__owner_kind=OwnerKind.PERSON, via=WrapVia.PASSWORD
        )
        .select_related("key")
        .first()
    )
    if stored is None:
        raise LookupError(person)
    keys = unwrap(bytes(stored.ct), password.wrapping, key_id=stored.key_id, owner=person)
    believed = trust.current().persons.get(keys.id)
    if believed is None or (believed.sign, believed.box) != (keys.sign_public, keys.box.public):
        raise Refused(f"key {keys.id} is not the one in the chain")
    return keys


def make_team_key(member: PersonKeys, *, team: str) -> None:
    """A team's next epoch, made by a member and sealed to every member of the chain."""
    known = trust.current().teams[team]
    key_id, pair, epoch = new_ref(), box_keys(), len(known.epochs) + 1
    body = {"kind": "epoch", "key": key_id, "owner": team, "box": pair.public.hex(), "epoch": epoch}
    row = statements.add(body, made_by=member.id, seed=member.sign_seed, by=member.owner)
    key = Key.objects.create(
        id=key_id,
        owner_kind=OwnerKind.TEAM,
        owner=team,
        epoch=epoch,
        box_pk=pair.public,
        statement=row,
    )
    for person_key in sorted(known.members):
        _seal_team_key(key, pair.private, to=person_key, by=member)


def admit(member: PersonKeys, *, team: str, person_key: str) -> None:
    """A member lets a person in, and seals every epoch of the team key to her."""
    body = {"kind": "admit", "team": team, "person_key": person_key}
    row = statements.add(body, made_by=member.id, seed=member.sign_seed, by=member.owner)
    Admission.objects.create(
        statement=row,
        team=team,
        person_key_id=person_key,
        confirmed_by_id=member.id,
        at=clock.now(),
    )
    for epoch in trust.current().teams[team].epochs:
        key = trust.checked_row(epoch)
        _seal_team_key(key, open_team_key(key.pk, member).private, to=person_key, by=member)


def _seal_team_key(key: Key, private: bytes, *, to: str, by: PersonKeys) -> None:
    member = trust.checked_row(trust.current().persons[to])
    context = _wrap_context(key.pk, to)
    sealed = seal_to(bytes(member.box_pk or b""), private, context=context)
    KeyWrap.objects.create(
        key=key,
        via=WrapVia.KEY,
        to_key=member,
        ct=sealed,
        by_id=by.id,
        signature=sign(by.sign_seed, sealed),
    )


def open_team_key(key_id: str, keys: PersonKeys) -> BoxKeys:
    """A team epoch's pair through this person's key. Raises LookupError when she has no wrap,
    crypto.Refused when the epoch is not in the chain or the wrap was moved."""
    _, believed = trust.verified_epoch(key_id)
    stored = KeyWrap.objects.filter(key_id=key_id, to_key_id=keys.id).first()
    if stored is None:
        raise LookupError(key_id)
    private = open_sealed(
        keys.box.private, bytes(stored.ct), context=_wrap_context(key_id, keys.id)
    )
    if not same(box_public(private), believed.box):
        raise Refused(f"the wrap of key {key_id} holds another key")
    return BoxKeys(believed.box, private)


def _wrap_context(key_id: str, to: str) -> bytes:
    return blake(key_id.encode(), to.encode(), purpose="team-wrap")
