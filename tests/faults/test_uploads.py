"""Files as an attack and files on a bad day, through the pages: the words are never lost, nothing
half is kept, and what is hostile harms neither the house nor the officer who opens it."""

import contextlib
import socket
import struct
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from rangkul.common.transactions import reading
from rangkul.jobs import worker
from rangkul.jobs.models import Job
from rangkul.reports.models import Report
from rangkul.vault import attended, blobs, copies
from rangkul.vault.models import File
from tests.attachments import photo
from tests.cast import Browser, code_on, hidden_fields, send_report, signed_in, walk
from tests.faults import outages
from tests.faults.processes import wait_until
from tests.faults.test_bad_input import shown_again, wrong_with
from tests.faults.test_files import an_hour_later, on_disk
from tests.faults.visitors import Visitor
from tests.faults.visitors import hidden_fields as hidden
from tests.faults.visitors import shown_again as followed
from tests.furnished import queue_of
from tests.house import City, Server, serving

STORY = "Dia memukul saya lagi tadi malam di dapur."
PHOTO = photo()
EVERYTHING = 2**62  # bytes that must stay free: there is no room


@pytest.fixture
def visitor(city: City) -> Browser:
    """Somebody who has told her story and looks at the page for files."""
    browser = Browser()
    browser.raise_request_exception = False
    browser.post("/l/")
    told = {"q1": "self", "q2": "safe", "q3b": STORY}
    assert walk(browser, "/l/1", told) == "/l/periksa"
    return browser


def jpeg(name: str = "bukti.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(browser: Browser, *files: SimpleUploadedFile, to: str = "/l/berkas") -> Any:
    return browser.post(to, {**hidden_fields(browser.get(to)), "q7": list(files)})


def rows() -> list[str]:
    with reading():
        return sorted(File.objects.values_list("state", flat=True))


def assert_arrives(browser: Browser) -> str:
    """Her story is still there, and goes out; the code."""
    assert STORY in browser.get("/l/3").content.decode()
    assert browser.submit("/l/periksa").headers["Location"] == "/l/selesai"
    with reading():
        assert Report.objects.count() == 1
    return code_on(browser.get("/l/selesai"))


# No room, too much, and forms that are none.


def test_where_no_file_fits_the_words_still_do(visitor: Browser, city: City) -> None:
    with override_settings(FREE_DISK_FLOOR=EVERYTHING):
        told = upload(visitor, jpeg())
        page = told.content.decode()
        assert told.status_code == 422
        assert "Tempat berkas sedang penuh. Ceritanya tetap bisa dikirim." in page
        assert (rows(), on_disk(city)) == ([], [])
        code = assert_arrives(visitor)
        visitor.submit("/k/", {"q8": code})
        assert (
            "Tempat berkas sedang penuh" in upload(visitor, jpeg(), to="/k/berkas").content.decode()
        )
        visitor.submit("/k/pesan", {"q9": "Fotonya menyusul."})
        assert "Fotonya menyusul." in visitor.get("/k/pesan").content.decode()
    assert rows() == []


@pytest.mark.parametrize("page", ["/l/berkas", "/k/berkas"])
def test_a_body_beyond_all_limits_is_refused_unread_and_in_her_words(
    visitor: Browser, city: City, page: str
) -> None:
    if page == "/k/berkas":
        visitor.submit("/k/", {"q8": send_report("tolong").code})
    with override_settings(FILES_BODY_BYTES=2000):
        told = upload(visitor, jpeg(content=PHOTO + bytes(9000)), to=page)
    shown = told.content.decode()
    assert told.status_code == 413
    assert "Berkasnya terlalu besar. Paling besar 10 MB tiap berkas." in shown
    assert 'name="q7"' in shown  # and she can choose another at once
    assert (rows(), on_disk(city)) == ([], [])
    assert upload(visitor, jpeg(), to=page).status_code == 302
    if page == "/l/berkas":
        assert_arrives(visitor)


B = b"batas"
KIND = "multipart/form-data; boundary=batas"


def part(name: bytes, content: bytes, *, more: bytes = b"", headers: bytes = b"") -> bytes:
    return b"--%b\r\nContent-Disposition: form-data; name=%b%b\r\n%b\r\n%b\r\n" % (
        B,
        name,
        more,
        headers,
        content,
    )


NAMED = b'; filename="a.jpg"'
END = b"--%b--\r\n" % B
A_PHOTO = part(b'"q7"', PHOTO, more=NAMED)
FORMS: dict[str, tuple[bytes, str]] = {
    "without boundary": (A_PHOTO + END, "multipart/form-data"),
    "another boundary": (A_PHOTO + END, "multipart/form-data; boundary=lain"),
    "a boundary of odd letters": (A_PHOTO + END, "multipart/form-data; boundary=\x01\xff"),
    "an endless boundary": (A_PHOTO + END, "multipart/form-data; boundary=" + "b" * 5000),
    "nothing at all": (b"", KIND),
    "only the end": (END, KIND),
    "300 fields": (b"".join(part(b'"x%d"' % n, b"1") for n in range(300)) + A_PHOTO + END, KIND),
    "300 empty files": (part(b'"q7"', b"", more=NAMED) * 300 + END, KIND),
    "a file in another field": (part(b'"q3b"', PHOTO, more=NAMED) + END, KIND),
    "a file as the token": (part(b'"t"', PHOTO, more=NAMED) + END, KIND),
    "a field without a name": (part(b"", b"x") + A_PHOTO + END, KIND),
    "base64 that is none": (
        part(b'"q7"', b"\xff" * 90, more=NAMED, headers=b"Content-Transfer-Encoding: base64\r\n")
        + END,
        KIND,
    ),
    "a header without an end": (b"--batas\r\nContent-Disposition: " + b"x" * 70_000, KIND),
    "a form in a form": (
        part(b'"q7"', A_PHOTO, headers=b"Content-Type: multipart/mixed; boundary=d\r\n") + END,
        KIND,
    ),
    "a charset that is none": (A_PHOTO + END, KIND + "; charset=tidak-ada"),
    "an old form with a photo": (part(b'"t"', b"0" * 32) + A_PHOTO + END, KIND),
    "a long text in place of a file": (part(b'"q7"', b"x" * 70_000) + END, KIND),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_none_is_answered_in_words_and_leaves_nothing(
    visitor: Browser, city: City, name: str
) -> None:
    body, kind = FORMS[name]
    sent = visitor.generic("POST", "/l/berkas", body, content_type=kind)
    answer = shown_again(visitor, sent)
    assert 400 <= answer.status_code < 500
    assert wrong_with(answer, "/l/berkas") == ""
    assert (rows(), on_disk(city)) == ([], [])
    assert_arrives(visitor)


@pytest.mark.parametrize("where", ["/l/3", "/l/periksa", "/l/2d", "/k/", "/s/buka"])
def test_a_file_where_none_is_asked_for_is_refused(
    visitor: Browser, city: City, where: str
) -> None:
    answer = visitor.post(where, {"q3b": "lain", "f": jpeg()})
    assert answer.status_code == 400
    assert wrong_with(answer, "/l/berkas") == ""
    assert on_disk(city) == []
    assert_arrives(visitor)


# Names.

NAMES = {
    "../../../etc/passwd.jpg": "passwd.jpg",
    "..\\..\\windows\\foto.jpg": "foto.jpg",
    "/etc/ssh/kunci": "kunci",
    "foto\u202egpj.exe": "fotogpj.exe",
    "foto\u2066\u200e.jpg": "foto.jpg",
    "foto\0.jpg": "foto.jpg",
    "foto\x07\x1b[31m.jpg": "foto[31m.jpg",
    "<script>alert(1)<b>.jpg": "&lt;script&gt;alert(1)&lt;b&gt;.jpg",
    "f" * 400 + ".jpeg": "f" * 95 + ".jpeg",
    "foto" + "." + "x" * 400: "foto." + "x" * 95,
    'fo"to;.jpg': "fo&quot;to;.jpg",
    "анкета.jpg": "анкета.jpg",
}


@pytest.mark.parametrize("sent_as", NAMES)
def test_a_name_is_text_and_nothing_else(visitor: Browser, city: City, sent_as: str) -> None:
    """Never a path, never a direction of writing, never a place in a header or on the disk."""
    quoted = sent_as.replace("\\", "\\\\").replace('"', '\\"').encode()
    token = hidden_fields(visitor.get("/l/berkas"))["t"].encode()
    body = part(b'"t"', token) + part(b'"q7"', PHOTO, more=b'; filename="%b"' % quoted) + END
    assert visitor.generic("POST", "/l/berkas", body, content_type=KIND).status_code == 302
    page = visitor.get("/l/berkas").content.decode()
    assert f"<span>{NAMES[sent_as]} · " in page, page[page.index('<ul class="files">') :][:300]
    assert [path.name for path in on_disk(city)] == [ref_of_the_only_file()]
    outside = [path for path in city.folder.parent.rglob("*passwd*") if path.is_file()]
    assert outside == []


def ref_of_the_only_file() -> str:
    with reading():
        return File.objects.get().ref


# What is opened at the desk.


@contextlib.contextmanager
def working() -> Iterator[None]:
    """This process is a worker for a while."""
    attended.beat()
    yield
    attended._own = None


def png_of(width: int, height: int) -> bytes:
    """A picture that says it is so large, in a hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


class Desk:
    """An officer who has taken the report that this visitor sends with one file."""

    def __init__(self, visitor: Browser, file: SimpleUploadedFile) -> None:
        assert upload(visitor, file).status_code == 302
        assert_arrives(visitor)
        self.officer = signed_in("piket")
        (self.ref,) = queue_of(self.officer)
        self.page = f"/piket/{self.ref}/"
        self.officer.submit(self.page, to=f"{self.page}ambil")
        self.file = f"{self.page}berkas/{ref_of_the_only_file()}"

    def asks_for_a_copy(self) -> None:
        with working():
            self.officer.submit(self.page, to=f"{self.file}/siapkan")
            Job.objects.exclude(kind=copies.JOB).delete()
            assert worker.run_once()

    def original(self) -> Any:
        return self.officer.submit(self.page, {"alasan": "police"}, to=f"{self.file}/asli")


def test_a_picture_that_would_fill_the_memory_stays_original_only(visitor: Browser) -> None:
    """60,000 x 60,000 pixels would be eleven gigabytes."""
    bomb = png_of(60_000, 60_000)
    desk = Desk(visitor, SimpleUploadedFile("kecil.png", bomb))
    desk.asks_for_a_copy()
    assert "Lihat salinan baca" not in desk.officer.get(desk.page).content.decode()
    assert desk.officer.get(f"{desk.file}/salinan").status_code == 404
    assert desk.original().content == bomb


SCRIPT = b"<!doctype html><script>alert(document.cookie)</script>"


def test_a_photo_that_is_a_web_page_too_is_never_one_for_the_browser(visitor: Browser) -> None:
    """After the photo's first bytes stands a script: browsers are told not to guess."""
    desk = Desk(visitor, jpeg("foto.html", PHOTO[:2] + b"\xff\xfe\x00\x38" + SCRIPT + PHOTO[2:]))
    desk.asks_for_a_copy()
    answers = desk.officer.get(f"{desk.file}/salinan"), desk.original()
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "html" not in answer.headers["Content-Type"] + answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "no-store"
    copy, original = answers
    assert SCRIPT not in copy.content
    assert SCRIPT in original.content
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Type"] == "application/octet-stream"


# A real server: two tabs, cut lines, lost disks.


def at_the_files_page(server: Server) -> tuple[Visitor, dict[str, str]]:
    """A visitor with her story told, and the form of the page for files."""
    visitor = Visitor(server.url)
    visitor.prepare(STORY)
    return visitor, hidden(visitor.get("/l/berkas"))


def _sent_with(visitor: Visitor, form: dict[str, str], files: Any) -> Any:
    """What the page for files shows when this form is sent."""
    sent = visitor.http.post("/l/berkas", data=form, files=files)
    return followed(visitor.http, sent)


def test_two_tabs_that_upload_at_once_keep_five_files_and_no_more(city: City) -> None:
    with serving(city) as server:
        visitor, form = at_the_files_page(server)
        tabs = [[("q7", (f"{tab}{n}.jpg", photo(f"{tab}{n}"))) for n in range(3)] for tab in "ab"]
        with ThreadPoolExecutor(2) as both:
            answers = list(both.map(partial(_sent_with, visitor, form), tabs))
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        assert "Paling banyak 5 berkas." in "".join(answer.text for answer in answers)
        assert len(set(rows_with_refs())) == len(on_disk(city)) == 5
        visitor.press_send()
        visitor.http.close()
    assert rows() == ["kept"] * 5


def rows_with_refs() -> list[str]:
    with reading():
        return list(File.objects.values_list("ref", flat=True))


def test_the_same_file_sent_again_is_one_file(visitor: Browser, city: City) -> None:
    """She saw no answer and pressed again."""
    for _ in range(2):
        assert upload(visitor, jpeg(), jpeg("lain.jpg", photo("lain"))).status_code == 302
    assert rows() == ["held", "held"]
    assert len(on_disk(city)) == 2


@pytest.mark.parametrize("half_open", [True, False])
def test_a_line_that_is_cut_in_the_middle_of_a_file_leaves_her_words_and_no_file(
    city: City, half_open: bool
) -> None:
    with serving(city) as server:
        visitor, form = at_the_files_page(server)
        body = part(b'"t"', form["t"].encode()) + part(b'"q7"', PHOTO + bytes(300_000), more=NAMED)
        head = (
            f"POST /l/berkas HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
            f"Cookie: sid={visitor.http.cookies['sid']}\r\nContent-Type: {KIND}\r\n"
            "Content-Length: 9000000\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port), 5) as line:
            line.sendall(head.encode() + body)
            wait_until(lambda: on_disk(city) != [], "the first pieces are on disk")
            if half_open:  # says that no more comes, and would still listen
                line.shutdown(socket.SHUT_WR)
                line.recv(65536)
        wait_until(lambda: on_disk(city) == [], "nothing is left")
        assert rows() == []
        assert STORY in visitor.get("/l/3")
        assert "a.jpg" not in visitor.get("/l/berkas")
        visitor.press_send()
        visitor.http.close()
    an_hour_later(city)
    assert on_disk(city) == []


def test_a_declared_flood_of_bytes_is_not_read(city: City) -> None:
    """The way to the page that refuses it comes back before the body was sent; her words stay."""
    with serving(city) as server:
        visitor, _form = at_the_files_page(server)
        head = (
            f"POST /l/berkas HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url}\r\n"
            f"Cookie: sid={visitor.http.cookies['sid']}\r\nContent-Type: {KIND}\r\n"
            "Content-Length: 9000000000\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port), 5) as line:
            line.sendall(head.encode() + part(b'"q7"', PHOTO, more=NAMED))
            assert b" 303 " in line.recv(65536).partition(b"\r\n")[0]
        assert on_disk(city) == []
        visitor.press_send()
        visitor.http.close()


def test_files_whose_disk_was_lost_hold_up_no_report(visitor: Browser, city: City) -> None:
    """She is told on the receipt page; what is still there comes along."""
    assert upload(visitor, jpeg(), jpeg("lain.jpg", photo("lain"))).status_code == 302
    blobs.remove(on_disk(city)[0].name)
    code = assert_arrives(visitor)
    assert "Ada berkas yang tidak ikut terkirim." in visitor.get("/l/selesai").content.decode()
    assert rows() == ["held", "kept"]
    visitor.submit("/k/", {"q8": code})
    assert upload(visitor, jpeg("lagi.jpg", photo("lagi")), to="/k/berkas").status_code == 302


def test_files_whose_disk_was_lost_hold_up_no_alarm(visitor: Browser, city: City) -> None:
    assert upload(visitor, jpeg()).status_code == 302
    blobs.remove(on_disk(city)[0].name)
    sent = visitor.submit("/l/2d", {"q2c": "dapur"})
    assert sent.headers["Location"] == "/l/selesai"
    visitor.submit("/l/selesai", to="/l/lanjut")
    assert walk(visitor, "/l/3", {}) == "/l/periksa"
    assert visitor.submit("/l/periksa").headers["Location"] == "/l/selesai"


def test_a_full_disk_for_files_costs_the_file_and_not_the_report(
    city: City, tmp_path: Path
) -> None:
    """Only the disk of FILES_DIR is full, without a floor that would have warned."""
    with outages.small_disk(tmp_path / "kecil", kib=512) as own_disk:
        if not own_disk:
            pytest.skip("only root can mount a small disk")
        city.extra |= {"FILES_DIR": str(tmp_path / "kecil"), "FREE_DISK_FLOOR": "-1"}
        with serving(city) as server:
            visitor, form = at_the_files_page(server)
            big = [("q7", ("besar.jpg", PHOTO + bytes(900_000)))]
            told = _sent_with(visitor, form, big)
            assert told.status_code == 422
            assert "Berkas ini belum tersimpan. Coba sekali lagi." in told.text
            small = [("q7", ("kecil.jpg", PHOTO))]
            assert _sent_with(visitor, form, small).status_code == 302
            visitor.press_send()
            visitor.http.close()
        assert rows() == ["kept"]
        assert len([path for path in (tmp_path / "kecil").rglob("*") if path.is_file()]) == 1
