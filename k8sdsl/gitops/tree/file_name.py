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
    given = stem = name.removesuffix(extension)
    first, dot, rest = stem.partition(".")
    if first.lower() in _DEVICES:  # with any extension
        stem = f"{first}-{digest(stem)}{dot}{rest}"
    elif name.lower() in _MEANINGFUL:
        stem = f"{stem}-{digest(stem)}"
    if len((stem + extension).encode()) > LONGEST:
        cut = stem.encode()[: LONGEST - len(extension) - 9]
        stem = f"{cut.decode('utf-8', 'ignore').rstrip('.-_ ')}-{digest(given)}"
    return stem + extension


def safe_path(path: str, extension: str) -> str:
    """A path that was put together from safe parts and a template's text, with each of its steps made safe.

    Put together, parts can be hidden (`.git`), end in a dot or lead upwards. No directory gets the extension of a file:
    the two would need the same path.
    """
    *folders, name = [step for step in path.split("/") if step]
    steps = [safe_file_name(_unhidden(folder, (".yaml", ".yml")), "") for folder in folders]
    return "/".join([*steps, safe_file_name(_unhidden(name.removesuffix(extension)) + extension, extension)])


def _unhidden(step: str, endings: tuple[str, ...] = ()) -> str:
    """The step without dots and spaces at its ends; marked if it had any, or has one of the endings."""
    kept = step.strip(". ")
    if kept == step and kept and not kept.lower().endswith(endings):
        return kept
    return f"{kept}-{digest(step)}" if kept else digest(step)


def is_safe_path(path: str) -> bool:
    """Whether a path that was read from a file stays inside its directory: relative, without `..` and backslash."""
    steps = path.split("/")
    hostile = "\\" in path or "\0" in path or (len(path) > 1 and path[1] == ":")
    return not hostile and all(step not in {"", ".", "..", ".git"} for step in steps)


def digest(text: str) -> str:
    """Eight digits that distinguish names."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
