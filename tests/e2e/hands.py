"""What people do, said once: tell, call for help, send, open with a code, sign in, take, answer."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from playwright.sync_api import Locator, Page

from rangkul.policy.facts import WIB
from tests.house import PASSWORD

MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus"]
MONTHS += ["September", "Oktober", "November", "Desember"]


def press(page: Page, name: str) -> None:
    """Press the first button of this name and wait for the page that it brings."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name and wait for its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, label: str) -> None:
    """Mark one answer of a question."""
    page.get_by_label(label, exact=True).check()


def heading(page: Page) -> str:
    """The question or title of the page."""
    return page.locator("h1").inner_text().strip()


def begin(page: Page) -> None:
    """From the landing to the first question."""
    page.goto("/")
    press(page, "Cerita ke petugas")
    press(page, "Mulai")


CHECK = "Periksa lalu kirim"
STORY = "Ceritakan sedikit, kalau mau"
Said = str | Sequence[str] | Mapping[str, str]  # one answer, some ticks, or words by their label


def answer(page: Page, said: Mapping[str, Said], *, until: str = CHECK) -> None:
    """Answer each question by its heading, the others not at all, up to the page of a heading."""
    for _ in range(30):
        at = heading(page)
        if at == until:
            return
        give(page, said.get(at, ()))
        press(page, "Lanjut")
    raise AssertionError(f"{until!r} does not come; now at {heading(page)!r}")


def give(page: Page, said: Said) -> None:
    """One page's answer, not yet sent."""
    if isinstance(said, Mapping):
        for label, words in said.items():
            page.get_by_label(label, exact=True).fill(words)
    else:
        for label in [said] if isinstance(said, str) else said:
            choose(page, label)


def tell_up_to_story(
    page: Page, *, who: str = "Saya belum yakin", safe: str = "Tidak tahu"
) -> None:
    """From the first question to the one for her own words."""
    said = {"Siapa yang butuh bantuan?": who, "Apakah sekarang aman?": safe}
    answer(page, said, until=STORY)


def tell(
    page: Page, story: str = "", *, who: str = "Saya belum yakin", safe: str = "Tidak tahu"
) -> None:
    """From the first question to the page that shows everything before it is sent."""
    tell_up_to_story(page, who=who, safe=safe)
    page.get_by_label(STORY).fill(story)
    press(page, "Lewati sisanya")


def alarm(page: Page, place: str = "") -> str:
    """Somebody in danger sends the alarm; the code."""
    begin(page)
    answer(
        page,
        {"Siapa yang butuh bantuan?": "Saya sendiri, 18 tahun ke atas"},
        until="Apakah sekarang aman?",
    )
    choose(page, "Tidak, dalam bahaya sekarang")
    press(page, "Lanjut")
    page.get_by_label("Tidak bisa bicara? Tulis di mana Anda sekarang").fill(place)
    press(page, "Kirim tanda bahaya")
    return code_on(page)


def code_on(page: Page) -> str:
    """The code on the receipt page."""
    groups: list[str] = page.locator(".code span").all_inner_texts()
    assert len(groups) == 4, heading(page)
    return "".join(groups)


def report(page: Page, story: str = "tolong") -> str:
    """A whole report; its code."""
    begin(page)
    tell(page, story)
    press(page, "Kirim sekarang")
    return code_on(page)


def open_with(page: Page, code: str) -> None:
    """From the landing to the inbox; behind the code may stand a word."""
    page.goto("/")
    press(page, "Buka jawaban dengan kode")
    page.get_by_label("Buka dengan kode").fill(code)
    press(page, "Buka")


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Through the page for staff."""
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(password)
    press(page, "Masuk")


def free_rows(page: Page) -> Locator:
    """The rows of the queue that nobody has taken."""
    return page.locator("tbody tr").filter(has=page.get_by_role("button"))


def take_newest(page: Page, username: str) -> str:
    """An officer signs in and takes the report that came last; its address."""
    sign_in(page, username)
    address = newest_free(page)
    page.goto(address)
    press(page, "Ambil")
    return address


def newest_free(page: Page) -> str:
    """The address of the report that came last and is still free."""
    page.goto("/piket/")
    links = free_rows(page).locator("a:has(time)").all()
    times = [one.locator("time").get_attribute("datetime") or "" for one in links]
    return links[times.index(max(times))].get_attribute("href") or ""


def received_at(page: Page) -> datetime:
    """The minute in which the report of this page came in."""
    found = re.search(r"(\d+) (\w+) (\d{4}) pukul (\d\d)\.(\d\d)", heading(page))
    assert found is not None, heading(page)
    day, month, year, hour, minute = found.groups()
    return datetime(
        int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=WIB
    )


def fill_facts(page: Page, answers: dict[str, str], *, reporter: str) -> None:
    """Answer the fact form: by code of the question "Ya" or "Tidak"; the rest stays as it is."""
    page.get_by_label(reporter, exact=True).check()
    for code, answer in answers.items():
        question = page.locator(f"fieldset:has([name={code}])")
        question.get_by_label(answer, exact=True).check()
    press(page, "Simpan lembar fakta")


def rulings(page: Page) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the report page says the rule book demands: heading, then sentence, due, articles."""
    return [
        (one.locator("h3").inner_text(), [_line(each) for each in one.locator("> ul > li").all()])
        for one in page.locator(".ruling").all()
    ]


def _line(item: Locator) -> tuple[str, str, str]:
    words = item.evaluate("one => one.firstChild.textContent").strip()
    due = item.locator("> b").all_inner_texts()
    articles = item.locator("> .law").all_inner_texts()
    return words, "".join(due), "".join(articles)
