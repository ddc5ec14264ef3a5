"""The law register: every instrument that a rule may cite, and how well we know its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class LawId(StrEnum):
    """A stable code for each instrument; stored decisions name it."""

    UU_12_2022 = "uu-12-2022"
    UU_23_2004 = "uu-23-2004"
    UU_23_2002 = "uu-23-2002"
    UU_35_2014 = "uu-35-2014"
    UU_11_2012 = "uu-11-2012"
    UU_21_2007 = "uu-21-2007"
    UU_1_2023 = "uu-1-2023"
    UU_20_2025 = "uu-20-2025"
    PP_9_2008 = "pp-9-2008"
    PERPRES_55_2024 = "perpres-55-2024"
    PERMEN_PPPA_2_2022 = "permen-pppa-2-2022"
    SOP_TRIAGE = "sop-pengaduan-301-2022"
    SOP_MEDIATION = "sop-mediasi-187-2023"
    CLINICAL = "jendela-klinis"
    DANGER_ASSESSMENT = "danger-assessment-5"
    CITY_COMMITMENT = "kesepakatan-kota-2025"
    WORKING_RULE = "aturan-kerja-rangkul"


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument.

    ``in_force`` is None when it was already in force as the book begins. ``has_articles`` is False
    for a standard, study or working rule, whose passages are named by their subject.
    """

    short: str
    title: str
    status: str
    evidence_note: str
    in_force: date | None = None
    has_articles: bool = True


_READ: Final = "Batang tubuh dibaca dalam salinan publik; penjelasan resmi belum dibaca."
_READ_PLAIN: Final = "Dibaca dalam salinan publik."
_OCR: Final = "Dibaca dalam salinan publik hasil pindai; perubahan oleh UU 1/2026 belum dibaca."

LAWS: Final[Mapping[LawId, Law]] = MappingProxyType(
    {
        LawId.UU_12_2022: Law(
            "UU 12/2022", "Undang-Undang tentang Tindak Pidana Kekerasan Seksual", "berlaku", _READ
        ),
        LawId.UU_23_2004: Law(
            "UU 23/2004",
            "Undang-Undang tentang Penghapusan Kekerasan dalam Rumah Tangga",
            "berlaku",
            _READ,
        ),
        LawId.UU_23_2002: Law(
            "UU 23/2002",
            "Undang-Undang tentang Perlindungan Anak",
            "berlaku, diubah UU 35/2014 dan UU 17/2016",
            "Dibaca dalam salinan publik; UU 17/2016 belum dibaca.",
        ),
        LawId.UU_35_2014: Law(
            "UU 35/2014",
            "Undang-Undang tentang Perubahan atas UU 23/2002 tentang Perlindungan Anak",
            "berlaku; Ps 81(1) dan 82 dicabut KUHP sejak 2 Januari 2026",
            _READ_PLAIN,
        ),
        LawId.UU_11_2012: Law(
            "UU 11/2012",
            "Undang-Undang tentang Sistem Peradilan Pidana Anak",
            "berlaku",
            _READ_PLAIN,
        ),
        LawId.UU_21_2007: Law(
            "UU 21/2007",
            "Undang-Undang tentang Pemberantasan Tindak Pidana Perdagangan Orang",
            "berlaku; Ps 2 digantikan KUHP Ps 455 sejak 2 Januari 2026",
            "Dibaca dalam salinan publik tanpa Ps 2, 36(1), dan 59(1).",
        ),
        LawId.UU_1_2023: Law(
            "KUHP (UU 1/2023)",
            "Kitab Undang-Undang Hukum Pidana",
            "berlaku sejak 2 Januari 2026",
            _OCR,
            date(2026, 1, 2),
        ),
        LawId.UU_20_2025: Law(
            "KUHAP (UU 20/2025)",
            "Kitab Undang-Undang Hukum Acara Pidana",
            "berlaku sejak 2 Januari 2026",
            "Naskah belum dibaca; hanya dari pemberitaan.",
            date(2026, 1, 2),
        ),
        LawId.PP_9_2008: Law(
            "PP 9/2008",
            "Peraturan Pemerintah tentang Tata Cara dan Mekanisme Pelayanan Terpadu bagi Saksi "
            "dan/atau Korban TPPO",
            "berlaku",
            "Dibaca dalam salinan publik; apakah UPTD PPA adalah PPT kota ini belum pasti.",
        ),
        LawId.PERPRES_55_2024: Law(
            "Perpres 55/2024",
            "Peraturan Presiden tentang UPTD PPA",
            "berlaku sejak 22 April 2024",
            _READ_PLAIN,
            date(2024, 4, 22),
        ),
        LawId.PERMEN_PPPA_2_2022: Law(
            "Permen PPPA 2/2022",
            "Standar Layanan Perlindungan Perempuan dan Anak",
            "berlaku",
            "Lampiran belum dibaca; isinya diambil dari standar pelayanan beberapa kota.",
            has_articles=False,
        ),
        LawId.SOP_TRIAGE: Law(
            "Standar pengaduan (SK 301/2022)",
            "Standar pelayanan pengaduan dan penjangkauan, turunan Permen PPPA 2/2022 di kota lain",
            "rujukan, bukan aturan kota ini",
            "Dibaca di laman standar pelayanan publik.",
            has_articles=False,
        ),
        LawId.SOP_MEDIATION: Law(
            "Standar mediasi (SK 100.3.3.2/187/2023)",
            "Standar pelayanan mediasi UPTD PPA, turunan Permen PPPA 2/2022 di kota lain",
            "rujukan, bukan aturan kota ini",
            "Dibaca di laman standar pelayanan publik.",
            has_articles=False,
        ),
        LawId.CLINICAL: Law(
            "Jendela klinis",
            "Batas waktu layanan kesehatan setelah kekerasan seksual (protokol internasional)",
            "rujukan; protokol Kementerian Kesehatan menentukan",
            "Dibaca dalam ringkasan protokol; batas 120 jam belum dilihat dalam sumber.",
            has_articles=False,
        ),
        LawId.DANGER_ASSESSMENT: Law(
            "Danger Assessment-5",
            "Penapisan bahaya pasangan intim dengan butir cekikan (Messing dkk., 2017)",
            "rujukan; belum divalidasi di Indonesia",
            "Ringkasan penelitian dibaca; naskah alat tidak dimuat di sini.",
            has_articles=False,
        ),
        LawId.CITY_COMMITMENT: Law(
            "Kesepakatan Kota (Agustus 2025)",
            "Kesepakatan Pemerintah Kota dan Polresta tentang nihil toleransi kekerasan, 5 Agustus "
            "2025",
            "berlaku; nomor dan pasalnya belum diketahui",
            "Diketahui dari pemberitaan; naskah belum dibaca.",
            date(2025, 8, 5),
            has_articles=False,
        ),
        LawId.WORKING_RULE: Law(
            "Aturan kerja Rangkul",
            "Pilihan kerja yang diusulkan Rangkul dan boleh diubah kota",
            "usulan",
            "Bukan hukum; perlu keputusan kota.",
            has_articles=False,
        ),
    }
)
