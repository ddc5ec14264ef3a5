"""The answers of `rangkul init`: asked on the terminal, or read from a TOML file.

[kota]           kode = "19.71"   nama = "Kota Pangkalpinang"
[unit]           nama
[jalur_lain]     lembaga          jenis (police, health, university, community, office)
[administrator], [kepala], [piket], [piket_kedua], [piket_jalur_lain]:  nama, pengguna
"""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rangkul.accounts.actions.city import CityPlan, PersonPlan
from rangkul.accounts.enums import AgencyKind
from rangkul.common.text import clean, has_hidden

Answers = dict[tuple[str, str], str]

_PEOPLE: Final = {
    "administrator": "administrator (membuat undangan, tidak melihat laporan)",
    "kepala": "kepala UPTD PPA",
    "piket": "petugas piket pertama",
    "piket_kedua": "petugas piket kedua",
    "piket_jalur_lain": "petugas jalur lain (bekerja di luar UPTD)",
}
_KINDS: Final = [kind.value for kind in AgencyKind if kind != AgencyKind.UNIT]
QUESTIONS: Final[dict[tuple[str, str], str]] = {
    ("kota", "kode"): "Kode wilayah kota, misalnya 19.71",
    ("kota", "nama"): "Nama kota, misalnya Kota Pangkalpinang",
    ("unit", "nama"): "Nama UPTD PPA",
    ("jalur_lain", "lembaga"): "Nama lembaga tim jalur lain (di luar UPTD)",
    ("jalur_lain", "jenis"): f"Jenis lembaga itu ({', '.join(_KINDS)})",
    **{
        (section, key): f"{word} {who}"
        for section, who in _PEOPLE.items()
        for key, word in (("nama", "Nama"), ("pengguna", "Nama pengguna"))
    },
}
_LONGEST = 120
_LONGEST_CITY = 60
_CODE = re.compile(r"\d\d\.\d\d")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9.-]{2,29}")


class Wrong(Exception):
    """What is missing or cannot be used, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))


def from_file(path: Path) -> Answers:
    """The answers of a TOML file. Raises Wrong."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Wrong([f"Berkas jawaban {path} tidak dapat dibaca: {error}"]) from error
    answers: Answers = {}
    for section, key in QUESTIONS:
        table = content.get(section)
        value = table.get(key) if isinstance(table, dict) else None
        answers[section, key] = value if isinstance(value, str) else ""
    return answers


def from_terminal(ask: Callable[[str], str], say: Callable[[str], None]) -> Answers:
    """Ask each question until its answer can be used."""
    answers: Answers = {}
    for question, words in QUESTIONS.items():
        while True:
            answers[question] = clean(ask(f"{words}: "))
            problem = _problem(question, answers[question])
            if not problem:
                break
            say(problem)
    return answers


def to_plan(answers: Answers) -> CityPlan:
    """The plan of a city. Raises Wrong with every problem at once."""
    problems = [
        problem
        for question in QUESTIONS
        if (problem := _problem(question, answers.get(question, "")))
    ]
    problems += _across(answers)
    if problems:
        raise Wrong(problems)
    people = {
        section: PersonPlan(answers[section, "nama"], answers[section, "pengguna"])
        for section in _PEOPLE
    }
    return CityPlan(
        code=answers["kota", "kode"],
        name=answers["kota", "nama"],
        unit=answers["unit", "nama"],
        alternative_agency=answers["jalur_lain", "lembaga"],
        alternative_kind=AgencyKind(answers["jalur_lain", "jenis"]),
        administrator=people["administrator"],
        head=people["kepala"],
        intake=people["piket"],
        intake_second=people["piket_kedua"],
        alternative=people["piket_jalur_lain"],
    )


def _problem(question: tuple[str, str], answer: str) -> str:
    """What is wrong with one answer, or nothing."""
    words, key = QUESTIONS[question], question[1]
    longest = _LONGEST_CITY if question[0] == "kota" else _LONGEST
    if not answer.strip():
        return f"Belum dijawab: {words} ([{question[0]}] {key})."
    if has_hidden(answer) or "\n" in answer or len(answer) > longest:
        return f"Tidak dapat dipakai: {words}. Satu baris, paling panjang {longest} huruf."
    return _shape_problem(key, answer, words)


def _shape_problem(key: str, answer: str, words: str) -> str:
    if key == "kode" and not _CODE.fullmatch(answer):
        return "Kode wilayah kota ditulis seperti 19.71."
    if key == "jenis" and answer not in _KINDS:
        return f"Jenis lembaga jalur lain: pilih salah satu dari {', '.join(_KINDS)}."
    if key == "pengguna" and not _USERNAME.fullmatch(answer):
        return f"{words}: huruf kecil, angka, titik, atau garis; 3 sampai 30."
    return ""


def _across(answers: Answers) -> list[str]:
    """What only shows when answers are seen together."""
    problems = []
    usernames = [answers.get((section, "pengguna"), "") for section in _PEOPLE]
    twice = sorted({name for name in usernames if name and usernames.count(name) > 1})
    if twice:
        problems.append(f"Nama pengguna dipakai dua kali: {', '.join(twice)}.")
    unit = answers.get(("unit", "nama"), "")
    if unit and unit == answers.get(("jalur_lain", "lembaga")):
        problems.append("Lembaga jalur lain harus di luar UPTD.")
    return problems
