"""Sets of ports of all protocols.

A set is a sorted tuple of ranges on one axis, on which each protocol has its own stretch; ranges never touch.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Ports: TypeAlias = "tuple[tuple[int, int], ...]"
"""Ranges of ports, first and last, on the axis of all protocols."""

PROTOCOLS = ("SCTP", "TCP", "UDP")
_STRETCH = 2**16 + 1
_FIRST = {protocol: number * _STRETCH for number, protocol in enumerate(PROTOCOLS)}
NONE: Ports = ()


def ports(protocol: str, first: int = 1, last: int = 65535) -> Ports:
    """The ports of a range; empty if there is no such protocol or port."""
    offset = _FIRST.get(protocol)
    first, last = max(first, 1), min(last, 65535)
    return NONE if offset is None or first > last else ((offset + first, offset + last),)


ALL: Ports = tuple(ports(protocol)[0] for protocol in PROTOCOLS)
"""Every port of every protocol."""


def union(sets: Iterable[Ports]) -> Ports:
    """The ports of any of several sets."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(part for each in sets for part in each):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def common(one: Ports, other: Ports) -> Ports:
    """The ports that two sets have in common."""
    if one == ALL:
        return other
    if other == ALL:
        return one
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d)]
    return tuple(sorted(found))


def without(one: Ports, other: Ports) -> Ports:
    """The ports of a set that another does not have."""
    left = list(one)
    for first, last in other:
        pieces = [part for a, b in left for part in ((a, min(b, first - 1)), (max(a, last + 1), b))]
        left = [(a, b) for a, b in pieces if a <= b]
    return tuple(sorted(set(left)))


@lru_cache(maxsize=4096)
def as_text(allowed: Ports) -> str:
    """A set as text: `All Connections`, or ports by protocol: `TCP 80,443,UDP 53`."""
    if allowed == ALL:
        return "All Connections"
    parts = []
    for protocol in PROTOCOLS:
        offset = _FIRST[protocol]
        own = [(a - offset, b - offset) for a, b in allowed if offset < a < offset + _STRETCH]
        if own:
            parts.append(f"{protocol} {','.join(str(a) if a == b else f'{a}-{b}' for a, b in own)}")
    return ",".join(parts)
