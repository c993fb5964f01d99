"""Programs that an automaton runs: pieces of a pattern, put together from left to right (Thompson's construction).

An instruction is a pair: what it does, and its argument. Targets are relative to the instruction, so that pieces can be
joined and repeated as they are.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from k8sdsl.semantics.patterns.errors import PatternBudgetError
from k8sdsl.semantics.patterns.ranges import Ranges

LARGEST = 250_000
"""The most instructions of one program; Go refuses what takes more than 3,355,443."""


class Opcode(IntEnum):
    """What an instruction does."""

    CHARACTERS = 0  # takes one character of a set, and goes on
    SPLIT = 1  # goes on at two places, the first of which is preferred
    JUMP = 2  # goes on elsewhere
    ASSERT = 3  # goes on if the place in the text is of a kind


class Assertion(IntEnum):
    """A place in the text."""

    TEXT_START = 0
    TEXT_END = 1
    LINE_START = 2
    LINE_END = 3
    WORD_BOUNDARY = 4
    NO_WORD_BOUNDARY = 5


Operation = tuple[Opcode, Any]


class Fragment:
    """A piece of a program, followed by the next piece.

    `empty` says that it can match no character, `depth` how deep its operators nest, and `repeats` the largest product
    of counts along them.
    """

    __slots__ = ("code", "depth", "empty", "repeats")

    def __init__(self, code: list[Operation], *, empty: bool, depth: int = 1, repeats: int = 1) -> None:
        if len(code) > LARGEST:
            raise PatternBudgetError("a pattern is too large to be matched")
        self.code = code
        self.empty = empty
        self.depth = depth
        self.repeats = repeats


def characters(ranges: Ranges) -> Fragment:
    """One character out of a set."""
    return Fragment([(Opcode.CHARACTERS, ranges)], empty=False)


def assertion(kind: Assertion) -> Fragment:
    """No character, at a place of a kind."""
    return Fragment([(Opcode.ASSERT, kind)], empty=True)


def concatenate(parts: list[Fragment]) -> Fragment:
    """The fragment that matches one after the other."""
    if len(parts) == 1:
        return parts[0]
    code = [instruction for part in parts for instruction in part.code]
    depth = 1 + max((part.depth for part in parts), default=0)
    repeats = max((part.repeats for part in parts), default=1)
    return Fragment(code, empty=all(part.empty for part in parts), depth=depth, repeats=repeats)


def alternate(parts: list[Fragment]) -> Fragment:
    """One of several, an earlier one preferred."""
    if len(parts) == 1:
        return parts[0]
    remaining = sum(len(part.code) + 2 for part in parts) - 2
    code: list[Operation] = []
    for part in parts[:-1]:
        remaining -= len(part.code) + 2
        code.append((Opcode.SPLIT, (1, len(part.code) + 2)))
        code += part.code
        code.append((Opcode.JUMP, remaining + 1))
    code += parts[-1].code
    depth = 1 + max(part.depth for part in parts)
    return Fragment(code, empty=any(p.empty for p in parts), depth=depth, repeats=max(p.repeats for p in parts))


def capture(part: Fragment) -> Fragment:
    """A group, which only counts as one more level."""
    return Fragment(part.code, empty=part.empty, depth=part.depth + 1, repeats=part.repeats)


def repeat(part: Fragment, low: int, high: int | None, *, lazy: bool) -> Fragment:
    """A piece from `low` to `high` times, without end for None; as often as possible, or as seldom if `lazy`."""
    count = max(low, high or 0)
    repeats = 1 if high == 0 else part.repeats * max(count, 1)
    copies = count if high is not None else max(low, 1)
    if copies * (len(part.code) + 1) > LARGEST:
        raise PatternBudgetError("a pattern is too large to be matched")
    code = part.code * low
    if high is None:
        code = [*part.code * (low - 1), *_plus(part.code, lazy=lazy)] if low else _star(part, lazy=lazy)
    else:
        size = len(part.code)
        for left in range(high - low, 0, -1):
            code.append((Opcode.SPLIT, _preferred(1, left * (size + 1), lazy=lazy)))
            code += part.code
    return Fragment(code, empty=part.empty or low == 0, depth=part.depth + 1, repeats=repeats)


def _star(part: Fragment, *, lazy: bool) -> list[Operation]:
    if part.empty:  # as Go compiles it since 1.16: an empty round does not end the loop
        inner = _plus(part.code, lazy=lazy)
        return [(Opcode.SPLIT, _preferred(1, len(inner) + 1, lazy=lazy)), *inner]
    size = len(part.code)
    return [(Opcode.SPLIT, _preferred(1, size + 2, lazy=lazy)), *part.code, (Opcode.JUMP, -size - 1)]


def _plus(code: list[Operation], *, lazy: bool) -> list[Operation]:
    return [*code, (Opcode.SPLIT, _preferred(-len(code), 1, lazy=lazy))]


def _preferred(into: int, past: int, *, lazy: bool) -> tuple[int, int]:
    return (past, into) if lazy else (into, past)
