"""What a report holds, as sealed JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from rangkul.reports.answers import Answers
from rangkul.reports.enums import Author
from rangkul.vault import envelope
from rangkul.vault.envelope import OpenCompartment

FIELD = "report.content"
# Who wrote is part of the place: words do not open under another author's name.
MESSAGE_FIELDS = {Author.REPORTER: "report.message.reporter", Author.STAFF: "report.message.staff"}
VERSION = 1


@dataclass(frozen=True)
class Content:
    """The sealed content of one report version."""

    answers: Answers
    receipt_pk: str  # the reporter's public key is believed only from in here, never from its row
    thread: str  # commitment of the thread's key: staff write to no other thread


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
    stored: dict[str, Any] = json.loads(opened)
    # Version 0.1 kept the four answers beside the keys.
    answers = Answers.of(stored.get("answers", stored))
    return Content(answers, stored["receipt_pk"], stored["thread"])


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
