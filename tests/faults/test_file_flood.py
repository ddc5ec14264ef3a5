"""Files from nowhere, and very many of them: a body is read for a living stay alone, and while a
crowd of files is held an upload costs a derivation. No word is lost by it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from rangkul.common import clock
from rangkul.common.refs import new_ref
from rangkul.vault import drafts, files
from rangkul.vault.models import File
from tests.attachments import photo
from tests.cast import Browser, hidden_fields, send_report, walk
from tests.faults.test_flood import busy_slot, explained, price, with_a_made_up_cookie
from tests.house import City
from tests.private_record import PIN, begun, kept

pytestmark = pytest.mark.usefixtures("city")
FEW = 2  # held files that are as many as a city's people hold
WORDS = "Pintu itu dia rusak."


def jpeg() -> SimpleUploadedFile:
    return SimpleUploadedFile("pintu.jpg", photo() + bytes(300_000))


class Unread:
    """The body of a request that nobody may touch."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


UNREAD: dict[str, Any] = {"wsgi.input": Unread()}


@contextmanager
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def written(*_: object) -> None:
        raise AssertionError("a blob was begun")

    with monkeypatch.context() as patch:
        patch.setattr("rangkul.vault.uploads.NewBlob", written)
        yield


def writing_visitor() -> Browser:
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    return visitor


def with_an_open_inbox() -> Browser:
    visitor = Browser()
    visitor.submit("/k/", {"q8": send_report().code})
    return visitor


def with_an_open_record() -> Browser:
    visitor = Browser()
    kept(visitor)
    return visitor


def sent(visitor: Browser, path: str) -> Any:
    """A photo with words, from the form of this page."""
    words: dict[str, Any] = {"q10": WORDS, "q10c": PIN, "q7": [jpeg()]}
    return visitor.submit(path, words)


# A stay that never was.


@pytest.mark.parametrize("path", ["/l/berkas", "/k/berkas"])
def test_a_made_up_cookie_gets_no_body_read(path: str) -> None:
    visitor, token = with_a_made_up_cookie()
    answer = visitor.post(path, {**token, "q7": [jpeg()]}, **UNREAD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/jam")


def test_a_stay_that_has_sent_goes_to_its_receipt_unread() -> None:
    visitor = send_report().browser
    token = {"t": drafts.DraftKey(bytes.fromhex(visitor.cookies["sid"].value)).form_token}
    answer = visitor.post("/l/berkas", {**token, "q7": [jpeg()]}, **UNREAD)
    assert answer.headers["Location"] == "/l/selesai"
    assert visitor.get("/l/selesai").status_code == 200


@pytest.mark.parametrize("path", ["/s/tulis", "/s/tambah"])
def test_a_made_up_cookie_gets_its_words_back_and_no_file_sealed(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, token = with_a_made_up_cookie()
    with nothing_written(monkeypatch):
        answer = visitor.post(path, {**token, "q10": WORDS, "q10c": PIN, "q7": [jpeg()]})
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert not File.objects.exists()


def test_a_first_note_with_a_photo_whose_stay_ran_out_is_kept_at_the_second_press() -> None:
    visitor = begun(Browser())
    form: dict[str, Any] = {**hidden_fields(visitor.get("/s/tulis")), "q10": WORDS, "q10c": PIN}
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        page = visitor.post("/s/tulis", {**form, "q7": [jpeg()]})
        assert "Pilih berkasnya sekali lagi." in page.content.decode()
        again = {**form, **hidden_fields(page), "q7": [jpeg()]}
        assert visitor.post("/s/tulis", again).headers["Location"] == "/s/kode"
    assert File.objects.get().state == "kept"


# Very many files.


def hold_files(count: int) -> None:
    now = clock.now()
    File.objects.bulk_create(
        File(ref=new_ref(), kind="jpeg", padded_size=65536, at=now, expires=now + files.HELD_FOR)
        for _ in range(count)
    )


UPLOADS: dict[str, tuple[Callable[[], Browser], int]] = {  # and what the act itself costs
    "/l/berkas": (writing_visitor, 0),
    "/k/berkas": (with_an_open_inbox, 0),
    "/s/tulis": (lambda: begun(Browser()), 1),
    "/s/tambah": (with_an_open_record, 0),
}


@pytest.mark.parametrize("path", UPLOADS)
def test_an_upload_costs_a_derivation_in_a_crowd_of_files_alone(path: str) -> None:
    arrive, usual = UPLOADS[path]
    with override_settings(CROWD=20 * FEW):
        hold_files(FEW)
        visitor, other = arrive(), arrive()
        assert price(lambda: sent(visitor, path)) == usual
        hold_files(1)
        assert price(lambda: sent(other, path)) == usual + 1
    assert File.objects.count() == FEW + 1 + 2


@pytest.fixture
def crowd(city: City) -> Iterator[None]:
    with override_settings(CROWD=20 * FEW):
        hold_files(FEW + 1)
        yield


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/l/berkas", 503, "Belum"),
        ("/k/berkas", 503, "Belum"),
        ("/s/tambah", 422, "Berkas ini belum tersimpan. Coba sekali lagi."),
    ],
)
def test_a_busy_slot_takes_no_file_and_keeps_the_words(
    path: str, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = UPLOADS[path][0]()
    with busy_slot(), nothing_written(monkeypatch):
        answer = sent(visitor, path)
    page = answer.content.decode()
    assert answer.status_code == status
    assert said in page
    assert path != "/s/tambah" or WORDS in page
    assert sent(visitor, path).status_code == 302


def test_a_database_that_is_away_takes_no_file_and_keeps_the_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseError("gone")

    visitor = with_an_open_record()
    form = hidden_fields(visitor.get("/s/tambah"))
    with monkeypatch.context() as patch, nothing_written(monkeypatch):
        patch.setattr(drafts, "load", away)
        page = visitor.post("/s/tambah", {**form, "q10": WORDS, "q7": [jpeg()]})
    assert page.status_code == 422
    assert WORDS in page.content.decode()


def test_the_count_of_held_files_reads_the_index_and_no_more_than_it_must() -> None:
    hold_files(60)
    with override_settings(CROWD=20 * FEW), CaptureQueriesContext(connection) as seen:
        assert files.crowded()
    (asked,) = (query["sql"] for query in seen)
    assert f"LIMIT {FEW + 1}" in asked
    assert "file_expires" in " ".join(explained(asked))
