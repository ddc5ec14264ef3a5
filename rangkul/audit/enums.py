"""The closed vocabulary of the audit trail: English code, Indonesian label."""

from django.db import models


class EventCode(models.TextChoices):
    """Everything that can stand in the trail. A new act gets a new code here."""

    CITY_MADE = "city.made", "Kota disiapkan"
    STATEMENT_ADDED = "vault.statement_added", "Pernyataan kunci ditambahkan"
    TAMPERING_REFUSED = "vault.tampering_refused", "Perubahan tidak sah ditolak"
    CODE_REFUSED = "receipt.code_refused", "Kode tidak cocok"
    SIGNED_IN = "person.signed_in", "Masuk"
    SIGN_IN_REFUSED = "person.sign_in_refused", "Gagal masuk"
    SIGNED_OUT = "person.signed_out", "Keluar"
    SESSION_ENDED = "person.session_ended", "Sesi diakhiri"
    PASSWORD_CHANGED = "person.password_changed", "Kata sandi diganti"
    INVITED = "person.invited", "Undangan dibuat"
    INVITATION_WITHDRAWN = "person.invitation_withdrawn", "Undangan dibatalkan"
    KEY_MADE = "person.key_made", "Kunci pribadi dibuat"
    AGENCY_ADDED = "agency.added", "Lembaga ditambahkan"
    TEAM_FOUNDED = "team.founded", "Tim dibentuk"
    MEMBER_ADMITTED = "team.member_admitted", "Anggota diterima"
    REPORT_RECEIVED = "report.received", "Laporan diterima"
    REPORT_TAKEN = "report.taken", "Laporan diambil"
    REPORT_OPENED = "report.opened", "Laporan dibuka"
    FACTS_SAVED = "report.facts_saved", "Fakta disimpan"
    STAFF_ANSWERED = "thread.staff_answered", "Petugas menjawab"
    REPORTER_WROTE = "thread.reporter_wrote", "Pelapor menulis"
    THREAD_OPENED = "thread.opened", "Kotak pesan dibuka"
    CLOCK_MISSED = "clock.missed", "Batas waktu terlewat"
    JOB_DIED = "job.died", "Pekerjaan latar gagal"
    JOB_RETRIED = "job.retried", "Pekerjaan latar diulang"
    JOB_LAID_TO_REST = "job.laid_to_rest", "Pekerjaan latar ditutup"
