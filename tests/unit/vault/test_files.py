"""A sealed file's life: held for a draft, kept with a report, opened, destroyed, swept."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.vault import blobs, custody, files, trust
from rangkul.vault.crypto import Refused
from rangkul.vault.enums import CompartmentOwner, CustodyEvent, FileKind, FileState
from rangkul.vault.files import OpenFile
from rangkul.vault.models import Custody, File
from rangkul.vault.streams import Sealer
from tests.attachments import a_report, compartment_of, held, kept, photo
from tests.house import City

PHOTO = photo()
LONG = PHOTO + bytes(150_000)
REPORT = CompartmentOwner.REPORT


@pytest.fixture
def report(city: City) -> str:
    return a_report()


def keep_one(report: str, content: bytes = PHOTO, name: str = "foto.jpg") -> OpenFile:
    """A file that stays with a report, opened."""
    compartment = compartment_of(report)
    return files.opened(kept(held(name, content), report, compartment), compartment)


def content_of(file: OpenFile) -> bytes:
    return b"".join(files.chunks(file))


def test_a_held_file_has_no_key_in_the_database(city: City) -> None:
    one = held("foto.jpg", PHOTO)
    row = File.objects.get(pk=one.ref)
    assert (row.state, row.owner, row.sealed_key, row.sealed_meta) == ("held", "", None, None)
    assert row.expires == row.at + timedelta(minutes=45)


def test_row_and_blob_tell_the_size_in_steps_alone(report: str) -> None:
    """Neither confirms which photo it is, nor that a report's is the one of a private record."""
    sizes = [LONG, LONG + b"x", PHOTO + bytes(190_000)]
    refs = [held("a.jpg", content).ref for content in sizes]
    refs.append(keep_one(report, LONG + b"yz").ref)
    rows = File.objects.values_list("padded_size", flat=True)
    assert list(rows) == [192 * 1024] * 4
    assert len({blobs.place(ref).stat().st_size for ref in refs}) == 1


def test_a_copy_of_a_file_has_nothing_of_the_first_but_kind_and_step(report: str) -> None:
    first, now = keep_one(report, LONG), clock.now()
    with clock.frozen(now + timedelta(days=3)), writing():
        upload = files.copied(first)
        second = files.hold(upload)
    rows = [
        dict[str, Any](File.objects.filter(pk=ref).values().get())
        for ref in (first.ref, second.ref)
    ]
    shared = {name for name in rows[0] if rows[0][name] == rows[1][name]}
    assert shared == {"kind", "padded_size"}
    blob, other = (blobs.place(ref).read_bytes() for ref in (first.ref, second.ref))
    assert blob[1:65] != other[1:65]


def test_a_kept_file_opens_in_its_compartment_with_name_and_content(report: str) -> None:
    opened = keep_one(report, LONG, "foto dapur.jpg")
    assert (opened.name, opened.kind, opened.size) == ("foto dapur.jpg", FileKind.JPEG, len(LONG))
    assert content_of(opened) == LONG


def test_a_list_opens_nothing(report: str) -> None:
    first, second = keep_one(report), keep_one(report, LONG)
    with reading():
        entries = files.listed(REPORT, report)
    assert [(one.ref, one.padded_size, one.copy) for one in entries] == [
        (first.ref, 64 * 1024, None),
        (second.ref, 192 * 1024, None),
    ]
    assert files.listed(REPORT, "another0report00") == []


def test_another_compartment_does_not_find_it(report: str) -> None:
    opened, other = keep_one(report), compartment_of(a_report("lain"))
    with pytest.raises(LookupError):
        files.opened(opened.ref, other)


def test_a_file_is_kept_once(report: str) -> None:
    one, compartment = held("a.jpg", PHOTO), compartment_of(report)
    kept(one, report, compartment)
    with pytest.raises(LookupError):
        kept(one, report, compartment)


def test_a_file_whose_bytes_went_is_not_kept(report: str) -> None:
    one = held("a.jpg", PHOTO)
    blobs.remove(one.ref)
    with pytest.raises(LookupError):
        kept(one, report, compartment_of(report))
    assert not Custody.objects.exists()


def swap_cells(column: str, first: str, second: str) -> None:
    value = File.objects.values_list(column, flat=True).get(pk=second)
    with writing():
        File.objects.filter(pk=first).update(**{column: value})


@pytest.mark.parametrize("column", ["sealed_key", "sealed_meta"])
def test_a_cell_of_another_file_does_not_open(report: str, column: str) -> None:
    first, second = keep_one(report), keep_one(report, LONG)
    swap_cells(column, first.ref, second.ref)
    with pytest.raises(Refused):
        files.opened(first.ref, compartment_of(report))


def test_the_bytes_of_another_file_do_not_open(report: str) -> None:
    first, second = keep_one(report), keep_one(report, LONG)
    blobs.place(first.ref).write_bytes(blobs.place(second.ref).read_bytes())
    with pytest.raises(Refused):
        content_of(first)


def test_bytes_that_are_gone_are_refused_and_missed(report: str) -> None:
    opened = keep_one(report)
    assert files.missing() == 0
    blobs.remove(opened.ref)
    assert files.missing() == 1
    with pytest.raises(Refused, match="gone"):
        content_of(opened)


def test_a_file_that_is_not_the_one_that_came_is_refused_at_its_end(report: str) -> None:
    """Sealed rightly, with another content than its description says."""
    opened = keep_one(report)
    blob = blobs.NewBlob(opened.ref)
    sealer = Sealer(blob.write, opened.key, ref=opened.ref)
    sealer.add(PHOTO[:-1] + b"x")
    sealer.end()
    blob.keep()
    with pytest.raises(Refused, match="another file"):
        content_of(opened)


def test_a_dropped_file_goes_with_its_bytes_and_a_kept_one_stays(report: str) -> None:
    waiting, staying = held("a.jpg", PHOTO), keep_one(report)
    with writing():
        files.drop([waiting.ref, staying.ref])
        assert blobs.exists(waiting.ref)  # until the commit
    assert [blobs.exists(one.ref) for one in (waiting, staying)] == [False, True]
    assert list(File.objects.values_list("ref", flat=True)) == [staying.ref]


def test_a_destroyed_file_leaves_no_key_and_no_byte(report: str) -> None:
    opened = keep_one(report)
    with writing():
        files.destroy(opened.ref, by="orang")
    row = File.objects.get(pk=opened.ref)
    assert (row.state, row.sealed_key, row.sealed_meta) == (FileState.DESTROYED, None, None)
    assert not blobs.exists(opened.ref)
    assert files.listed(REPORT, report) == []
    with pytest.raises(LookupError):
        files.opened(opened.ref, compartment_of(report))
    assert custody.findings() == []


IMPOSSIBLE: dict[str, dict[str, object]] = {
    "held with an owner": {"owner": "0" * 16},
    "held for ever": {"expires": None},
    "kept without a key": {"state": "kept", "owner": "0" * 16, "owner_kind": "report"},
    "destroyed and held": {"state": "destroyed"},
    "empty": {"padded_size": 0},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_database_refuses_a_state_that_does_not_fit(city: City, name: str) -> None:
    one = held("a.jpg", PHOTO)
    with pytest.raises(IntegrityError), writing():
        File.objects.filter(pk=one.ref).update(**IMPOSSIBLE[name])


# The broom.


def age(path: Path, hours: float) -> None:
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))


def test_what_nobody_sent_in_three_quarters_of_an_hour_is_forgotten(report: str) -> None:
    start = clock.now()
    old, staying, prolonged = held("a.jpg", PHOTO), keep_one(report), held("c.jpg", PHOTO)
    with clock.frozen(start + timedelta(minutes=44)):
        with writing():
            files.prolong([prolonged.ref, staying.ref])
        files.sweep()
        assert blobs.exists(old.ref)
        young = held("b.jpg", PHOTO)
    with clock.frozen(start + timedelta(minutes=46)):
        files.sweep()
    there = [blobs.exists(one.ref) for one in (old, young, staying, prolonged)]
    assert there == [False, True, True, True]
    assert File.objects.get(pk=staying.ref).expires is None
    with clock.frozen(start + timedelta(minutes=90)):
        files.sweep()
    assert not blobs.exists(prolonged.ref)


def test_what_killed_processes_left_is_swept_after_an_hour(report: str) -> None:
    staying, waiting = keep_one(report), held("a.jpg", PHOTO)
    orphan, half = blobs.place("0orphan0orphan00"), blobs.place(staying.ref).with_name(".half")
    for path in (orphan, half):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        age(path, 0.9)
    files.sweep()
    assert orphan.exists()
    for path in (orphan, half, blobs.place(staying.ref), blobs.place(waiting.ref)):
        age(path, 1.1)
    files.sweep()
    assert [path.exists() for path in (orphan, half)] == [False, False]
    assert [blobs.exists(one.ref) for one in (staying, waiting)] == [True, True]


def test_the_broom_spares_the_files_of_another_database(
    report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ORPHANS", 2)
    strangers = [blobs.place(f"0stranger{number:07d}") for number in range(3)]
    for path in strangers:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        age(path, 2)
    files.sweep()
    assert all(path.exists() for path in strangers)


# The chain of custody.


def note(ref: str, *events: CustodyEvent) -> None:
    for event in events:
        with writing():
            custody.note(ref, event, by="orang")


def test_each_step_stands_in_the_chain_and_in_the_trail(report: str) -> None:
    ref = keep_one(report).ref
    note(ref, CustodyEvent.VIEWED, CustodyEvent.ORIGINAL_DOWNLOADED)
    steps = custody.history(ref)
    assert [(step.event, step.by) for step in steps] == [
        ("received", "reporter"),
        ("viewed", "orang"),
        ("original_downloaded", "orang"),
    ]
    codes = Event.objects.filter(object_ref=ref).order_by("seq").values_list("code", flat=True)
    assert list(codes) == [
        EventCode.FILE_RECEIVED,
        EventCode.VIEW_COPY_OPENED,
        EventCode.ORIGINAL_DOWNLOADED,
    ]
    assert custody.findings() == []


def test_an_unknown_file_has_no_steps(city: City) -> None:
    with pytest.raises(LookupError), writing():
        custody.note("0unknown0unknown", CustodyEvent.VIEWED, by="orang")


def without_triggers(city: City, sql: str) -> None:
    """As a writer to the database who dropped the triggers first."""
    from django.db import connection

    from rangkul.config import triggers

    with writing():
        triggers.drop_all()
        with connection.cursor() as cursor:
            cursor.execute(sql)
    trust.forget()


CRIMES = {
    "another person": "UPDATE vault_custody SET by = 'lain' WHERE seq = 2",
    "another moment": "UPDATE vault_custody SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 2",
    "another event": "UPDATE vault_custody SET event = 'viewed' WHERE seq = 3",
    "another original": "UPDATE vault_custody SET digest = prev WHERE seq = 1",
    "a step taken out": "DELETE FROM vault_custody WHERE seq = 2",
    "the end cut": "DELETE FROM vault_custody WHERE seq = 3",
    "all taken away": "DELETE FROM vault_custody",
}


@pytest.mark.parametrize("crime", CRIMES)
def test_a_change_of_the_chain_is_found(city: City, report: str, crime: str) -> None:
    ref = keep_one(report).ref
    note(ref, CustodyEvent.VIEWED, CustodyEvent.ORIGINAL_DOWNLOADED)
    without_triggers(city, CRIMES[crime])
    assert {finding.file for finding in custody.findings()} == {ref}


def test_a_vanished_file_is_found(city: City, report: str) -> None:
    ref = keep_one(report).ref
    without_triggers(city, "DELETE FROM vault_custody")
    with writing():
        File.objects.all().delete()
    assert [finding.file for finding in custody.findings()] == [ref]


def test_a_file_said_to_be_destroyed_is_found(city: City, report: str) -> None:
    ref = keep_one(report).ref
    with writing():
        File.objects.update(state="destroyed", sealed_key=None, sealed_meta=None, compartment=None)
    assert [finding.file for finding in custody.findings()] == [ref]


def test_doctor_and_verify_audit_say_it(city: City, report: str) -> None:
    opened = keep_one(report)
    assert city.run("verify-audit").returncode == 0
    blobs.remove(opened.ref)
    without_triggers(city, "UPDATE vault_custody SET by = 'lain'")
    verified, doctor = city.run("verify-audit", check=False), city.run("doctor", check=False)
    assert f"berkas {opened.ref} langkah 1" in verified.stdout
    assert verified.returncode == doctor.returncode == 1
    assert "✘ Riwayat berkas utuh: 1 temuan" in doctor.stdout
    assert "✘ Berkas tersegel lengkap: 1 berkas" in doctor.stdout
