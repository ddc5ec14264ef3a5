"""People in every state of a visit, brought there in this process: a place then only opens a page.

A visitor is a cookie. What she did before is done here through the pages, without a browser.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile

from rangkul.common import clock
from rangkul.common.transactions import reading
from rangkul.reports.enums import DaysOfWeek
from rangkul.reports.models import Report
from rangkul.vault.models import File
from tests.attachments import photo
from tests.cast import Browser, code_on, hidden_fields, send_alarm, walk
from tests.furnished import Furnished
from tests.private_record import added, chosen, kept, sent_from

STORY: Final = "Dia memukul saya."
NOTE: Final = "Semalam saya sembunyi."
PLACE: Final = "Warung depan pasar"
# What visitors and officers write here and in tests/furnished.py: not the pages' own words.
THEIRS: Final = ("memukul", "Saya takut", "Kami membaca", "Aman malam ini", "sembunyi", PLACE)
WORD: Final = "mawar"
# Somebody who leaves nothing out. When she may be reached is added by `never_now`.
EVERYTHING: Final[dict[str, Any]] = {
    "q1": "self", "q2": "afraid", "q2b": ["strangled", "child_saw"],
    "q3": ["body", "sexual"], "q3b": STORY, "q4": "spouse", "q4b": "none", "q4c": "Kumis",
    "q4d": "yes", "q4e": "yes", "q5b": "today", "q6": "sms", "q6b": "0812 3456 7890",
    "q6c": "suami", "q6d": "parcel", "q6e": ["morning", "noon"], "q6g": "melati",
    "q6h": "besok saja", "q6i": "ibu", "q6j": ["company", "legal"], "q6k": ["sign"],
    "q6l": "Hakka", "q6m": "kakak", "q6n": ["psychologist"], "q6p": WORD,
}  # fmt: skip
WITNESS: Final[dict[str, Any]] = {
    "q1": "child", "q1c": "no", "q2": "unknown", "q3": ["sexual"], "q3b": STORY,
    "q6": "trusted", "q6b": "Bu guru 0812 3456 7890",
}  # fmt: skip
TEEN: Final[dict[str, Any]] = {
    "q1": "young", "q1b": "12_17", "q2": "afraid", "q3": ["sexual"], "q3b": STORY,
    "q6": "phone", "q6b": "0812 3456 7890",
}  # fmt: skip
SATURDAY = 5
Made = Callable[[Furnished], Browser]


@dataclass(frozen=True)
class Sent:
    """A report that went out: its reference and code, and the browser that sent it."""

    ref: str
    code: str
    browser: Browser


def writing(until: str = "", **answers: Any) -> Browser:
    """In the middle of the flow, with these answers behind her."""
    visitor = Browser()
    visitor.post("/l/")
    assert walk(visitor, "/l/1", answers, until=until) == (until or "/l/periksa")
    return visitor


def sent(**answers: Any) -> Sent:
    """Past "Kirim sekarang"."""
    before = reports()
    visitor = done(writing(**{"q1": "self", "q2": "safe", **answers}), "/l/periksa")
    (ref,) = reports() - before
    return Sent(ref, code_on(visitor.get("/l/selesai")), visitor)


def reports() -> set[str]:
    """The references of all reports."""
    with reading():
        return set(Report.objects.values_list("pk", flat=True))


def opened(code: str, word: str = "") -> Browser:
    """With an inbox open."""
    return done(Browser(), "/k/", {"q8": f"{code} {word}".strip()})


def attach(visitor: Browser, path: str, *names: str) -> Browser:
    """Upload a photo under each of these names."""
    form: dict[str, Any] = hidden_fields(visitor.get(path))
    form["q7"] = [SimpleUploadedFile(name, photo()) for name in names]
    assert visitor.post(path, form).status_code == 302
    return visitor


def done(visitor: Browser, path: str, form: dict[str, str] | None = None, to: str = "") -> Browser:
    """Send a page's form, which must succeed."""
    answer = visitor.submit(path, form, to=to)
    assert answer.status_code == 302, (path, answer.status_code)
    return visitor


def at_desk(day: Furnished, name: str, ref: str) -> str:
    """`piket` takes the report; addresses may name it from now on. The reference."""
    done(day.browser("piket", csrf=True), f"/piket/{ref}/", to=f"/piket/{ref}/ambil")
    day.named[name] = ref
    return ref


def never_now() -> str:
    """The days of the week to which today does not belong: the desk may not call her."""
    weekend = clock.local(clock.now()).weekday() >= SATURDAY
    return str(DaysOfWeek.WORKDAYS if weekend else DaysOfWeek.WEEKEND)


# --- on the way ---------------------------------------------------------------------------------


def everything(_day: Furnished) -> Browser:
    return attach(writing(**EVERYTHING), "/l/berkas", "foto.jpg")


def with_five_files(_day: Furnished) -> Browser:
    names = [f"{number}.jpg" for number in range(5)]
    return attach(writing(q1="self", q2="safe"), "/l/berkas", *names)


def going_on(_day: Furnished) -> Browser:
    """After the alarm, at the check page again."""
    visitor = done(send_alarm(PLACE).browser, "/l/selesai", to="/l/lanjut")
    assert walk(visitor, "/l/3", {"q3b": STORY}) == "/l/periksa"
    return visitor


def with_notes(_day: Furnished) -> Browser:
    """At the check page with two notes of a private record, for readers outside the unit."""
    visitor = Browser()
    kept(visitor, NOTE)
    added(visitor, NOTE)
    chosen(visitor, [1, 2], to="outside")
    assert walk(visitor, "/l/1", {"q1": "self", "q2": "safe"}) == "/l/periksa"
    return visitor


def from_the_record(_day: Furnished) -> Browser:
    """A receipt after a note went along; the record is open, and its code not yet noted."""
    visitor = Browser()
    kept(visitor, NOTE)
    chosen(visitor, [1])
    sent_from(visitor)
    return visitor


# --- behind the code ----------------------------------------------------------------------------


def everything_sent(day: Furnished) -> Browser:
    """All that a report can hold, on the desk of `piket`; she has added a photo."""
    one = sent(**EVERYTHING, q6f=never_now())
    at_desk(day, "told", one.ref)
    visitor = attach(opened(one.code), "/k/berkas", "foto.jpg")
    with reading():
        day.named["file"] = str(File.objects.latest("at").ref)
    return visitor


def asked(day: Furnished) -> Browser:
    """Whose officer asks for one tap."""
    one = sent(q3b=STORY)
    at_desk(day, "asking", one.ref)
    here = f"/piket/{one.ref}/"
    question = {"body": "Kami membaca. Aman malam ini?", "asks": "on"}
    done(day.browser("piket", csrf=True), here, question, to=f"{here}jawab")
    return opened(one.code)


def withdrawn(day: Furnished) -> Browser:
    one = sent(q3=["sexual"])
    at_desk(day, "withdrawn", one.ref)
    return done(opened(one.code), "/k/tarik")


def alarmed(day: Furnished) -> Browser:
    """In danger, with the inbox open; the desk knows where she is."""
    before = reports()
    visitor = send_alarm(PLACE)
    at_desk(day, "alarm", *(reports() - before))
    return opened(visitor.code)


def forced(day: Furnished) -> Browser:
    """Who typed the word for duress: an empty inbox."""
    one = sent(**EVERYTHING)
    at_desk(day, "forced", one.ref)
    return opened(one.code, WORD)


def joined(_day: Furnished) -> Browser:
    return done(opened(sent().code), "/k/gabung", {"q8": sent().code})


def late(_day: Furnished) -> Browser:
    """Who has waited for two days."""
    with clock.frozen(clock.now() - timedelta(days=2)):
        one = sent()
    return opened(one.code)


def renewed(_day: Furnished) -> Browser:
    """Whose new code is on the screen."""
    return done(opened(sent().code), "/k/kode")


def silenced(day: Furnished) -> Browser:
    """Who put an end to her code."""
    one = sent()
    at_desk(day, "silenced", one.ref)
    return done(opened(one.code), "/k/kode", to="/k/kode/mati")


def doubted(day: Furnished) -> Browser:
    """Whose report `piket` proposes to mark as none."""
    one = sent(q3b="iseng")
    here = f"/piket/{at_desk(day, 'doubted', one.ref)}/"
    done(day.browser("piket", csrf=True), here, {"tanda": "usul"}, to=f"{here}tanda")
    return one.browser


# --- the private record ---------------------------------------------------------------------------


def arrived(_day: Furnished) -> Browser:
    """Past a button of the landing page."""
    visitor = Browser()
    assert visitor.post("/mulai", {"ke": "l"}).status_code == 302
    return visitor


def begun(_day: Furnished) -> Browser:
    """Past "Mulai menulis"."""
    return done(Browser(), "/s/")


def begun_from_the_flow(_day: Furnished) -> Browser:
    """Who chose "Simpan dulu" at the story."""
    return done(writing(until="/l/3", q1="self", q2="safe"), "/l/3", {"q3b": STORY, "simpan": "1"})


def sent_from_the_record(day: Furnished) -> Browser:
    """Three notes, the first of them with the desk."""
    visitor, before = Browser(), reports()
    kept(visitor, NOTE, when="Sabtu malam")
    chosen(visitor, [1])
    sent_from(visitor)
    at_desk(day, "noted", *(reports() - before))
    done(visitor, "/s/kode")
    for _ in range(2):
        added(visitor, NOTE)
    return visitor


def emptied(_day: Furnished) -> Browser:
    """A record whose only note is deleted."""
    visitor = Browser()
    kept(visitor, NOTE)
    return done(visitor, "/s/catatan/1", to="/s/catatan/1/hapus")


def forgotten(_day: Furnished) -> Browser:
    """A record that was deleted just now."""
    visitor = Browser()
    kept(visitor, NOTE)
    return done(visitor, "/s/hapus")


VISITORS: Final[dict[str, Made]] = {
    "datang": arrived,
    "datang-mulai": arrived,  # pressing "Mulai" moves the stay to a key of its own
    "lengkap": everything,
    "lima-berkas": with_five_files,
    "saksi": lambda _day: writing(**WITNESS),
    "remaja": lambda _day: writing(**TEEN),
    "anak": lambda _day: writing(q1="young", q1b="u12", q2="unknown"),
    "bahaya": lambda _day: writing(q1="adult", q2="danger"),
    "remaja-bahaya": lambda _day: writing(q1="young", q1b="12_17", q2="danger"),
    "putus-asa": lambda _day: writing(q1="self", q2="afraid", q2b=["suicidal"]),
    "lanjut": going_on,
    "dengan-catatan": with_notes,
    "terkirim": lambda _day: sent(q3b=STORY).browser,
    "tanda": lambda _day: send_alarm(PLACE).browser,
    "terkirim-lengkap": lambda _day: sent(**{**EVERYTHING, "q2b": ["suicidal"]}).browser,
    "terkirim-remaja": lambda _day: sent(**TEEN).browser,
    "terkirim-catatan": from_the_record,
    "menunggu": lambda _day: opened(sent().code),
    "kotak-lengkap": everything_sent,
    "ditanya": asked,
    "kotak-saksi": lambda _day: opened(sent(**WITNESS).code),
    "kotak-remaja": lambda _day: opened(sent(**TEEN).code),
    "ditarik": withdrawn,
    "kotak-bahaya": alarmed,
    "terpaksa": forced,
    "digabung": joined,
    "terlambat": late,
    "kode-baru": renewed,
    "kode-mati": silenced,
    "iseng": doubted,
    "mulai-catatan": begun,
    "mulai-dari-cerita": begun_from_the_flow,
    "catatan": sent_from_the_record,
    "catatan-kosong": emptied,
    "catatan-hapus": forgotten,
}


def arrive(day: Furnished) -> None:
    """Let all of them do what they did, after `furnish`. Django must be bound to the city."""
    for name, made in VISITORS.items():
        day.cookies[name] = made(day).cookies
