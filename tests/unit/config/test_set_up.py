"""`rangkul init` and `rangkul demo`: a whole city or nothing."""

import re
import subprocess
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rangkul.accounts.models import Invitation, Person
from rangkul.common import clock
from rangkul.config import answers as questions
from rangkul.config import demo_city
from rangkul.portal import actions, city_settings
from rangkul.portal.queries import desk_hours
from rangkul.vault import queries as vault
from rangkul.vault import trust
from rangkul.vault.models import Statement
from tests.cast import Browser, hidden_fields
from tests.conftest import bound_to
from tests.house import City, on_postgresql, run_postgres

ANSWERS = """
[kota]
kode = "19.71"
nama = "Kota Pangkalpinang"
[unit]
nama = "UPTD PPA"
[jalur_lain]
lembaga = "Lembaga Bantuan Setara"
jenis = "community"
[administrator]
nama = "Adi"
pengguna = "adi"
[kepala]
nama = "Kartini"
pengguna = "kartini"
[piket]
nama = "Putri"
pengguna = "putri"
[piket_kedua]
nama = "Ratna"
pengguna = "ratna"
[piket_jalur_lain]
nama = "Lina"
pengguna = "lina"
"""
PASSWORD = "hujan turun di pelabuhan"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A migrated database without a city, to be copied."""
    city = City(tmp_path_factory.mktemp("kosong"))
    if on_postgresql():
        city.database = f"test_{uuid.uuid4().hex[:16]}"
        run_postgres(f"CREATE DATABASE {city.database}")
    city.run("migrate")
    yield city
    city.drop()


@pytest.fixture
def empty(migrated: City, tmp_path: Path) -> Iterator[City]:
    """A copy of its own."""
    copy = migrated.copy_to(tmp_path / "kota")
    yield copy
    copy.drop()


def init(city: City, answers: str = ANSWERS) -> subprocess.CompletedProcess[str]:
    """Run init on these answers."""
    file = city.folder / "jawaban.toml"
    file.write_text(answers)
    return city.run("init", "--answers", str(file), check=False)


def links(sheet: str) -> dict[str, str]:
    """User name to link, as the sheet shows them."""
    return dict(re.findall(r"\(\S.*, (\S+)\)\n\s+\S+?(/undangan/\S+)", sheet))


def test_a_real_city_begins_with_five_links_and_no_demo_data(empty: City) -> None:
    done = init(empty)
    assert done.returncode == 0, done.stderr
    assert set(links(done.stdout)) == {"adi", "kartini", "putri", "ratna", "lina"}
    assert re.search(r"Sidik akar kota:  (\d{5} ){7}\d{5}\n", done.stdout)
    with bound_to(empty):
        assert Person.objects.count() == 5
        assert not vault.is_demo()
        assert not vault.intake_ready()
        assert trust.current().root is not None


def test_the_city_is_walked_to_its_first_two_intake_teams(empty: City) -> None:
    sheet = links(init(empty).stdout)
    with bound_to(empty):
        people = {name: _accepted(link) for name, link in sheet.items()}
        assert vault.intake_ready()
        assert "Ratna" in people["putri"].get("/pengaturan/tim/").content.decode()
        ref = Person.objects.get(username="ratna").ref
        team = re.search(rf"/pengaturan/tim/\w+/terima/{ref}/", _page(people["putri"]))
        assert team is not None
        assert people["putri"].submit(team.group(), {"compared": "on"}).status_code == 302
        assert "Tim penerima laporan" in _page(people["ratna"])
        assert "Bentuk tim" in _page(people["kartini"])
        for name in ("adi", "kartini"):
            assert "Anda belum menjadi anggota tim" in _page(people[name])
        for browser in people.values():
            assert "mode demo" not in browser.get("/pengaturan/sesi/").content.decode()


def _accepted(link: str) -> Browser:
    browser = Browser()
    answer = browser.post(link, {"new": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def _page(browser: Browser) -> str:
    text: str = browser.get("/pengaturan/tim/").content.decode()
    return text


def test_a_first_members_link_can_be_prolonged_but_not_replaced(empty: City) -> None:
    sheet = links(init(empty).stdout)
    with bound_to(empty):
        admin = _accepted(sheet["adi"])
        page = admin.get("/pengaturan/orang/")
        token = hidden_fields(page)
        assert page.content.decode().count("Perpanjang 72 jam") == 3
        for username in ("putri", "ratna"):
            ref = Person.objects.get(username=username).ref
            admin.post(f"/pengaturan/orang/{ref}/batal/", token)
            assert Browser().get(sheet[username]).status_code == 404
            admin.post(f"/pengaturan/orang/{ref}/tautan/", token)
        assert Browser().get(sheet["putri"]).status_code == 200
        assert Browser().get(sheet["ratna"]).status_code == 404


def test_the_first_administrators_link_is_prolonged_at_the_console(empty: City) -> None:
    sheet = links(init(empty).stdout)
    with bound_to(empty), clock.frozen(clock.now() + timedelta(hours=71)):
        assert Browser().get(sheet["adi"]).status_code == 200
    with bound_to(empty):
        Invitation.objects.filter(person__username="adi").update(
            made_at=clock.now() - timedelta(hours=80), expires=clock.now() - timedelta(hours=8)
        )
        assert Browser().get(sheet["adi"]).status_code == 404
        assert "72 jam" in empty.run("prolong-link", "adi").stdout
        _accepted(sheet["adi"])
    assert "sudah punya kunci" in empty.run("prolong-link", "adi", check=False).stderr
    assert "Tidak ada orang" in empty.run("prolong-link", "siapa", check=False).stderr


def test_the_root_is_kept_nowhere_and_the_file_is_read_only(empty: City) -> None:
    init(empty)
    pinned = empty.folder / "root-fingerprint"
    assert pinned.stat().st_mode & 0o777 == 0o400
    assert len(pinned.read_text().strip()) == 64
    assert not (empty.folder / "root-fingerprint.sedang-dibuat").exists()


def test_a_second_run_and_the_other_kind_are_refused(empty: City) -> None:
    init(empty)
    assert "hanya sekali" in init(empty).stderr
    demo = empty.run("demo", check=False)
    assert demo.returncode == 1
    assert "milik kota nyata" in demo.stderr


def test_init_refuses_a_demo_database(city: City) -> None:
    refused = init(city)
    assert refused.returncode == 1
    assert "kota demo" in refused.stderr


def test_a_second_demo_keeps_what_is_there(city: City) -> None:
    before = list(Statement.objects.values_list("seq", flat=True))
    again = city.run("demo", "--tanpa-contoh").stdout
    assert list(Statement.objects.values_list("seq", flat=True)) == before
    for username in ("piket", "piket2", "piketlain", "kepala", "admin", "luar"):
        assert username in again
    assert "never for real cases" in again


def test_the_demo_has_reports_once(empty: City) -> None:
    assert "Kode laporan contoh" in empty.run("demo").stdout
    assert "Kode laporan contoh" not in empty.run("demo").stdout


def test_the_demo_has_example_hours_and_leaves_what_its_head_wrote(empty: City) -> None:
    empty.run("demo")
    with bound_to(empty):
        periods, example = desk_hours()
        assert (len(periods), example) == (7, True)
        seen = city_settings.week().stamp
        actions.set_hours(by=demo_city.actor("kepala"), periods=[], seen=seen)
    empty.run("demo")
    with bound_to(empty):
        assert desk_hours() == ([], False)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('nama = "Putri"\n', "", "Belum dijawab: Nama petugas piket pertama"),
        ('kode = "19.71"', 'kode = "Pangkalpinang"', "seperti 19.71"),
        ('pengguna = "lina"', 'pengguna = "putri"', "dipakai dua kali: putri"),
        ('pengguna = "lina"', 'pengguna = "Lina!"', "huruf kecil"),
        ('lembaga = "Lembaga Bantuan Setara"', 'lembaga = "UPTD PPA"', "di luar UPTD"),
        ('jenis = "community"', 'jenis = "unit"', "pilih salah satu"),
        ('nama = "Adi"', 'nama = "A\\u202edi"', "Tidak dapat dipakai"),
        ('nama = "Adi"', f'nama = "{"x" * 500}"', "paling panjang 120"),
        ("[kota]", "[kota", "tidak dapat dibaca"),
    ],
)
def test_bad_answers_are_named_and_nothing_is_left(
    empty: City, old: str, new: str, words: str
) -> None:
    refused = init(empty, ANSWERS.replace(old, new, 1))
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    _nothing_is_left(empty)


def test_a_failure_in_the_middle_leaves_nothing(empty: City) -> None:
    (empty.folder / "secret" / "host-key").write_bytes(b"too short")
    assert init(empty).returncode != 0
    _nothing_is_left(empty)
    (empty.folder / "secret" / "host-key").unlink()
    assert init(empty).returncode == 0


def _nothing_is_left(city: City) -> None:
    assert not (city.folder / "root-fingerprint").exists()
    assert not (city.folder / "root-fingerprint.sedang-dibuat").exists()
    with bound_to(city):
        assert vault.installation() is None
        assert not Person.objects.exists()
        assert not Statement.objects.exists()


def test_the_fingerprint_of_another_city_is_not_overwritten(empty: City) -> None:
    (empty.folder / "root-fingerprint").write_text("00" * 32)
    refused = init(empty)
    assert "mungkin milik kota lain" in refused.stderr
    assert (empty.folder / "root-fingerprint").read_text() == "00" * 32


def test_what_a_killed_set_up_left_is_no_obstacle(empty: City) -> None:
    (empty.folder / "root-fingerprint").write_text("00" * 32)
    (empty.folder / "root-fingerprint.sedang-dibuat").touch()
    assert init(empty).returncode == 0


def test_without_tables_the_way_is_shown(tmp_path: Path) -> None:
    if on_postgresql():
        pytest.skip("an empty database would have to be made: the SQLite run shows the words")
    city = City(tmp_path)
    for command in ("init", "demo"):
        assert "rangkul migrate" in city.run(command, check=False).stderr


def test_a_city_without_a_list_of_areas_can_begin(empty: City) -> None:
    done = init(empty, ANSWERS.replace("19.71", "99.71"))
    assert done.returncode == 0
    assert "Daftar wilayah kota ini belum ada" in done.stdout


def test_the_terminal_asks_again_until_an_answer_can_be_used() -> None:
    said: list[str] = []
    typed = iter(
        [
            "Pangkalpinang",
            "19.71",
            "",
            "Kota Pangkalpinang",
            "UPTD PPA",
            "Lembaga Setara",
            "raja",
            "community",
            "Adi",
            "adi",
            "Kartini",
            "kartini",
            "Putri",
            "putri",
            "Ratna",
            "RATNA",
            "ratna",
            "Lina",
            "lina",
        ]
    )
    plan = questions.to_plan(questions.from_terminal(_asking(typed), said.append))
    assert (plan.code, plan.intake_second.username) == ("19.71", "ratna")
    assert len(said) == 4


def _asking(typed: Iterator[str]) -> Callable[[str], str]:
    return lambda _question: next(typed)


def test_interrupted_questions_write_nothing(empty: City) -> None:
    stopped = empty.run("init", check=False)
    assert "Belum ada yang ditulis" in stopped.stderr
    _nothing_is_left(empty)
