"""Shows whether a plaintext is unchanged, without storing anything that reveals it.

A plain hash of a password can be found by trying; a hash with a key that is not in the repository cannot.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from k8sdsl.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_KEY = 16
_FEWEST = 8
"""Different bytes in a key; sixteen random ones have fewer in no more than one case of some 10,000,000,000."""


def keyed(key: str, parts: Iterable[bytes]) -> bytes:
    """HMAC-SHA256 of some parts, each with its length, so that no two lists of parts give the same input; 32 bytes.

    Raises SecretError for a key that is too short or too regular to be one.
    """
    if len(key.encode()) < SHORTEST_KEY or len(set(key.encode())) < _FEWEST:
        raise SecretError(
            f"the fingerprint key must have at least {SHORTEST_KEY} bytes, {_FEWEST} of them different",
            remedy="create one with `openssl rand -hex 32`, and store it with the other secrets",
            code="secret/fingerprint-key",
        )
    message = b"".join([len(part).to_bytes(8, "big") + part for part in parts])
    return hmac.digest(key.encode(), message, "sha256")
