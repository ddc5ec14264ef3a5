"""The public side under /en/: the same pages, the same ways, no Indonesian word."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from rangkul.common import clock
from rangkul.config import demo_city
from rangkul.portal import city_settings
from rangkul.portal.actions import set_hours
from rangkul.portal.hours import Period
from rangkul.reports.models import Report
from tests import words
from tests.bilingual import (
    PREFIX,
    Anatomy,
    Twins,
    blocks,
    everybody,
    foreign,
    html_of,
    leaks,
    public_paths,
    spoken,
    title_of,
    told_in_english,
    twins,
)
from tests.cast import Browser, code_on, signed_in, walk
from tests.conftest import bound_to
from tests.furnished import only_report
from tests.house import City
from tests.writers import IN_DANGER, TEEN, WRITERS

LAST = "/jam"  # it ends the stay
UNHELD = ("/galeri/", "/aturan/")  # as tests/e2e/test_public_pages.py: samples, titles of laws


@pytest.fixture(scope="module")
def seen(template_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Twins]]:
    """Every public address as everybody gets it, in both languages."""
    copy = template_city.copy_to(tmp_path_factory.mktemp("english") / "city")
    paths = sorted(public_paths(), key=lambda path: path == LAST)
    with bound_to(copy):
        yield [
            twins(who, one, path)
            for who, (one, room) in everybody().items()
            for path in paths
            if path.startswith(room)
        ]
    copy.drop()


@pytest.fixture(scope="module")
def pages(seen: list[Twins]) -> list[Twins]:
    """Those that are a page in both."""
    return [one for one in seen if b"<html" in one.english.content]


def failing(of: list[Twins], faults: Any) -> dict[str, object]:
    return {one.at: found for one in of if (found := faults(one))}


def test_every_address_answers_as_its_twin(seen: list[Twins]) -> None:
    def faults(one: Twins) -> object:
        codes = one.indonesian.status_code, one.english.status_code
        ways = [page.headers.get("Location", "") for page in (one.indonesian, one.english)]
        strays = bool(ways[0]) and ways[1] != PREFIX + ways[0]
        return (codes, ways) if strays or codes[0] != codes[1] else None

    assert failing(seen, faults) == {}
    assert len({one.path for one in seen}) > 50
    assert sum(one.english.status_code == 200 for one in seen) > 75


def test_every_answer_carries_the_headers_of_its_twin(seen: list[Twins]) -> None:
    def faults(one: Twins) -> object:
        told = [
            {
                name: page.headers.get(name)
                for name in ("X-Robots-Tag", "Cache-Control", "Set-Cookie")
            }
            for page in (one.indonesian, one.english)
        ]
        return told[0] != told[1] and told

    assert failing([one for one in seen if one.path != LAST], faults) == {}
    assert "X-Robots-Tag" not in next(one for one in seen if one.path == "/").english.headers


def test_a_page_says_its_language(pages: list[Twins]) -> None:
    def faults(one: Twins) -> object:
        return not (
            '<html lang="en">' in html_of(one.english)
            and '<html lang="id">' in html_of(one.indonesian)
        )

    assert failing(pages, faults) == {}


def test_no_way_leads_out_of_english_but_the_switch(pages: list[Twins]) -> None:
    def faults(one: Twins) -> list[str]:
        ours = [
            (address, language)
            for address, language in Anatomy(html_of(one.english)).addresses
            if address.startswith("/") and not address.startswith(settings.STATIC_URL)
        ]
        return [
            address
            for address, language in ours
            if not address.startswith(PREFIX + "/") and language != "id"
        ]

    assert failing(pages, faults) == {}


def test_the_switch_leads_to_the_same_page(pages: list[Twins]) -> None:
    """Inside a stay, too. The neutral page tells of no other."""

    def faults(one: Twins) -> object:
        here = {language: address for address, language in Anatomy(html_of(one.english)).addresses}
        there = {
            language: address for address, language in Anatomy(html_of(one.indonesian)).addresses
        }
        switches = here.get("id"), there.get("en")
        return switches != (one.path, PREFIX + one.path) and switches

    framed = [
        one
        for one in pages
        if one.path not in {LAST, "/galeri/petugas/"} and one.english.status_code == 200
    ]
    assert failing(framed, faults) == {}


def test_the_switch_keeps_the_way_back_to_the_check_page(city: City) -> None:
    visitor = Browser()
    visitor.post("/en/l/")
    walk(visitor, "/en/l/1", WRITERS["adult"])
    assert 'href="/l/3?b=1"' in html_of(visitor.get("/en/l/3?b=1"))
    changed = visitor.submit("/en/l/3?b=1", {"q3b": "It happened again."})
    assert changed.headers["Location"] == "/en/l/periksa"


# --- its words ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def said(pages: list[Twins]) -> dict[str, set[str]]:
    """Every block of every English page, and where it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in pages:
        for block in blocks(html_of(one.english)):
            found[block].add(one.path)
    return found


def test_no_message_is_left_in_indonesian(said: dict[str, set[str]]) -> None:
    assert leaks(set(said)) == {}
    assert len(said) > 400


def test_what_the_leak_test_looks_for_it_would_find(pages: list[Twins]) -> None:
    landing = next(one for one in pages if one.path == "/")
    assert len(leaks(blocks(html_of(landing.indonesian)))) > 8


def test_no_sentence_is_indonesian(pages: list[Twins]) -> None:
    assert failing(pages, lambda one: foreign(one.english)) == {}


def held(pages: list[Twins]) -> dict[str, list[str]]:
    """The sentences that are held to length and choice of words, by page."""
    return {
        one.at: [part for line in spoken(one.english) for part in line.split("; ")]
        for one in pages
        if not one.path.startswith(UNHELD)
    }


def test_sentences_are_short(pages: list[Twins]) -> None:
    lines = {line for found in held(pages).values() for line in found}
    assert {line: n for line in lines if (n := words.length(line)) > words.LONGEST} == {}
    assert sum(map(words.length, lines)) / len(lines) <= words.MEAN


def test_no_label_is_fixed_on_anybody(pages: list[Twins]) -> None:
    found = {at: words.AVOID.findall(" ".join(lines)) for at, lines in held(pages).items()}
    assert {at: labels for at, labels in found.items() if labels} == {}


def test_what_a_browser_remembers_gives_nobody_away(pages: list[Twins]) -> None:
    assert failing(pages, lambda one: words.GIVEAWAYS.findall(title_of(one.english))) == {}


def test_a_title_says_as_much_as_its_twin(pages: list[Twins]) -> None:
    """Two pages that Indonesian titles tell apart are told apart in English, too."""
    pairs = {(title_of(one.indonesian), title_of(one.english)) for one in pages}
    assert len({theirs for theirs, _ in pairs}) == len({ours for _, ours in pairs}) == len(pairs)


# --- its ways -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WRITERS)
def test_the_whole_way_there_and_back(city: City, who: str) -> None:
    visitor = Browser()
    assert visitor.post("/en/l/").headers["Location"] == "/en/l/1"
    assert walk(visitor, "/en/l/1", WRITERS[who]) == "/en/l/periksa"
    assert visitor.submit("/en/l/periksa").headers["Location"] == "/en/l/selesai"
    receipt = visitor.get("/en/l/selesai")
    told_in_english(receipt)
    assert Report.objects.get().language == "en"
    opened = visitor.submit("/en/k/", {"q8": code_on(receipt)})
    assert opened.headers["Location"] == "/en/k/pesan"
    sent = visitor.submit("/en/k/pesan", {"q9": "Thank you."})
    assert sent.headers["Location"] == "/en/k/pesan?ok=1"
    told_in_english(visitor.get("/en/k/pesan?ok=1"))


@pytest.mark.parametrize("answers", [IN_DANGER, {**TEEN, "q2": "danger"}], ids=["adult", "child"])
def test_the_alarm(city: City, answers: dict[str, Any]) -> None:
    visitor = Browser()
    visitor.post("/en/l/")
    assert walk(visitor, "/en/l/1", answers, until="/en/l/2d") == "/en/l/2d"
    told_in_english(visitor.get("/en/l/2d"))
    assert visitor.submit("/en/l/2d", {"q2c": "at home"}).headers["Location"] == "/en/l/selesai"
    told_in_english(visitor.get("/en/l/selesai"))
    assert visitor.submit("/en/l/selesai", to="/en/l/lanjut").headers["Location"] == "/en/l/3"


def test_the_desk_knows_that_she_read_english(city: City) -> None:
    visitor = Browser()
    visitor.post("/en/l/")
    walk(visitor, "/en/l/1", WRITERS["unsure"])
    visitor.submit("/en/l/periksa")
    desk = signed_in("piket")
    ref = only_report(desk)
    desk.submit(f"/piket/{ref}/", to=f"/piket/{ref}/ambil")
    page = html_of(desk.get(f"/piket/{ref}/"))
    assert "Pelapor memakai halaman bahasa Inggris." in page
    assert '<html lang="id">' in page


def test_the_private_notes(city: City) -> None:
    visitor = Browser()
    assert visitor.post("/en/s/").headers["Location"] == "/en/s/tulis"
    note = {"q10": "He shouted all night.", "q10b": "Saturday", "q10c": "270495"}
    assert visitor.submit("/en/s/tulis", note).headers["Location"] == "/en/s/kode"
    told_in_english(visitor.get("/en/s/kode"))
    visitor.submit("/en/s/kode")
    assert visitor.get("/en/s/kode").headers["Location"] == "/en/s/catatan"
    sent = visitor.submit("/en/s/kirim", {"q12": "1", "q12b": "unit"})
    assert sent.headers["Location"] == "/en/l/1"
    assert walk(visitor, "/en/l/1", WRITERS["unsure"]) == "/en/l/periksa"
    told_in_english(visitor.get("/en/l/periksa"))


def test_leaving_ends_the_stay_in_both_languages(city: City) -> None:
    visitor = Browser()
    visitor.post("/en/l/")
    gone = visitor.get("/en/jam")
    told_in_english(gone)
    assert "Office hours" in html_of(gone)
    assert gone.headers["Clear-Site-Data"] == '"storage"'
    assert visitor.cookies["sid"].value == ""
    assert visitor.get("/en/l/1").headers["Location"] == "/en/jam"
    assert visitor.get("/l/1").headers["Location"] == "/jam"


def test_no_cookie_before_she_begins(visitor: Browser) -> None:
    for path in ("/en/", "/en/l/", "/en/k/", "/en/s/", "/en/aman/", "/en/jam"):
        visitor.get(path)
    assert [name for name, one in visitor.cookies.items() if one.value] == []


def test_what_a_city_wrote_itself_stays_where_it_can_be_read(visitor: Browser) -> None:
    """Its own line has one language; the line that comes with the program has two."""
    head = signed_in("kepala")
    shown = {"quiet_shown": "on"}
    head.submit("/pengaturan/kota/kalimat/", {"quiet_line": "Anda berharga.", **shown})
    assert "Anda berharga." in html_of(visitor.get("/"))
    told_in_english(visitor.get("/en/"))
    head.submit("/pengaturan/kota/kalimat/", {"quiet_line": "", **shown})
    assert "The shame is not yours. Telling is brave." in html_of(visitor.get("/en/"))


@pytest.mark.parametrize(
    ("hour", "words"),
    [(6, "The duty desk opens again: today, 08.00."), (21, "The duty desk opens again: tomorrow")],
)
def test_the_next_opening_is_told_in_english(city: City, hour: int, words: str) -> None:
    head = demo_city.actor("kepala")
    week = [Period(day, 8 * 60, 20 * 60) for day in range(7)]
    set_hours(by=head, periods=week, seen=city_settings.week().stamp)
    with clock.frozen(datetime(2026, 11, 9, hour, tzinfo=clock.JAKARTA)):
        visitor = Browser()
        visitor.post("/en/l/")
        walk(visitor, "/en/l/1", WRITERS["in danger"], until="/en/l/2d")
        assert words in " ".join(html_of(visitor.get("/en/l/2d")).split())


def test_the_script_of_the_exit_knows_both_exits() -> None:
    script = (Path(settings.BASE_DIR) / "static" / "keluar.js").read_text("utf-8")
    assert "'/en'" in script
    assert "'/jam'" in script
