"""What `rangkul doctor` looks at beyond what start-up refuses."""

import os
import stat
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from rangkul.audit import queries as audit
from rangkul.audit.enums import EventCode
from rangkul.audit.verify import verify
from rangkul.common import clock
from rangkul.config.startup import SECRETS, VITAL, Check, Problem
from rangkul.jobs import queries as jobs
from rangkul.jobs.enums import JobState
from rangkul.portal import city_settings
from rangkul.reports import queries as reports
from rangkul.vault import custody, files
from rangkul.vault import queries as vault

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_SKEW = timedelta(minutes=5)
_MANY = 200  # wrong codes a day; a busy city sees a few mistyped ones


def _trail() -> Problem:
    report = verify()
    return "" if report.intact else f"{len(report.findings)} temuan. Lihat: rangkul verify-audit"


def _tampering() -> Problem:
    count = audit.count(EventCode.TAMPERING_REFUSED)
    return (
        f"{count} perubahan tidak sah pernah ditolak. Selidiki sebelum melanjutkan" if count else ""
    )


def _refused_codes() -> Problem:
    """Many wrong receipt codes in a day: somebody may be guessing. None refuses a right one."""
    count = audit.count_since(EventCode.CODE_REFUSED, clock.now() - timedelta(days=1))
    return f"{count} kode tidak cocok dalam 24 jam. Periksa beban layanan" if count > _MANY else ""


def _complete() -> Problem:
    """What the trail saw being written must still be there: a deleted row is noticed."""
    lost = reports.lost_rows()
    return f"{lost} laporan atau pesan yang tercatat tidak ada lagi. Selidiki" if lost else ""


def _custody() -> Problem:
    broken = custody.findings()
    return f"{len(broken)} temuan. Lihat: rangkul verify-audit" if broken else ""


def _files() -> Problem:
    lost = files.missing()
    return f"{lost} berkas tidak ada di FILES_DIR. Pulihkan dari cadangan" if lost else ""


def _jobs() -> Problem:
    dead = jobs.counts()[JobState.DEAD]
    return f"{dead} pekerjaan latar gagal dan menunggu dilihat" if dead else ""


def _private_secrets() -> Problem:
    folder = Path(settings.SECRET_DIR)
    open_to_others = [
        path.name
        for path in (folder, *(folder / name for name in SECRETS))
        if path.stat().st_mode & _OTHERS
    ]
    if not open_to_others:
        return ""
    return f"dapat dibaca orang lain: {', '.join(open_to_others)}. Pakai chmod go="


def _https() -> Problem:
    if vault.is_demo() or settings.HTTPS:
        return ""
    return f"ORIGIN {settings.ORIGIN} harus https untuk kota nyata"


def _pinned_by_root() -> Problem:
    """In a real city the web user must not be able to choose another root."""
    if vault.is_demo():
        return ""
    path = Path(settings.ROOT_FINGERPRINT_FILE)
    if _only_root_writes(path) and _only_root_writes(path.parent):
        return ""
    return f"{path} dan foldernya harus milik root: chown root, chmod go-w"


def _only_root_writes(path: Path) -> bool:
    found = path.stat()
    return found.st_uid == 0 and not found.st_mode & _OTHERS_WRITE


def _clock() -> Problem:
    newest = audit.newest_at()
    if newest is None or newest <= clock.now() + _SKEW:
        return ""
    return "jam mesin tertinggal dari catatan audit terbaru. Periksa penyetelan waktu"


def _intake() -> Problem:
    if vault.intake_ready():
        return ""
    return "kedua tim penerima belum punya kunci; halaman depan hanya menampilkan nomor telepon"


def _disk() -> Problem:
    free = os.statvfs(settings.DATA_DIR)
    return "" if free.f_bavail * free.f_frsize > 500 * 1024**2 else "ruang kurang dari 500 MB"


def _numbers_as_rung() -> Problem:
    """A changed row could send a frightened person to somebody else's telephone."""
    changed = city_settings.not_as_rung()
    return f"berbeda dari yang dipastikan: {', '.join(changed)}. Selidiki" if changed else ""


def _numbers() -> Problem:
    missing = city_settings.unconfirmed()
    if not missing:
        return ""
    return f"belum ditelepon kota ini: {', '.join(missing)}. Kepala UPTD: /pengaturan/kota/"


def _hours() -> Problem:
    if city_settings.week().periods:
        return ""
    return "belum diisi; halaman publik tidak menyebut jam. Kepala UPTD: /pengaturan/kota/"


EXTRA: tuple[Check, ...] = (
    Check("Jejak audit utuh", _trail),
    Check("Tidak ada perubahan yang ditolak", _tampering),
    Check("Laporan dan pesan lengkap menurut jejak", _complete),
    Check("Riwayat berkas utuh", _custody),
    Check("Berkas tersegel lengkap", _files),
    Check("Nomor bantuan sama dengan jejak", _numbers_as_rung),
    Check("Kode tidak cocok dalam batas wajar", _refused_codes),
    Check("Tidak ada pekerjaan gagal", _jobs),
    Check("Berkas rahasia tertutup", _private_secrets),
    Check("Sidik akar milik root", _pinned_by_root),
    Check("Alamat memakai https", _https),
    Check("Jam mesin wajar", _clock),
    Check("Ruang simpan cukup", _disk),
    Check("Tim penerima siap", _intake),
)
ALL: tuple[Check, ...] = (*VITAL, *EXTRA)
# What a city should do soon; nothing is broken without it.
ADVICE: tuple[Check, ...] = (
    Check("Nomor bantuan dipastikan", _numbers),
    Check("Jam piket diketahui", _hours),
)
