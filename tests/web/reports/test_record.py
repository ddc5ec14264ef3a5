"""The private record `/s/`: write, open, add, delete; every state of its pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.reports import stamps
from rangkul.reports.forms.record import guessable
from rangkul.reports.models import RecordEntry
from rangkul.vault import cost
from rangkul.vault.models import Draft, Record
from tests.cast import Browser, code_on
from tests.private_record import PIN, WORDS, added, begun, enter, hidden, kept, text_of


def test_from_the_first_word_to_a_record_that_opens_elsewhere(visitor: Browser) -> None:
    code = kept(visitor, when="Sabtu malam")
    assert "Set-Cookie" not in visitor.get("/s/kode").headers
    assert visitor.submit("/s/kode").headers["Location"] == "/s/kode"
    assert visitor.get("/s/kode").headers["Location"] == "/s/catatan"  # noted: shown no more
    other = Browser()
    spaced = f"{code[:4]} {code[4:8]}-{code[8:12]}.{code[12:]}"
    assert enter(other, spaced, "270 495").headers["Location"] == "/s/catatan"
    page = text_of(other.get("/s/catatan/1"))
    assert "Semalam dia membanting pintu." in page
    assert "Sabtu malam" in page
    assert WORDS.splitlines()[1] not in text_of(other.get("/s/catatan"))


def test_no_cookie_before_she_begins(visitor: Browser) -> None:
    for path in ("/s/", "/s/buka", "/s/cap"):
        assert "Set-Cookie" not in visitor.get(path).headers, path
    begun(visitor)
    assert visitor.cookies["sid"]["httponly"]


def test_the_limits_are_told_before_she_writes(visitor: Browser) -> None:
    visitor.post("/mulai", {"ke": "s"})
    page = text_of(visitor.get("/s/"))
    for told in (
        "Ada anak yang disakiti? Sedang dalam bahaya?",
        "Telepon polisi 110",
        "Cerita ke petugas",
        "Tidak ada petugas yang membaca",
        "Pergi ke dokter paling lama 3–5 hari.",
        "waktu mengadu ke polisi hanya 6 bulan",
        "Lupa kode atau PIN?",
        "terhapus sendiri 12 bulan",
    ):
        assert told in page
    visitor.post("/l/")
    assert "Ada anak yang disakiti?" in text_of(visitor.get("/s/tulis?b=1"))


@pytest.mark.parametrize(
    "path", ["/s/", "/s/buka", "/s/cap", "/s/tulis", "/s/kode", "/s/catatan", "/s/catatan/1"]
)
def test_titles_and_addresses_are_neutral(visitor: Browser, path: str) -> None:
    kept(visitor)
    if path == "/s/tulis":
        visitor = begun(Browser())
    html = visitor.get(path).content.decode()
    title = re.findall("<title>(.*?)</title>", html, re.DOTALL)[0]
    assert "Layanan Warga" in title
    assert not re.search("kekerasan|korban|lapor|ppa|kdrt|seksual|pribadi", title.lower())


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"q10": "", "q10c": PIN}, "Tulis sedikit dulu. Satu kalimat cukup."),
        ({"q10": "x" * 4001, "q10c": PIN}, "Tulisan terlalu panjang"),
        ({"q10": WORDS, "q10c": ""}, "Tulis 6 angka"),
        ({"q10": WORDS, "q10c": "12345"}, "Tulis 6 angka"),
        ({"q10": WORDS, "q10c": "١٢٣٤٥٦"}, "Tulis 6 angka"),
        ({"q10": WORDS, "q10c": "123456"}, "PIN ini mudah ditebak. Pilih angka lain."),
        ({"q10": WORDS + "\u202e", "q10c": PIN}, "tanda tersembunyi"),
    ],
)
def test_what_is_missing_is_said_and_the_words_stay(
    visitor: Browser, answers: dict[str, str], said: str
) -> None:
    begun(visitor)
    page = visitor.submit("/s/tulis", answers)
    assert page.status_code == 422
    assert "<title>Perlu diperiksa" in page.content.decode()
    assert said in text_of(page)
    assert answers["q10"].rstrip("\u202e") in text_of(page)
    assert RecordEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("pin", "refused"),
    [
        ("000000", True),
        ("121212", True),
        ("123456", True),
        ("654321", True),
        ("567890", True),
        ("901234", False),
        ("123123", True),
        ("112233", True),
        ("270495", False),
        ("808182", False),
        ("135790", False),
    ],
)
def test_a_pin_that_is_tried_first_is_refused(pin: str, refused: bool) -> None:
    assert guessable(pin) is refused


def test_wrong_code_wrong_pin_never_issued_and_deleted_look_and_cost_the_same(
    visitor: Browser,
) -> None:
    living, deleted = kept(visitor), kept(Browser())
    gone = Browser()
    enter(gone, deleted)
    assert gone.submit("/s/hapus").headers["Location"] == "/s/hapus"
    answers, events = set(), Event.objects.filter(code=EventCode.CODE_REFUSED).count()
    tries = [(living, "948271"), (deleted, PIN), ("1234567890123456", PIN), (living[::-1], PIN)]
    for code, pin in tries:
        before = cost.PUBLIC.derivations
        page = enter(Browser(), code, pin)
        body = page.content.replace(code.encode(), b"KODE")
        assert pin.encode() not in body
        answers.add((page.status_code, body, cost.PUBLIC.derivations - before))
    assert len(answers) == 1
    assert {(status, spent) for status, _, spent in answers} == {(422, 1)}
    assert Event.objects.filter(code=EventCode.CODE_REFUSED).count() == events + len(tries)


@pytest.mark.parametrize("typed", [("1234", PIN), ("", PIN), ("1" * 16, "12"), ("1" * 16, "")])
def test_what_cannot_be_a_code_or_pin_costs_nothing(
    visitor: Browser, typed: tuple[str, str]
) -> None:
    before = cost.PUBLIC.derivations
    assert enter(visitor, *typed).status_code == 422
    assert cost.PUBLIC.derivations == before


def test_the_code_stays_to_be_shown_until_she_says_that_she_has_it(visitor: Browser) -> None:
    code = kept(visitor)
    assert "Kode catatan belum dicatat" in text_of(visitor.get("/s/catatan"))
    assert code_on(visitor.get("/s/kode")) == code
    other = kept(Browser(), "catatan lain")
    enter(visitor, other)  # another record in the same browser does not lose this one's code
    assert code_on(visitor.get("/s/kode")) == code
    enter(visitor, code)  # she has it, it seems
    assert visitor.get("/s/kode").headers["Location"] == "/s/catatan"


def test_the_same_form_sent_twice_is_one_note(visitor: Browser) -> None:
    begun(visitor)
    shown = visitor.get("/s/tulis")
    form = hidden(shown)
    for _ in range(2):
        sent = visitor.post("/s/tulis", {**form, "q10": WORDS, "q10c": PIN})
        assert sent.headers["Location"] == "/s/kode"
    assert (Record.objects.count(), RecordEntry.objects.count()) == (1, 1)
    added_form = hidden(visitor.get("/s/tambah"))
    for _ in range(2):
        visitor.post("/s/tambah", {**added_form, "q10": "lagi"})
    assert sorted(RecordEntry.objects.values_list("number", flat=True)) == [1, 2]


def test_two_tabs_add_and_nothing_is_lost(visitor: Browser) -> None:
    """Also a first note that was still being written in another tab goes into the open record."""
    begun(visitor)
    late = visitor.get("/s/tulis")
    code = kept(visitor)
    one, two = visitor.get("/s/tambah"), visitor.get("/s/tambah")
    for shown, words in ((one, "dari satu"), (two, "dari dua")):
        assert visitor.post("/s/tambah", {**hidden(shown), "q10": words}).status_code == 302
    again = visitor.post("/s/tulis", {**hidden(late), "q10": "dari tiga", "q10c": "948271"})
    assert again.status_code == 409  # the record has opened since: another key, the words kept
    assert "dari tiga" in again.content.decode()
    sent = visitor.post("/s/tulis", {**hidden(again), "q10": "dari tiga", "q10c": "948271"})
    assert sent.status_code == 302
    reader = Browser()
    enter(reader, code)
    page = text_of(reader.get("/s/catatan"))
    assert all(words in page for words in ("dari satu", "dari dua", "dari tiga"))
    assert Record.objects.count() == 1


def test_a_form_of_another_stay_keeps_the_words_and_asks_again(visitor: Browser) -> None:
    begun(visitor)
    page = visitor.post("/s/tulis", {"q10": WORDS, "q10c": PIN, "t": "x", "k": "0" * 32})
    assert page.status_code == 409
    assert WORDS.splitlines()[0] in text_of(page)
    assert "sekali lagi" in text_of(page)
    assert Record.objects.count() == 0


def test_leaving_closes_the_record(visitor: Browser) -> None:
    kept(visitor)
    cookie = visitor.cookies["sid"].value
    visitor.get("/jam")
    visitor.cookies["sid"] = cookie  # even with the old cookie in hand
    for path in ("/s/catatan", "/s/catatan/1", "/s/tambah", "/s/kirim", "/s/kode", "/s/hapus"):
        assert visitor.get(path).headers["Location"] == "/jam", path


def test_after_half_an_hour_it_is_closed_and_the_words_are_hers_to_copy(visitor: Browser) -> None:
    kept(visitor)
    form = hidden(visitor.get("/s/tambah"))
    with clock.frozen(datetime.now(UTC) + timedelta(minutes=31)):
        late = visitor.post("/s/tambah", {**form, "q10": "Hampir hilang.", "q10b": "tadi"})
        assert late.status_code == 409
        assert "Hampir hilang." in text_of(late)
        assert "Belum tersimpan" in text_of(late)
        # The stay that holds these words is a new one: it opens nothing without code and PIN.
        assert visitor.get("/s/catatan").headers["Location"] == "/s/buka"
    assert RecordEntry.objects.count() == 1


def test_a_first_note_is_kept_though_the_stay_ran_out_while_she_typed(visitor: Browser) -> None:
    begun(visitor)
    form = hidden(visitor.get("/s/tulis"))
    later = datetime.now(UTC) + timedelta(minutes=31)
    with clock.frozen(later):
        sent = visitor.post("/s/tulis", {**form, "q10": WORDS, "q10c": PIN})
        assert sent.headers["Location"] == "/s/kode"
        assert enter(Browser(), code_on(visitor.get("/s/kode"))).status_code == 302


@pytest.mark.parametrize("path", ["/s/tulis", "/s/tambah"])
def test_when_storage_fails_the_words_stay_on_the_page(
    visitor: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(visitor)
    if path == "/s/tambah":
        kept(visitor)
    form = hidden(visitor.get(path))
    before = RecordEntry.objects.count(), Draft.objects.count()

    def broken(*_: object, **__: object) -> None:
        raise DatabaseError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(RecordEntry.objects, "create", broken)
        failed = visitor.post(path, {**form, "q10": WORDS, "q10b": "tadi", "q10c": PIN})
    assert failed.status_code == 503
    assert "Belum tersimpan" in text_of(failed)
    assert WORDS.splitlines()[1] in text_of(failed)
    assert "Telepon polisi 110" in text_of(failed)
    assert (RecordEntry.objects.count(), Draft.objects.count()) == before
    assert visitor.submit(path, {"q10": WORDS, "q10c": PIN}).status_code == 302


def test_a_busy_slot_is_an_honest_page(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    code = kept(visitor)
    monkeypatch.setattr("rangkul.vault.cost.Slot.held", _busy)
    page = enter(Browser(), code)
    assert page.status_code == 503
    assert code in page.content.decode()


def _busy(_slot: object) -> None:
    raise cost.Busy


def test_a_record_deleted_elsewhere_while_she_types(visitor: Browser) -> None:
    code = kept(visitor)
    form = hidden(visitor.get("/s/tambah"))
    other = Browser()
    enter(other, code)
    other.submit("/s/hapus")
    late = visitor.post("/s/tambah", {**form, "q10": "masih saya tulis"})
    assert late.status_code == 409
    assert "masih saya tulis" in text_of(late)
    assert visitor.get("/s/catatan").headers["Location"] == "/s/buka"


def test_deleting_one_note_leaves_the_others(visitor: Browser) -> None:
    kept(visitor)
    added(visitor, "kedua")
    gone = visitor.submit("/s/catatan/1", to="/s/catatan/1/hapus")
    assert gone.headers["Location"] == "/s/catatan"
    assert visitor.get("/s/catatan/1").status_code == 404
    assert "kedua" in text_of(visitor.get("/s/catatan/2"))
    assert Event.objects.filter(code=EventCode.RECORD_ENTRY_DELETED).count() == 1
    again = visitor.submit("/s/catatan/2", to="/s/catatan/1/hapus")
    assert again.headers["Location"] == "/s/catatan"


def test_deleting_all_is_said_plainly_and_is_at_once(visitor: Browser) -> None:
    kept(visitor)
    assert "Tidak ada yang bisa mengembalikan." in text_of(visitor.get("/s/hapus"))
    assert RecordEntry.objects.count() == 1  # looking deletes nothing
    visitor.submit("/s/hapus")
    assert "Semua catatan sudah dihapus" in text_of(visitor.get("/s/hapus"))
    assert (Record.objects.count(), RecordEntry.objects.count()) == (0, 0)
    assert visitor.post("/s/hapus").status_code == 302  # a second press finds nothing to do
    event = Event.objects.get(code=EventCode.RECORD_DELETED)
    assert (event.object_ref, event.detail, event.digest) == ("", {}, None)


def test_nothing_is_deleted_without_the_forms_token(visitor: Browser) -> None:
    kept(visitor)
    visitor.post("/s/hapus", {"t": "x"})
    visitor.post("/s/catatan/1/hapus", {"t": "x"})
    assert RecordEntry.objects.count() == 1


def test_it_tells_when_it_deletes_itself(visitor: Browser) -> None:
    with clock.frozen(datetime(2026, 3, 5, 8, tzinfo=UTC)):
        kept(visitor)
        assert "Terhapus sendiri: 5 Maret 2027." in text_of(visitor.get("/s/catatan"))


def test_a_full_record_says_so_and_keeps_the_words(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rangkul.reports.record.MOST", 2)
    kept(visitor)
    added(visitor, "kedua")
    page = visitor.submit("/s/tambah", {"q10": "ketiga"})
    assert page.status_code == 422
    assert "sudah penuh" in text_of(page)
    assert "ketiga" in text_of(page)


def test_she_can_compute_the_stamp_from_what_the_page_shows(visitor: Browser) -> None:
    kept(visitor, when="kemarin")
    added(visitor, "kedua")
    before = stamps.NONE_BEFORE
    for number, (when, words) in enumerate((("kemarin", WORDS), ("", "kedua")), start=1):
        shown = re.findall(
            r'class="stamp">([^<]*)<', visitor.get(f"/s/catatan/{number}").content.decode()
        )
        stamp, salt, at = (shown[0].replace(" ", ""), shown[1].replace(" ", ""), shown[2])
        moment = datetime.fromisoformat(at)
        computed = stamps.stamp_of(salt=salt, at=moment, previous=before, happened=when, text=words)
        assert computed.hex() == stamp
        event = Event.objects.get(code=EventCode.RECORD_ENTRY_SAVED, digest=computed)
        assert abs(event.at - moment) < timedelta(seconds=30)
        before = stamp
