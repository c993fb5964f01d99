"""Runs a program over a text, one character after the other, with every place that it can be at (Pike, Thompson).

For yes and no, the sets of places become states that are kept (a lazy DFA): a character then costs one look-up. Every
step counts against a budget that grows with the text, so that matching is linear for every pattern.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from k8sdsl.semantics.patterns.classes import PERL
from k8sdsl.semantics.patterns.errors import PatternBudgetError
from k8sdsl.semantics.patterns.program import Assertion, Fragment, Opcode, Operation
from k8sdsl.semantics.patterns.ranges import NEWLINE

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_STEPS = 5_000_000
MOST_STATES = 2_000

END = -1
"""What comes after the last character, in place of a class of characters."""

# What assertions ask of a neighbour: nothing (the text begins or ends), a new line, a word character, another.
_EDGE, _LINE, _WORD, _OTHER = range(4)

_NOTHING = frozenset[int]()
_FINISHED: Operation = (Opcode.CHARACTERS, ())


class _State:
    """The places that the program is at before the next character, and where each class of characters leads."""

    __slots__ = ("before", "next", "places")

    def __init__(self, before: int, places: tuple[int, ...]) -> None:
        self.before = before
        self.places = places
        self.next: dict[int, _State | bool] = {}


class Automaton:
    """A program made ready to run; `steps` counts what the last run cost."""

    def __init__(self, fragment: Fragment) -> None:
        self.code = fragment.code
        self.end = len(fragment.code)
        self.asserts = any(step is Opcode.ASSERT for step, _ in fragment.code)
        sets = {ranges for step, ranges in fragment.code if step is Opcode.CHARACTERS}
        kinds = {PERL["w"], ((NEWLINE, NEWLINE),)} if self.asserts else set()
        self.bounds = sorted({0, *(bound for r in sets | kinds for low, high in r for bound in (low, high + 1))})
        classes = {ranges: self._classes_in(ranges) for ranges in sets}
        self.takes = [classes[argument] if step is Opcode.CHARACTERS else _NOTHING for step, argument in self.code]
        self.takes.append(_NOTHING)
        self.class_of: dict[str, int] = {}
        self.states: dict[Any, _State] = {}
        self.steps = 0

    def _classes_in(self, ranges: Any) -> frozenset[int]:
        bounds = self.bounds
        return frozenset(
            index for low, high in ranges for index in range(bisect_right(bounds, low) - 1, bisect_right(bounds, high))
        )

    def search(self, text: str) -> bool:
        """Whether the program matches somewhere in `text`."""
        return self._run(text, anchored=False)

    def fullmatch(self, text: str) -> bool:
        """Whether the program matches all of `text`."""
        return self._run(text, anchored=True)

    def _run(self, text: str, *, anchored: bool) -> bool:
        self.steps = 0
        class_of = self.class_of
        state = self._state(_EDGE, (0,), anchored=anchored)
        for character in text:
            index = class_of.get(character)
            if index is None:
                index = class_of[character] = bisect_right(self.bounds, ord(character)) - 1
            following = state.next.get(index)
            if following is None:
                following = self._advance(state, index, anchored=anchored)
            if following is True:
                return True
            if following is False:
                return False
            state = following
        last = state.next.get(END)
        return bool(self._advance(state, END, anchored=anchored) if last is None else last)

    def _state(self, before: int, places: tuple[int, ...], *, anchored: bool) -> _State:
        key = (anchored, before, places)
        found = self.states.get(key)
        if found is None:
            if len(self.states) >= MOST_STATES:
                self.states.clear()
            found = self.states[key] = _State(before, places)
        return found

    def _advance(self, state: _State, index: int, *, anchored: bool) -> _State | bool:
        """The state after a character of a class: True if the run is decided, False if it can only fail."""
        threads = ((place, 0) for place in state.places)
        places = [place for place, _ in self._closure(threads, state.before, self._kind(index))]
        matched = self.end in places and (index == END or not anchored)
        following: _State | bool = matched
        if not matched and index != END:
            takes = self.takes
            after = [place + 1 for place in places if index in takes[place]]
            if not anchored:
                after.append(0)
            following = self._state(self._kind(index), tuple(after), anchored=anchored) if after else False
        state.next[index] = following
        return following

    def _kind(self, index: int) -> int:
        if not self.asserts:
            return _OTHER
        if index == END:
            return _EDGE
        code = self.bounds[index]
        if code == NEWLINE:
            return _LINE
        return _WORD if any(low <= code <= high for low, high in PERL["w"]) else _OTHER

    def _closure(self, threads: Iterable[tuple[int, int]], before: int, after: int) -> list[tuple[int, int]]:
        """The places that take a character (or end the match), reached without one, the preferred first.

        Each comes with what it was given with: where its match began.
        """
        found: list[tuple[int, int]] = []
        seen: set[int] = set()
        code, end = self.code, self.end
        for first, began in threads:
            stack = [first]
            while stack:
                place = stack.pop()
                if place in seen:
                    continue
                seen.add(place)
                step, argument = code[place] if place != end else _FINISHED
                if step is Opcode.CHARACTERS:
                    found.append((place, began))
                elif step is Opcode.JUMP:
                    stack.append(place + argument)
                elif step is Opcode.SPLIT:
                    stack += (place + argument[1], place + argument[0])
                elif _holds(argument, before, after):
                    stack.append(place + 1)
        self._charge(len(seen))
        return found

    def _charge(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise PatternBudgetError("matching a pattern takes too many steps")

    def find(self, text: str, start: int) -> tuple[int, int] | None:
        """The leftmost match that begins at `start` or later, as Perl and Go would choose it."""
        self.steps = 0
        before = self._kind_of(text[start - 1]) if start else _EDGE
        threads: dict[int, int] = {}  # places and where their match began, the preferred first
        best: tuple[int, int] | None = None
        for at in range(start, len(text) + 1):
            if best is None:
                threads.setdefault(0, at)
            elif not threads:
                break
            index = self._index(text[at]) if at < len(text) else END
            after = self._kind(index)
            following: dict[int, int] = {}
            for place, began in self._closure(threads.items(), before, after):
                if place == self.end:
                    best = (began, at)
                    break
                if index in self.takes[place]:
                    following.setdefault(place + 1, began)
            threads, before = following, after
        return best

    def _index(self, character: str) -> int:
        index = self.class_of.get(character)
        if index is None:
            index = self.class_of[character] = bisect_right(self.bounds, ord(character)) - 1
        return index

    def _kind_of(self, character: str) -> int:
        return self._kind(self._index(character))


def _holds(assertion: Assertion, before: int, after: int) -> bool:
    if assertion is Assertion.TEXT_START:
        return before == _EDGE
    if assertion is Assertion.TEXT_END:
        return after == _EDGE
    if assertion is Assertion.LINE_START:
        return before in (_EDGE, _LINE)
    if assertion is Assertion.LINE_END:
        return after in (_EDGE, _LINE)
    return ((before == _WORD) != (after == _WORD)) == (assertion is Assertion.WORD_BOUNDARY)
