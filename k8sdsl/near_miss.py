"""Entries that matched nothing, and what was probably meant."""

from __future__ import annotations

from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.locations.source import Source


class Miss(Value):
    """One entry of a declaration that matched nothing.

    `entry` is the very object that the user declared; `message` says what it looked for; `remedy` holds the near
    misses, or is None. `fails` says that kustomize fails for it, instead of ignoring it. `source` is where the entry
    was declared, if that is not its place in the layer.
    """

    __slots__ = ("entry", "fails", "message", "remedy", "source")

    def __init__(
        self,
        entry: object,
        message: str,
        remedy: str | None = None,
        *,
        fails: bool = False,
        source: Source | None = None,
    ) -> None:
        self.entry = entry
        self.message = message
        self.remedy = remedy
        self.fails = fails
        self.source = source


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A question with the closest candidates (did you mean `web`?), or an empty string if none is close."""
    close = closest(word, candidates)
    if not close:
        return ""
    *others, last = [f"`{name}`" for name in close]
    return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"


def closest(word: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Up to `limit` candidates that resemble the word, closest first, ignoring case."""
    from difflib import get_close_matches

    known, fold = _Candidates.of(candidates), word.casefold()
    return [known.by_fold[near] for near in get_close_matches(fold, known.beside(fold), limit, 0.65)]


_MOST = 500
"""How many candidates are compared with a word: of more, those that begin or end most like it."""


class _Candidates:
    """Candidates by their names without case; those of the last word are kept, because many misses share them."""

    __slots__ = ("_ends", "_starts", "by_fold", "given")
    _last: _Candidates | None = None

    def __init__(self, given: Iterable[str]) -> None:
        self.given = given
        self.by_fold: dict[str, str] = {}
        for candidate in given:
            self.by_fold.setdefault(candidate.casefold(), candidate)
        large = len(self.by_fold) > _MOST
        self._starts = sorted(self.by_fold) if large else []
        self._ends = sorted(fold[::-1] for fold in self._starts)

    @classmethod
    def of(cls, given: Iterable[str]) -> _Candidates:
        """The candidates, indexed again unless they are the same collection as for the last word."""
        last = cls._last
        if last is None or last.given is not given or not isinstance(given, (dict, list, tuple, frozenset)):
            last = cls._last = cls(given)
        return last

    def beside(self, fold: str) -> Iterable[str]:
        """All candidates, or those beside a word if they are sorted by their beginnings, and by their ends."""
        if not self._starts:
            return self.by_fold
        ends = (end[::-1] for end in _neighbours(self._ends, fold[::-1]))
        return dict.fromkeys([*_neighbours(self._starts, fold), *ends])


def _neighbours(ordered: list[str], word: str) -> list[str]:
    from bisect import bisect

    at = bisect(ordered, word)
    return ordered[max(0, at - _MOST // 4) : at + _MOST // 4]
