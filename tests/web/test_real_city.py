"""The main job on a city made by `rangkul init --answers`, without any demo data."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rangkul.accounts.models import Agency
from rangkul.common.transactions import reading
from rangkul.reports.models import Report
from tests.cast import STAFF, Browser, send_report, signed_in
from tests.conftest import bound_to
from tests.contracts.test_urls import Page, headers_missing
from tests.furnished import accept, invite, only_report, queue_of, work
from tests.house import PASSWORD, City, new_city
from tests.policy.scenarios import SCENARIOS
from tests.web.reports.test_desk import save_facts, take
from tests.web.reports.test_flow import text_of
from tests.web.reports.test_inbox import opened
from tests.web.reports.test_scenarios import STORIES, as_answers, check

ANSWERS = """
[kota]
kode = "19.71"
nama = "Kota Pangkalpinang"
[unit]
nama = "UPTD PPA Kota"
[jalur_lain]
lembaga = "Lembaga Sahabat"
jenis = "community"
[administrator]
nama = "Ani Admin"
pengguna = "admin"
[kepala]
nama = "Kurnia Kepala"
pengguna = "kepala"
[piket]
nama = "Putri Piket"
pengguna = "piket"
[piket_kedua]
nama = "Dewi Piket"
pengguna = "piket2"
[piket_jalur_lain]
nama = "Lia Lain"
pengguna = "piketlain"
"""
EXIT = "/jam"  # ends the stay, in both languages
INVITED = ("admin", "kepala", "piket", "piket2", "piketlain")


class RealCity:
    """The city and the one-time links of its set-up sheet."""

    def __init__(self, city: City, sheet: str) -> None:
        self.city, self.sheet = city, sheet
        self.tokens = dict(
            re.findall(r", ([a-z0-9]+)\)\n +\S+/undangan/([A-Za-z0-9_-]{43})", sheet)
        )


@pytest.fixture(scope="module")
def fresh_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCity]:
    """Straight after set-up: nobody has used a link yet."""
    city = new_city(tmp_path_factory.mktemp("real") / "city")
    (city.folder / "jawaban.toml").write_text(ANSWERS, "utf-8")
    sheet = city.run("init", "--answers", "jawaban.toml").stdout
    yield RealCity(city, sheet)
    city.drop()


@pytest.fixture(scope="module")
def settled_template(
    fresh_template: RealCity, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealCity]:
    """Everybody has used her link; `piket` has let `piket2` in; a partner's `luar` is invited."""
    copy = fresh_template.city.copy_to(tmp_path_factory.mktemp("settled") / "city")
    with bound_to(copy):
        for name in INVITED:
            accept(fresh_template.tokens[name])
        piket = signed_in("piket")
        (link,) = re.findall(
            r'href="(/pengaturan/tim/\w+/terima/\w+/)"', text_of(piket.get("/pengaturan/tim/"))
        )
        assert piket.submit(link, {"compared": "on"}).status_code == 302
        _invite_partner(signed_in("admin"))
    yield RealCity(copy, fresh_template.sheet)
    copy.drop()


def _invite_partner(admin: Browser) -> None:
    office = {"name": "Klinik Sehat", "kind": "health"}
    assert admin.submit("/pengaturan/orang/lembaga/", office).status_code == 302
    with reading():
        clinic = Agency.objects.get(name="Klinik Sehat").ref
    accept(invite(admin, "luar", agency=clinic, role="mitra"))


@pytest.fixture
def fresh(fresh_template: RealCity, tmp_path: Path) -> Iterator[RealCity]:
    copy = fresh_template.city.copy_to(tmp_path / "city")
    with bound_to(copy):
        yield RealCity(copy, fresh_template.sheet)
    copy.drop()


@pytest.fixture
def settled(settled_template: RealCity, tmp_path: Path) -> Iterator[RealCity]:
    copy = settled_template.city.copy_to(tmp_path / "city")
    with bound_to(copy):
        yield RealCity(copy, settled_template.sheet)
    copy.drop()


def test_the_sheet_names_everybody_with_a_link(fresh: RealCity) -> None:
    assert set(fresh.tokens) == set(INVITED)
    assert "Sidik akar kota" in fresh.sheet


def test_until_both_teams_hold_a_key_there_are_only_numbers(fresh: RealCity) -> None:
    """The written way opens with the second key, not before."""
    for name in ("admin", "kepala", "piket"):
        accept(fresh.tokens[name])
        page = text_of(Browser().get("/"))
        assert 'href="tel:110"' in page
        assert 'action="/mulai"' not in page
        assert Browser().post("/l/").headers["Location"] == "/"
        assert Browser().post("/mulai", {"ke": "l"}).headers["Location"] == "/"
    accept(fresh.tokens["piketlain"])
    assert 'action="/mulai"' in text_of(Browser().get("/"))
    assert send_report("tolong").code


def test_a_link_is_used_once(fresh: RealCity) -> None:
    accept(fresh.tokens["piket"])
    again = {"new": f"{PASSWORD}-2", "again": f"{PASSWORD}-2"}
    assert Browser().post(f"/undangan/{fresh.tokens['piket']}", again).status_code == 404


def test_nobody_reads_before_being_let_in(fresh: RealCity) -> None:
    """`piket2` has a key and a desk, but no team has admitted her."""
    for name in ("piket", "piket2", "piketlain"):
        accept(fresh.tokens[name])
    send_report("tolong")
    assert len(queue_of(signed_in("piket"))) == 1
    assert queue_of(signed_in("piket2")) == []


def test_nothing_of_the_demo_is_there(settled: RealCity) -> None:
    assert Report.objects.count() == 0
    for path in ("/galeri/", "/galeri/petugas/"):
        assert Browser().get(path).status_code == 404
    inside = Browser()
    inside.post("/mulai", {"ke": "l"})
    pages = [text_of(inside.get(path)) for path in ("/", "/masuk/", "/l/", "/aman/")]
    pages.append(text_of(signed_in("piket").get("/piket/")))
    assert [page for page in pages if "mode demo" in page or PASSWORD in page] == []


def test_s12_goes_the_whole_way(settled: RealCity) -> None:
    sent = send_report("tolong")
    first, second = signed_in("piket"), signed_in("piket2")
    ref = only_report(second)
    take(first, ref)
    check(first, ref, next(one for one in SCENARIOS if one.id == "S12"))
    work(first, ref, "Apakah malam ini Anda aman?")
    browser = opened(sent.code)
    assert "Apakah malam ini Anda aman?" in text_of(browser.get("/k/pesan"))
    assert browser.submit("/k/pesan", {"q9": "Belum."}).status_code == 302
    assert take(second, ref).status_code == 302
    assert "Belum." in text_of(second.get(f"/piket/{ref}/"))


def test_s01_goes_the_whole_way(settled: RealCity) -> None:
    scenario = next(one for one in SCENARIOS if one.id == "S01")
    send_report(STORIES["S01"], who="self", safe="afraid")
    desk = signed_in("piket2")
    ref = only_report(desk)
    take(desk, ref)
    assert save_facts(desk, ref, **as_answers(scenario)).status_code == 302
    check(desk, ref, scenario)


def test_a_report_about_the_unit_goes_past_it(settled: RealCity) -> None:
    send_report("Petugasnya teman suami saya.", office="unit")
    assert queue_of(signed_in("piket")) == []
    desk = signed_in("piketlain")
    ref = only_report(desk)
    take(desk, ref)
    assert "teman suami saya" in text_of(desk.get(f"/piket/{ref}/"))


def links(page: str) -> set[str]:
    """Where a page leads within the house."""
    addresses = {address.split("#")[0] for tag, address in Page(page).addresses if tag == "a"}
    return {one for one in addresses if one.startswith("/") and not one.endswith(EXIT)}


def entered(browser: Browser, page: str) -> set[str]:
    """Where the landing page's buttons lead: each begins a stay, or goes on with it."""
    if 'action="/mulai"' not in page:
        return set()
    buttons = re.findall(r'name="ke" value="(\w)"', page)
    assert buttons
    return {browser.post("/mulai", {"ke": one}).headers["Location"] for one in buttons}


@pytest.mark.parametrize("who", STAFF)
def test_everybody_can_walk_every_page_that_a_link_leads_to(settled: RealCity, who: str) -> None:
    """From her own first page on: each answers 200, whole, and with the headers."""
    send_report("tolong")
    if who == "piket":
        take(signed_in("piket"), only_report(signed_in("piket")))
    browser = signed_in(who)
    home = browser.get("/masuk/").headers["Location"]
    seen: set[str] = set()
    waiting = {home, "/"}
    while waiting - seen:
        path = sorted(waiting - seen)[0]
        seen.add(path)
        answer = browser.get(path)
        assert answer.status_code in ({200} if not path.startswith("/l/") else {200, 302}), (
            who,
            path,
        )
        assert headers_missing(answer, path) == [], path
        if answer.status_code == 200:
            assert text_of(answer).count("<h1") == 1, path
            waiting |= links(text_of(answer)) | entered(browser, text_of(answer))
    assert home in seen
    assert {"/pengaturan/tim/", "/pengaturan/sesi/", "/masuk/sandi/", "/aman/", "/l/"} <= seen


def test_a_visitor_can_walk_every_public_page(settled: RealCity) -> None:
    browser = Browser()
    seen: set[str] = set()
    waiting = {"/"}
    while waiting - seen:
        path = sorted(waiting - seen)[0]
        seen.add(path)
        answer = browser.get(path)
        assert answer.status_code == 200, path
        waiting |= links(text_of(answer)) | entered(browser, text_of(answer))
    assert {"/", "/l/", "/k/", "/s/", "/aman/"} <= seen
