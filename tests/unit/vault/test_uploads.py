"""The way in: what is taken, what is refused and why, and that nothing is left behind."""

import hashlib
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import RequestFactory, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from rangkul.common.transactions import writing
from rangkul.vault import blobs, files
from rangkul.vault.enums import FileKind, Refusal
from rangkul.vault.models import File
from rangkul.vault.uploads import HeldFile, SealingHandler, kind_of, receiving_files
from tests.attachments import letter, photo, post, receive, uploads, word_document
from tests.house import City

MIB = 1024**2
JPEG = photo()


def on_disk(city: City) -> list[Path]:
    """Everything that lies in the folder of files."""
    return [path for path in (city.folder / "files").rglob("*") if path.is_file()]


def nothing_left(city: City) -> bool:
    return on_disk(city) == [] and not File.objects.exists()


def ftyp(brand: bytes) -> bytes:
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\2\0" + brand + bytes(64)


SAMPLES: dict[str, tuple[bytes, FileKind | None]] = {
    "jpeg": (JPEG, FileKind.JPEG),
    "png": (photo(kind="PNG"), FileKind.PNG),
    "pdf": (letter(), FileKind.PDF),
    "docx": (word_document(), FileKind.DOCX),
    "webp": (b"RIFF\0\0\0\0WEBPVP8 " + bytes(64), FileKind.WEBP),
    "heic": (ftyp(b"heic"), FileKind.HEIC),
    "mp4": (ftyp(b"isom"), FileKind.MP4),
    "mp42": (ftyp(b"mp42"), FileKind.MP4),
    "3gp": (ftyp(b"3gp4"), FileKind.THREE_GP),
    "m4a": (ftyp(b"M4A "), FileKind.M4A),
    "mp3": (b"ID3\4" + bytes(64), FileKind.MP3),
    "ogg": (b"OggS" + bytes(64), FileKind.OGG),
    "wav": (b"RIFF\0\0\0\0WAVEfmt " + bytes(64), FileKind.WAV),
    "amr": (b"#!AMR\n" + bytes(64), FileKind.AMR),
    "aac": (b"\xff\xf1" + bytes(64), FileKind.AAC),
    "html": (b"<!doctype html><script>alert(1)</script>", None),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
    "program": (b"MZ" + bytes(200), None),
    "zip": (b"PK\3\4" + bytes(200), None),
    "words": (b"Saya takut pulang.", None),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_is_what_its_bytes_say(name: str) -> None:
    head, kind = SAMPLES[name]
    assert kind_of(head[:8192]) == kind


def test_every_kind_on_the_list_has_a_sample() -> None:
    assert {kind for _, kind in SAMPLES.values()} == {None, *FileKind}


def test_a_file_arrives_whole_under_a_key_of_its_own(city: City) -> None:
    content = JPEG + bytes(200_000)
    (upload,) = receive(("foto saya.jpg", content))
    held = upload.held
    assert held is not None
    assert (held.name, held.kind, held.size) == ("foto saya.jpg", "jpeg", len(content))
    assert held.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join(files.sealed_pieces(held.ref, bytes.fromhex(held.key))) == content
    assert HeldFile.from_dict(held.as_dict()) == held


def test_the_disk_holds_ciphertext_for_the_service_alone(city: City) -> None:
    receive(("foto.jpg", photo("rahasiasekali")))
    (blob,) = on_disk(city)
    assert b"rahasiasekali" not in blob.read_bytes()
    assert blob.stat().st_mode & 0o777 == 0o600
    assert blob.parent.stat().st_mode & 0o777 == 0o700
    assert (len(blob.name), blob.parent.name) == (16, blob.name[:2])


def test_words_and_files_arrive_together(city: City) -> None:
    sent = [("a.jpg", JPEG), ("b.pdf", letter())]
    found = post(
        sent, lambda request: (request.POST["q3"], len(uploads(request))), {"q3": "tolong"}
    )
    assert found == ("tolong", 2)


REFUSED = {
    "too big": ("a.jpg", JPEG + bytes(10 * MIB), Refusal.TOO_BIG),
    "not on the list": ("a.jpg", b"<html>" + bytes(9000), Refusal.UNKNOWN_KIND),
    "short and not on the list": ("a.jpg", b"x", Refusal.UNKNOWN_KIND),
    "empty": ("a.jpg", b"", Refusal.EMPTY),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_file_says_why_and_leaves_nothing(city: City, name: str) -> None:
    sent_as, content, why = REFUSED[name]
    (upload,) = receive((sent_as, content))
    assert (upload.refused, upload.held) == (why, None)
    assert nothing_left(city)


def test_ten_megabytes_are_just_not_too_big(city: City) -> None:
    (upload,) = receive(("a.jpg", JPEG + bytes(10 * MIB - len(JPEG))))
    assert upload.refused is None


def test_the_sixth_file_is_refused_and_five_arrive(city: City) -> None:
    reasons = [one.refused for one in receive(*[(f"{n}.jpg", JPEG) for n in range(7)])]
    assert reasons == [None] * 5 + [Refusal.TOO_MANY] * 2
    assert len(on_disk(city)) == File.objects.count() == 5


def test_a_refused_file_does_not_cost_the_others(city: City) -> None:
    reasons = [one.refused for one in receive(("a.jpg", JPEG), ("b", b"x"), ("c.jpg", JPEG))]
    assert reasons == [None, Refusal.UNKNOWN_KIND, None]


@override_settings(FREE_DISK_FLOOR=1 << 60)
def test_a_disk_below_its_floor_takes_words_but_no_file(city: City) -> None:
    found = post(
        [("a.jpg", JPEG)],
        lambda request: (request.POST["q3"], [one.refused for one in uploads(request)]),
        {"q3": "tolong"},
    )
    assert found == ("tolong", [Refusal.NO_ROOM])
    assert nothing_left(city)


@contextmanager
def no_file_may_grow(beyond: int) -> Iterator[None]:
    """As a full disk: a write fails (Python ignores the signal)."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [3000, 300_000])
def test_a_disk_that_fails_costs_the_file_and_not_the_words(city: City, size: int) -> None:
    def view(request: HttpRequest) -> object:
        with no_file_may_grow(2000):
            return request.POST["q3"], [one.refused for one in uploads(request)]

    found = post([("a.jpg", JPEG + bytes(size))], view, {"q3": "tolong"})
    assert found == ("tolong", [Refusal.NOT_STORED])
    assert nothing_left(city)


def test_what_a_view_does_not_hold_is_gone_when_it_has_answered(city: City) -> None:
    assert post([("a.jpg", JPEG)], lambda request: len(on_disk(city)) + len(uploads(request))) == 1
    assert nothing_left(city)


def test_a_view_that_fails_after_holding_leaves_nothing(city: City) -> None:
    def view(request: HttpRequest) -> None:
        with writing():
            files.hold(uploads(request)[0])
            raise PermissionDenied

    with pytest.raises(PermissionDenied):
        post([("a.jpg", JPEG)], view)
    assert nothing_left(city)


def body_of(content: bytes, cut: int) -> bytes:
    fields = {"f0": SimpleUploadedFile("a.jpg", JPEG), "f1": SimpleUploadedFile("b.jpg", content)}
    return encode_multipart(BOUNDARY, fields)[:-cut]


def test_a_body_that_ends_in_the_middle_of_a_file_leaves_nothing_of_it(city: City) -> None:
    request = RequestFactory().generic(
        "POST", "/", body_of(JPEG + bytes(100_000), 50_000), MULTIPART_CONTENT
    )

    def view(request: HttpRequest) -> HttpResponse:
        assert [one.refused for one in uploads(request)] == [None]
        assert len(on_disk(city)) == 1
        return HttpResponse()

    view.csrf_exempt = True  # type: ignore[attr-defined]
    receiving_files(view)(request)
    assert nothing_left(city)


class Breaking:
    """A body whose sender vanishes."""

    def __init__(self, body: bytes) -> None:
        self.left = body

    def read(self, size: int) -> bytes:
        if not self.left:
            raise ConnectionResetError
        part, self.left = self.left[:size], self.left[size:]
        return part


def test_a_sender_who_vanishes_leaves_nothing(city: City) -> None:
    body = body_of(JPEG + bytes(100_000), 50_000)
    request = RequestFactory().generic("POST", "/", body, MULTIPART_CONTENT)
    request._stream = Breaking(body)  # type: ignore[assignment]

    def view(request: HttpRequest) -> HttpResponse:
        request.POST.get("q3")
        raise AssertionError("the body broke off")

    view.csrf_exempt = True  # type: ignore[attr-defined]
    with pytest.raises(UnreadablePostError):
        receiving_files(view)(request)
    assert nothing_left(city)


@override_settings(FILES_BODY_BYTES=1000)
def test_a_body_beyond_all_limits_is_not_read(city: City) -> None:
    with pytest.raises(RequestDataTooBig):
        post([("a.jpg", JPEG + bytes(2000))], lambda request: request.POST)
    assert nothing_left(city)


def test_a_view_that_does_not_ask_for_files_gets_none(city: City) -> None:
    request = RequestFactory().post("/", {"f": SimpleUploadedFile("a.jpg", JPEG)})
    with pytest.raises(BadRequest):
        request.POST.get("q3")
    assert nothing_left(city)


def test_a_view_with_a_form_token_stays_protected(city: City) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("reached without a token")

    request = RequestFactory(enforce_csrf_checks=True).post("/", {"a": "1"})
    request._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    with override_settings(CSRF_FAILURE_VIEW="django.views.csrf.csrf_failure"):
        assert receiving_files(view)(request).status_code == 403


NAMES = {
    "foto.jpg": "foto.jpg",
    "../../etc/foto.jpg": "foto.jpg",
    "C:\\Users\\x\\foto.jpg": "foto.jpg",
    "foto\u202egpj.exe": "fotogpj.exe",
    "x" * 200 + ".jpg": "x" * 96 + ".jpg",
    "x." + "y" * 200: "x." + "y" * 98,
}


@pytest.mark.parametrize("sent", NAMES)
def test_a_name_is_cut_and_cleaned(city: City, sent: str) -> None:
    (upload,) = receive((sent, JPEG))
    assert upload.name == NAMES[sent]


def test_a_whole_file_never_stands_in_memory(city: City) -> None:
    """What the handler keeps between two chunks is less than two pieces."""
    handler = SealingHandler()
    handler.new_file("f", "a.jpg")
    chunk, most = JPEG.ljust(64 * 1024, b"\0"), 0
    for _ in range(100):
        handler.receive_data_chunk(chunk, 0)
        incoming = handler._incoming
        assert incoming is not None
        assert incoming._sealer is not None
        most = max(most, len(incoming._head) + len(incoming._sealer._waiting))
    handler.close()
    assert most <= 2 * 64 * 1024
    assert nothing_left(city)


def test_a_refused_upload_cannot_be_held(city: City) -> None:
    def view(request: HttpRequest) -> None:
        with writing():
            files.hold(uploads(request)[0])

    with pytest.raises(ValueError, match="refused"):
        post([("a", b"x")], view)


def test_an_upload_whose_bytes_went_cannot_be_held(city: City) -> None:
    def view(request: HttpRequest) -> None:
        (one,) = uploads(request)
        assert one.held is not None
        blobs.remove(one.held.ref)
        with writing():
            files.hold(one)

    with pytest.raises(FileNotFoundError):
        post([("a.jpg", JPEG)], view)
    assert (city.folder / "files").is_dir()
    assert nothing_left(city)
