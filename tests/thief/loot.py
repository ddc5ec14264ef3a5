"""What a thief finds: a small city with real derivation costs, and what only its people know."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from rangkul.accounts.actions.drafts import keep_late_words
from rangkul.common.transactions import writing
from rangkul.config.demo_city import actor
from rangkul.reports.actions import desk as actions
from rangkul.reports.models import Report
from rangkul.vault import attended, copies, drafts, files
from rangkul.vault.crypto import KdfParameters
from rangkul.vault.models import ViewCopy
from tests.attachments import compartment_of, held, kept, photo
from tests.cast import Browser, send_report, signed_in, walk
from tests.house import City

REAL = {"RANGKUL_TEST_KDF": "0"}
RECEIPT_COST = KdfParameters(memory_kib=46 * 1024, passes=2)
PERSON_COST = KdfParameters(memory_kib=64 * 1024, passes=2)

OURS = "Suami saya memukul saya di dapur semalam"
OURS_TOO = "Tetangga saya dipukul tiap malam"
OTHERS = "Dia bekerja di kantor polisi dan mengancam saya"
ANSWER = "Terima kasih sudah menulis kepada kami"
REPLY = "Saya takut pulang ke rumah"
UNSENT = "Belum saya kirim karena saya takut"
LATE = "Jawaban yang terlambat dikirim petugas"
# Each stands in a photo: in its name, and inside it as who took it and where.
PHOTO = "Foto pisau di meja dapur"
PHOTO_TOO = "Foto jendela tetangga"
PHOTO_OTHERS = "Foto seragam yang mengancam"
PHOTO_UNSENT = "Foto yang belum jadi dikirim"


@dataclass
class Loot:
    """The city, and the secrets of its people: the tests may know them, the thief does not."""

    city: City
    codes: dict[str, str] = field(default_factory=dict)  # story > receipt code
    refs: dict[str, str] = field(default_factory=dict)  # story > report reference
    cookies: dict[str, str] = field(default_factory=dict)  # name > value, of piket's browser
    files: dict[str, str] = field(default_factory=dict)  # words > reference of the file

    @property
    def backup(self) -> Path:
        """A copy of everything, lying about as copies do."""
        return self.city.folder / "backup"


def fill(city: City) -> Loot:
    """Three reports (two for the intake, one for the alternative team) with a photo each, a
    thread, an unsent draft with a photo, late words, open sessions: every kind of sealed value.
    Django is bound to the city."""
    loot = Loot(city)
    for story, office in ((OURS, ""), (OURS_TOO, ""), (OTHERS, "police")):
        known = set(Report.objects.values_list("ref", flat=True))
        loot.codes[story] = send_report(story, office=office).code
        loot.refs[story] = Report.objects.exclude(ref__in=known).get().ref
    _talk(loot)
    _attach(loot)
    _leave_unsent()
    piket = signed_in("piket")
    loot.cookies = {name: morsel.value for name, morsel in piket.cookies.items()}
    keep_late_words(person_key=actor("piket").keys.id, path="/piket/", fields=[("body", LATE)])
    return loot


def _talk(loot: Loot) -> None:
    """The desk answers, the reporter writes back."""
    by = actor("piket")
    actions.take(loot.refs[OURS], by=by)
    actions.answer(loot.refs[OURS], ANSWER, form_key="0" * 32, by=by)
    reporter = opened_inbox(loot.codes[OURS])
    sent = reporter.submit("/k/pesan", {"q9": REPLY})
    assert sent.status_code == 302, sent.status_code


def _attach(loot: Loot) -> None:
    """A photo with each report; of one the view copy is ready, of one it waits for a worker who
    dies before he makes it."""
    attended.beat()
    for story, words, desk in (
        (OURS, PHOTO, "piket"),
        (OURS_TOO, PHOTO_TOO, "piket"),
        (OTHERS, PHOTO_OTHERS, "piketlain"),
    ):
        compartment, by = compartment_of(loot.refs[story], desk), actor(desk).ref
        one = held(f"{words}.jpg", photo(words))
        loot.files[words] = kept(one, loot.refs[story], compartment)
        with writing():
            copies.ask(files.opened(one.ref, compartment), compartment, by=by)
    copies.make(ViewCopy.objects.get(file=loot.files[PHOTO]).pk)
    attended._own = None


def _leave_unsent() -> None:
    """Words in a draft, and beside them a photo whose key only the draft holds."""
    visitor = Browser()
    visitor.post("/l/")
    assert visitor.submit("/l/3", {"q3b": UNSENT}).status_code == 302
    one = held(f"{PHOTO_UNSENT}.jpg", photo(PHOTO_UNSENT))
    with writing():
        drafts.save(drafts.new_key(), {"files": [one.as_dict()]})


def opened_inbox(code: str) -> Browser:
    """A browser that has opened the inbox with a code."""
    browser = Browser()
    assert browser.submit("/k/", {"q8": code}).status_code == 302
    return browser


def up_to_sending(story: str, office: str = "") -> Browser:
    """A browser in which everything but the final press is done."""
    visitor = Browser()
    assert visitor.post("/l/").status_code == 302, "the landing says: telephone only"
    answers = {"q1": "self", "q2": "afraid", "q3b": story, "q4b": office}
    assert walk(visitor, "/l/1", answers) == "/l/periksa"
    return visitor


def copy_lies_about(loot: Loot) -> None:
    """A backup of all files beside them (the database too where it is a file)."""
    kept = shutil.ignore_patterns("backup", "static")
    shutil.copytree(settings.DATA_DIR, loot.backup, ignore=kept)
