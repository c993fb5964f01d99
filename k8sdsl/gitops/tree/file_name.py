"""File names that are safe everywhere, made from arbitrary names.

Kubernetes allows names that are longer than a file name, RBAC allows almost every character, and a name that was never
validated may contain `..` or a slash. A plain name is kept. Any other is cleaned, and gets eight digits of its hash, so
that two names never become one file, even if upper and lower case are the same.
"""

from __future__ import annotations

from hashlib import sha256

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *[f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789"])
)
_MEANINGFUL = frozenset(
    ("kustomization.yaml", "kustomization.yml", "kustomization", "chart.yaml", "hydrator.metadata", "readme.md")
)
"""File names that change how Argo CD or Flux read a directory, or that k8sdsl uses."""

LONGEST = 180
"""Bytes of one file name with its extension; file systems allow 255, encrypted ones 143 less overhead."""


def safe_part(text: str) -> str:
    """A name as a part of a file name: unchanged if it is plain, otherwise cleaned and marked."""
    if text and _PLAIN.issuperset(text) and text[0].isalnum() and text[-1].isalnum():
        return text
    cleaned = "".join([c if c in _PLAIN else "-" for c in text.lower()]).strip(".-")
    return f"{cleaned}-{digest(text)}" if cleaned else digest(text)


def safe_file_name(name: str, extension: str = ".yaml") -> str:
    """A file name of safe parts that is not a device, has no special meaning in a directory and is not too long."""
    stem = name.removesuffix(extension)
    if len(name.encode()) > LONGEST:
        room = LONGEST - len(extension) - 9
        stem = f"{stem[:room].rstrip('.-_')}-{digest(stem)}"
    elif stem.partition(".")[0].lower() in _DEVICES or name.lower() in _MEANINGFUL:
        stem = f"{stem}-{digest(stem)}"
    return stem + extension


def is_safe_path(path: str) -> bool:
    """Whether a path that was read from a file stays inside its directory: relative, without `..` and backslash."""
    steps = path.split("/")
    hostile = "\\" in path or "\0" in path or (len(path) > 1 and path[1] == ":")
    return not hostile and all(step not in {"", ".", "..", ".git"} for step in steps)


def digest(text: str) -> str:
    """Eight digits that distinguish names."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
