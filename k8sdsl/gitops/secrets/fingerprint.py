"""Whether a plaintext is the same as before, without keeping anything that tells what it is.

A bare hash of a password can be found by trying; a hash under a key that is not in the repository cannot.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from k8sdsl.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_KEY = 16


def keyed(key: str, parts: Iterable[bytes]) -> bytes:
    """HMAC-SHA256 of some parts, each with its length, so that no two lists of parts are alike; 32 bytes.

    Raises SecretError for a key that is too short to be one.
    """
    if len(key.encode()) < SHORTEST_KEY:
        raise SecretError(
            f"the fingerprint key must be at least {SHORTEST_KEY} bytes long",
            remedy="make one with `openssl rand -hex 32`, and keep it where the other secrets are kept",
        )
    message = b"".join([len(part).to_bytes(8, "big") + part for part in parts])
    return hmac.digest(key.encode(), message, "sha256")
