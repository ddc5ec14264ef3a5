"""The inbox: what opens, what looks alike, and the thread both ways."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from stdnum import damm

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.common import clock
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.reports.models import Message
from rangkul.vault import cost
from rangkul.vault.models import Receipt
from tests.cast import Browser, hidden_fields, send_report, signed_in
from tests.furnished import only_report, work
from tests.house import City
from tests.web.reports.test_flow import kept, text_of


def opened(code: str) -> Browser:
    """A fresh browser in which the code has been typed."""
    browser = Browser()
    assert browser.post("/k/", {"q8": code}).headers["Location"] == "/k/pesan"
    return browser


def answered(words: str = "Kami membaca. Apakah malam ini aman?") -> tuple[str, str]:
    """A report that `piket` took and answered: its reference and its code."""
    sent = send_report("tolong")
    desk = signed_in("piket")
    ref = only_report(desk)
    work(desk, ref, words)
    return ref, sent.code


def with_digit(digits: str) -> str:
    return digits + str(damm.calc_check_digit(digits))


def try_code(code: str) -> tuple[Any, ...]:
    """Everything that shows from outside when a code is tried, and what it cost inside."""
    before = cost.PUBLIC.derivations
    with connection.execute_wrapper(_count := Counter()):
        answer = Browser().post("/k/", {"q8": code})
    page = text_of(answer).replace(code, "")
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, page, headers, cost.PUBLIC.derivations - before, _count.statements


class Counter:
    """Counts the statements that pass."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements += 1
        return execute(sql, params, many, context)


def test_wrong_never_issued_and_ended_codes_look_and_cost_the_same(visitor: Browser) -> None:
    ended = send_report("satu").code
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vault_receipt SET state = 'closed'")
    never = with_digit("123456789012345")
    no_digit = never[:-1] + str((int(never[-1]) + 1) % 10)
    seen = [try_code(code) for code in (ended, never, no_digit)]
    assert seen[0][0] == 422
    assert seen[0][3] == 1
    assert seen[0] == seen[1] == seen[2]
    assert Receipt.objects.filter(state="closed").count() == 1


def test_many_wrong_codes_never_refuse_the_right_one_and_stand_in_the_trail(
    visitor: Browser,
) -> None:
    code = send_report("tolong").code
    for number in range(12):
        visitor.post("/k/", {"q8": f"{number:016d}"})
    assert Event.objects.filter(code=EventCode.CODE_REFUSED).count() == 12
    assert visitor.post("/k/", {"q8": code}).headers["Location"] == "/k/pesan"


@pytest.mark.parametrize("typed", ["", "1234", "huruf saja semua", "1" * 17, "١" * 16])
def test_what_cannot_be_a_code_costs_no_derivation(visitor: Browser, typed: str) -> None:
    before = cost.PUBLIC.derivations
    page = visitor.post("/k/", {"q8": typed})
    assert page.status_code == 422
    assert "Tulis 16 angka kode Anda" in text_of(page)
    assert cost.PUBLIC.derivations == before


@pytest.mark.parametrize("shape", ["{} {} {} {}", "{}-{}-{}-{}", " {}{}.{}{} "])
def test_a_code_is_taken_as_people_type_it(visitor: Browser, shape: str) -> None:
    code = send_report().code
    groups = [code[at : at + 4] for at in range(0, 16, 4)]
    assert visitor.post("/k/", {"q8": shape.format(*groups)}).headers["Location"] == "/k/pesan"


def test_before_anybody_answered_the_inbox_says_until_when(visitor: Browser) -> None:
    page = text_of(opened(send_report().code).get("/k/pesan"))
    assert "Belum ada pesan." in page
    assert "Petugas menjawab paling lambat besok, " in page
    assert '<li aria-current="step">Terkirim' in page


def test_the_desks_answer_is_read_with_the_code_without_the_officers_name(
    visitor: Browser,
) -> None:
    _, code = answered("Bukan salah Anda.")
    page = text_of(opened(code).get("/k/pesan"))
    assert "Bukan salah Anda." in page
    assert "Petugas ·" in page
    assert "Rina" not in page
    assert '<li aria-current="step">Sedang dibantu' in page


def test_what_she_writes_back_reaches_the_desk_and_stays_shut_on_her_side(
    visitor: Browser,
) -> None:
    ref, code = answered()
    browser = opened(code)
    assert browser.submit("/k/pesan", {"q9": "Malam ini saya di rumah ibu."}).status_code == 302
    assert "Malam ini saya di rumah ibu." in text_of(signed_in("piket").get(f"/piket/{ref}/"))
    mine = text_of(browser.get("/k/pesan")).split('<details class="message mine">')[1]
    assert "Malam ini saya di rumah ibu." in mine.split("</details>")[0]


def test_the_story_itself_is_never_shown_again(visitor: Browser) -> None:
    code = send_report("Dia mengurung saya.").code
    assert "mengurung" not in text_of(opened(code).get("/k/pesan"))


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("", "Tulis balasan dulu"),
        ("x" * 2001, "Tulisan terlalu panjang"),
        ("a\u200bb", "membuangnya"),
    ],
)
def test_a_reply_with_a_fault_comes_back_with_her_words(
    visitor: Browser, words: str, complaint: str
) -> None:
    browser = opened(send_report().code)
    page = browser.submit("/k/pesan", {"q9": words})
    assert page.status_code == 422
    assert complaint in text_of(page)
    assert kept(page) == words.replace("\u200b", "")
    assert Message.objects.count() == 0


def test_a_reply_by_an_old_form_comes_back_with_her_words(visitor: Browser) -> None:
    browser = opened(send_report().code)
    form = hidden_fields(browser.get("/k/pesan"))
    page = browser.post("/k/pesan", {**form, "t": "0" * 32, "q9": "Saya di rumah ibu."})
    assert page.status_code == 409
    assert kept(page) == "Saya di rumah ibu."
    again = browser.post("/k/pesan", {**hidden_fields(page), "q9": kept(page)})
    assert again.status_code == 302
    assert Message.objects.count() == 1


def test_the_same_reply_sent_twice_is_one_message(visitor: Browser) -> None:
    browser = opened(send_report().code)
    form = hidden_fields(browser.get("/k/pesan"))
    for _ in range(3):
        assert browser.post("/k/pesan", {**form, "q9": "Halo"}).status_code == 302
    assert Message.objects.count() == 1


def test_the_inbox_shuts_after_thirty_minutes(visitor: Browser) -> None:
    code = send_report().code
    browser = opened(code)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert browser.get("/k/pesan").headers["Location"] == "/jam"
        assert browser.post("/k/pesan", {"q9": "asing"}).headers["Location"] == "/jam"


def test_a_reply_that_comes_too_late_is_shown_with_the_way_back_in(visitor: Browser) -> None:
    browser = opened(send_report().code)
    fields = hidden_fields(browser.get("/k/pesan"))
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        late = browser.post("/k/pesan", {**fields, "q9": "masih <b>takut</b>"})
    assert late.status_code == 409
    assert "masih &lt;b&gt;takut&lt;/b&gt;" in late.content.decode()
    assert 'name="q8"' in late.content.decode()


def test_the_inbox_shuts_when_she_leaves(visitor: Browser) -> None:
    code = send_report().code
    browser = opened(code)
    browser.get("/jam")
    assert browser.get("/k/pesan").headers["Location"] == "/jam"


def test_a_report_in_the_making_survives_a_look_into_the_inbox(visitor: Browser) -> None:
    code = send_report("lama").code
    browser = Browser()
    browser.post("/l/")
    browser.submit("/l/1", {"q1": "child"})
    browser.post("/k/", {"q8": code})
    assert 'value="child" checked' in text_of(browser.get("/l/1"))
    assert browser.get("/k/pesan").status_code == 200


def test_one_code_opens_one_report(visitor: Browser) -> None:
    _, first = answered("Untuk yang pertama.")
    second = send_report("kedua").code
    assert "Untuk yang pertama." in text_of(opened(first).get("/k/pesan"))
    assert "Untuk yang pertama." not in text_of(opened(second).get("/k/pesan"))


def test_opening_the_thread_stands_in_the_trail(visitor: Browser) -> None:
    browser = opened(send_report().code)
    before = Event.objects.filter(code=EventCode.THREAD_OPENED).count()
    browser.get("/k/pesan")
    assert Event.objects.filter(code=EventCode.THREAD_OPENED).count() == before + 1


def test_a_message_that_was_changed_shows_nothing_and_stands_in_the_trail(visitor: Browser) -> None:
    """Refused while the page is read, noted after the snapshot is closed, and not as opened."""
    _, code = answered()
    browser = opened(code)
    with writing():
        triggers.drop_all()
    body = bytearray(Message.objects.get().body)
    body[-1] ^= 1
    Message.objects.update(body=bytes(body))
    before = Event.objects.filter(code=EventCode.THREAD_OPENED).count()
    page = browser.get("/k/pesan")
    assert page.status_code == 503
    assert "Kami membaca" not in text_of(page)
    assert Event.objects.filter(code=EventCode.TAMPERING_REFUSED).count() == 1
    assert Event.objects.filter(code=EventCode.THREAD_OPENED).count() == before


@pytest.mark.parametrize("opens", ["/l/", "/k/"])
def test_a_planted_cookie_opens_nothing_of_hers(city: City, opens: str) -> None:
    """Somebody starts a stay, puts its cookie into her browser, and waits."""
    sent = send_report("tolong")
    planter, her = Browser(), Browser()
    planter.post("/l/")
    her.cookies["sid"] = planter.cookies["sid"].value
    opened = her.submit(opens, {"q8": sent.code} if opens == "/k/" else {})
    assert opened.status_code == 302
    assert her.cookies["sid"].value != planter.cookies["sid"].value
    assert her.get(opened.headers["Location"]).status_code == 200
    for path in ("/k/pesan", "/l/1", "/l/selesai"):
        assert planter.get(path).headers["Location"] == "/jam", path
