"""Addresses of repositories without credentials."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def without_credentials(url: str) -> str:
    """An address without user name and password; `git@host:path` is kept, because `git` names no person."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.scheme or "@" not in parts.netloc or parts.scheme == "ssh":
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
