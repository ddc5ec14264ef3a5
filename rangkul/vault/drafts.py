"""Drafts: a row that only the visitor's cookie can find and open (vault.md, "A report" 1)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from rangkul.common import clock
from rangkul.vault.crypto import Refused, blake, decrypt, encrypt, pad, random_key, unpad
from rangkul.vault.models import Draft

SECRET_BYTES = 32


@dataclass(frozen=True)
class DraftKey:
    """What the cookie's 32 bytes give: where the row is, how it opens, and the form token."""

    secret: bytes

    @property
    def lookup(self) -> bytes:
        return blake(self.secret, purpose="draft-lookup")

    @property
    def form_token(self) -> str:
        return blake(self.secret, purpose="draft-token", size=16).hex()

    @property
    def cookie(self) -> str:
        return self.secret.hex()


def new_key() -> DraftKey:
    """A key for a visitor who starts now."""
    return DraftKey(random_key())


def key_from_cookie(cookie: str | None) -> DraftKey | None:
    """The key in a cookie, or None when there is none or it is malformed."""
    try:
        secret = bytes.fromhex(cookie or "")
    except ValueError:
        return None
    return DraftKey(secret) if len(secret) == SECRET_BYTES else None


def save(key: DraftKey, state: dict[str, Any]) -> None:
    """Write the row inside the caller's writing() and give it another 30 minutes."""
    body = pad(json.dumps(state, separators=(",", ":")).encode().ljust(4000))
    Draft.objects.update_or_create(
        lookup=key.lookup,
        defaults={
            "ct": encrypt(_seal_key(key), body, context=key.lookup),
            "expires": clock.now() + timedelta(minutes=settings.PUBLIC_IDLE_MINUTES),
        },
    )


def load(key: DraftKey, *, lock: bool = False) -> dict[str, Any] | None:
    """The state, or None when there is no living row. `lock`: hold it until the commit."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    row = rows.filter(lookup=key.lookup, expires__gt=clock.now()).first()
    if row is None:
        return None
    try:
        opened = decrypt(_seal_key(key), bytes(row.ct), context=key.lookup)
    except Refused:
        return None
    state: dict[str, Any] = json.loads(unpad(opened))
    return state


def delete(key: DraftKey) -> None:
    """Forget the row inside the caller's writing()."""
    Draft.objects.filter(lookup=key.lookup).delete()


def crowded() -> bool:
    """Whether more stays are open than a city's people start in half an hour: a flood, against
    which a new stay costs a derivation (`cost`). Reads at most CROWD + 1 entries of the index."""
    most: int = settings.CROWD
    living = Draft.objects.filter(expires__gt=clock.now()).order_by("-expires").values("expires")
    return living[: most + 1].count() > most


def sweep() -> int:
    """Delete what has expired; the number of rows."""
    return Draft.objects.filter(expires__lte=clock.now()).delete()[0]


def _seal_key(key: DraftKey) -> bytes:
    return blake(key.secret, purpose="draft-key")
