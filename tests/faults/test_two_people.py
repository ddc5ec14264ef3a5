"""Two people, or one person twice, at the same thing at the same moment: one wins, the other is
told who, nobody's words are lost, nothing is there twice."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import pytest

from rangkul.audit.enums import EventCode
from rangkul.audit.models import Event
from rangkul.reports.models import FactSheet, Message, Report
from tests.cast import Browser
from tests.faults import evidence
from tests.faults.visitors import Officer, Visitor, hidden_fields
from tests.furnished import VISITOR, WRITER, Furnished, state
from tests.house import PASSWORD, City, Server, serving

ROUNDS = 4  # a race is tried so often; what must hold holds in each


@dataclass
class Desk:
    """Two officers of one team and a reporter, each with a connection of their own."""

    server: Server
    rina: Officer
    sari: Officer
    visitor: Visitor

    def new_report(self) -> str:
        """A report that nobody has yet; its reference."""
        before = set(self.rina.queue())
        self.visitor.prepare("tolong")
        self.visitor.press_send()
        (ref,) = set(self.rina.queue()) - before
        return ref

    def at_once(self, *acts: Callable[[], httpx.Response]) -> list[httpx.Response]:
        """Everybody presses when all are ready."""
        ready = threading.Barrier(len(acts))

        def press(act: Callable[[], httpx.Response]) -> httpx.Response:
            ready.wait(10)
            return act()

        with ThreadPoolExecutor(len(acts)) as people:
            return list(people.map(press, acts))


@contextmanager
def a_desk(server: Server) -> Iterator[Desk]:
    with ExitStack() as stack:
        people = [stack.enter_context(Officer(server.url)) for _ in range(2)]
        visitor = stack.enter_context(Visitor(server.url))
        yield Desk(server, people[0].sign_in("piket"), people[1].sign_in("piket2"), visitor)


@pytest.fixture
def desk(city: City) -> Iterator[Desk]:
    with serving(city) as server, a_desk(server) as found:
        yield found


def posting(
    person: Officer | Visitor, path: str, form: dict[str, str]
) -> Callable[[], httpx.Response]:
    return lambda: person.http.post(path, data=form)


def test_two_officers_take_one_report_and_the_second_is_told_who_was_first(desk: Desk) -> None:
    for _ in range(ROUNDS):
        path = f"/piket/{desk.new_report()}/ambil"
        answers = desk.at_once(
            posting(desk.rina, path, desk.rina.token), posting(desk.sari, path, desk.sari.token)
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        lost = next(answer for answer in answers if answer.status_code == 409)
        (winner,) = Report.objects.filter(pk=path.split("/")[2]).values_list("taken_by", flat=True)
        assert f"sudah diambil {name_of(winner)}" in lost.text
    assert Event.objects.filter(code=EventCode.REPORT_TAKEN).count() == ROUNDS


def name_of(ref: str) -> str:
    from rangkul.accounts.queries import names

    return names({ref})[ref]


def test_two_windows_write_one_fact_sheet_and_the_second_keeps_her_words(desk: Desk) -> None:
    ref = desk.new_report()
    desk.rina.take(ref)
    path = f"/piket/{ref}/fakta"
    for number in range(1, ROUNDS + 1):
        form = hidden_fields(desk.rina.get(path)) | {"reporter": "belum_tahu"}
        answers = desk.at_once(
            posting(desk.rina, path, form | {"child_age": "7"}),
            posting(desk.rina, path, form | {"child_age": "8"}),
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        told = next(answer for answer in answers if answer.status_code == 409).text
        saved = FactSheet.objects.get(number=number * 2 - 1).facts["child_age"]
        kept = {7: "8", 8: "7"}[saved]
        assert "baru saja disimpan dari jendela lain" in told
        assert re.search(f'name="child_age"[^>]*value="{kept}"', told)
        # Told once, she presses again and her sheet becomes the newest.
        again = hidden_fields(told) | {"reporter": "belum_tahu", "child_age": kept}
        assert desk.rina.http.post(path, data=again).status_code == 302
    numbers = FactSheet.objects.filter(report=ref).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 2 * ROUNDS + 1))


def test_the_colleague_cannot_write_the_sheet_and_reads_who_has_the_report(desk: Desk) -> None:
    ref = desk.new_report()
    desk.rina.take(ref)
    path = f"/piket/{ref}/fakta"
    refused = desk.sari.http.post(path, data=desk.sari.token | {"reporter": "belum_tahu"})
    assert refused.status_code == 409
    taken_by = Report.objects.get(pk=ref).taken_by
    assert f"sudah diambil {name_of(taken_by)}" in refused.text
    assert FactSheet.objects.count() == 0


def test_an_answer_after_the_report_was_taken_over_comes_back_with_its_words(desk: Desk) -> None:
    ref = desk.new_report()
    page = desk.rina.take(ref)
    form = hidden_fields(page[page.index("/jawab") :]) | {"body": "kata Rina"}
    over = desk.sari.http.post(f"/piket/{ref}/ambil", data=desk.sari.token | {"alih": "1"})
    assert over.status_code == 302
    told = desk.rina.http.post(f"/piket/{ref}/jawab", data=form)
    assert told.status_code == 409
    assert "kata Rina" in told.text
    assert Message.objects.count() == 0


def test_an_answer_pressed_twice_is_one_message(desk: Desk) -> None:
    ref = desk.new_report()
    page = desk.rina.take(ref)
    form = hidden_fields(page[page.index("/jawab") :]) | {"body": "Kami di sini."}
    press = posting(desk.rina, f"/piket/{ref}/jawab", form)
    assert [answer.status_code for answer in desk.at_once(press, press, press)] == [302] * 3
    assert Message.objects.count() == 1
    assert Event.objects.filter(code=EventCode.STAFF_ANSWERED).count() == 1


def test_a_reply_pressed_twice_is_one_message(desk: Desk) -> None:
    desk.visitor.open_with(desk.visitor.send_report("tolong"))
    form = hidden_fields(desk.visitor.get("/k/pesan")) | {"q9": "Saya masih takut."}
    press = posting(desk.visitor, "/k/pesan", form)
    answers = desk.at_once(press, press, press)
    assert [answer.headers.get("Location") for answer in answers] == ["/k/pesan?ok=1"] * 3
    assert Message.objects.count() == 1


def test_send_pressed_twice_is_one_report_with_one_receipt(desk: Desk) -> None:
    for _ in range(ROUNDS):
        desk.visitor.prepare("tolong")
        form = hidden_fields(desk.visitor.get("/l/periksa"))
        press = posting(desk.visitor, "/l/periksa", form)
        answers = desk.at_once(press, press, press)
        assert [answer.headers.get("Location") for answer in answers] == ["/l/selesai"] * 3
    evidence.assert_whole_reports(ROUNDS)


def test_a_reply_and_an_answer_at_once_are_both_there_in_one_order(desk: Desk) -> None:
    code = desk.visitor.send_report("tolong")
    desk.visitor.open_with(code)
    (ref,) = desk.rina.queue()
    page = desk.rina.take(ref)
    answer = hidden_fields(page[page.index("/jawab") :]) | {"body": "Kami membaca."}
    reply = hidden_fields(desk.visitor.get("/k/pesan")) | {"q9": "Terima kasih."}
    answers = desk.at_once(
        posting(desk.rina, f"/piket/{ref}/jawab", answer),
        posting(desk.visitor, "/k/pesan", reply),
    )
    assert [one.status_code for one in answers] == [302, 302]
    assert sorted(Message.objects.values_list("number", flat=True)) == [1, 2]
    evidence.assert_intact()


# Tables in which a form that is sent again may not leave anything new.
COUNTED = (
    "reports_report", "reports_reportversion", "reports_message", "reports_factsheet",
    "vault_receipt", "vault_grant", "vault_compartment", "vault_admission", "vault_key",
    "accounts_team", "accounts_agency", "accounts_person",
)  # fmt: skip


def counted() -> dict[str, int]:
    """The content of the tables that count, as hashes."""
    found = state()
    return {table: found[table] for table in COUNTED}


# (who, page that shows the form, where it goes, what is filled in). The forms of one person go
# out in this order, all of them, and then all of them again.
FORMS = {
    "the visitor's": [
        (WRITER, "/l/1", "/l/1", {"q1": "self"}),
        (WRITER, "/l/3b", "/l/3b", {"q3": "cerita"}),
        (WRITER, "/k/pesan", "/k/pesan", {"q9": "balasan"}),
        (WRITER, "/l/periksa", "/l/periksa", {}),
    ],
    "the officer's": [
        ("piket", "/piket/{report}/", "/piket/{report}/ambil", {}),
        ("piket", "/piket/{taken}/", "/piket/{taken}/jawab", {"body": "jawaban"}),
        ("piket", "/piket/{taken}/fakta", "/piket/{taken}/fakta", {"reporter": "belum_tahu"}),
        (
            "piket", "/pengaturan/tim/{team}/terima/{waiting}/",
            "/pengaturan/tim/{team}/terima/{waiting}/", {"compared": "on"},
        ),
    ],
    "the administrator's": [
        (
            "admin", "/pengaturan/orang/lembaga/", "/pengaturan/orang/lembaga/",
            {"name": "Lembaga baru", "kind": "police"},
        ),
        ("admin", "/pengaturan/orang/undang/", "/pengaturan/orang/undang/", {"name": "Orang baru"}),
    ],
    "the invited person's": [
        (VISITOR, "/undangan/{token}", "/undangan/{token}", {"new": PASSWORD, "again": PASSWORD}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("whose", sorted(FORMS))
def test_all_forms_sent_again_leave_nothing_new(day: Furnished, whose: str) -> None:
    """A replay by a reload, by "Back", or by somebody who recorded it."""
    posts = []
    for who, shown_at, place, answers in FORMS[whose]:
        browser = day.browser(who, csrf=True)
        hidden = _form_of(browser, day.address(shown_at), day.address(place))
        posts.append((browser, day.address(place), {**hidden, **answers}))
    first = [browser.post(address, form) for browser, address, form in posts]
    assert [answer.status_code for answer in first if answer.status_code >= 500] == []
    before = counted()
    for browser, address, form in posts:
        assert browser.post(address, form).status_code < 500, address
    assert counted() == before


def _form_of(browser: Browser, shown_at: str, goes_to: str) -> dict[str, str]:
    """The hidden fields of the form on a page that goes to this address."""
    page = browser.get(shown_at).content.decode()
    here = page.find(f'action="{goes_to}"')
    return hidden_fields(page[max(here, 0) :])
