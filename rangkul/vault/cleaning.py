"""A photo or document without what it tells beyond itself: place, device, author, scripts.

The libraries that read hostile files run in a process of their own (this module as a program):
bytes in, bytes out; once its libraries are loaded it can open no file and no connection, and memory
and time are bounded. What kills it or what it cannot read stays original only.
"""

import os
import resource
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

MOST_PIXELS: Final = 40_000_000
_SECONDS: Final = 60
_MEMORY: Final = 2 * 1024**3  # bytes of address space
_DIRECTION: Final = 0x0112  # EXIF: how the telephone was held
_KEPT_ENVIRONMENT: Final = ("PYTHONPATH", "LD_LIBRARY_PATH", "LANG")


class CannotClean(Exception):
    """The file is broken, hostile, locked or too large: original only."""


def cleaned(content: bytes, kind: str) -> bytes:
    """The clean copy, of the same kind ("jpeg", "png", "pdf"). Raises CannotClean, OSError."""
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the kind is from a closed list)
            [sys.executable, "-P", "-B", "-m", __name__, kind],
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries quote what they read
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CannotClean from late
    if done.returncode != 0 or not done.stdout:
        raise CannotClean
    return done.stdout


def main(kind: str) -> None:
    """Clean what comes in; the program's exit code says whether it went well."""
    content = sys.stdin.buffer.read()
    _load(kind)
    _confine()
    clean = document(content) if kind == "pdf" else picture(content, kind)
    sys.stdout.buffer.write(clean)
    sys.stdout.buffer.flush()


def _load(kind: str) -> None:
    """Take from the disk all that is needed, by a tiny piece of the same work: afterwards nothing
    can be opened."""
    if kind == "pdf":
        import pikepdf  # noqa: F401

        return
    from PIL import Image, MpoImagePlugin  # noqa: F401 - phones' photos of two pictures

    turned, made = Image.Exif(), BytesIO()
    turned[_DIRECTION] = 3
    Image.new("RGB", (1, 1)).save(made, kind.upper(), exif=turned)
    picture(made.getvalue(), kind)


def _confine() -> None:
    """No file (the service's own user could read the secrets), no connection, no core, no endless
    work. Hard limits: what runs in here cannot raise them again."""
    for what, most in (
        (resource.RLIMIT_NOFILE, 3),  # those that are open: in, out, errors
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
    ):
        resource.setrlimit(what, (most, most))


def picture(content: bytes, kind: str) -> bytes:
    """The pixels of a JPEG or PNG, upright, in a new image without anything else; of an animation
    the first. Raises CannotClean above 40 megapixels, and whatever Pillow raises."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(BytesIO(content), formats=[kind.upper()]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise CannotClean
        upright = ImageOps.exif_transpose(image)
        mode = _mode(upright, kind)
        # A colour profile goes, too: it can name the device. Colours may look a little paler.
        fresh = Image.new(mode, upright.size)
        fresh.paste(upright.convert(mode))
    made = BytesIO()
    fresh.save(made, kind.upper(), **({"quality": 88} if kind == "jpeg" else {}))
    return made.getvalue()


def _mode(image: "Image.Image", kind: str) -> str:
    if image.mode in {"1", "L"}:
        return "L"
    return "RGBA" if kind == "png" and image.has_transparency_data else "RGB"


# What a PDF may carry beside its pages, wherever it stands.
_DROPPED: Final = (
    "/AA", "/AF", "/Collection", "/EF", "/EmbeddedFiles", "/JS", "/JavaScript", "/LastModified",
    "/Metadata", "/OpenAction", "/PieceInfo", "/Thumb", "/XFA",
)  # fmt: skip
_ACTING: Final = frozenset(
    {"/GoToE", "/ImportData", "/JavaScript", "/Launch", "/Rendition", "/SubmitForm"}
)
_NOTED: Final = ("/CreationDate", "/M", "/NM", "/T")  # who commented, and when
_DEEP: Final = 50


def document(content: bytes) -> bytes:
    """The pages of a PDF, saved anew. Raises whatever pikepdf raises, as for a locked one."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        for name in ("/Info", "/ID"):
            if name in pdf.trailer:
                del pdf.trailer[name]
        for part in pdf.objects:
            _strip(part, 0)
        for page in pdf.pages:
            _forget_commenters(page)
        made = BytesIO()
        pdf.save(made, deterministic_id=True, encryption=False)
    return made.getvalue()


def _strip(part: Any, depth: int) -> None:
    """Take out of one object, and of what stands directly in it, what is no page."""
    import pikepdf

    if isinstance(part, pikepdf.Array):
        for one in part:
            _strip_inner(one, depth)
        return
    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return
    if str(part.get("/S", "")) in _ACTING:
        for name in list(part.keys()):
            del part[name]
    for name in _DROPPED:
        if name in part:
            del part[name]
    for name in list(part.keys()):
        _strip_inner(part[name], depth)
    if isinstance(part, pikepdf.Stream):
        _strip_photo(part)


def _strip_inner(part: Any, depth: int) -> None:
    """Other numbered objects are visited by themselves; what stands directly inside is not."""
    if getattr(part, "is_indirect", True):
        return
    if depth > _DEEP:
        raise CannotClean
    _strip(part, depth + 1)


def _strip_photo(stream: "pikepdf.Stream") -> None:
    """A photo inside a PDF has its own metadata, the place where it was taken included."""
    import pikepdf

    filters = stream.get("/Filter")
    only = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) == 1 else filters
    if only == pikepdf.Name.DCTDecode:
        bare = bare_jpeg(stream.read_raw_bytes())
        stream.write(bare, filter=pikepdf.Name.DCTDecode)


def _forget_commenters(page: Any) -> None:
    for note in page.get("/Annots", []):
        if str(note.get("/Subtype", "")) != "/Widget":
            for name in _NOTED:
                if name in note:
                    del note[name]


_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
# Application data: only APP0 (JFIF) and APP14 (Adobe's colour transform) belong to the picture.
_APPLICATION: Final = frozenset(range(0xE1, 0xF0)) - {0xEE}


def bare_jpeg(raw: bytes) -> bytes:
    """A JPEG's own segments up to its end, without EXIF, comments, previews and what follows.

    No pixel is decoded (ITU-T T.81, Annex B). Raises CannotClean for what is no JPEG.
    """
    if raw[:2] != bytes([0xFF, _START]):
        raise CannotClean
    kept, at = bytearray(raw[:2]), 2
    while True:
        marker, begin, end = _segment(raw, at)
        if marker == _SCAN:
            finish = raw.find(bytes([0xFF, _END]), end)
            return bytes(kept) + raw[begin : finish + 2 if finish >= 0 else len(raw)]
        if marker not in _APPLICATION and marker != _COMMENT:
            kept += raw[begin:end]
        at = end


def _segment(raw: bytes, at: int) -> tuple[int, int, int]:
    """Marker, first byte and end of the segment at this place; fill bytes are passed over."""
    while raw[at : at + 2] == b"\xff\xff":
        at += 1
    head = raw[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF:  # noqa: PLR2004 - marker and length
        raise CannotClean
    end = at + 2 + int.from_bytes(head[2:], "big")
    if end > len(raw):
        raise CannotClean
    return head[1], at, end


if __name__ == "__main__":
    main(sys.argv[1])
