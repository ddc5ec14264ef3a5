"""Fingerprints of keys as two people read them aloud to each other."""

from rangkul.vault.chain import PublicKeys, fingerprint

_GROUP_BYTES = 4


def digit_groups(digest: bytes) -> tuple[str, ...]:
    """Eight groups of five digits for a 32-byte fingerprint (about 133 bits)."""
    parts = (digest[i : i + _GROUP_BYTES] for i in range(0, len(digest), _GROUP_BYTES))
    return tuple(f"{int.from_bytes(part, 'big') % 100_000:05d}" for part in parts)


def of_person(key: PublicKeys) -> tuple[str, ...]:
    """The groups of a person's key: over both public halves, signing key first."""
    return digit_groups(fingerprint(key.sign + key.box))
