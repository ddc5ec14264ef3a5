"""View copies: asked for by a person, made by a worker in whose memory alone the keys are."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError
from PIL import Image

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.common.transactions import writing
from rangkul.jobs import worker
from rangkul.jobs.enums import JobState
from rangkul.jobs.models import Job
from rangkul.vault import attended, blobs, copies, custody, files
from rangkul.vault.attended import NotForThisWorker, NoWorker
from rangkul.vault.crypto import Refused, box_keys, sign
from rangkul.vault.enums import CompartmentOwner, CopyState, CustodyEvent
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.files import OpenFile
from rangkul.vault.models import ViewCopy, WorkerKey
from tests.attachments import a_report, compartment_of, held, kept, letter, photo
from tests.house import City

WORDS = "rahasiasekali"


@pytest.fixture
def report(city: City) -> str:
    ref = a_report()
    Job.objects.all().delete()
    return ref


@pytest.fixture
def living(report: str) -> Iterator[None]:
    """This process is a worker."""
    attended.beat()
    yield
    attended._own = None


def keep_one(report: str, content: bytes) -> tuple[OpenFile, OpenCompartment]:
    compartment = compartment_of(report)
    ref = kept(held("a", content), report, compartment)
    return files.opened(ref, compartment), compartment


def ask(file: OpenFile, compartment: OpenCompartment, by: str = "orang") -> CopyState:
    with writing():
        return copies.ask(file, compartment, by=by)


def the_copy(file: OpenFile, compartment: OpenCompartment) -> bytes:
    return b"".join(copies.chunks(file, compartment))


@pytest.mark.parametrize(
    "content", [photo(WORDS), photo(WORDS, kind="PNG"), letter(WORDS)], ids=["jpeg", "png", "pdf"]
)
def test_a_copy_is_made_without_what_the_file_gave_away(
    report: str, living: None, content: bytes
) -> None:
    file, compartment = keep_one(report, content)
    assert ask(file, compartment) == CopyState.WAITING
    assert worker.run_once()
    assert copies.state_of(file.ref) == CopyState.READY
    made = the_copy(file, compartment)
    assert made[:4] == content[:4]
    assert WORDS.encode() not in made
    assert b"".join(files.chunks(file)) == content  # the original stays
    (entry,) = files.listed(CompartmentOwner.REPORT, report)
    assert entry.copy == CopyState.READY


def test_a_ready_copy_leaves_nothing_sealed_to_the_worker(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    assert ViewCopy.objects.get().worker_secret
    worker.run_once()
    assert ViewCopy.objects.get().worker_secret is None
    steps = [(step.event, step.by) for step in custody.history(file.ref)]
    assert steps == [("received", "reporter"), ("view_copy_made", "orang")]
    assert custody.findings() == []


def test_two_people_who_ask_get_one_copy(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    assert [ask(file, compartment, by=by) for by in ("satu", "dua")] == [CopyState.WAITING] * 2
    worker.run_once()
    assert ask(file, compartment) == CopyState.READY
    assert (ViewCopy.objects.count(), Job.objects.count()) == (1, 1)


def test_the_database_refuses_a_second_living_copy(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    row = ViewCopy.objects.get()
    row.pk = new_ref()
    with pytest.raises(IntegrityError), writing():
        row.save(force_insert=True)


def test_other_kinds_are_original_only(report: str, living: None) -> None:
    file, compartment = keep_one(report, b"OggS" + bytes(100))
    assert ask(file, compartment) == CopyState.FAILED
    assert not ViewCopy.objects.exists()


def test_a_very_large_file_is_original_only(
    report: str, living: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LARGEST", 100)
    assert ask(*keep_one(report, photo())) == CopyState.FAILED


def test_without_a_worker_nothing_is_sealed(report: str) -> None:
    file, compartment = keep_one(report, photo())
    with pytest.raises(NoWorker):
        ask(file, compartment)
    assert not ViewCopy.objects.exists()


def test_a_destroyed_file_gets_no_copy_and_loses_the_one_it_has(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    worker.run_once()
    (copy,) = ViewCopy.objects.all()
    with writing():
        files.destroy(file.ref, by="orang")
    assert not blobs.exists(copy.ref)
    with pytest.raises(LookupError):
        the_copy(file, compartment)
    with pytest.raises(LookupError):
        ask(file, compartment)


def test_a_file_destroyed_while_its_copy_waits_leaves_nothing_to_do(
    report: str, living: None
) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    with writing():
        files.destroy(file.ref, by="orang")
    worker.run_once()
    copy = ViewCopy.objects.get()
    assert (copy.state, copy.worker_secret, copy.sealed_key) == (CopyState.LOST, None, None)
    assert not blobs.exists(copy.ref)


BROKEN = {
    "a broken photo": photo()[:400],
    "a broken PDF": b"%PDF-1.7\n" + bytes(range(256)),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_cleaned_is_original_only_and_not_tried_again(
    report: str, living: None, name: str
) -> None:
    file, compartment = keep_one(report, BROKEN[name])
    ask(file, compartment)
    worker.run_once()
    copy = ViewCopy.objects.get()
    assert (copy.state, copy.worker_secret, copy.sealed_key) == (CopyState.FAILED, None, None)
    assert Job.objects.get().state == JobState.DONE
    assert ask(file, compartment) == CopyState.FAILED
    assert not worker.run_once()


def test_changed_bytes_make_no_copy_and_are_reported(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    blobs.place(file.ref).write_bytes(b"x" * 500)
    worker.run_once()
    assert copies.state_of(file.ref) == CopyState.FAILED
    assert Event.objects.filter(code=EventCode.TAMPERING_REFUSED).count() == 1


# Workers that die.


def another_worker() -> None:
    """The one before is dead, with all that he knew; a new one takes his place."""
    attended._own = None
    attended.beat()


def leases_run_out() -> None:
    WorkerKey.objects.update(lease_until=clock.now() - timedelta(seconds=1))


def wait_is_over() -> None:
    Job.objects.filter(state=JobState.QUEUED).update(run_at=clock.now())


def test_a_copy_whose_worker_died_is_lost_and_can_be_asked_for_again(
    report: str, living: None
) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    leases_run_out()
    another_worker()
    worker.run_once()
    lost = ViewCopy.objects.get()
    assert (lost.state, lost.worker_secret, lost.sealed_key) == (CopyState.LOST, None, None)
    assert ask(file, compartment) == CopyState.WAITING
    worker.run_once()
    assert copies.state_of(file.ref) == CopyState.READY


def test_while_the_worker_lives_another_leaves_it_to_him(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    first = attended._own
    another_worker()
    assert worker.run_once()
    assert copies.state_of(file.ref) == CopyState.WAITING
    assert Job.objects.get().last_error == NotForThisWorker.__name__
    attended._own = first
    wait_is_over()
    worker.run_once()
    assert copies.state_of(file.ref) == CopyState.READY


def test_every_living_worker_can_make_it(report: str, living: None) -> None:
    first = attended._own
    another_worker()
    second = attended._own
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    secret, context = ViewCopy.objects.get(), copies._context(ViewCopy.objects.get().pk)
    for one in (first, second):
        attended._own = one
        assert attended.open_as_worker(bytes(secret.worker_secret or b""), context=context)


def test_what_nobody_made_is_lost_after_a_quarter_of_an_hour(report: str, living: None) -> None:
    file, compartment = keep_one(report, photo())
    ask(file, compartment)
    with clock.frozen(clock.now() + timedelta(minutes=14)):
        copies.sweep()
        assert copies.state_of(file.ref) == CopyState.WAITING
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        copies.sweep()
    assert copies.state_of(file.ref) == CopyState.LOST


# The worker's key.


def test_a_beat_prolongs_the_lease_and_keeps_the_key(city: City, living: None) -> None:
    before = WorkerKey.objects.get()
    with clock.frozen(clock.now() + timedelta(seconds=30)):
        attended.beat()
    after = WorkerKey.objects.get()
    assert (after.pk, bytes(after.box_pk)) == (before.pk, bytes(before.box_pk))
    assert after.lease_until - before.lease_until >= timedelta(seconds=29)


def test_a_worker_who_stops_is_sealed_to_no_more(city: City, living: None) -> None:
    attended.end()
    assert not WorkerKey.objects.exists()
    with pytest.raises(NotForThisWorker):
        attended.open_as_worker(b"\1" + b"x" * 100, context=b"")


def test_a_dead_workers_row_is_swept(city: City, living: None) -> None:
    with clock.frozen(clock.now() + 2 * attended.LEASE), writing():
        attended.sweep()
        assert not WorkerKey.objects.exists()


def his_own_key() -> dict[str, object]:
    """What a writer to the database can make: a key, and a signature of his own."""
    return {"box_pk": box_keys().public, "signature": sign(bytes(32), b"anything")}


FORGERIES: dict[str, dict[str, object]] = {
    "another key": {"box_pk": box_keys().public},
    "another key with his signature": his_own_key(),
    "a longer lease": {"lease_until": clock.now() + timedelta(days=9)},
}


@pytest.mark.parametrize("name", FORGERIES)
def test_nothing_is_sealed_to_a_key_that_the_host_did_not_sign(
    report: str, living: None, name: str
) -> None:
    file, compartment = keep_one(report, photo())
    WorkerKey.objects.update(**FORGERIES[name])
    with pytest.raises(Refused):
        ask(file, compartment)
    assert not ViewCopy.objects.exists()


def test_a_secret_moved_to_another_copy_does_not_open(report: str, living: None) -> None:
    first, second = keep_one(report, photo()), keep_one(report, photo("lain"))
    ask(*first)
    ask(*second)
    secret = ViewCopy.objects.get(file=second[0].ref).worker_secret
    ViewCopy.objects.filter(file=first[0].ref).update(worker_secret=secret)
    while worker.run_once():
        pass
    assert copies.state_of(first[0].ref) == CopyState.FAILED
    assert copies.state_of(second[0].ref) == CopyState.READY
    assert Event.objects.filter(code=EventCode.TAMPERING_REFUSED).count() == 1


def test_a_copy_of_another_file_is_not_shown(report: str, living: None) -> None:
    first, second = keep_one(report, photo()), keep_one(report, photo("lain"))
    for one in (first, second):
        ask(*one)
        worker.run_once()
    mine, other = (ViewCopy.objects.get(file=one[0].ref) for one in (first, second))
    blobs.place(mine.pk).write_bytes(blobs.place(other.pk).read_bytes())
    with pytest.raises(Refused):
        the_copy(*first)


def test_a_large_photo_is_made_as_it_was(report: str, living: None) -> None:
    """More than one sealed piece."""
    noise = io.BytesIO()
    Image.effect_noise((700, 700), 90).convert("RGB").save(noise, "PNG")
    file, compartment = keep_one(report, noise.getvalue())
    ask(file, compartment)
    worker.run_once()
    made = the_copy(file, compartment)
    assert len(made) > 2 * 64 * 1024
    shown, sent = (Image.open(io.BytesIO(one)).tobytes() for one in (made, noise.getvalue()))
    assert shown == sent


def test_opening_stands_in_the_chain(report: str, living: None) -> None:
    file, _ = keep_one(report, photo())
    with writing():
        custody.note(file.ref, CustodyEvent.VIEWED, by="orang")
    assert custody.history(file.ref)[-1].event == CustodyEvent.VIEWED
