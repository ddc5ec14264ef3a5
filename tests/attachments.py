"""Files as people send them, and the way in: a real multipart body through the sealing handler."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from rangkul.audit.actions import REPORTER
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.reports.models import Report
from rangkul.vault import files, queries
from rangkul.vault.enums import CompartmentCode, CompartmentOwner
from rangkul.vault.envelope import OpenCompartment
from rangkul.vault.uploads import HeldFile, Upload, receiving_files
from tests.cast import ORIGIN, send_report

GPS_INFO, DESCRIPTION, ARTIST = 0x8825, 0x010E, 0x013B
View = Callable[[HttpRequest], HttpResponse]


def photo(words: str = "dapur", *, size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> bytes:
    """A picture that tells who took it, of what and where."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    image = Image.new("RGB", size)
    image.putpixel((1, 1), (200, 30, 30))
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ARTIST] = words, words
    exif.get_ifd(GPS_INFO).update({1: "S", 2: (2.0, 7.0, 48.0), 28: words.encode()})
    notes = PngInfo()
    notes.add_text("Comment", words)
    made = io.BytesIO()
    image.save(
        made, kind, exif=exif, **({"pnginfo": notes} if kind == "PNG" else {"comment": words})
    )
    return made.getvalue()


def letter(words: str = "surat", *, inside: bytes = b"") -> bytes:
    """A PDF that tells its author, acts when opened, carries a file, and shows a photo."""
    import pikepdf
    from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

    pdf = pikepdf.new()
    pdf.add_blank_page()
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(f"BT /F1 9 Tf ({words}) Tj ET".encode())
    picture = pdf.make_stream(inside or photo(words))
    picture.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, Metadata=pdf.make_stream(words.encode()),
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(Im0=picture))
    page.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String(words))]
    )
    act = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{words}')"))
    pdf.Root.OpenAction = act
    page.AA = Dictionary(O=act)
    pdf.docinfo["/Author"] = words
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [words]
    pdf.attachments["catatan.txt"] = AttachedFileSpec(pdf, words.encode(), filename=f"{words}.txt")
    made = io.BytesIO()
    pdf.save(made, compress_streams=False)
    return made.getvalue()


def word_document(words: str = "surat") -> bytes:
    """The beginning of what a word processor writes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in ("[Content_Types].xml", "_rels/.rels"):
            packed.writestr(name, "<x/>")
        packed.writestr("word/document.xml", words * 40)
    return made.getvalue()


def receive(*sent: tuple[str, bytes], answers: dict[str, str] | None = None) -> list[Upload]:
    """The files of one request, as a view that holds all of them gets them."""
    return list(post(sent, lambda request: [one for one in uploads(request) if hold(one)], answers))


def hold(upload: Upload) -> bool:
    """Give a row to what was not refused."""
    if upload.held is not None:
        with writing():
            files.hold(upload)
    return True


def uploads(request: HttpRequest) -> list[Upload]:
    """All files of a request in the order of their fields."""
    return [one for _, found in request.FILES.lists() for one in found]  # type: ignore[misc]


def post(
    sent: Iterable[tuple[str, bytes]],
    view: Callable[[HttpRequest], Any],
    answers: dict[str, str] | None = None,
) -> Any:
    """Send files to a view that takes them; what it returned."""
    result: list[Any] = []

    def taking(request: HttpRequest) -> HttpResponse:
        result.append(view(request))
        return HttpResponse()

    taking.csrf_exempt = True  # type: ignore[attr-defined]
    fields: dict[str, Any] = dict(answers or {})
    for number, (name, content) in enumerate(sent):
        fields[f"f{number}"] = SimpleUploadedFile(name, content)
    request = RequestFactory().post("/", fields, headers={"origin": ORIGIN})
    receiving_files(taking)(request)
    request.close()
    return result[0]


def held(name: str, content: bytes) -> HeldFile:
    """One file that waits in a draft."""
    (one,) = receive((name, content))
    assert one.held is not None, one.refused
    return one.held


def compartment_of(report: str, username: str = "piket") -> OpenCompartment:
    """A report's content compartment, opened by an officer."""
    return queries.open_for_person(report, CompartmentCode.REPORT, actor(username).keys).newest


def a_report(story: str = "tolong", office: str = "") -> str:
    """The reference of a fresh report."""
    known = set(Report.objects.values_list("ref", flat=True))
    send_report(story, office=office)
    return Report.objects.exclude(ref__in=known).get().ref


def kept(one: HeldFile, report: str, compartment: OpenCompartment) -> str:
    """Keep a file with a report; its reference."""
    with writing():
        files.keep(one, compartment, owner_kind=CompartmentOwner.REPORT, owner=report, by=REPORTER)
    return one.ref
