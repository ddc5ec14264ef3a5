"""The page of a report: everything that was told, in the order of the intake form."""

import re
from typing import Any

import pytest

from rangkul.reports.actions import inbox as hers
from rangkul.reports.enums import (
    AllegedOffice,
    ContactWay,
    Danger,
    Kind,
    Relation,
    SafeNow,
    When,
    Who,
    YesNo,
    at_the_desk,
)
from rangkul.reports.models import Report
from tests.cast import complete, send_alarm, signed_in, walk
from tests.furnished import queue_of
from tests.web.reports.desk_day import (
    AGREED,
    STAY,
    alarmed,
    inbox_of,
    page_of,
    sent,
    sent_with_code,
    take,
)

pytestmark = pytest.mark.usefixtures("city")
EVERYTHING: dict[str, Any] = {
    "q2b": ["strangled", "pregnant"],
    "q3": ["body", "digital"],
    "q4": "spouse",
    "q4c": "Dodi",
    "q4d": "yes",
    "q4e": "yes",
    "q5b": "week",
    **AGREED,
    "q6j": ["shelter", "doctor"],
    "q6k": ["sign"],
    "q6l": "Melayu",
    "q6m": "kakak",
    "q6n": ["psychologist"],
}
IN_ORDER = """
    Siapa dan keselamatannya|Pelapor sendiri|18 tahun ke atas|Aman, takut terulang|
    Dicekik atau dibekap; Sedang hamil|Yang terjadi|fisik; digital|Dia mengancam|
    Terlapor|Suami, istri, atau mantan|Dodi|Tinggal serumah|Tempat dan waktu|Minggu ini|
    Kebutuhan dan harapan|Tempat aman; Dokter|Juru bahasa isyarat|Melayu|kakak|
    Yang boleh tahu|Psikolog
"""


def test_every_answer_stands_there_in_order() -> None:
    ref = sent("Dia mengancam.", who="self", safe="afraid", **EVERYTHING)
    page = page_of(signed_in("piket"), ref)
    told = page[page.index('id="isi-laporan"') : page.index('id="berkas"')]
    parts = [re.escape(part.strip()) for part in IN_ORDER.split("|")]
    assert re.search(".*".join(parts), told, re.DOTALL), told


def test_what_nobody_answered_is_named_as_unknown() -> None:
    page = page_of(signed_in("piket"), sent(""))
    assert "Pelapor tidak menulis cerita." in page
    unknown = re.search(r"jadi belum diketahui: (.*?)\.</p>", page)
    assert unknown is not None
    assert "Jenis" in unknown.group(1)
    assert "Yang dibutuhkan" in unknown.group(1)
    assert "Umur" not in unknown.group(1)  # nobody asked: it is not known who needs help


def test_a_witness_tells_what_only_a_witness_knows() -> None:
    ref = sent(who="child", q1c="no", q6n=["police"], q6o="yes")
    page = page_of(signed_in("piket"), ref)
    assert re.search(r"Orang itu tahu pelapor menghubungi kami</dt><dd>Tidak<", page)
    assert "Polisi boleh tahu siapa pelapor" in page


def test_a_witness_who_says_no_is_heard() -> None:
    page = page_of(signed_in("piket"), sent(who="child", q1c="no", q6n=["police"], q6o="no"))
    assert "Polisi TIDAK boleh tahu siapa pelapor" in page


def test_where_the_person_of_a_witness_is_stands_on_top_when_danger_is_now() -> None:
    place = "Gang Melati, rumah biru"
    page = page_of(signed_in("piket"), sent(who="child", safe="danger", q2c=place))
    top = page[page.index("</h1>") : page.index('id="kontak"')]
    assert f"Orang itu sekarang di: <b>{place}</b>" in top
    assert "TANDA BAHAYA" not in top  # she told it without pressing the alarm


def test_without_danger_now_the_place_stands_with_the_person() -> None:
    page = page_of(signed_in("piket"), sent(who="adult", safe="unknown", q2c="Rumah ibunya"))
    assert "Rumah ibunya" not in page[: page.index('id="isi-laporan"')]
    assert "Orang itu sekarang di</dt><dd>Rumah ibunya<" in page


def test_the_place_of_the_alarm_stays_when_she_goes_on() -> None:
    for who, label in (("self", "Lokasi yang ia tulis"), ("child", "Orang itu sekarang di")):
        sent_alarm = send_alarm("Dapur, rumah biru", q1=who)
        complete(sent_alarm.browser, q3b="Dia sudah pergi.")
        report = Report.objects.latest("received_at")
        assert report.versions.count() == 2
        page = page_of(signed_in("piket"), report.ref)
        assert f"{label}: <b>Dapur, rumah biru</b>" in page
        assert f"{label}</dt><dd><b>Dapur, rumah biru</b>" in page


def test_the_alarm_and_the_place_stand_on_top() -> None:
    ref, _visitor = alarmed("Jl. Melati 3, rumah biru")
    page = page_of(signed_in("piket"), ref)
    top = page[page.index("</h1>") : page.index('id="kontak"')]
    assert "TANDA BAHAYA" in top
    assert "Jl. Melati 3, rumah biru" in top
    assert "mungkin ada yang memaksanya" not in page


def test_the_word_for_duress_tells_the_officer_to_keep_still() -> None:
    ref, code = sent_with_code(who="self", safe="safe", **AGREED)
    desk = signed_in("piket")
    page_of(desk, ref)
    hers.under_duress(ref, key=None)
    page = page_of(desk, ref)
    assert "Jangan menelepon. Jangan menulis di kotak pesan dulu" in page
    assert "Jangan menulis dulu: mungkin ada yang memaksanya" in page
    hers.say_danger(
        inbox_of(ref, code), form_key="a" * 32, key=STAY
    )  # her own word does not undo it
    assert "Jangan menelepon. Jangan menulis di kotak pesan dulu" in page_of(desk, ref)


def test_nobody_else_reads_what_only_the_holder_may() -> None:
    ref = sent("Dia mengancam.", who="self", safe="afraid", **EVERYTHING)
    first, colleague = signed_in("piket"), signed_in("piket2")
    page_of(first, ref)
    page = colleague.get(f"/piket/{ref}/").content.decode()
    for word in ("Dia mengancam", "Dodi", "arisan", "besok saja", "Melayu", "Bukan laporan?"):
        assert word not in page
    assert "fisik, digital" in page  # what the queue shows, too
    assert signed_in("piketlain").get(f"/piket/{ref}/").status_code == 404
    assert signed_in("luar").get(f"/piket/{ref}/").status_code == 403


def test_a_withdrawal_says_what_the_law_still_demands() -> None:
    ref, code = sent_with_code(who="child", q3=["sexual"])
    desk = signed_in("piket")
    page_of(desk, ref)
    hers.withdraw(inbox_of(ref, code), form_key="b" * 32, key=STAY)
    page = page_of(desk, ref)
    banner = page[page.index('id="ditarik"') : page.index('id="kontak"')]
    assert "Laporan tidak tertutup dengan sendirinya." in banner
    assert "Polisi harus diberi tahu sekarang." in banner
    assert "UU 12/2022" in banner
    assert ref in queue_of(desk)
    assert "ditarik pelapor" in desk.get("/piket/").content.decode()


def test_an_adult_may_withdraw_what_no_law_demands() -> None:
    ref, code = sent_with_code(who="self", q3=["body"])
    desk = signed_in("piket")
    page_of(desk, ref)
    hers.withdraw(inbox_of(ref, code), form_key="c" * 32, key=STAY)
    page = page_of(desk, ref)
    banner = page[page.index('id="ditarik"') : page.index('id="kontak"')]
    assert "olisi" not in banner


def test_what_she_said_later_about_her_safety_stands_beside_what_she_wrote() -> None:
    ref, code = sent_with_code(who="self", safe="afraid")
    desk = signed_in("piket")
    page_of(desk, ref)
    hers.say_safe(inbox_of(ref, code), form_key="d" * 32, key=STAY)
    assert "Aman (saat melapor: Aman, takut terulang)" in page_of(desk, ref)


def test_versions_say_what_changed_and_when() -> None:
    ref, visitor = alarmed()
    assert visitor.submit("/l/selesai", to="/l/lanjut").headers["Location"] == "/l/3"
    assert walk(visitor, "/l/3", {"q3": ["body"], "q3b": "Dia memukul."}) == "/l/periksa"
    assert visitor.submit("/l/periksa").status_code == 302
    page = page_of(signed_in("piket"), ref)
    assert "Versi 2: Dilengkapi pelapor" in page
    assert "Dia memukul." in page
    assert re.search(r"<li>2\. Dilengkapi pelapor.*<li>1\. Terkirim", page, re.DOTALL)
    assert "Pelapor memakai halaman bahasa Indonesia." in page


def test_a_report_in_english_says_so() -> None:
    ref = sent()
    Report.objects.filter(pk=ref).update(language="en")
    assert "Pelapor memakai halaman bahasa Inggris." in page_of(signed_in("piket"), ref)


def test_linked_reports_are_links_for_who_may_see_both() -> None:
    one, code = sent_with_code("Kejadian di pasar kemarin.")
    other, other_code = sent_with_code("Kejadian yang sama.")
    hidden, hidden_code = sent_with_code("Polisi.", who="self", safe="safe", office="police")
    hers.join(inbox_of(one, code), inbox_of(other, other_code), key=STAY)
    hers.join(inbox_of(one, code), inbox_of(hidden, hidden_code), key=STAY)
    page = page_of(signed_in("piket"), one)
    assert f'href="/piket/{other}/"' in page
    assert hidden not in page
    assert f'href="/piket/{one}/"' not in page_of(signed_in("piketlain"), hidden)


def test_the_fact_sheet_says_who_saved_it_and_when() -> None:
    ref = sent()
    desk = signed_in("piket")
    assert "belum disimpan" in page_of(desk, ref)
    facts = f"/piket/{ref}/fakta"
    desk.submit(facts, {"reporter": "belum_tahu", "incident_on": "02/03/2026"})
    assert re.search(r"disimpan oleh Rina Safitri pada \d", page_of(desk, ref))
    hour = re.search(r'name="incident_time"[^>]*value="([^"]*)"', desk.get(facts).content.decode())
    assert hour is not None
    assert hour.group(1) == ""  # a date without an hour is no midnight


def test_an_hour_that_was_given_comes_back() -> None:
    ref = sent()
    desk = signed_in("piket")
    take(desk, ref)
    said = {"reporter": "belum_tahu", "incident_on": "02/03/2026", "incident_time": "21.40"}
    desk.submit(f"/piket/{ref}/fakta", said)
    assert 'value="21.40"' in desk.get(f"/piket/{ref}/fakta").content.decode()


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (Who, "self", "Pelapor sendiri"),
        (Who, "adult", "Orang dewasa lain"),
        (SafeNow, "unknown", "Tidak diketahui"),
        (AllegedOffice, "unknown", "Tidak tahu"),
        (AllegedOffice, "none", "Bukan di kantor mitra"),
        (ContactWay, "none", "kotak pesan saja"),
        (YesNo, "no", "Tidak"),
        (Kind, "child", None),
        (Relation, "partner", "Pacar atau mantan pacar"),
        (Danger, "suicidal", "Ingin mengakhiri hidup"),
        (When, "", ""),
    ],
)
def test_a_code_has_the_words_of_its_own_list(
    kind: type[Who], code: str, words: str | None
) -> None:
    """ "none" and "unknown" are codes of several lists."""
    if words is None:
        with pytest.raises(ValueError, match=code):
            at_the_desk(kind, code)
    else:
        assert at_the_desk(kind, code) == words
