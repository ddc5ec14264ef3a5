"""What a thief finds: a small city with real derivation costs, and what only its people know."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from rangkul.accounts.actions.drafts import keep_late_words
from rangkul.config.demo_city import actor
from rangkul.reports import actions
from rangkul.reports.models import Report
from rangkul.vault.crypto import KdfParameters
from tests.cast import Browser, send_report, signed_in
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


@dataclass
class Loot:
    """The city, and the secrets of its people: the tests may know them, the thief does not."""

    city: City
    codes: dict[str, str] = field(default_factory=dict)  # story > receipt code
    refs: dict[str, str] = field(default_factory=dict)  # story > report reference
    cookies: dict[str, str] = field(default_factory=dict)  # name > value, of piket's browser

    @property
    def backup(self) -> Path:
        """A copy of everything, lying about as copies do."""
        return self.city.folder / "backup"


def fill(city: City) -> Loot:
    """Three reports (two for the intake, one for the alternative team), a thread, an unsent
    draft, late words, open sessions: every kind of sealed value. Django is bound to the city."""
    loot = Loot(city)
    for story, office in ((OURS, ""), (OURS_TOO, ""), (OTHERS, "police")):
        known = set(Report.objects.values_list("ref", flat=True))
        loot.codes[story] = send_report(story, office=office).code
        loot.refs[story] = Report.objects.exclude(ref__in=known).get().ref
    _talk(loot)
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


def _leave_unsent() -> None:
    visitor = Browser()
    visitor.post("/l/")
    assert visitor.submit("/l/3", {"q3": UNSENT}).status_code == 302


def opened_inbox(code: str) -> Browser:
    """A browser that has opened the inbox with a code."""
    browser = Browser()
    assert browser.submit("/k/", {"q8": code}).status_code == 302
    return browser


def up_to_sending(story: str, office: str = "") -> Browser:
    """A browser in which everything but the final press is done."""
    visitor = Browser()
    assert visitor.post("/l/").status_code == 302, "the landing says: telephone only"
    answers = ({"q1": "self"}, {"q2": "afraid"}, {"q3": story}, {"q4": office})
    for number, one in enumerate(answers, start=1):
        assert visitor.submit(f"/l/{number}", one).status_code == 302
    return visitor


def copy_lies_about(loot: Loot) -> None:
    """A backup of all files beside them (the database too where it is a file)."""
    kept = shutil.ignore_patterns("backup", "static")
    shutil.copytree(settings.DATA_DIR, loot.backup, ignore=kept)
