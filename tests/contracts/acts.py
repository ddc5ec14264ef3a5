"""What a reporter with a code and the desk can do, each once through its page."""

from typing import Any

from rangkul.common.transactions import reading
from rangkul.reports.models import Report
from tests import private_record
from tests.cast import Browser, complete, hidden_fields, send_alarm, send_report, signed_in
from tests.furnished import Furnished
from tests.writers import AFRAID

REACHED: dict[str, Any] = {"q6": "phone", "q6b": "0812 3456 7890", "q6e": ["morning"], "q6f": "any"}

AGREED = ("setuju", "hapus")


def opened(code: str) -> Browser:
    """A browser in which the code was typed."""
    browser = Browser()
    assert browser.submit("/k/", {"q8": code}).headers["Location"] == "/k/pesan"
    return browser


def the_alarm() -> None:
    """Cries for help: completed, completed to the other team, and one from the inbox."""
    for ours in ("none", "unit"):
        complete(send_alarm("Jalan Melati 3").browser, q3b="Dia kembali.", q4b=ours)
    inbox = opened(send_report("tolong").code)
    for tapped in ("ya", "aman", "bahaya"):
        assert inbox.submit("/k/pesan", {"cepat": tapped}).status_code == 302


def the_inbox() -> None:
    """Everything behind an opened inbox; the code is dead at the end."""
    code, other = send_report("tolong", **REACHED).code, send_report("sekali lagi").code
    inbox = opened(code)
    for page in ("/k/dibuka", "/k/surat"):
        assert inbox.get(page).status_code == 200
    _does(inbox, "/k/kontak", REACHED)
    _does(inbox, "/k/tarik", {})
    _does(inbox, "/k/tarik", {"lagi": "1"})
    _does(inbox, "/k/gabung", {"q8": other})
    _does(inbox, "/k/kata", {"q8": code, "q6p": "mawar merah"})
    assert inbox.submit("/k/surat", {"q10": "Siti", "berkas": "1"}).status_code == 200
    assert Browser().submit("/k/", {"q8": f"{code} mawar merah"}).status_code == 302
    _does(inbox, "/k/kode", {})
    assert inbox.get("/k/kode/baru").status_code == 200
    _does(inbox, "/k/kode/baru", {})
    killed = inbox.post("/k/kode/mati", hidden_fields(inbox.get("/k/kode")))
    assert killed.headers["Location"] == "/jam"


def _does(browser: Browser, path: str, answers: dict[str, Any]) -> None:
    done = browser.submit(path, answers)
    assert done.status_code == 302, (path, done.status_code, done.content.decode()[:2000])


def the_record() -> None:
    """A private record: two notes, one sent with a report, one deleted, then all of it."""
    browser = Browser()
    code = private_record.kept(browser)
    _does(browser, "/s/kode", {})
    private_record.added(browser, "Sekali lagi.")
    again = Browser()
    assert private_record.enter(again, code).status_code == 302
    private_record.chosen(again, [1])
    private_record.sent_from(again)
    form = hidden_fields(browser.get("/s/catatan/2"))
    assert browser.post("/s/catatan/2/hapus", form).headers["Location"] == "/s/catatan"
    _does(browser, "/s/hapus", {})


def the_desk(day: Furnished) -> None:
    """A report with a number, a lost code, a cry for help, a file, and one that is none."""
    send_report(**AFRAID_AND_FULL)
    desk = signed_in("piket2")
    ref = _taken(day, desk)
    page = f"/piket/{ref}/"
    reason = {"alasan": "life", "darurat": "1"}
    assert desk.submit(page, reason, to=f"{page}nomor").status_code == 200
    assert desk.submit(f"{page}kode", {"known_by": "met_known"}).status_code == 200
    send_alarm("dapur")
    cry = _taken(day, desk)
    _does(desk, f"/piket/{cry}/bahaya", {"how": "reached"})
    original = day.address("/piket/{taken}/berkas/{file}/asli")
    holder = day.browser("piket", csrf=True)
    given = holder.submit(day.address("/piket/{taken}/"), {"alasan": "police"}, to=original)
    assert given.status_code == 200
    _spam(day, desk)


AFRAID_AND_FULL = {
    **{name: value for name, value in AFRAID.items() if name not in {"q1", "q2", "q3b"}},
    "who": "self",
    "safe": "afraid",
}


def _taken(day: Furnished, desk: Browser) -> str:
    """The report that came last to the first team, taken."""
    with reading():
        ref = Report.objects.filter(team=day.named["team"]).latest("received_at", "ref").ref
    assert desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil").status_code == 302
    return ref


def _spam(day: Furnished, desk: Browser) -> None:
    """One proposes, another takes it over and agrees, and takes it back."""
    send_report("iklan pulsa murah", who="unsure", safe="safe")
    ref = _taken(day, desk)
    no_danger = {"reporter": "belum_tahu", "violence_alleged": "tidak", "danger_now": "tidak"}
    _does(desk, f"/piket/{ref}/fakta", no_danger)
    colleague = signed_in("piket")
    page = f"/piket/{ref}/"
    marked = [desk.submit(page, {"tanda": "usul"}, to=f"{page}tanda")]
    marked.append(colleague.submit(page, {"alih": "1"}, to=f"{page}ambil"))
    marked += [colleague.submit(page, {"tanda": act}, to=f"{page}tanda") for act in AGREED]
    assert [one.status_code for one in marked] == [302] * len(marked)
