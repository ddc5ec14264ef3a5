"""What somebody can do who may write to the database: raw rows, the triggers dropped first.

He has no password, no cookie and no file. He can make keys of his own, sign with them, and seal
to any public key that stands in the tables.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db import connection

from rangkul.accounts.hasher import encoded
from rangkul.accounts.models import Person
from rangkul.audit.actions import append
from rangkul.audit.chain import digest_of
from rangkul.audit.enums import EventCode
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.config.demo_city import actor
from rangkul.reports import content
from rangkul.reports.answers import Answers
from rangkul.reports.models import Message, Report, ReportVersion
from rangkul.vault import envelope, queries
from rangkul.vault.chain import Link, canonical, fingerprint, link_hash, to_sign
from rangkul.vault.crypto import BoxKeys, blake, box_keys, encrypt, seal_to, sign, sign_public
from rangkul.vault.enums import CompartmentCode
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.keys import _wrap_context
from rangkul.vault.models import (
    Admission,
    Compartment,
    Grant,
    Installation,
    Key,
    KeyWrap,
    Receipt,
    Statement,
)
from rangkul.vault.persons import PersonKeys, from_password, wrap
from tests.thief.loot import OTHERS, OURS, OURS_TOO, Loot

THIEF = box_keys(blake(b"thief", purpose="test-thief"))
SEED = blake(b"thief-sign", purpose="test-thief")
KEY_OF_HIS = blake(b"thief-compartment", purpose="test-thief")


def _team(purpose: str) -> str:
    for row in Statement.objects.all():
        body = json.loads(bytes(row.body))
        if body.get("purpose") == purpose:
            return str(body["team"])
    raise LookupError(purpose)


def _team_key(purpose: str) -> Key:
    return Key.objects.filter(owner=_team(purpose)).order_by("-epoch")[0]


def _person_key(username: str) -> Key:
    return Key.objects.get(owner=Person.objects.get(username=username).ref)


# The chain of keys.


def swap_intake_key(_: Loot) -> None:
    """The intake team's public key becomes his."""
    Key.objects.filter(pk=_team_key("intake").pk).update(box_pk=THIEF.public)


def swap_alternative_key(_: Loot) -> None:
    Key.objects.filter(pk=_team_key("alternative_intake").pk).update(box_pk=THIEF.public)


def swap_statement_and_key(loot: Loot) -> None:
    """The statement of the epoch says his key, and so does the row."""
    swap_intake_key(loot)
    row = _team_key("intake").statement
    body = {**json.loads(bytes(row.body)), "box": THIEF.public.hex()}
    Statement.objects.filter(pk=row.pk).update(body=canonical(body))


def _state(made_by: str, body: Mapping[str, object]) -> Statement:
    """Add a statement of his own at the end, with a signature of his own."""
    last = Statement.objects.order_by("-seq")[0]
    prev = link_hash(
        Link(last.seq, bytes(last.body), bytes(last.prev), last.made_by, bytes(last.signature))
    )
    seq, written = last.seq + 1, canonical(dict(body))
    return Statement.objects.create(
        seq=seq,
        body=written,
        prev=prev,
        made_by=made_by,
        signature=sign(SEED, to_sign(seq, prev, written)),
    )


def _state_person(key: str, owner: str) -> None:
    own = {
        "kind": "person",
        "key": key,
        "owner": owner,
        "sign": sign_public(SEED).hex(),
        "box": THIEF.public.hex(),
    }
    _state(key, own)


def _state_epoch(made_by: str) -> None:
    team, newest = _team("intake"), _team_key("intake")
    body = {
        "kind": "epoch",
        "key": "0thiefs0epoch000",
        "owner": team,
        "epoch": newest.epoch + 1,
        "box": THIEF.public.hex(),
    }
    row = _state(made_by, body)
    Key.objects.create(
        id="0thiefs0epoch000",
        owner_kind="team",
        owner=team,
        statement=row,
        epoch=newest.epoch + 1,
        box_pk=THIEF.public,
    )


def add_himself(_: Loot) -> None:
    """A person of his own, admitted by himself, makes the next epoch."""
    _state_person("0thiefs0own0key0", "0thief0himself00")
    _state(
        "0thiefs0own0key0",
        {"kind": "admit", "team": _team("intake"), "person_key": "0thiefs0own0key0"},
    )
    _state_epoch("0thiefs0own0key0")


def add_epoch_alone(_: Loot) -> None:
    _state_person("0thiefs0own0key0", "0thief0himself00")
    _state_epoch("0thiefs0own0key0")


def take_a_members_id(_: Loot) -> None:
    """A new person under the key id of a member of the team, who then makes the next epoch."""
    member = _person_key("piket").pk
    _state_person(member, "0thief0himself00")
    _state_epoch(member)


def add_nonsense(_: Loot) -> None:
    """A statement that cannot even be read."""
    _state(_person_key("piket").pk, {"kind": "nonsense"})


def found_another_root(loot: Loot) -> None:
    """A chain of his own from a root of his own, under the same names; the row says so too."""
    swap_intake_key(loot)
    prev, seq = bytes(32), 0
    for row in Statement.objects.order_by("seq"):
        body, seq = json.loads(bytes(row.body)), row.seq
        for name, his in (("sign", sign_public(SEED)), ("box", THIEF.public)):
            if name in body:
                body[name] = his.hex()
        written = canonical(body)
        signature = sign(SEED, to_sign(seq, prev, written))
        Statement.objects.filter(pk=seq).update(body=written, prev=prev, signature=signature)
        prev = link_hash(Link(seq, written, prev, row.made_by, signature))
    Installation.objects.update(root_fingerprint=fingerprint(sign_public(SEED)))


def cut_chain(_: Loot) -> None:
    """The last admission is gone, as if it had never been."""
    last = Statement.objects.order_by("-seq")[0]
    Admission.objects.filter(pk=last.pk).delete()
    last.delete()


# Sealed cells, grants and receipts.


def _compartment(loot: Loot, story: str, code: str) -> Compartment:
    return Compartment.objects.get(owner=loot.refs[story], code=code)


def _team_grant(loot: Loot, story: str, code: str) -> Grant:
    return _compartment(loot, story, code).grants.get(to_key__isnull=False)


def copy_grant_between_compartments(loot: Loot) -> None:
    """The sealed key of the thread stands in the grant of the content."""
    sealed = _team_grant(loot, OURS, "thread").sealed_key
    Grant.objects.filter(pk=_team_grant(loot, OURS, "report").pk).update(sealed_key=sealed)


def copy_grant_between_reports(loot: Loot) -> None:
    sealed = _team_grant(loot, OURS_TOO, "report").sealed_key
    Grant.objects.filter(pk=_team_grant(loot, OURS, "report").pk).update(sealed_key=sealed)


def move_grant_to_another_team(loot: Loot) -> None:
    """The alternative team's grant, given to the intake team's key."""
    grant = _team_grant(loot, OTHERS, "report")
    Grant.objects.filter(pk=_team_grant(loot, OURS, "report").pk).update(
        sealed_key=grant.sealed_key
    )


def remove_grant(loot: Loot) -> None:
    _team_grant(loot, OURS, "report").delete()


def _content_row(loot: Loot, story: str) -> ReportVersion:
    return ReportVersion.objects.get(report=loot.refs[story])


def move_content_between_reports(loot: Loot) -> None:
    other = _content_row(loot, OURS_TOO).content
    ReportVersion.objects.filter(pk=_content_row(loot, OURS).pk).update(content=other)


def move_message_into_content(loot: Loot) -> None:
    body = Message.objects.filter(report=loot.refs[OURS])[0].body
    ReportVersion.objects.filter(pk=_content_row(loot, OURS).pk).update(content=body)


def move_message_between_rows(loot: Loot) -> None:
    first, second = Message.objects.filter(report=loot.refs[OURS]).order_by("number")
    Message.objects.filter(pk=second.pk).update(body=first.body)


def change_the_author(loot: Loot) -> None:
    """The officer's words stand as the reporter's."""
    Message.objects.filter(report=loot.refs[OURS], author="staff").update(
        author="reporter", staff=""
    )


def roll_version_back(loot: Loot) -> None:
    """The newest version of a report is taken away: an older one would be shown as the last."""
    row = _content_row(loot, OURS)
    newer = bytes(row.content)[::-1]
    ReportVersion.objects.create(report=row.report, number=2, content=newer, sent_at=row.sent_at)
    with writing():
        append(
            EventCode.REPORT_RECEIVED,
            by="reporter",
            object_ref=row.report_id,
            digest=digest_of(newer),
            channel="web",
            version=2,
        )
    ReportVersion.objects.filter(report=row.report, number=2).delete()


def remove_content(loot: Loot) -> None:
    _content_row(loot, OURS).delete()


def slip_in_a_thread(loot: Loot) -> None:
    """A newer thread compartment with a key of his own, sealed to the team and the reporter:
    whoever writes into it next writes to him."""
    ref = loot.refs[OURS_TOO]
    his = OpenCompartment("0thiefs0thread00", "thread", 2, KEY_OF_HIS)
    Compartment.objects.create(
        id=his.id,
        owner_kind="report",
        owner=ref,
        code="thread",
        generation=2,
        commitment=his.commitment,
        link=blake(his.id.encode(), purpose="generation", key=KEY_OF_HIS),
    )
    _grant_his(loot, his, ref, OURS_TOO)


def slip_in_a_later_version(loot: Loot) -> None:
    """A whole new generation of his own: keys sealed to the team, a version that names his thread,
    and the line in the trail that a reader compares."""
    ref = loot.refs[OURS_TOO]
    places = [
        OpenCompartment(f"0thiefs0{code:0<8}", code, 2, KEY_OF_HIS) for code in ("report", "thread")
    ]
    for his in places:
        Compartment.objects.create(
            id=his.id,
            owner_kind="report",
            owner=ref,
            code=his.code,
            generation=2,
            commitment=his.commitment,
            link=blake(his.id.encode(), purpose="generation", key=KEY_OF_HIS),
        )
        _grant_his(loot, his, ref, OURS_TOO)
    words = content.Content(Answers("self", "safe", "palsu"), "", places[1].commitment.hex())
    sealed = content.seal(words, places[0], report=ref, version=2)
    sent_at = Report.objects.get(pk=ref).received_at
    ReportVersion.objects.create(report_id=ref, number=2, content=sealed, sent_at=sent_at)
    with writing():
        append(
            EventCode.REPORT_RECEIVED,
            by="reporter",
            object_ref=ref,
            digest=digest_of(sealed),
            version=2,
        )


def _grant_his(loot: Loot, his: OpenCompartment, ref: str, story: str) -> None:
    context = queries.grant_context(his.id, his.generation)
    team, to = _team_key("intake"), _receipt(loot, story)
    sealed = {"ground": "report", "ground_ref": ref, "starts": clock.now() - timedelta(days=1)}
    Grant.objects.create(
        compartment_id=his.id,
        to_key=team,
        **sealed,
        sealed_key=seal_to(bytes(team.box_pk or b""), his.key, context=context),
    )
    Grant.objects.create(
        compartment_id=his.id,
        to_receipt=to,
        **sealed,
        sealed_key=seal_to(bytes(to.box_pk), his.key, context=context),
    )


def _receipt(loot: Loot, story: str) -> Receipt:
    return Receipt.objects.get(report=loot.refs[story])


def lead_receipt_into_a_trap(loot: Loot) -> None:
    """A report of his own making; her code now leads there, and her reply to him."""
    old = Report.objects.get(pk=loot.refs[OURS_TOO])
    trap = Report.objects.create(
        ref="0thiefs0trap0000",
        channel="web",
        received_at=old.received_at,
        team=old.team,
        who=old.who,
        safe_now=old.safe_now,
        risk=old.risk,
        first_contact_due=old.first_contact_due,
    )
    his = OpenCompartment("0thiefs0thread00", "thread", 1, KEY_OF_HIS)
    Compartment.objects.create(
        id=his.id, owner_kind="report", owner=trap.ref, code="thread", commitment=his.commitment
    )
    _grant_his(loot, his, trap.ref, OURS_TOO)
    Receipt.objects.filter(report=loot.refs[OURS_TOO]).update(report=trap.ref)


def swap_receipt_key(loot: Loot) -> None:
    Receipt.objects.filter(report=loot.refs[OURS_TOO]).update(box_pk=THIEF.public)


def point_receipt_elsewhere(loot: Loot) -> None:
    Receipt.objects.filter(report=loot.refs[OURS]).update(state="closed")
    Receipt.objects.filter(report=loot.refs[OURS_TOO]).update(report=loot.refs[OURS])


# Wraps of private keys.


def _password_wrap(username: str) -> KeyWrap:
    return KeyWrap.objects.get(key=_person_key(username), via="password")


def swap_password_wrap(_: Loot) -> None:
    """A colleague's wrapped keys stand in the officer's row."""
    other = _password_wrap("piket2").ct
    KeyWrap.objects.filter(pk=_password_wrap("piket").pk).update(ct=other)


def remove_password_wrap(_: Loot) -> None:
    _password_wrap("piket").delete()


def enter_under_her_name(_: Loot) -> None:
    """Her name, his password, keys of his own under her key's id."""

    key, his = _person_key("piket"), from_password("kata-sandi-pencuri")
    own = PersonKeys(key.pk, key.owner, BoxKeys(THIEF.public, THIEF.private), SEED)
    Person.objects.filter(username="piket").update(password=encoded(his))
    KeyWrap.objects.filter(pk=_password_wrap("piket").pk).update(
        ct=wrap(own, his.wrapping), salt=his.salt
    )


def swap_team_wrap(_: Loot) -> None:
    """A private key of his, sealed to the officer as if it were her team's."""
    team, member = _team_key("intake"), _person_key("piket")

    sealed = seal_to(
        bytes(member.box_pk or b""), THIEF.private, context=_wrap_context(team.pk, member.pk)
    )
    assert KeyWrap.objects.filter(key=team, to_key=member).update(ct=sealed) == 1


def replay_older_words(loot: Loot) -> None:
    """A ciphertext that was once valid in this very place, as an old backup holds it."""

    row = Message.objects.filter(report=loot.refs[OURS], author="staff").get()
    compartment = queries.open_for_person(
        row.report_id, CompartmentCode.THREAD, actor("piket").keys
    ).newest
    older = envelope.seal(
        compartment,
        b"Kata-kata lama",
        row=row.ref,
        field="report.message.staff",
        version=content.VERSION,
    )
    Message.objects.filter(pk=row.pk).update(body=older)


def change_one_byte(loot: Loot) -> None:
    row = _content_row(loot, OURS)
    changed = bytes(row.content)[:-1] + bytes([bytes(row.content)[-1] ^ 1])
    ReportVersion.objects.filter(pk=row.pk).update(content=changed)


def write_under_his_own_key(loot: Loot) -> None:
    """A cell that he sealed himself, in the right place, with the right header."""
    row = _content_row(loot, OURS)
    header = bytes(row.content)[:23]
    ReportVersion.objects.filter(pk=row.pk).update(
        content=header + encrypt(KEY_OF_HIS, b"x" * 256, context=b"")
    )


def drop_triggers() -> None:
    """As the owner of a database can."""

    triggers.drop_all()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
