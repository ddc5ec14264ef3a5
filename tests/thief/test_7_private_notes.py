"""Thief's test 7: notes as she really keeps them, words, marks and photos. Who holds everything
but her code and PIN opens none of them; with both, exactly hers open."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rangkul.reports import record
from rangkul.reports.models import RecordEntry
from rangkul.vault import envelope, files, records
from rangkul.vault.crypto import Refused
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.models import File
from tests.attachments import photo
from tests.cast import Browser
from tests.house import PASSWORD
from tests.private_record import PIN, added, kept
from tests.thief.harness import Sealed, derived, everything_found, open_all, password_key
from tests.thief.loot import Loot
from tests.thief.words import found_in

pytestmark = pytest.mark.kdf

HERS = "Malam itu saya menulis semuanya"
WHEN = "Sesudah Lebaran kemarin"
LATER = "Paginya dia minta maaf"
PHOTO = "Foto pintu yang pecah"


def _filled() -> str:
    """A record with two notes, one with a photo; its writer has left. Her code."""
    writer = Browser()
    code = kept(writer, HERS, when=WHEN)
    with_photo = {"q10": LATER, "q7": [SimpleUploadedFile(f"{PHOTO}.jpg", photo(PHOTO))]}
    assert writer.submit("/s/tambah", with_photo).status_code == 302  # type: ignore[arg-type]
    writer.get("/jam")
    return code


def _sealed() -> list[Sealed]:
    return [*_notes(), *_files()]


def _notes() -> Iterator[Sealed]:
    for row in RecordEntry.objects.all():
        for name, sealed in ((record.FIELD, row.sealed), (record.MARKS_FIELD, row.marks)):
            yield _cell(row.record, bytes(sealed), name, row.ref, record.VERSION)


def _files() -> Iterator[Sealed]:
    for row in File.objects.filter(owner_kind="record"):
        for name, sealed in (
            (files.KEY_FIELD, row.sealed_key),
            (files.META_FIELD, row.sealed_meta),
        ):
            place = str(row.compartment)
            yield _cell(place, bytes(sealed or b""), name, row.ref, files.VERSION)


def _cell(place: str, sealed: bytes, name: str, ref: str, version: int) -> Sealed:
    def open_with(secret: bytes) -> bytes:
        compartment = OpenCompartment(place, "record", 1, secret)
        return envelope.open_(compartment, sealed, field=name, row=ref, version=version)

    return Sealed(f"{name} {ref}", open_with)


def test_without_code_and_pin_no_note_and_no_photo_opens(loot: Loot) -> None:
    code = _filled()
    found = everything_found(loot.city.folder)
    sealed = _sealed()
    assert len(sealed) == 6
    assert open_all(sealed, derived(found)).values == {}
    key = records.derive_record(code, PIN).key
    opened = open_all(sealed, iter([key])).values
    assert len(opened) == 6
    everything = b"\n".join(opened.values())
    assert all(word.encode() in everything for word in (HERS, WHEN, LATER, PHOTO))


@pytest.mark.parametrize("username", ["piket", "piketlain", "kepala", "admin"])
def test_nobodys_password_opens_a_note(loot: Loot, username: str) -> None:
    _filled()
    assert open_all(_sealed(), iter([password_key(username, PASSWORD)])).values == {}


def test_another_writers_code_and_pin_open_nothing_of_hers(loot: Loot) -> None:
    _filled()
    hers = _sealed()
    other = kept(Browser(), "catatan orang lain", pin=PIN)
    assert open_all(hers, iter([records.derive_record(other, PIN).key])).values == {}


def test_her_words_stand_nowhere_after_she_left(loot: Loot) -> None:
    code = _filled()
    spaced = " ".join(code[at : at + 4] for at in range(0, 16, 4))
    words = [HERS, WHEN, LATER, PHOTO, code, spaced]
    assert found_in(words, [loot.city.folder], loot.city.folder.parent) == set()


def test_a_note_moved_to_another_record_or_place_is_refused(loot: Loot) -> None:
    _filled()
    other = Browser()
    code = kept(other, "catatan orang lain")
    added(other, "kedua")
    key = records.derive_record(code, PIN).key
    mine, next_to_it = RecordEntry.objects.filter(
        record=records.find_record(records.derive_record(code, PIN)).ref  # type: ignore[union-attr]
    ).order_by("number")
    place = OpenCompartment(mine.record, "record", 1, key)
    for sealed, name, ref in (
        (next_to_it.sealed, record.FIELD, mine.ref),
        (mine.sealed, record.MARKS_FIELD, mine.ref),
    ):
        with pytest.raises(Refused):
            envelope.open_(place, bytes(sealed), field=name, row=ref, version=record.VERSION)
