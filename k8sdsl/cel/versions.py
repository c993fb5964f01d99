"""Semantic versions in CEL (apiserver `pkg/cel/library/semverlib.go`)."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.values import EvaluationError, Opaque

if TYPE_CHECKING:
    from collections.abc import Callable


@functools.total_ordering
class SemanticVersion:
    """Major, minor, patch, and what comes before a release; builds do not count."""

    __slots__ = ("key", "numbers")

    def __init__(self, numbers: tuple[int, ...], before: str) -> None:
        self.numbers = numbers
        parts = (
            tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in before.split("."))
            if before
            else ()
        )
        self.key = (numbers, not before, parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemanticVersion) and self.key == other.key

    def __lt__(self, other: SemanticVersion) -> bool:
        return self.key < other.key

    def __hash__(self) -> int:
        return hash(self.key)


@functools.cache
def _pattern() -> re.Pattern[str]:
    number = r"(0|[1-9][0-9]*)"
    return re.compile(rf"{number}\.{number}\.{number}(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII)


def _parsed(text: str, *, normalize: bool) -> SemanticVersion | None:
    if normalize:
        text = text.strip().removeprefix("v")
        core = re.split("[-+]", text, maxsplit=1)[0]
        parts = [part.lstrip("0") or "0" for part in core.split(".")]
        parts += ["0"] * (3 - len(parts))
        text = ".".join(parts) + text[len(core) :]
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    return SemanticVersion(tuple(int(match[group]) for group in (1, 2, 3)), match[4] or "")


def _semver(text: str, normalize: bool = False) -> Opaque:  # noqa: FBT001, FBT002 as the function in CEL
    found = _parsed(text, normalize=normalize)
    if found is None:
        raise EvaluationError(f"{text!r} is no semantic version")
    return Opaque("kubernetes.Semver", found)


def _is_semver(text: str, normalize: bool = False) -> bool:  # noqa: FBT001, FBT002 as the function in CEL
    return _parsed(text, normalize=normalize) is not None


SEMVER: dict[str, Callable[..., Any]] = {
    "semver": _semver,
    "isSemver": _is_semver,
    "major": lambda version: version.value.numbers[0],
    "minor": lambda version: version.value.numbers[1],
    "patch": lambda version: version.value.numbers[2],
}
