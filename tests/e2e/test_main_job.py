"""The main job, from a phone to an answer: S12 and S01 of the twelve reports."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from playwright.sync_api import Page

from rangkul.policy.book import conclude
from rangkul.policy.explain import explain
from tests.e2e import hands
from tests.e2e.eyes import Browsers
from tests.house import Server
from tests.policy.scenarios import SCENARIOS, Scenario

BY_ID = {scenario.id: scenario for scenario in SCENARIOS}
ANSWER = "Terima kasih sudah menulis. Ini bukan salah Anda. Apakah malam ini ada tempat aman?"
REPLY = "Ya, di rumah ibu."


@dataclass(frozen=True)
class Telling:
    """What a reporter writes and chooses, and what the officer then fills in."""

    scenario: Scenario
    story: str
    who: str
    safe: str
    reporter: str = ""


S12 = Telling(BY_ID["S12"], "tolong", "Saya belum yakin", "Tidak tahu")
S01 = Telling(
    BY_ID["S01"],
    "Suami saya mencekik saya semalam sampai saya hampir pingsan. Ini yang ketiga bulan ini, makin"
    " sering. Dia masih di rumah. Anak kami umur 4 tahun melihat. Saya belum mau lapor polisi, saya"
    " takut.",
    "Saya sendiri, 18 tahun ke atas",
    "Aman sekarang, tapi takut terjadi lagi",
    reporter="Korban sendiri",
)


def with_a_slip(page: Page, telling: Telling) -> str:
    """Tell everything; the first "Lanjut" comes too early and is told kindly. The code."""
    hands.begin(page)
    hands.press(page, "Lanjut")
    assert page.title().startswith("Perlu diperiksa")
    hands.tell(page, telling.story, who=telling.who, safe=telling.safe)
    assert hands.heading(page) == "Periksa lalu kirim"
    assert not page.get_by_text(telling.story).is_visible()
    hands.press(page, "Kirim sekarang")
    return hands.code_on(page)


def demanded(
    scenario: Scenario, received: datetime
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the page must say: the whole conclusion, which tests/policy holds to the scenario."""
    facts = scenario.facts
    again = type(facts)(
        saved=facts.saved, answers=facts.answers, reporter=facts.reporter, received_at=received
    )
    conclusion = conclude(again)
    assert {duty.code for duty in conclusion.duties} == scenario.duties
    assert {clock.id for clock in conclusion.clocks} == scenario.clocks
    assert {reason.rule_id for reason in conclusion.mediation.reasons} == scenario.mediation
    assert (conclusion.risk, conclusion.police.state) == (scenario.risk, scenario.police)
    return [
        (
            section.heading,
            [(line.text, line.due, "; ".join(line.articles)) for line in section.lines],
        )
        for section in explain(conclusion).sections
    ]


def read_and_judge(page: Page, telling: Telling) -> None:
    """Before the fact form unknown is high; after it, exactly what the scenario demands."""
    received = hands.received_at(page)
    assert "TINGGI" in hands.heading(page)
    assert page.locator(".story").inner_text() == telling.story
    if not telling.scenario.saved:
        assert hands.rulings(page) == demanded(telling.scenario, received)
        return
    assert page.get_by_text("Lembar fakta belum disimpan").is_visible()
    hands.follow(page, "Isi lembar fakta")
    answers = dict.fromkeys(telling.scenario.yes, "Ya")
    answers |= dict.fromkeys(telling.scenario.no, "Tidak")
    hands.fill_facts(page, answers, reporter=telling.reporter)
    assert hands.rulings(page) == demanded(telling.scenario, received)


@pytest.mark.parametrize("js", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("telling", [S12, S01], ids=lambda one: one.scenario.id)
def test_from_a_phone_to_an_answer_and_back(
    server: Server, browsers: Browsers, telling: Telling, js: bool
) -> None:
    phone = browsers.phone(server, js=js)
    piket, piket2 = browsers.desk(server, js=js), browsers.phone(server, js=js)
    code = with_a_slip(phone, telling)

    hands.sign_in(piket2, "piket2")
    address = hands.newest_free(piket2)
    piket2.goto(address)
    hands.sign_in(piket, "piket")
    piket.goto(address)
    hands.press(piket, "Ambil")
    hands.press(piket2, "Ambil")  # her page is a minute old
    assert piket2.get_by_text("Laporan ini sudah diambil Rina Safitri.").is_visible()
    assert telling.story not in piket2.content()

    server.stop()
    server.start()

    piket.reload()
    read_and_judge(piket, telling)
    piket.get_by_label("Jawaban untuk pelapor").fill(ANSWER)
    hands.press(piket, "Kirim jawaban")
    assert piket.locator(".message").inner_text().endswith(ANSWER)

    phone.reload()
    assert hands.code_on(phone) == code
    hands.open_with(phone, code)
    assert phone.get_by_text(ANSWER).is_visible()
    assert phone.locator(".states [aria-current]").inner_text() == "Sedang dibantu"
    phone.get_by_label("Tulis balasan").fill(REPLY)
    hands.press(phone, "Kirim")
    assert phone.get_by_text("Pesan Anda sudah terkirim.").is_visible()

    piket.reload()
    assert piket.locator(".message").last.inner_text().endswith(REPLY)
    piket.goto("/piket/")
    row = piket.locator("tbody tr").filter(has=piket.locator(f'a[href="{address}"]'))
    assert "menit" in row.inner_text()
