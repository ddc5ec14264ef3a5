"""Thief's test 6: private records and closed codes. Who holds everything but her code and PIN opens
nothing of a record; and what a closed code still opens is nothing, until a writer undoes it all.
"""

import pytest

from rangkul.common.transactions import writing
from rangkul.vault import actions, envelope, receipts, records
from rangkul.vault.crypto import random_key
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import Draft, Grant, Receipt
from rangkul.vault.queries import find_receipt
from rangkul.vault.receipts import ReceiptKeys
from tests.house import PASSWORD
from tests.sealed_report import through_receipt
from tests.thief import crimes
from tests.thief.harness import Sealed, derived, everything_found, open_all, password_key
from tests.thief.loot import OURS_TOO, Loot

pytestmark = pytest.mark.kdf

CODE, PIN = receipts.new_code(), "4711"
HERS = b"Malam itu saya menulis semuanya"


def _written() -> tuple[records.OpenRecord, list[Sealed]]:
    """A record with one entry in it, lying in the database as an upper room keeps it."""
    keys = records.derive_record(CODE, PIN)
    with writing():
        record = records.new_record(keys)
        sealed = envelope.seal(record.compartment, HERS, field="record.entry", row="r", version=1)
        Draft.objects.create(lookup=random_key(), ct=sealed, expires=record.expires)

    def open_with(secret: bytes) -> bytes:
        place = OpenCompartment(record.ref, "record", 1, secret)
        return envelope.open_(place, sealed, field="record.entry", row="r", version=1)

    return record, [Sealed("entry", open_with)]


def test_without_code_and_pin_a_private_record_does_not_open(loot: Loot) -> None:
    record, sealed = _written()
    found = everything_found(loot.city.folder)
    assert (loot.city.folder / "secret" / "pepper").read_bytes() in found.values
    assert open_all(sealed, derived(found)).values == {}
    assert open_all(sealed, iter([record.compartment.key])).values == {"entry": HERS}


@pytest.mark.parametrize("username", ["piket", "piketlain", "kepala", "admin"])
def test_nobodys_password_opens_a_private_record(loot: Loot, username: str) -> None:
    _, sealed = _written()
    assert open_all(sealed, iter([password_key(username, PASSWORD)])).values == {}


@pytest.mark.parametrize("tried", [(CODE, "0000"), (CODE, ""), (CODE[::-1], PIN)])
def test_code_or_pin_alone_open_nothing(loot: Loot, tried: tuple[str, str]) -> None:
    _, sealed = _written()
    keys = records.derive_record(*tried)
    assert records.find_record(keys) is None
    assert open_all(sealed, iter([keys.key, keys.lookup])).values == {}


def _closed(loot: Loot) -> tuple[str, ReceiptKeys]:
    ref, receipt = loot.refs[OURS_TOO], receipts.derive(loot.codes[OURS_TOO])
    new = receipts.derive(receipts.new_code())
    with writing():
        actions.replace_receipt(ref, through_receipt(ref, receipt), new, duress=None)
    return ref, receipt


def test_a_closed_code_opens_nothing_though_its_row_was_made_anew(loot: Loot) -> None:
    """He lets the row live again and copies the new code's grants to it: they were sealed to a
    key that only the new code gives."""
    ref, old = _closed(loot)
    crimes.drop_triggers()
    Receipt.objects.filter(report=ref, state="open").update(state="closed")
    Receipt.objects.filter(lookup=old.lookup).update(state="open")
    grants = Grant.objects.filter(compartment__owner=ref, to_receipt__isnull=False, revoked=None)
    for grant in grants:
        grant.pk, grant.to_receipt_id = None, old.lookup
        grant.save(force_insert=True)
    with pytest.raises(Exception, match="sealed key"):
        through_receipt(ref, old)


def test_a_writer_can_undo_the_closing_for_who_still_has_the_old_code(loot: Loot) -> None:
    """The limit that docs/threat-model.md names. He opens nothing himself; should this ever fail
    to open, the page can promise more."""
    ref, old = _closed(loot)
    crimes.drop_triggers()
    Receipt.objects.filter(report=ref, state="open").update(state="closed")
    Receipt.objects.filter(lookup=old.lookup).update(state="open")
    Grant.objects.filter(to_receipt__lookup=old.lookup).update(revoked=None)
    assert find_receipt(old) is not None
    assert through_receipt(ref, old).thread.newest.generation == 1
