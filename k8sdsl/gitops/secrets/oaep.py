"""RSA-OAEP with a given seed (RFC 8017, section 7.1.1), so that the same input gives the same ciphertext.

The library for everything else always uses a random seed. This module computes only with public values and the message,
and the seed is a keyed hash of the message and its context, as in deterministic authenticated encryption.
"""

from __future__ import annotations

from hashlib import sha256

_HASH = 32


def encrypt(message: bytes, label: bytes, seed: bytes, modulus: int, exponent: int) -> bytes:
    """The ciphertext, as long as the modulus, with SHA-256 for label and mask; ValueError if it cannot fit."""
    size = (modulus.bit_length() + 7) // 8
    padding = size - len(message) - 2 * _HASH - 2
    if padding < 0 or len(seed) != _HASH:
        raise ValueError("the message is too long for this key, or the seed does not have 32 bytes")
    block = sha256(label).digest() + b"\0" * padding + b"\1" + message
    masked_block = _xor(block, _mask(seed, len(block)))
    masked_seed = _xor(seed, _mask(masked_block, _HASH))
    number = int.from_bytes(b"\0" + masked_seed + masked_block, "big")
    return pow(number, exponent, modulus).to_bytes(size, "big")


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1."""
    blocks = [sha256(seed + counter.to_bytes(4, "big")).digest() for counter in range(-(-length // _HASH))]
    return b"".join(blocks)[:length]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes([left ^ right for left, right in zip(one, other, strict=True)])
