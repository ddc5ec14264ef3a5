"""Making a city, real or demo: root key, fingerprint file, first people, all or nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from rangkul.accounts.actions.city import CityPlan, Link, enter_first_people
from rangkul.accounts.fingerprints import digit_groups
from rangkul.areas.actions import UnknownCity, load_city
from rangkul.common.secret_files import read_or_make
from rangkul.common.transactions import writing
from rangkul.config import triggers
from rangkul.config.startup import unapplied
from rangkul.vault import keys as vault_keys
from rangkul.vault import queries as vault
from rangkul.vault.enums import InstallationKind
from rangkul.vault.keys import Root


@dataclass(frozen=True)
class Sheet:
    """What is printed once: the root's fingerprint and the links. The root itself is gone."""

    fingerprint: tuple[str, ...]
    links: list[Link]
    areas: int  # 0 when the program has no list for this city


def kind_of_city() -> InstallationKind | None:
    """Demo, real, or None before set-up. Raises CommandError on a database without tables."""
    if unapplied() or triggers.missing():
        raise CommandError("Basis data belum disiapkan. Jalankan dulu: rangkul migrate")
    row = vault.installation()
    return InstallationKind(row.kind) if row else None


def make_city(
    plan: CityPlan, kind: InstallationKind, *, then: Callable[[list[Link]], None] | None = None
) -> Sheet:
    """Write a whole city in one transaction; `then` may go on inside it with the links.

    On any failure nothing is left: no row, no fingerprint file.
    """
    root = vault_keys.new_root()
    read_or_make(Path(settings.SECRET_DIR) / "pepper", 32)
    with _fingerprint_file(root), writing():
        vault_keys.found_city(root, kind=kind, city_code=plan.code, city_name=plan.name)
        areas = _areas(plan.code)
        links = enter_first_people(root, plan)
        if then is not None:
            then(links)
    return Sheet(digit_groups(root.fingerprint), links, areas)


def _areas(code: str) -> int:
    try:
        return load_city(code)
    except UnknownCity:
        return 0


@contextmanager
def _fingerprint_file(root: Root) -> Iterator[None]:
    """The pinned fingerprint, in place while the city is written, removed when that fails.

    A mark beside it tells a file that a killed set-up left from the file of another city.
    """
    path = Path(settings.ROOT_FINGERPRINT_FILE)
    mark = path.with_name(f"{path.name}.sedang-dibuat")
    if path.exists() and not mark.exists():
        raise CommandError(
            f"Berkas {path} sudah ada, mungkin milik kota lain. Periksa DATA_DIR dan DATABASE_URL;"
            " bila kota itu memang sudah tidak ada, pindahkan berkasnya lalu ulangi."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch(mode=0o600)
    path.unlink(missing_ok=True)
    _write(path, root.fingerprint.hex() + "\n")
    try:
        yield
    except BaseException:
        path.unlink()
        raise
    finally:
        mark.unlink()


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
