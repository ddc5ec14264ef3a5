"""Photos and other files with a report: added while writing and later, refused in kind words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat

from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.jobs import worker
from rangkul.jobs.models import Job
from rangkul.vault import attended, blobs, copies, files
from rangkul.vault.models import Custody, File
from tests.attachments import photo
from tests.cast import Browser, code_on, hidden_fields, send_report, signed_in, walk
from tests.furnished import queue_of
from tests.house import City

pytestmark = pytest.mark.usefixtures("city")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF" + b" " * 300


def writing_visitor() -> Browser:
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    return visitor


def upload(visitor: Browser, path: str, *files: SimpleUploadedFile) -> Any:
    shown = visitor.get(path)
    return visitor.post(path, {**hidden_fields(shown), "q7": list(files)})


def jpeg(name: str = "bukti.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo(name))


def states() -> list[str]:
    with reading():
        return sorted(File.objects.values_list("state", flat=True))


def test_files_go_with_the_report() -> None:
    visitor = writing_visitor()
    assert (
        upload(visitor, "/l/berkas", jpeg(), SimpleUploadedFile("surat.pdf", PDF)).status_code
        == 302
    )
    page = visitor.get("/l/berkas").content.decode()
    assert "bukti.jpg" in page
    assert "surat.pdf" in page
    assert states() == ["held", "held"]
    visitor.submit("/l/periksa")
    assert code_on(visitor.get("/l/selesai"))
    assert states() == ["kept", "kept"]
    with reading():
        assert Custody.objects.filter(event="received").count() == 2


def test_one_of_them_can_be_let_go_again() -> None:
    visitor = writing_visitor()
    upload(visitor, "/l/berkas", jpeg())
    shown = visitor.get("/l/berkas")
    assert visitor.post("/l/berkas/hapus", hidden_fields(shown)).status_code == 302
    assert "bukti.jpg" not in visitor.get("/l/berkas").content.decode()
    assert states() == []


def test_leaving_forgets_them(city: City) -> None:
    visitor = writing_visitor()
    upload(visitor, "/l/berkas", jpeg())
    with reading():
        ref = File.objects.get().ref
    visitor.get("/jam")
    assert states() == []
    assert not blobs.exists(ref)


def test_they_wait_as_long_as_she_writes_and_not_for_long_after() -> None:
    visitor, start = writing_visitor(), clock.now()
    upload(visitor, "/l/berkas", jpeg())
    for minutes in (28, 56):
        with clock.frozen(start + timedelta(minutes=minutes)):
            visitor.submit("/l/3?b=1", {"q3b": "masih menulis"})
            files.sweep()
            assert states() == ["held"]
    with clock.frozen(start + timedelta(minutes=56 + 46)):
        files.sweep()
    assert states() == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("halaman.html", b"<html>" * 200, "Jenis berkas ini belum bisa kami terima."),
        ("kosong.jpg", b"", "Berkas ini kosong."),
        ("besar.jpg", b"\xff\xd8\xff\xe0" + b"0" * (10 * 1024 * 1024), "lebih besar dari 10 MB"),
    ],
)
def test_what_is_not_taken_is_said_in_kind_words(name: str, data: bytes, said: str) -> None:
    visitor = writing_visitor()
    answer = upload(visitor, "/l/berkas", SimpleUploadedFile(name, data), jpeg())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert name in page
    assert "bukti.jpg" in page  # the good one stayed
    assert states() == ["held"]


def test_nothing_chosen_is_said() -> None:
    answer = upload(writing_visitor(), "/l/berkas")
    assert answer.status_code == 422
    assert "Pilih berkas dulu" in answer.content.decode()


def test_five_are_enough() -> None:
    visitor = writing_visitor()
    upload(visitor, "/l/berkas", *(jpeg(f"{number}.jpg") for number in range(4)))
    answer = upload(visitor, "/l/berkas", jpeg("a.jpg"), jpeg("b.jpg"))
    assert answer.status_code == 422
    assert "Paling banyak 5 berkas." in answer.content.decode()
    page = visitor.get("/l/berkas").content.decode()
    assert "Sudah 5 berkas" in page
    assert 'type="file"' not in page


def test_a_stale_form_and_a_lost_stay_keep_no_file() -> None:
    visitor = writing_visitor()
    assert visitor.post("/l/berkas", {"t": "x", "q7": [jpeg()]}).status_code == 409
    assert visitor.post("/l/berkas", {"q7": [jpeg()]}).status_code == 409
    assert Browser().post("/l/berkas", {"q7": [jpeg()]}).headers["Location"] == "/jam"
    assert states() == []


def test_files_are_added_later_through_the_inbox() -> None:
    sent = send_report("tolong")
    visitor = Browser()
    visitor.submit("/k/", {"q8": sent.code})
    assert upload(visitor, "/k/berkas", jpeg()).status_code == 302
    assert (
        f"Foto JPEG · ± {filesizeformat(64 * 1024)} ·" in visitor.get("/k/berkas").content.decode()
    )
    assert states() == ["kept"]
    answer = upload(visitor, "/k/berkas", *(jpeg(f"{number}.jpg") for number in range(5)))
    assert answer.status_code == 422
    assert states() == ["kept"] * 5
    assert Browser().get("/k/berkas").headers["Location"] == "/jam"


def test_no_name_is_on_disk_or_in_the_database(city: City) -> None:
    visitor = writing_visitor()
    upload(visitor, "/l/berkas", jpeg("nama-rahasia.jpg"))
    visitor.submit("/l/periksa")
    for path in city.folder.rglob("*"):
        if path.is_file():
            assert b"nama-rahasia" not in path.read_bytes()


@contextmanager
def working() -> Iterator[None]:
    """This process is a worker for a while."""
    attended.beat()
    yield
    attended._own = None


def desk_with_files(*sent: SimpleUploadedFile) -> tuple[Browser, str, str]:
    """An officer who has taken a report with these files: her browser, report, first file."""
    visitor = writing_visitor()
    upload(visitor, "/l/berkas", *sent)
    visitor.submit("/l/periksa")
    officer = signed_in("piket")
    (ref,) = queue_of(officer)
    officer.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil")
    with reading():
        file = File.objects.order_by("at", "ref").values_list("ref", flat=True)[0]
    return officer, ref, file


def test_the_desk_asks_for_a_copy_and_looks_at_it(city: City) -> None:
    officer, ref, file = desk_with_files(jpeg())
    page = officer.get(f"/piket/{ref}/").content.decode()
    assert "bukti.jpg" in page
    assert f"Foto JPEG · {filesizeformat(len(photo('bukti.jpg')))} ·" in page  # no step of a size
    asked = officer.submit(f"/piket/{ref}/", to=f"/piket/{ref}/berkas/{file}/siapkan")
    assert asked.headers["Location"].endswith("?mesin=tunggu#berkas")  # no worker is running
    with working():
        officer.submit(f"/piket/{ref}/", to=f"/piket/{ref}/berkas/{file}/siapkan")
        Job.objects.exclude(kind=copies.JOB).delete()
        assert worker.run_once()
    assert "Lihat salinan baca" in officer.get(f"/piket/{ref}/").content.decode()
    shown = officer.get(f"/piket/{ref}/berkas/{file}/salinan")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert b"bukti.jpg" not in shown.content
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    with reading():
        events = list(Custody.objects.order_by("seq").values_list("event", flat=True))
    assert events == ["received", "view_copy_made", "viewed"]


def test_the_original_is_taken_for_a_reason() -> None:
    officer, ref, file = desk_with_files(jpeg())
    address = f"/piket/{ref}/berkas/{file}/asli"
    assert officer.submit(f"/piket/{ref}/", to=address).headers["Location"].endswith("#berkas")
    taken = officer.submit(f"/piket/{ref}/", {"alasan": "police"}, to=address)
    assert taken.content == photo("bukti.jpg")
    assert taken.headers["Content-Disposition"] == f'attachment; filename="berkas-{file}.jpeg"'
    with reading():
        assert Custody.objects.filter(event="original_downloaded").count() == 1


def test_nobody_else_gets_a_file() -> None:
    _officer, ref, file = desk_with_files(jpeg())
    for who, code in (("piket2", 302), ("piketlain", 404), ("luar", 403), ("admin", 403)):
        browser = signed_in(who)
        assert browser.get(f"/piket/{ref}/berkas/{file}/salinan").status_code == code, who
    nobodys = signed_in("piket").get(f"/piket/{ref}/berkas/{'0' * 16}/salinan")
    assert nobodys.status_code == 404
