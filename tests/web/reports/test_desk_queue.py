"""The queue: what each column says, what stands out, and that a flood is met with calm."""

import re
from datetime import timedelta

import pytest

from rangkul.common import clock
from rangkul.common.transactions import reading, writing
from rangkul.reports import queries
from rangkul.reports.actions import inbox as hers
from rangkul.reports.models import Report
from tests.cast import Browser, signed_in
from tests.furnished import queue_of
from tests.web.reports.desk_day import AGREED, alarmed, at, events, sent

pytestmark = pytest.mark.usefixtures("city")
FLOOD = "Banjir laporan: {} dalam 10 menit. Semua tetap diterima."


def cells(desk: Browser, ref: str) -> list[str]:
    """The words of a report's row, column by column."""
    page = desk.get("/piket/").content.decode()
    row = next(
        row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if f"/piket/{ref}/" in row
    )
    found = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def test_each_column_says_what_it_is_called() -> None:
    with at(12):
        ref = sent("Rahasia.", who="young", q1b="12_17", safe="afraid", q3=["body", "threat"],
                   q6="whatsapp", q6b=AGREED["q6b"])  # fmt: skip
        desk = signed_in("piket")
        found = cells(desk, ref)
        page = desk.get("/piket/").content.decode()
    heads = re.findall(r"<th [^>]*>(.*?)</th>", page)
    assert heads == ["Risiko", "Masuk", "Jenis", "Siapa", "Kontak", "Sekarang aman?", "Menunggu",
                     "Petugas"]  # fmt: skip
    assert re.findall(r'data-label="([^"]*)"', page)[:8] == heads
    assert found[0] == "▲ TINGGI"
    assert found[2:6] == [
        "fisik, psikis, ancaman",
        "Pelapor sendiri, 12–17 tahun",
        "WhatsApp",
        "Aman, takut terulang",
    ]
    assert found[6] == "0 menit"
    assert found[7].startswith("Ambil")
    assert "Rahasia" not in page


def test_what_nobody_said_is_a_dash_and_no_contact_is_the_inbox() -> None:
    found = cells(signed_in("piket"), sent())
    assert found[2:5] == ["–", "Belum jelas", "kotak pesan saja"]


def test_a_cry_for_help_stands_before_everything_with_a_word() -> None:
    red = sent(who="self", safe="danger")
    ref = sent("tolong")
    desk = signed_in("piket")
    assert queue_of(desk) == [red, ref]
    hers.under_duress(ref, key=None)
    assert queue_of(desk) == [ref, red]
    assert cells(desk, ref)[0].startswith("▲▲ TANDA BAHAYA")
    assert "Tanda bahaya <b>1</b>" in desk.get("/piket/").content.decode()
    other, _visitor = alarmed()
    assert queue_of(desk) == [ref, other, red]  # who cried first


def test_copies_stand_behind_the_first_and_say_so() -> None:
    refs = [sent("Halo halo ini uji coba saja ya") for _ in range(4)]
    last = sent("Suami saya marah-marah lagi.")
    desk = signed_in("piket")
    assert queue_of(desk) == [*refs[:3], last, refs[3]]
    assert "mirip laporan lain" in cells(desk, refs[3])[0]
    assert "mirip laporan lain" not in cells(desk, refs[0])[0]


@pytest.mark.parametrize(
    ("part", "shown"), [(0.5, ""), (0.81, "hampir lewat batas waktu"), (1.0, "lewat batas waktu")]
)
def test_the_waiting_turns_bold_before_it_is_late(part: float, shown: str) -> None:
    ref = sent("tolong")
    with reading():
        report = Report.objects.get(pk=ref)
    allowed = report.first_contact_due - report.received_at
    with clock.frozen(report.received_at + allowed * part + timedelta(seconds=1)):
        waiting = cells(signed_in("piket"), ref)[6]
    assert waiting.partition(" ! ")[2 if "!" in waiting else 0].endswith(shown)
    assert ("!" in waiting) is (part == 1.0)


def more_rows(ref: str, count: int, *, minutes_ago: int) -> None:
    """Rows beside a report, as if so many had come then."""
    with writing():
        row = Report.objects.get(pk=ref)
        row.received_at = clock.now() - timedelta(minutes=minutes_ago)
        copies = []
        for number in range(count):
            row.pk = f"{number:016d}"
            copies.append(Report(**{f.attname: getattr(row, f.attname) for f in row._meta.fields}))
        Report.objects.bulk_create(copies)


@pytest.mark.parametrize(
    ("count", "minutes_ago", "told"), [(19, 9, True), (18, 9, False), (40, 11, False)]
)
def test_a_flood_is_named_and_nobody_is_refused(count: int, minutes_ago: int, told: bool) -> None:
    ref = sent("tolong")
    more_rows(ref, count, minutes_ago=minutes_ago)
    desk = signed_in("piket")
    assert (FLOOD.format(count + 1) in desk.get("/piket/").content.decode()) is told
    sent("tolong saya juga")
    assert "Banjir laporan" not in signed_in("piketlain").get("/piket/").content.decode()


def test_pages_go_by_key_and_say_that_they_count_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    refs = [sent(f"Laporan nomor {number} dari rumah.") for number in range(5)]
    desk = signed_in("piket")
    seen, path = [], "/piket/"
    while path:
        page = desk.get(path).content.decode()
        seen += queue_of(desk, path)
        assert "Di halaman ini." in page
        link = re.search(r'href="([^"]*)" rel="next"', page)
        path = link.group(1) if link else ""
    assert seen == refs


def test_looking_at_the_list_opens_nothing() -> None:
    ref = sent("tolong")
    signed_in("piket").get("/piket/")
    assert events(ref, "report.opened") == []
