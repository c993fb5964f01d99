"""Which name was probably meant by one that nothing has: close enough to be sure that it is not another object."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATORS = str.maketrans("._/", "---")
_WORDS = frozenset(
    ("service", "svc", "servicio", "secret", "secrets", "config", "configmap", "cm", "cfg", "settings", "pvc", "claim")
)
"""What people add to a name to say which kind it has."""


def misspelt(name: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that differ from a name by no more than a slip: a typing error, capitals, order or separators."""
    found = [one for one in candidates if one != name and is_slip(name, one)]
    return sorted(found)[:3]


def is_slip(name: str, other: str) -> bool:
    """Whether two names are the same but for a slip of the keyboard."""
    if abs(len(name) - len(other)) > 6:
        return False
    one, two = _parts(name), _parts(other)
    if sorted(one) == sorted(two) or "".join(one) == "".join(two):
        return True
    if len(one) != len(two):
        return False
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    return len(differing) == 1 and _is_typo(*differing[0])


def _parts(name: str) -> list[str]:
    return [part for part in name.lower().translate(_SEPARATORS).split("-") if part]


def _is_typo(one: str, two: str) -> bool:
    """Whether two words differ by one or two keys, in letters and not in numbers that tell siblings apart.

    Of short words (`app`, `api`) only slips that make no other word count: the wrong letter doubled, or two swapped.
    """
    length = min(len(one), len(two))
    if length < 3 or _digits(one) != _digits(two):
        return False
    if _undoubled(one) == _undoubled(two) or (sorted(one) == sorted(two) and edits(one, two, 2) == 1):
        return True
    return length >= 5 and edits(one, two, 3) <= (2 if length >= 8 else 1)


def _undoubled(word: str) -> str:
    return "".join(letter for letter, before in zip(word, f" {word}", strict=False) if letter != before)


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


def edits(one: str, two: str, limit: int) -> int:
    """How many letters were added, dropped, changed or swapped with their neighbour; `limit` at most."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    before: list[int] = []
    last = list(range(len(two) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(two, start=1):
            cost = min(row[-1] + 1, last[j] + 1, last[j - 1] + (a != b))
            if before and a == two[j - 2] and b == one[i - 2] and j > 1:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], limit)


def same_but_for_kind(name: str, other: str) -> bool:
    """Whether two names are the same but for words that only say which kind they have: `mariadb`, `mariadb-service`."""
    one, two = ([part for part in _parts(text) if part not in _WORDS] for text in (name, other))
    return bool(one) and sorted(one) == sorted(two)


def extends(name: str, other: str) -> bool:
    """Whether one of two names is the other with words more at one end: `shop` and `shop-web`."""
    one, two = sorted((_parts(name), _parts(other)), key=len)
    return bool(one) and len(one) < len(two) and (two[: len(one)] == one or two[-len(one) :] == one)
