"""Amounts as the scheduler counts them: CPU in thousandths, everything else in whole units."""

from __future__ import annotations

from typing import TypeAlias

from k8sdsl.cluster.amounts import NANO, shown

CountedResources: TypeAlias = dict[str, int]
"""For names of resources their amounts as the scheduler counts them."""


def whole(name: str, amount: int) -> int:
    """An amount in billionths as the scheduler counts it, rounded up."""
    return -(-amount // _unit(name))


def as_text(name: str, amount: int) -> str:
    """An amount that the scheduler counts, as text."""
    return shown(amount * _unit(name), name)


def _unit(name: str) -> int:
    return NANO // 1000 if name == "cpu" else NANO
