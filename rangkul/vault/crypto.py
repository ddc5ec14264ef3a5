"""The few primitives of libsodium that the house uses, with their contexts bound in.

XChaCha20-Poly1305 (AEAD), X25519 sealed boxes, Ed25519, Argon2id, BLAKE2b. No cipher, mode or
protocol of our own: this module only names contexts, pads, and refuses what does not open.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from nacl import bindings, pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

KEY_BYTES = 32
_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_BUCKETS = (256, 1024, 4096, 16384)


class Refused(Exception):
    """A ciphertext, key or signature that is not what it must be: nothing was opened."""


@dataclass(frozen=True)
class KdfParameters:
    """Argon2id cost: memory in KiB and passes; stored beside each derived secret."""

    memory_kib: int
    passes: int


@dataclass(frozen=True)
class BoxKeys:
    """An X25519 key pair, raw bytes."""

    public: bytes
    private: bytes


def random_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def blake(*parts: bytes, purpose: str, key: bytes = b"", size: int = 32) -> bytes:
    """Keyed BLAKE2b over length-prefixed parts; `purpose` (at most 16 ASCII) separates uses."""
    hasher = hashlib.blake2b(key=key, digest_size=size, person=purpose.encode("ascii"))
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big") + part)
    return hasher.digest()


def same(left: bytes, right: bytes) -> bool:
    """Constant-time comparison."""
    return hmac.compare_digest(left, right)


def stretch(secret: bytes, *, salt: bytes, cost: KdfParameters) -> bytes:
    """64 bytes by Argon2id (libsodium, one lane); slow on purpose: never inside a transaction."""
    return pwhash.argon2id.kdf(
        64, secret, salt, opslimit=cost.passes, memlimit=cost.memory_kib * 1024
    )


def encrypt(key: bytes, plaintext: bytes, *, context: bytes) -> bytes:
    """Nonce and XChaCha20-Poly1305 ciphertext with `context` as associated data."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plaintext, context, nonce, key
    )


def decrypt(key: bytes, sealed: bytes, *, context: bytes) -> bytes:
    """The plaintext. Raises Refused on a wrong key, context or a changed byte."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[_NONCE:], context, sealed[:_NONCE], key
        )
    except (CryptoError, ValueError) as error:
        raise Refused("sealed field") from error


def pad(plaintext: bytes) -> bytes:
    """ISO/IEC 7816-4 padding to 256 B, 1 k, 4 k, 16 k, then steps of 16 k: hides the length."""
    size = next((b for b in _BUCKETS if len(plaintext) < b), None)
    return bindings.sodium_pad(plaintext, size if size is not None else _BUCKETS[-1])


def unpad(padded: bytes) -> bytes:
    """What was padded. Raises Refused when it was not."""
    size = len(padded) if len(padded) in _BUCKETS else _BUCKETS[-1]
    try:
        return bindings.sodium_unpad(padded, size)
    except (CryptoError, ValueError) as error:
        raise Refused("padding") from error


def box_keys(seed: bytes | None = None) -> BoxKeys:
    """An X25519 pair, random or from 32 bytes."""
    private = PrivateKey(seed if seed is not None else random_key())
    return BoxKeys(bytes(private.public_key), bytes(private))


def box_public(private: bytes) -> bytes:
    """The public half of an X25519 private key."""
    return bytes(PrivateKey(private).public_key)


def seal_to(public: bytes, secret: bytes, *, context: bytes) -> bytes:
    """Anonymous sealed box. The context's hash travels inside: a moved box does not open."""
    return SealedBox(PublicKey(public)).encrypt(blake(context, purpose="seal-context") + secret)


def open_sealed(private: bytes, sealed: bytes, *, context: bytes) -> bytes:
    """What `seal_to` sealed. Raises Refused on a wrong key or another context."""
    try:
        opened = SealedBox(PrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError) as error:
        raise Refused("sealed key") from error
    if not same(opened[:32], blake(context, purpose="seal-context")):
        raise Refused("sealed key: moved")
    return opened[32:]


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 signature (64 bytes)."""
    return SigningKey(seed).sign(message).signature


def sign_public(seed: bytes) -> bytes:
    """The Ed25519 public key of a 32-byte seed."""
    return bytes(SigningKey(seed).verify_key)


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Raises Refused unless the signature holds."""
    try:
        VerifyKey(public).verify(message, signature)
    except (CryptoError, ValueError, TypeError) as error:
        raise Refused("signature") from error
