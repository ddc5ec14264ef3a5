"""A real city: `rangkul init`, first sign-ins by link, admission by fingerprint, one report."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e import eyes, hands
from tests.e2e.eyes import Browsers
from tests.house import City, Server, on_postgresql, run_postgres, serving

ANSWERS = """
[kota]
kode = "19.71"
nama = "Kota Pangkalpinang"
[unit]
nama = "UPTD PPA Kota Pangkalpinang"
[jalur_lain]
lembaga = "Yayasan Payung"
jenis = "community"
[administrator]
nama = "Arif Hidayat"
pengguna = "arif"
[kepala]
nama = "Dewi Lestari"
pengguna = "dewi"
[piket]
nama = "Siti Aminah"
pengguna = "siti"
[piket_kedua]
nama = "Ratna Sari"
pengguna = "ratna"
[piket_jalur_lain]
nama = "Wulan Ayu"
pengguna = "wulan"
"""
PASSWORD = "hujan turun di pasar pagi"
ANSWER = "Terima kasih. Kami siap menemani."


@pytest.fixture
def real_city(tmp_path: Path) -> Iterator[City]:
    city = City(tmp_path)
    if on_postgresql():
        city.database = f"test_{uuid.uuid4().hex[:16]}"
        run_postgres(f"CREATE DATABASE {city.database}")
    city.run("migrate")
    yield city
    city.drop()


def links_of(city: City) -> dict[str, str]:
    """Set the city up; each person's one-time link from the printed sheet."""
    answers = city.folder / "jawaban.toml"
    answers.write_text(ANSWERS, "utf-8")
    sheet = city.run("init", "--answers", str(answers)).stdout
    found = re.findall(r", (\w+)\)\n\s+https?://[^/]+(/undangan/\S+)", sheet)
    assert [name for name, _ in found] == ["arif", "dewi", "siti", "ratna", "wulan"], sheet
    return dict(found)


def arrive(page: Page, link: str) -> None:
    """Use the link: a password of one's own, and in."""
    page.goto(link)
    page.get_by_label("Kata sandi baru").fill(PASSWORD)
    page.get_by_label("Tulis sekali lagi").fill(PASSWORD)
    hands.press(page, "Buat kunci dan masuk")


def own_fingerprint(page: Page) -> list[str]:
    page.goto("/pengaturan/tim/")
    groups: list[str] = page.locator(".code span").all_inner_texts()
    return groups


def walk(page: Page) -> None:
    """Every page that the menu leads to stands, and nothing of a demo is in it."""
    addresses: list[str] = page.eval_on_selector_all(".tabs a", "all => all.map(one => one.href)")
    assert addresses
    for address in addresses:
        shown = page.goto(address)
        assert shown is not None
        assert shown.status == 200
        assert "demo" not in page.content()
        assert eyes.skeleton(page) == eyes.WHOLE


@pytest.mark.long
def test_from_an_empty_machine_to_an_answer(real_city: City, browsers: Browsers) -> None:
    links = links_of(real_city)
    with serving(real_city) as server:
        visitor = browsers.phone(server)
        visitor.goto("/")
        assert visitor.get_by_role("link", name="Cerita ke petugas").count() == 0
        assert visitor.get_by_role("link", name="Telepon polisi 110").is_visible()

        people = {name: browsers.desk(server) for name in links}
        for name, page in people.items():
            arrive(page, links[name])
        assert "tidak berlaku" in again(people["arif"], links["siti"])
        admit(people["siti"], people["ratna"], "Ratna Sari")
        for page in people.values():
            walk(page)
        assert visitor.goto("/galeri/").status == 404  # type: ignore[union-attr]

        code = hands.report(visitor)
        answer(server, people["ratna"])
        hands.open_with(visitor, code)
        assert visitor.get_by_text(ANSWER).is_visible()


def again(page: Page, link: str) -> str:
    """A link that was used opens nothing; what the page says."""
    page.goto(link)
    return hands.heading(page)


def admit(first: Page, second: Page, name: str) -> None:
    """The first officer compares the second one's fingerprint with what she reads aloud."""
    read_aloud = own_fingerprint(second)
    first.goto("/pengaturan/tim/")
    hands.follow(first, f"Cocokkan dan terima {name}")
    assert first.locator(".code span").all_inner_texts() == read_aloud
    hands.press(first, "Terima")
    assert first.get_by_role("alert").is_visible()  # the tick is not yet there
    first.get_by_role("checkbox").check()
    hands.press(first, "Terima")
    assert name in first.locator("tbody").inner_text()


def answer(server: Server, page: Page) -> None:
    assert server.url in page.url
    page.goto(hands.newest_free(page))
    hands.press(page, "Ambil")
    page.get_by_label("Jawaban untuk pelapor").fill(ANSWER)
    hands.press(page, "Kirim jawaban")
