"""Who may do what: one readable class a role. Read this file to know who holds which power."""

from typing import ClassVar

from rangkul.accounts.enums import Permission, RoleCode


class Role:
    """A role: what it is for in plain words, what it may do, and where its day begins."""

    code: ClassVar[RoleCode]
    description: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]]
    home: ClassVar[str]  # path of the page after sign-in


_DESK = frozenset(
    {
        Permission.READ_REPORTS,
        Permission.TAKE_REPORTS,
        Permission.ANSWER_REPORTS,
        Permission.ADMIT,
    }
)


class DutyOfficer(Role):
    """Receives reports at the UPTD."""

    code = RoleCode.DUTY
    description = "Menerima, membaca, dan menjawab laporan yang masuk ke UPTD PPA."
    permissions = _DESK
    home = "/piket/"


class AlternativeDutyOfficer(Role):
    """Receives reports about the unit itself or about a partner; works outside the UPTD."""

    code = RoleCode.ALTERNATIVE_DUTY
    description = (
        "Bekerja di luar UPTD. Menerima laporan tentang petugas UPTD atau kantor mitra,"
        " supaya tidak dibaca oleh kantor yang dilaporkan."
    )
    permissions = _DESK
    home = "/piket/"


class HeadOfUnit(Role):
    """Founds teams and answers for what the public pages promise; reads reports only as a member
    of an intake team, as everybody else."""

    code = RoleCode.HEAD
    description = (
        "Memimpin UPTD PPA, membentuk tim, serta memastikan nomor bantuan dan jam piket."
        " Tidak membaca laporan."
    )
    permissions = frozenset({Permission.FOUND_TEAM, Permission.ADMIT, Permission.CONFIRM_HELP})
    home = "/pengaturan/tim/"


class Administrator(Role):
    """Invites people and keeps agencies; admits nobody and sees no report."""

    code = RoleCode.ADMINISTRATOR
    description = (
        "Membuat undangan dan daftar lembaga. Tidak dapat menerima anggota tim"
        " dan tidak dapat melihat laporan atau kasus."
    )
    permissions = frozenset({Permission.INVITE})
    home = "/pengaturan/orang/"


class PartnerMember(Role):
    """Works at a partner; may do nothing until referrals exist, except keep its own team."""

    code = RoleCode.PARTNER
    description = "Bekerja di lembaga mitra. Belum ada tugas sampai ada rujukan."
    permissions = frozenset({Permission.ADMIT})
    home = "/pengaturan/tim/"


ROLES: dict[RoleCode, type[Role]] = {
    role.code: role
    for role in (DutyOfficer, AlternativeDutyOfficer, HeadOfUnit, Administrator, PartnerMember)
}


def role_of(code: str) -> type[Role]:
    """The role behind a stored code. Raises ValueError for an unknown code."""
    return ROLES[RoleCode(code)]


def misplaced(role: RoleCode, *, in_unit: bool, for_team: bool) -> str:
    """Why somebody of this role cannot stand there, in a sentence; empty when she can."""
    if role == RoleCode.ADMINISTRATOR and for_team:
        return "Administrator tidak menjadi anggota tim"
    if role == RoleCode.ALTERNATIVE_DUTY and in_unit:
        return "Petugas jalur lain bekerja di luar UPTD"
    return ""


def holders(permission: Permission) -> list[str]:
    """Indonesian names of the roles that hold a permission, in the order of this file."""
    return [str(code.label) for code, role in ROLES.items() if permission in role.permissions]
