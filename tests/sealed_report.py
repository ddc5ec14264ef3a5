"""A report as the vault alone knows it: seals, grants, receipts and a few sealed words."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.vault import actions, envelope, receipts
from rangkul.vault.actions import ReportKeys, ReportSeals
from rangkul.vault.crypto import Refused
from rangkul.vault.enums import CompartmentCode, Purpose
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.persons import PersonKeys
from rangkul.vault.queries import Opened, intake_team, open_for_person, open_for_receipt
from rangkul.vault.receipts import ReceiptKeys

REPORT, THREAD = CompartmentCode.REPORT, CompartmentCode.THREAD
LIST_PLACE = "01-20261101000000000000"


@dataclass
class SealedReport:
    """What the test knows of a report: its reference, its last code, and each sealed word."""

    ref: str
    code: str
    receipt: ReceiptKeys
    words: dict[str, bytes] = field(default_factory=dict)  # words > sealed in the thread

    def write(self, words: str, place: OpenCompartment) -> None:
        """Seal some words as the thread's newest message."""
        self.words[words] = envelope.seal(
            place, words.encode(), field="test", row=self.ref, version=1
        )

    def read(self, opened: Opened) -> set[str]:
        """The words that this holder opens."""
        return {words for words, sealed in self.words.items() if self._opens(opened, sealed)}

    def _opens(self, opened: Opened, sealed: bytes) -> bool:
        try:
            place = opened.for_sealed(sealed)
        except Refused:
            return False
        return bool(envelope.open_(place, sealed, field="test", row=self.ref, version=1))

    def by_code(self) -> ReportKeys:
        """The report through its last code. Raises LookupError."""
        return through_receipt(self.ref, self.receipt)


def through_receipt(ref: str, receipt: ReceiptKeys) -> ReportKeys:
    return ReportKeys(*(open_for_receipt(ref, code, receipt) for code in (REPORT, THREAD)))


def through_team(ref: str, keys: PersonKeys) -> ReportKeys:
    return ReportKeys(*(open_for_person(ref, code, keys) for code in (REPORT, THREAD)))


@cache
def _actor(username: str, city: Path) -> PersonKeys:
    return actor(username).keys


def keys_of(username: str) -> PersonKeys:
    """The opened keys of one of the cast."""
    return _actor(username, settings.SECRET_DIR)


def seal(word: str = "") -> SealedReport:
    """A report to the ordinary intake with one word in its thread; `word` agrees a duress code."""
    ref, code = new_ref(), receipts.new_code()
    receipt = receipts.derive(code)
    duress = receipts.derive_duress(code, word) if word else None
    with writing():
        seals = actions.seal_report(
            report=ref,
            team=intake_team(Purpose.INTAKE),
            receipt=receipt,
            sort_key=f"{LIST_PLACE}-{ref}",
            duress=duress,
        )
    sent = SealedReport(ref, code, receipt)
    sent.write("pertama", seals.thread)
    return sent


def reroute(sent: SealedReport) -> ReportSeals:
    """Its reporter says that our office is concerned."""
    with writing():
        return actions.reroute_report(
            sent.ref,
            sent.by_code(),
            team=intake_team(Purpose.ALTERNATIVE_INTAKE),
            holder=sent.receipt,
            sort_key=f"{LIST_PLACE}-{sent.ref}",
        )
