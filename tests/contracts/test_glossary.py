"""docs/glossary.md and the labels of the code speak the same words."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest
from django.db.models import Choices

import rangkul
from rangkul.accounts.enums import Permission
from tests.furnished import listed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
COLUMNS = 6
# Everyday speech on labels: nothing to explain. Any other word needs a row.
PLAIN = listed("""
    aman anda atau bahaya belum berakhir berlaku bukan dalam dengan di dikerjakan dewasa
    dinasnya gagal ini keluar lagi lain masuk menunggu nyata orang perlu saya sekarang selesai
    sendiri seorang sudah tahu tahun takut tapi tempat terjadi tidak ya yakin bawah
    dibaca diubah dibatalkan dibentuk dibuat dibuka diakhiri diambil diganti diperiksa
    disiapkan disimpan ditambahkan diterima ditolak ditutup diulang dipakai terkirim
    terlewat cocok perubahan sah fakta menjawab menulis mengambil membaca membentuk mengundang
    menerima sedang
    sementara dimusnahkan siap jadi diminta hanya asli
    dibaca dibatalkan dibentuk dibuat dibuka diakhiri diambil diganti diperiksa
    disiapkan disimpan ditambahkan diterima ditolak ditutup diulang dipakai terkirim
    terlewat cocok perubahan sah fakta menjawab menulis mengambil membaca membentuk mengundang
    menerima sedang
    ada akan antrean atas atasan bahasa baru berpisah besok bisa bulan cara dan dari dibantu
    dibacakan dihapus dilalui dilihat dimatikan ditandai ditangani diubah dikenal dokter guru hamil
    hari hidup hubungi info ingin istri jadi jadwal jangan jumat kantor ke keluarga lama lainnya
    lebih mengakhiri mantan masih mau melihat memilih membuka menghubungi menyatakan minggu mudah
    malam nomor pacar pagi paket pelan pengasuh pergi penjelasan pilihan rapat rekan saja salah sama
    sampai satu sekolah senin setiap siang siap sms sore sabtu suami tagihan teman telepon terus
    tetangga tetap tua tulisan untuk warga whatsapp
    bertemu dicocokkan dihubungi dilanjutkan ditelepon diusulkan identitas keliru langsung meminta
    nyawa terancam
    """)


def rows() -> list[list[str]]:
    """The cells of each term's row."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def words(text: str) -> set[str]:
    """Lower-case words, numbers left out."""
    return set(re.findall(r"[a-z]+", text.lower()))


def labels() -> dict[str, str]:
    """Every Indonesian label of the closed lists of the rooms."""
    found = {f"Permission.{one.name}": one.label for one in Permission}
    for module in pkgutil.walk_packages(rangkul.__path__, "rangkul."):
        if module.name.endswith(".enums"):
            for name, kind in vars(importlib.import_module(module.name)).items():
                if inspect.isclass(kind) and issubclass(kind, Choices):
                    found |= {f"{name}.{one.name}": str(one.label) for one in kind}
    return found


def find(path: str) -> object:
    """The thing a dotted path names. Raises LookupError, AttributeError."""
    parts = ["rangkul", *path.split(".")]
    for length in range(len(parts), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            thing = getattr(thing, name)
        return thing
    raise LookupError(path)


def test_every_row_is_whole_and_every_term_has_one_row() -> None:
    assert [row for row in rows() if len(row) != COLUMNS or not all(row)] == []
    terms = [term for row in rows() for term in row[0].split(", ")]
    assert sorted(term for term in set(terms) if terms.count(term) > 1) == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[2])
def test_the_code_has_what_the_row_names(row: list[str]) -> None:
    name, place = row[2], row[5].strip("`")
    find(place)
    assert name.replace("_", "") in place.lower().replace("_", ""), row


def test_every_word_on_a_label_is_plain_or_has_a_row() -> None:
    known = PLAIN | words(" ".join(row[0] for row in rows()))
    unknown = {name: sorted(words(text) - known) for name, text in labels().items()}
    assert {name: missing for name, missing in unknown.items() if missing} == {}


def test_no_plain_word_is_listed_in_vain() -> None:
    used = words(" ".join(labels().values()))
    assert sorted(PLAIN - used) == []
