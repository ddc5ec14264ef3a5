"""What a clean copy no longer tells, and what cannot be cleaned."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rangkul.vault import cleaning
from rangkul.vault.cleaning import CannotClean, bare_jpeg
from tests.attachments import GPS_INFO, letter, photo

WORDS = "rahasiasekali"
SECRET = WORDS.encode()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_photo_tells_nothing_but_its_pixels(kind: str) -> None:
    sent = photo(WORDS, kind=kind.upper())
    assert SECRET in sent
    clean = cleaning.cleaned(sent, kind)
    shown = opened(clean)
    assert SECRET not in clean
    assert dict(shown.getexif()) == {}
    assert shown.getexif().get_ifd(GPS_INFO) == {}
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (shown.format, shown.size) == (kind.upper(), (64, 48))


def test_a_photo_is_turned_upright_before_its_direction_is_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    made = io.BytesIO()
    Image.new("RGB", (60, 20)).save(made, "JPEG", exif=exif)
    assert opened(cleaning.picture(made.getvalue(), "jpeg")).size == (20, 60)


def test_a_phones_photo_of_two_pictures_shows_the_first() -> None:
    made = io.BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (9, 9), "blue")
    first.save(made, "MPO", save_all=True, append_images=[second])
    shown = opened(cleaning.cleaned(made.getvalue(), "jpeg"))
    assert (shown.format, shown.size) == ("JPEG", (8, 8))


def test_a_turned_photo_is_cleaned_in_the_closed_process() -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    made = io.BytesIO()
    Image.new("RGB", (60, 20)).save(made, "JPEG", exif=exif)
    assert opened(cleaning.cleaned(made.getvalue(), "jpeg")).size == (20, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_shown(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (8, 8)).save(made, "PNG")
    assert opened(cleaning.picture(made.getvalue(), "png")).size == (8, 8)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_can_be_shown(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (8, 8)).save(made, "JPEG")
    assert opened(cleaning.picture(made.getvalue(), "jpeg")).mode in {"L", "RGB"}


def test_what_was_transparent_stays_so() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (8, 8), (10, 20, 30, 0)).save(made, "PNG")
    assert opened(cleaning.picture(made.getvalue(), "png")).getpixel((0, 0)) == (10, 20, 30, 0)


def test_of_an_animation_the_first_picture_is_shown() -> None:
    made = io.BytesIO()
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(made, "PNG", save_all=True, append_images=[second])
    shown = opened(cleaning.picture(made.getvalue(), "png"))
    assert getattr(shown, "n_frames", 1) == 1
    assert shown.getpixel((0, 0)) == (255, 0, 0)


def everything_in(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """Each object of a PDF, unpacked, by its number."""
    found = {"trailer": pdf.trailer.unparse()}
    for number, part in enumerate(pdf.objects):
        unpacked = part.read_raw_bytes() if part.get("/Filter") == "/DCTDecode" else b""
        if isinstance(part, pikepdf.Stream) and not unpacked:
            unpacked = part.read_bytes()
        dictionary = part.stream_dict if isinstance(part, pikepdf.Stream) else part
        found[str(number)] = dictionary.unparse(resolved=True) + unpacked
    return found


def telling(content: bytes) -> list[str]:
    """Which objects of a PDF hold the secret words."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [name for name, part in everything_in(pdf).items() if SECRET in part]


def test_a_pdf_tells_nothing_but_its_pages() -> None:
    sent = letter(WORDS)
    assert len(telling(sent)) > 6  # author, XMP, script, attachment, comment, photo, its XMP
    clean = cleaning.cleaned(sent, "pdf")
    assert len(telling(clean)) == 1
    with pikepdf.open(io.BytesIO(clean)) as pdf:
        assert SECRET in pdf.pages[0].Contents.read_bytes()  # what the page says, stays
        assert "/Info" not in pdf.trailer
        assert not pdf.attachments
        assert b"/JavaScript" not in b"".join(everything_in(pdf).values())
        image = pdf.pages[0].Resources.XObject.Im0.read_raw_bytes()
        assert opened(image).size == (64, 48)


def locked() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


def deep() -> bytes:
    """A list in a list in a list, far beyond what anybody writes."""
    return b"%PDF-1.4\n1 0 obj " + b"[" * 5000 + b"]" * 5000 + b" endobj trailer<</Root 1 0 R>>"


def bomb() -> bytes:
    made = io.BytesIO()
    Image.new("1", (7000, 7000)).save(made, "PNG")
    return made.getvalue()


HOSTILE = {
    "nothing": (b"", "jpeg"),
    "a broken photo": (photo()[:300], "jpeg"),
    "a photo of another kind": (photo(kind="PNG"), "jpeg"),
    "49 megapixels": (bomb(), "png"),
    "a broken PDF": (b"%PDF-1.7\n" + bytes(range(256)), "pdf"),
    "a locked PDF": (locked(), "pdf"),
    "a PDF without a floor": (deep(), "pdf"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_cleaned_is_original_only(name: str) -> None:
    with pytest.raises(CannotClean):
        cleaning.cleaned(*HOSTILE[name])


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_SECONDS", 0.01)
    with pytest.raises(CannotClean):
        cleaning.cleaned(photo(), "jpeg")


FORBIDDEN = {
    "read a file": "open(sys.executable, 'rb')",
    "write a file": "open('plain', 'wb')",
    "open a connection": "__import__('socket').socket()",
    "start a program": "os.execv('/bin/true', ['true'])",
    "raise its limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_closed_process_cannot(what: str, tmp_path: Path) -> None:
    """As another user than root in the last case: root may raise limits."""
    code = (
        "import os, resource, socket, sys\n"
        "from rangkul.vault.cleaning import _confine\n"
        f"_confine()\ntry:\n    {FORBIDDEN[what]}\n"
        "except (OSError, ValueError):\n    os._exit(7)\n"
    )
    if what == "raise its limits":
        code = code.replace("_confine()\n", "_confine()\nos.setuid(65534)\n", 1)
    if what == "raise its limits" and os.geteuid() != 0:
        code = code.replace("os.setuid(65534)\n", "")
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=False, capture_output=True,
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode in {7, 127}, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_closed_process_knows_no_secret() -> None:
    assert not {"DATABASE_URL", "SECRET_DIR", "DATA_DIR"} & set(cleaning._KEPT_ENVIRONMENT)


def test_a_jpeg_is_bared_without_touching_its_pixels() -> None:
    sent = photo(WORDS)
    bare = bare_jpeg(sent + b"more" + sent)
    assert SECRET not in bare
    assert opened(bare).tobytes() == opened(sent).tobytes()
    assert bare_jpeg(bare) == bare


@given(st.binary(max_size=300))
def test_what_is_no_jpeg_is_refused_or_gets_no_longer(raw: bytes) -> None:
    for content in (raw, b"\xff\xd8" + raw, b"\xff\xd8\xff" + raw):
        try:
            assert len(bare_jpeg(content)) <= len(content)
        except CannotClean:
            continue
