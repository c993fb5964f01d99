r"""Regular expressions with Go's syntax and Go's refusals (RE2), matched in time linear in the text.

Patterns that come from input run here and never on `re`, which backtracks. `syntax` reads a pattern into a `program`,
`classes` and `unicode_tables` hold its sets of characters, and `automaton` runs it: a set of states moves over the text
once, and every set seen is remembered. `google-re2` is not used: it has no wheels for musl, accepts `\C`, refuses two
groups of one name and knows other names of classes than Go.
"""

from __future__ import annotations

from functools import lru_cache

from k8sdsl.semantics.patterns.errors import PatternBudgetError, PatternError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.semantics.patterns.automaton import Automaton

_SPECIAL = frozenset("\\.+*?()|[]{}^$")


class Pattern:
    """A compiled pattern; `text` is what it was compiled from."""

    __slots__ = ("_automaton", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._automaton: Automaton | None = None
        if not _SPECIAL.isdisjoint(text):
            from k8sdsl.semantics.patterns.automaton import Automaton
            from k8sdsl.semantics.patterns.syntax import parse

            self._automaton = Automaton(parse(text))

    def search(self, text: str) -> bool:
        """Whether the pattern occurs anywhere in `text` (`MatchString`). Raises PatternBudgetError."""
        return self.text in text if self._automaton is None else self._automaton.search(text)

    def fullmatch(self, text: str) -> bool:
        """Whether the pattern matches all of `text`. Raises PatternBudgetError."""
        return self.text == text if self._automaton is None else self._automaton.fullmatch(text)

    @property
    def size(self) -> int:
        """The number of instructions."""
        return 0 if self._automaton is None else self._automaton.end

    @property
    def steps(self) -> int:
        """How many steps the last search took, beside one for each character."""
        return 0 if self._automaton is None else self._automaton.steps

    def find(self, text: str, start: int = 0) -> tuple[int, int] | None:
        """Where the leftmost match from `start` on begins and ends (`FindStringIndex`). Raises PatternBudgetError."""
        if self._automaton is not None:
            return self._automaton.find(text, start)
        at = text.find(self.text, start)
        return None if at < 0 else (at, at + len(self.text))

    def find_each(self, text: str) -> Iterator[str]:
        """The matches that do not overlap (`FindAllString`). Raises PatternBudgetError."""
        start, previous_end = 0, -1
        while start <= len(text):
            span = self.find(text, start)
            if span is None:
                return
            begin, end = span
            if end > begin or begin != previous_end:
                yield text[begin:end]
            previous_end = end
            start = end if end > begin else end + 1


@lru_cache(maxsize=1024)
def compile_pattern(text: str) -> Pattern:
    """The pattern that `text` is. Raises PatternError if Go would not compile it, PatternBudgetError for a huge one."""
    return Pattern(text)


def pattern_error(text: str) -> str:
    """Why Go would not compile `text`, or an empty string."""
    try:
        compile_pattern(text)
    except PatternError as error:
        return str(error)
    except PatternBudgetError:
        pass
    return ""


def pattern_of(text: str) -> Pattern:
    """The pattern that a target or an image name is. Raises OverlayError if it does not compile."""
    from k8sdsl.errors import OverlayError

    try:
        return compile_pattern(text)
    except PatternError as error:
        raise OverlayError(f"{text!r} is not a valid regular expression: {error}", code="pattern/syntax") from None


__all__ = ["Pattern", "PatternBudgetError", "PatternError", "compile_pattern", "pattern_error", "pattern_of"]
