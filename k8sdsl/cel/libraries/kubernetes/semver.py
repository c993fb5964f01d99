"""Semantic versions (apiserver `pkg/cel/library/semverlib.go`, `blang/semver`)."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.values import LARGEST_UINT, Opaque

_KIND = "kubernetes.Semver"
_DIGITS = frozenset("0123456789")
_WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-")
_MOST_DIGITS = 20


class Version:
    """Major, minor, patch and the prerelease; build metadata does not count."""

    __slots__ = ("before", "numbers")

    def __init__(self, numbers: tuple[int, ...], before: tuple[Any, ...]) -> None:
        self.numbers = numbers
        self.before = before

    @property
    def order(self) -> tuple[Any, ...]:
        """The key for comparison: a release comes after its prereleases."""
        return (self.numbers, not self.before, self.before)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.order == other.order

    def __hash__(self) -> int:
        return hash(self.order)


def _number(text: str) -> int | None:
    if not text or not _DIGITS.issuperset(text) or (len(text) > 1 and text[0] == "0") or len(text) > _MOST_DIGITS:
        return None
    return int(text) if int(text) <= LARGEST_UINT else None


def _identifier(text: str) -> tuple[int, int, str] | None:
    """An identifier of a prerelease: numbers come first, in numerical order, then words."""
    if text and _DIGITS.issuperset(text):
        number = _number(text)
        return None if number is None else (0, number, "")
    return (1, 0, text) if text and _WORD.issuperset(text) else None


def _parsed(text: str) -> Version | None:
    major, _, rest = text.partition(".")
    minor, dot, rest = rest.partition(".")
    rest, plus, build = rest.partition("+")
    patch, dash, before = rest.partition("-")
    numbers = [_number(part) for part in (major, minor, patch)]
    parts = [_identifier(part) for part in before.split(".")] if dash else []
    well_built = not plus or all(part and _WORD.issuperset(part) for part in build.split("."))
    if not dot or None in numbers or None in parts or not well_built:
        return None
    return Version(tuple(number or 0 for number in numbers), tuple(parts))


def _normalized(text: str) -> Version | None:
    """A version as people write it: `v1`, `01.2`."""
    parts = text.removeprefix("v").split(".", 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            short = part.lstrip("0")
            parts[index] = short if short and short[0] in _DIGITS else f"0{short}"
    if len(parts) < 3 and ("+" in parts[-1] or "-" in parts[-1]):
        return None
    return _parsed(".".join([*parts, *["0"] * (3 - len(parts))]))


def _semver(text: str, normalize: bool = False) -> Opaque:  # noqa: FBT001, FBT002 the signature of the function in CEL
    found = _normalized(text) if normalize else _parsed(text)
    if found is None:
        raise EvaluationError(f"{text!r} is not a semantic version")
    return Opaque(_KIND, found)


def _is_semver(text: str, normalize: bool = False) -> bool:  # noqa: FBT001, FBT002 the signature of the function in CEL
    return (_normalized(text) if normalize else _parsed(text)) is not None


def _compare(left: Opaque, right: Opaque) -> int:
    first, second = left.value.order, right.value.order
    return int(first > second) - int(first < second)


def _part(index: int) -> Any:
    def read(version: Opaque) -> int:
        number: int = version.value.numbers[index]
        return number if number < 2**63 else number - 2**64

    return read


SEMVER = Library(
    Function(
        "semver",
        Overload("string_to_semver", f"(string) {_KIND}", _semver),
        Overload("string_bool_to_semver", f"(string, bool) {_KIND}", _semver),
    ),
    Function(
        "isSemver",
        Overload("is_semver_string", "(string) bool", _is_semver),
        Overload("is_semver_string_bool", "(string, bool) bool", _is_semver),
    ),
    Function(
        "isGreaterThan",
        Overload("semver_is_greater_than", f"{_KIND}.({_KIND}) bool", lambda left, right: _compare(left, right) > 0),
    ),
    Function(
        "isLessThan",
        Overload("semver_is_less_than", f"{_KIND}.({_KIND}) bool", lambda left, right: _compare(left, right) < 0),
    ),
    Function("compareTo", Overload("semver_compare_to", f"{_KIND}.({_KIND}) int", _compare)),
    Function("major", Overload("semver_major", f"{_KIND}.() int", _part(0))),
    Function("minor", Overload("semver_minor", f"{_KIND}.() int", _part(1))),
    Function("patch", Overload("semver_patch", f"{_KIND}.() int", _part(2))),
)
