"""The questions of the fact form, in the order a duty officer meets them.

Each asks one thing, in words that can be read aloud to a person in distress. A code is stable:
stored decisions name it. ``source`` says where the question comes from.
"""

from dataclasses import dataclass
from typing import Final

SAFETY: Final = "Keselamatan"
WHO: Final = "Siapa"
WHAT: Final = "Apa yang terjadi"
WHEN: Final = "Waktu dan bukti"
MEDIATION: Final = "Mediasi"

GROUPS: Final = (SAFETY, WHO, WHAT, WHEN, MEDIATION)

_RISK: Final = "Batas bawah risiko tinggi (usulan Rangkul atas Standar Layanan PPA)"
_MEDIATION_STANDARD: Final = "Standar pelayanan mediasi UPTD PPA"


@dataclass(frozen=True, slots=True)
class FactItem:
    """One question: its stable code, its words in both languages, its group and its source."""

    code: str
    question_id: str
    question_en: str
    group: str
    source: str


def _group(group: str, *rows: tuple[str, str, str, str]) -> tuple[FactItem, ...]:
    """The questions of one group, each a row of code, Indonesian, English and source."""
    return tuple(
        FactItem(code, question_id, question_en, group, source)
        for code, question_id, question_en, source in rows
    )


QUESTIONS: Final = (
    *_group(
        SAFETY,
        (
            "danger_now",
            "Apakah saat ini ada orang yang sedang dalam bahaya?",
            "Is anyone in danger right now?",
            _RISK,
        ),
        (
            "alleged_has_access_now",
            "Apakah terlapor sekarang serumah dengan korban atau bisa mendatanginya?",
            "Does the alleged person live with the survivor or can he reach her now?",
            _RISK,
        ),
        (
            "missing_or_locked_in",
            "Apakah korban hilang, dikurung, atau tidak boleh keluar?",
            "Is the survivor missing, locked in, or not allowed to leave?",
            _RISK,
        ),
        (
            "injury_needs_treatment",
            "Apakah ada luka atau sakit akibat kekerasan yang perlu diobati sekarang?",
            "Is there an injury or illness from the violence that needs treatment now?",
            _RISK,
        ),
        (
            "strangulation_ever",
            "Apakah korban pernah dicekik atau dibekap, kapan pun itu?",
            "Has the survivor ever been strangled or smothered?",
            "Danger Assessment-5 dengan butir cekikan",
        ),
        (
            "threat_to_kill_or_weapon",
            (
                "Apakah pernah ada ancaman membunuh, atau senjata dipakai untuk mengancam atau "
                "melukai?"
            ),
            "Was there ever a threat to kill, or a weapon used to threaten or hurt?",
            _RISK,
        ),
        (
            "escalation",
            "Apakah kekerasannya makin sering atau makin parah?",
            "Is the violence becoming more frequent or more severe?",
            _RISK,
        ),
        (
            "recent_or_planned_separation",
            "Apakah korban baru saja berpisah dari terlapor, atau berencana berpisah?",
            "Has the survivor just left the alleged person, or does she plan to?",
            _RISK,
        ),
        (
            "pregnancy_with_violence",
            "Apakah korban sedang hamil dan mengalami kekerasan?",
            "Is the survivor pregnant and living with violence?",
            _RISK,
        ),
        (
            "suicidal_thoughts",
            "Apakah korban ingin mati, ingin melukai diri, atau pernah mencobanya?",
            "Does the survivor wish to die or to harm herself, or has she tried to?",
            _RISK,
        ),
        (
            "alleged_suicide_threat",
            "Apakah terlapor mengancam akan bunuh diri?",
            "Does the alleged person threaten to kill himself?",
            _RISK,
        ),
        (
            "safe_from_alleged",
            "Apakah korban tinggal di tempat aman dan tidak lagi berhubungan dengan terlapor?",
            "Is the survivor in a safe place and no longer in contact with the alleged person?",
            "Arti risiko rendah (usulan Rangkul atas Standar Layanan PPA)",
        ),
        (
            "contact_not_allowed",
            "Apakah pelapor meminta agar tidak dihubungi?",
            "Did the reporter ask not to be contacted?",
            "Aturan kontak aman",
        ),
    ),
    *_group(
        WHO,
        (
            "survivor_is_child",
            "Apakah korban belum berumur 18 tahun saat kejadian?",
            "Was the survivor under 18 at the incident?",
            "UU 35/2014 Ps 1",
        ),
        (
            "survivor_under_5",
            "Apakah korban belum berumur 5 tahun?",
            "Is the survivor under 5?",
            _RISK,
        ),
        (
            "survivor_male",
            "Apakah korban laki-laki?",
            "Is the survivor male?",
            "UU 12/2022 Ps 1 angka 4",
        ),
        (
            "survivor_has_disability",
            "Apakah korban penyandang disabilitas?",
            "Does the survivor have a disability?",
            "UU 12/2022 Ps 7(2), 14(3)",
        ),
        (
            "disability_dependent_on_alleged",
            "Apakah korban penyandang disabilitas yang bergantung pada terlapor?",
            "Does the survivor have a disability and depend on the alleged person?",
            _RISK,
        ),
        (
            "survivor_confirmed",
            "Apakah korban sendiri sudah membenarkan laporan ini kepada petugas?",
            "Has the survivor herself confirmed this report to the unit?",
            "UU 12/2022 Ps 41(2)",
        ),
        (
            "professional_confirmed",
            (
                "Apakah tenaga medis, tenaga kesehatan, psikiater, psikolog, atau pekerja sosial "
                "sudah membenarkan laporan ini?"
            ),
            (
                "Has a medical or health worker, psychiatrist, psychologist or social worker "
                "confirmed it?"
            ),
            "UU 12/2022 Ps 41(2)",
        ),
        (
            "child_lives_with_alleged",
            "Apakah ada anak yang tinggal serumah dengan terlapor?",
            "Does any child live with the alleged person?",
            _RISK,
        ),
        (
            "children_in_household",
            "Apakah ada anak yang tinggal di rumah tempat kejadian, termasuk korban sendiri?",
            "Do children live in the home where it happened, the survivor included?",
            "Pertanyaan wajib tentang anak lain di rumah",
        ),
        (
            "another_child_victim",
            "Apakah ada anak lain yang juga menjadi korban?",
            "Is another child a victim too?",
            "UU 35/2014 Ps 59A",
        ),
        (
            "other_children_exposed",
            "Apakah terlapor bekerja atau sering bersama anak-anak lain?",
            "Does the alleged person work with other children or spend time with them?",
            "UU 35/2014 Ps 59A",
        ),
        (
            "alleged_is_child",
            "Apakah terlapor belum berumur 18 tahun?",
            "Is the alleged person under 18?",
            "UU 11/2012 Ps 1",
        ),
        (
            "alleged_works_at_partner",
            (
                "Apakah terlapor bekerja di UPTD PPA atau di kantor mitra (misalnya polisi, "
                "rumah sakit)?"
            ),
            "Does the alleged person work at the unit or at a partner office (police, hospital)?",
            "Pencegahan benturan kepentingan",
        ),
        (
            "from_other_area",
            "Apakah korban tinggal, atau kejadiannya terjadi, di luar kota ini?",
            "Does the survivor live outside this city, or did it happen outside?",
            "UU 12/2022 Ps 39(1)",
        ),
    ),
    *_group(
        WHAT,
        (
            "violence_alleged",
            "Apakah ada kekerasan, ancaman, penelantaran, atau eksploitasi yang diceritakan?",
            "Is there any violence, threat, neglect or exploitation in the account?",
            "UU 23/2004 Ps 5-9; UU 35/2014 Ps 59(2)",
        ),
        (
            "physical_violence",
            "Apakah korban dipukul, ditendang, dijambak, atau disakiti badannya dengan cara lain?",
            "Was the survivor hit, kicked, pulled by the hair or hurt bodily in another way?",
            "UU 23/2004 Ps 6; UU 1/2023 Ps 466-471",
        ),
        (
            "sexual_violence",
            "Apakah ada ucapan, sentuhan, paksaan, atau ancaman yang bersifat seksual?",
            "Were there sexual words, touching, force or threats?",
            "UU 12/2022 Ps 4",
        ),
        (
            "forced_sex_by_partner",
            "Apakah suami, istri, atau pacar pernah memaksa berhubungan badan?",
            "Has a spouse or partner ever forced sex?",
            _RISK,
        ),
        (
            "forced_intercourse",
            "Apakah terjadi hubungan badan yang dipaksa, atau hubungan badan dengan anak?",
            "Was there forced intercourse, or intercourse with a child?",
            "UU 1/2023 Ps 473; jendela layanan kesehatan",
        ),
        (
            "electronic_extortion",
            "Apakah ada ancaman atau pemerasan dengan foto, video, atau pesan seksual?",
            "Is there a threat or extortion with sexual pictures, videos or messages?",
            "UU 12/2022 Ps 14(2)",
        ),
        (
            "image_spread",
            "Apakah foto, video, atau pesan seksual korban sudah disebarkan?",
            "Has a sexual picture, video or message of the survivor been spread?",
            "UU 12/2022 Ps 14(1)",
        ),
        (
            "trafficking",
            "Apakah korban direkrut, dibawa, atau ditahan untuk dieksploitasi (TPPO)?",
            "Was the survivor recruited, moved or held in order to be exploited (trafficking)?",
            "UU 21/2007 Ps 1; UU 1/2023 Ps 455",
        ),
        (
            "organised_network",
            "Apakah pelakunya jaringan atau sindikat?",
            "Is a network or syndicate behind it?",
            _RISK,
        ),
        (
            "at_school",
            "Apakah kejadiannya di sekolah atau di antara teman sekolah?",
            "Did it happen at school or among schoolmates?",
            "Tempat kejadian (SIMFONI PPA)",
        ),
    ),
    *_group(
        WHEN,
        (
            "sexual_violence_within_120h",
            "Apakah kekerasan seksual terakhir terjadi dalam 5 hari (120 jam) ini?",
            "Did the latest sexual violence happen within the last 5 days (120 hours)?",
            _RISK,
        ),
        (
            "evidence_at_hand",
            "Apakah ada bukti yang perlu diamankan, misalnya foto, pesan, atau pakaian?",
            "Is there evidence to secure, such as pictures, messages or clothes?",
            "UU 12/2022 Ps 24; UU 23/2004 Ps 55",
        ),
        (
            "refuses_legal_process",
            "Apakah korban sendiri menyatakan tidak ingin proses hukum, atau ingin mencabut aduan?",
            "Does the survivor herself not want a legal process, or wish to withdraw a complaint?",
            "UU 1/2023 Ps 24-30; standar pelayanan mediasi UPTD PPA",
        ),
        (
            "complaint_offence_confirmed",
            "Apakah petugas hukum sudah menyatakan tertulis bahwa ini delik aduan?",
            "Has the legal officer found in writing that this is a complaint offence?",
            "UU 1/2023 Ps 24(2)",
        ),
    ),
    *_group(
        MEDIATION,
        (
            "civil_dispute_only",
            "Apakah ini hanya sengketa perdata atau kerja (nafkah, hak asuh, harta, upah)?",
            "Is this only a civil or labour dispute (maintenance, custody, property, wages)?",
            _MEDIATION_STANDARD,
        ),
        (
            "whitelisted_complaint_offence",
            "Apakah petugas hukum menyatakan ini delik aduan yang ada di daftar boleh mediasi?",
            "Has the legal officer found a complaint offence on the list that may be mediated?",
            "UU 23/2004 Ps 51-52; UU 1/2023 Ps 440, 448, 483",
        ),
        (
            "spouses_now",
            "Apakah korban dan terlapor saat ini suami istri?",
            "Are the survivor and the alleged person husband and wife at present?",
            "UU 23/2004 Ps 44(4), 45(2)",
        ),
        (
            "illness_or_hindrance",
            "Apakah korban menjadi sakit, atau terhalang bekerja atau kegiatan sehari-hari?",
            "Did the survivor fall ill, or was her work or daily activity hindered?",
            "UU 23/2004 Ps 44(4), 45(2)",
        ),
        (
            "request_by_adult_survivor_herself",
            "Apakah mediasi diminta sendiri oleh korban perempuan dewasa?",
            "Did the adult woman herself ask for mediation?",
            _MEDIATION_STANDARD,
        ),
        (
            "under_guardianship",
            "Apakah korban berada di bawah pengampuan?",
            "Is the survivor under guardianship (pengampuan)?",
            "UU 1/2023 Ps 26",
        ),
        (
            "signed_mediation_consent",
            "Apakah korban sudah menandatangani persetujuan mediasi yang terpisah?",
            "Has the survivor signed a separate consent to mediation?",
            _MEDIATION_STANDARD,
        ),
        (
            "companion_assessed",
            "Apakah pendamping sudah menilai bahwa korban bebas memutuskan?",
            "Has the companion assessed that the survivor decides freely?",
            _MEDIATION_STANDARD,
        ),
        (
            "psychologist_assessed",
            "Apakah psikolog sudah menilai bahwa korban bebas memutuskan?",
            "Has the psychologist assessed that the survivor decides freely?",
            _MEDIATION_STANDARD,
        ),
        (
            "coercion_signs",
            "Apakah ada tanda korban ditekan, diancam, atau dipaksa berdamai?",
            "Are there signs that the survivor is pressed, threatened or forced to settle?",
            "KUHAP (UU 20/2025) Ps 81(2), dengan analogi",
        ),
        (
            "active_protection_order",
            "Apakah ada perintah perlindungan atau perlindungan sementara yang masih berlaku?",
            "Is a protection order or temporary protection in force?",
            "UU 23/2004 Ps 16, 28-32; UU 12/2022 Ps 42, 45",
        ),
    ),
)
