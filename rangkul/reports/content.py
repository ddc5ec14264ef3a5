"""What a report holds, as sealed JSON; and what its coded answers already tell the rule book."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from rangkul.policy.facts import CaseFacts, ReporterKind
from rangkul.policy.tri import Tri
from rangkul.reports.enums import AllegedOffice, Author, SafeNow, Who
from rangkul.vault import envelope
from rangkul.vault.envelope import OpenCompartment

FIELD = "report.content"
# Who wrote is part of the place: words do not open under another author's name.
MESSAGE_FIELDS = {Author.REPORTER: "report.message.reporter", Author.STAFF: "report.message.staff"}
VERSION = 1


@dataclass(frozen=True)
class Answers:
    """The reporter's answers, checked."""

    who: Who
    safe_now: SafeNow
    story: str
    office: AllegedOffice | None

    @property
    def names_our_office(self) -> bool:
        """Whether the alternative team must read this instead of the ordinary intake."""
        return self.office is not None and self.office.is_ours


@dataclass(frozen=True)
class Content:
    """The sealed content of one report version."""

    who: str
    safe_now: str
    story: str
    office: str
    receipt_pk: str  # the reporter's public key is believed only from in here, never from its row
    thread: str  # commitment of the thread's key: staff write to no other thread


def of(answers: Answers, *, receipt_pk: bytes, thread: bytes) -> Content:
    """The content that is sealed when the report is sent."""
    return Content(
        who=answers.who.value,
        safe_now=answers.safe_now.value,
        story=answers.story,
        office=answers.office.value if answers.office else "",
        receipt_pk=receipt_pk.hex(),
        thread=thread.hex(),
    )


def seal(content: Content, compartment: OpenCompartment, *, report: str, version: int) -> bytes:
    """The sealed column of a report version."""
    return envelope.seal(
        compartment,
        json.dumps(asdict(content)).encode(),
        field=FIELD,
        row=report,
        version=version,
    )


def unseal(sealed: bytes, compartment: OpenCompartment, *, report: str, version: int) -> Content:
    """The content again. Raises vault.crypto.Refused."""
    opened = envelope.open_(compartment, sealed, field=FIELD, row=report, version=version)
    return Content(**json.loads(opened))


def seal_message(text: str, compartment: OpenCompartment, *, message: str, author: Author) -> bytes:
    """The sealed body of a thread message."""
    return envelope.seal(
        compartment, text.encode(), field=MESSAGE_FIELDS[author], row=message, version=VERSION
    )


def unseal_message(
    sealed: bytes, compartment: OpenCompartment, *, message: str, author: Author
) -> str:
    """The message again. Raises vault.crypto.Refused, also for another author."""
    opened = envelope.open_(
        compartment, sealed, field=MESSAGE_FIELDS[author], row=message, version=VERSION
    )
    return opened.decode()


def first_facts(answers: Answers, *, received_at: datetime) -> CaseFacts:
    """What the coded answers alone say; the story is read by a person, never by a rule.

    The fact form was not saved yet, so everything else takes the strictest branch.
    """
    known = {"contact_not_allowed": Tri.YES}  # this channel asks for no way to contact her
    if answers.who == Who.CHILD:
        known["survivor_is_child"] = Tri.YES
    if answers.safe_now == SafeNow.DANGER:
        known["danger_now"] = Tri.YES
    if answers.names_our_office:
        known["alleged_works_at_partner"] = Tri.YES
    reporter = {
        Who.SELF: ReporterKind.SURVIVOR,
        Who.UNSURE: ReporterKind.UNKNOWN,
    }.get(answers.who, ReporterKind.THIRD_PERSON)
    return CaseFacts(saved=False, answers=known, reporter=reporter, received_at=received_at)
