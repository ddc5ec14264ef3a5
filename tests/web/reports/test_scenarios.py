"""Reports as people make them, from the public form to what the desk page demands.

S12 and S01 are the bar of this issue; the others go the same way at no extra cost.
"""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from rangkul.audit.models import Decision
from rangkul.common import clock
from rangkul.policy.explain import find_text
from rangkul.policy.facts import ReporterKind
from rangkul.reports.models import Report
from tests.cast import Browser, send_report, signed_in
from tests.furnished import only_report, work
from tests.policy.scenarios import AT_LEAST, LATER, SCENARIOS, Scenario
from tests.web.reports.test_desk import save_facts, take
from tests.web.reports.test_flow import text_of
from tests.web.reports.test_inbox import opened

BY_ID = {scenario.id: scenario for scenario in SCENARIOS}
RISKS = {"tinggi": "TINGGI", "sedang": "SEDANG", "rendah": "RENDAH"}


def sections(page: Any) -> dict[str, list[str]]:
    """What the desk page demands: the lines under each heading."""
    bare = re.sub("<details.*?</details>", "", text_of(page), flags=re.DOTALL)
    found = re.findall(
        r'<section class="ruling[^>]*><h3>(.*?)</h3>\s*<ul>(.*?)</ul>', bare, re.DOTALL
    )
    return {
        heading: [plain(line) for line in re.findall("<li>(.*?)</li>", lines, re.DOTALL)]
        for heading, lines in found
    }


def plain(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html))


def says(lines: list[str], wanted: list[str]) -> bool:
    """Exactly these sentences, whatever deadline and article follow them."""
    return len(lines) == len(wanted) and all(
        any(line.startswith(text) for line in lines) for text in wanted
    )


def words(rows: list[dict[str, Any]]) -> list[str]:
    return [find_text(row["text"]).id for row in rows]


def check(desk: Browser, ref: str, scenario: Scenario) -> None:
    """The stored decision is the expected one, and the page says exactly that decision."""
    stored = Decision.objects.filter(object_ref=ref).latest("id").outcome
    if scenario.id not in AT_LEAST:
        assert stored["risk"] == scenario.risk
    assert {row["id"] for row in stored["clocks"]} == scenario.clocks - LATER
    assert {row["code"] for row in stored["duties"]} == scenario.duties - LATER
    assert stored["police"]["state"] == scenario.police
    assert stored["mediation"]["allowed"] is False
    assert {row["rule"] for row in stored["mediation"]["reasons"]} == scenario.mediation
    page = desk.get(f"/piket/{ref}/")
    shown = sections(page)
    assert RISKS[stored["risk"]] in text_of(page).split("</h1>")[0].split("<h1>")[1]
    assert says(shown["Risiko"][1:], words(stored["risk_reasons"]))
    assert says(shown.get("Yang harus dilakukan", []), words(stored["duties"]))
    assert says(shown["Tenggat"], words(stored["clocks"]))
    assert says(shown["Polisi"][1:], words(stored["police"]["reasons"]))
    assert shown["Mediasi"][0] == "Mediasi tidak boleh dibuka."
    assert says(shown["Mediasi"][1:], words(stored["mediation"]["reasons"]))


def test_s12_a_single_word_is_a_report(city: object) -> None:
    sent = send_report("tolong", who="unsure", safe="unknown")
    desk = signed_in("piket")
    ref = only_report(desk)
    take(desk, ref)
    check(desk, ref, BY_ID["S12"])
    page = text_of(desk.get(f"/piket/{ref}/"))
    assert "tolong" in page
    assert "Lembar fakta belum disimpan" in page
    work(desk, ref, "Kami membaca pesan Anda. Apakah Anda aman sekarang?")
    assert "Apakah Anda aman sekarang?" in text_of(opened(sent.code).get("/k/pesan"))


STORIES = {
    "S01": "Suami saya mencekik saya semalam sampai saya hampir pingsan. Ini yang ketiga bulan ini,"
    " makin sering. Dia masih di rumah. Anak kami umur 4 tahun melihat. Saya belum mau lapor"
    " polisi, saya takut.",
}


@pytest.mark.parametrize(
    "scenario", [one for one in SCENARIOS if one.saved], ids=lambda scenario: scenario.id
)
def test_a_report_gets_exactly_what_the_rule_book_demands(city: object, scenario: Scenario) -> None:
    """Sent by the public form, taken, facts filled in as told, and the page read."""
    story = STORIES.get(scenario.id, scenario.story)
    child = scenario.age is not None
    own = scenario.reporter is ReporterKind.SURVIVOR
    send_report(
        story, who="child" if child and not own else "self" if own else "adult", safe="afraid"
    )
    desk = signed_in("piket")
    ref = only_report(desk)
    take(desk, ref)
    assert save_facts(desk, ref, **as_answers(scenario)).status_code == 302
    check(desk, ref, scenario)
    assert story[:40] in unescape(text_of(desk.get(f"/piket/{ref}/")))


def as_answers(scenario: Scenario) -> dict[str, str]:
    """The fact form as the duty officer fills it in; everything else back to "belum tahu"."""
    form = {"contact_not_allowed": "belum_tahu", "survivor_is_child": "belum_tahu"}
    form |= dict.fromkeys(scenario.yes, "ya") | dict.fromkeys(scenario.no, "tidak")
    form["reporter"] = scenario.reporter.value
    if scenario.age is not None:
        form["child_age"] = str(scenario.age)
    if scenario.hours_ago is not None:
        at = clock.local(Report.objects.get().received_at - timedelta(hours=scenario.hours_ago))
        form |= {"incident_on": f"{at:%d/%m/%Y}", "incident_time": f"{at:%H.%M}"}
    return form


def test_s01_before_any_fact_is_saved_already_means_high_risk(city: object) -> None:
    send_report(STORIES["S01"], who="self", safe="afraid")
    desk = signed_in("piket")
    ref = only_report(desk)
    assert Report.objects.get().risk == "tinggi"
    take(desk, ref)
    shown = sections(desk.get(f"/piket/{ref}/"))
    assert shown["Risiko"][0] == "Risikonya tinggi."
    assert shown["Mediasi"][0] == "Mediasi tidak boleh dibuka."
