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

    by_fold: dict[str, str] = {}
    for candidate in candidates:
        by_fold.setdefault(candidate.casefold(), candidate)
    if len(by_fold) > 2000:  # difflib takes some 20 microseconds per word, so a huge set is narrowed first
        head = word[:2].casefold()
        by_fold = {fold: name for fold, name in by_fold.items() if head in fold}
    return [by_fold[fold] for fold in get_close_matches(word.casefold(), by_fold, limit, 0.65)]
