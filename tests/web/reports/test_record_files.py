"""Photos with a private note: sealed with it, in its stamp, sent as copies, gone with it."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.vault import blobs
from rangkul.vault.models import Custody, File
from tests.attachments import photo
from tests.cast import Browser, code_on, walk
from tests.private_record import PIN, begun, chosen, desk_page, enter, kept, sent_from, text_of

pytestmark = pytest.mark.usefixtures("city")
PHOTO = photo()
DIGEST = hashlib.sha256(PHOTO).hexdigest()


def jpeg(name: str = "pintu.jpg", data: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def kept_with_photo(browser: Browser, *files: SimpleUploadedFile) -> str:
    """A first note with these files; its code."""
    begun(browser)
    words: dict[str, Any] = {"q10": "Pintu itu.", "q10c": PIN, "q7": list(files) or [jpeg()]}
    assert browser.submit("/s/tulis", words).headers.get("Location") == "/s/kode"
    return code_on(browser.get("/s/kode"))


def states(owner: str) -> list[str]:
    return sorted(File.objects.filter(owner_kind=owner).values_list("state", flat=True))


def test_a_photo_is_kept_with_the_note_and_in_its_stamp() -> None:
    visitor = Browser()
    kept_with_photo(visitor)
    page = text_of(visitor.get("/s/catatan/1"))
    assert "pintu.jpg" in page
    assert DIGEST in page
    assert states("record") == ["kept"]
    assert "pintu.jpg" not in text_of(visitor.get("/s/catatan"))


def test_a_sent_note_takes_a_copy_along_and_its_stamp_holds() -> None:
    visitor = Browser()
    code = kept_with_photo(visitor)
    chosen(visitor, [1])
    assert File.objects.filter(state="held").count() == 1
    sent_from(visitor)
    assert (states("record"), states("report")) == (["kept"], ["kept"])
    read = desk_page("piket")
    assert "cap waktu cocok" in read
    assert read.count(DIGEST) >= 1
    assert "pintu.jpg" in read
    mine = Browser()
    enter(mine, code)
    assert "pintu.jpg" in text_of(mine.get("/s/catatan/1"))


def test_choosing_again_or_deleting_leaves_no_copy_behind() -> None:
    visitor = Browser()
    kept_with_photo(visitor)
    for _ in range(2):
        chosen(visitor, [1])
        (held,) = File.objects.filter(state="held")
    visitor.submit("/s/catatan/1", to="/s/catatan/1/hapus")
    assert not File.objects.filter(state="held").exists()
    assert not blobs.exists(held.ref)


@pytest.mark.parametrize("path", ["/s/hapus", "/s/catatan/1/hapus"])
def test_a_deleted_note_takes_its_photo_with_it(path: str) -> None:
    visitor = Browser()
    kept_with_photo(visitor)
    ref = File.objects.get().ref
    visitor.submit("/s/catatan/1", to=path)
    row = File.objects.get()
    assert (row.state, row.sealed_key, row.sealed_meta) == ("destroyed", None, None)
    assert not blobs.exists(ref)
    assert Custody.objects.filter(event="destroyed").count() == 1


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("halaman.html", b"<html>" * 200), "belum bisa kami terima"),
        (SimpleUploadedFile("kosong.jpg", b""), "Berkas ini kosong."),
    ],
)
def test_a_file_that_is_not_taken_keeps_the_words(file: SimpleUploadedFile, said: str) -> None:
    visitor = begun(Browser())
    words: dict[str, Any] = {"q10": "Masih ada.", "q10c": PIN, "q7": [file, jpeg()]}
    page = visitor.submit("/s/tulis", words)
    assert page.status_code == 422
    assert said in text_of(page)
    assert "Masih ada." in text_of(page)
    assert "Pilih berkasnya sekali lagi." in text_of(page)
    assert File.objects.count() == 0


def test_words_that_are_missing_leave_no_file_behind() -> None:
    visitor = begun(Browser())
    page = visitor.submit("/s/tulis", {"q10": "", "q10c": PIN, "q7": [jpeg()]})  # type: ignore[dict-item]
    assert page.status_code == 422
    assert "Pilih berkasnya sekali lagi." in text_of(page)
    assert File.objects.count() == 0


def test_a_record_holds_ten_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkul.reports.record.MOST_FILES", 2)
    visitor = Browser()
    kept_with_photo(visitor, jpeg("satu.jpg"), jpeg("dua.jpg"))
    page = visitor.submit("/s/tambah", {"q10": "lagi", "q7": [jpeg()]})  # type: ignore[dict-item]
    assert page.status_code == 422
    assert "sudah penuh" in text_of(page)
    assert visitor.submit("/s/tambah", {"q10": "tanpa foto"}).status_code == 302


def test_more_files_than_one_report_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rangkul.reports.actions.record.MOST_FILES_SENT", 1)
    visitor = Browser()
    kept_with_photo(visitor, jpeg("satu.jpg"), jpeg("dua.jpg"))
    page = visitor.submit("/s/kirim", {"q12": "1", "q12b": "unit"})
    assert page.status_code == 422
    assert "Paling banyak 5 berkas" in text_of(page)
    assert not File.objects.filter(state="held").exists()


def test_files_of_the_flow_move_into_the_note() -> None:
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    visitor.submit("/l/berkas", {"q7": [jpeg()]})  # type: ignore[dict-item]
    assert File.objects.get().state == "held"
    visitor.submit("/s/tulis?b=1", {"q10": "Semua.", "q10c": PIN})
    assert states("record") == ["kept"]
    assert "pintu.jpg" in text_of(visitor.get("/s/catatan/1"))


def test_when_the_copy_fails_nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    visitor = Browser()
    kept_with_photo(visitor)
    with monkeypatch.context() as patch:
        patch.setattr("rangkul.vault.files.copied", full)
        page = visitor.submit("/s/kirim", {"q12": "1", "q12b": "unit"})
    assert page.status_code == 503
    assert "Belum terkirim" in text_of(page)
    assert not File.objects.filter(state="held").exists()
    chosen(visitor, [1])


def test_the_trail_tells_of_a_photo_only_that_it_came() -> None:
    visitor = Browser()
    kept_with_photo(visitor)
    kept(Browser())
    events = Event.objects.filter(code=EventCode.FILE_RECEIVED)
    assert [(one.actor, one.detail) for one in events] == [("reporter", {"step": 1, "why": ""})]
