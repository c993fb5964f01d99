"""Which of many names an image has, found without comparing it with each.

Answers for kustomize's `image.IsImageMatched`: a name is a regular expression, and an image has it if it is the name,
with or without a tag and a digest. Most names have no mark of a pattern but dots: these are found by their text.
"""

from __future__ import annotations

from k8sdsl.errors import OverlayError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TAG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.{}-")
_PLAIN = (_TAG - frozenset("{}")) | frozenset("/:@")
_MARKS = 3
"""The most colons and at signs of a tag with a digest: `:1.28@sha256:00`."""


class ImageNames:
    """Names in their order; with `lenient`, one that is not a valid pattern matches nothing.

    `visits` counts the lookups and comparisons.
    """

    __slots__ = ("_patterns", "_plain", "_shapes", "visits")

    def __init__(self, names: Sequence[str], *, lenient: bool) -> None:
        self.visits = 0
        self._plain: dict[tuple[str, tuple[int, ...]], list[int]] = {}
        self._shapes: dict[int, dict[tuple[int, ...], None]] = {}
        self._patterns: list[tuple[int, Callable[[str], bool]]] = []
        for number, name in enumerate(names):
            if _PLAIN.issuperset(name):
                dots = tuple([position for position, letter in enumerate(name) if letter == "."])
                self._shapes.setdefault(len(name), {})[dots] = None
                self._plain.setdefault((name, dots), []).append(number)
            else:
                test = _pattern(name, lenient=lenient)
                if test is not None:
                    self._patterns.append((number, test))

    def first(self, image: str, start: int = 0) -> int | None:
        """The number of the first name, from `start` on, that an image has; None if it has none of these."""
        found = [number for numbers in self._held(image) if (number := _from(numbers, start)) is not None]
        best = min(found, default=None)
        for number, fits in self._patterns:
            if best is not None and number > best:
                break
            self.visits += 1
            if number >= start and fits(image):
                return number
        return best

    def _held(self, image: str) -> Iterator[list[int]]:
        """The numbers of each plain name that an image has; a dot in a name matches any character."""
        for end in _ends(image):
            for dots in self._shapes.get(end, ()):
                self.visits += 1
                name = image[:end]
                if dots:
                    if "\n" in name:
                        continue
                    letters = list(name)
                    for position in dots:
                        letters[position] = "."
                    name = "".join(letters)
                numbers = self._plain.get((name, dots))
                if numbers is not None:
                    yield numbers


def _from(numbers: list[int], start: int) -> int | None:
    """The first of some sorted numbers that is not smaller than `start`."""
    if numbers[0] >= start:
        return numbers[0]
    if numbers[-1] < start:
        return None
    from bisect import bisect_left

    return numbers[bisect_left(numbers, start)]


def _ends(image: str) -> list[int]:
    """Where the name of an image can end: what follows is a tag, a digest, both or nothing."""
    ends = [len(image)]
    at = len(image)
    for _ in range(_MARKS):
        at = max(image.rfind(":", 0, at), image.rfind("@", 0, at))
        if at < 0:
            break
        if _is_tail(image[at:]):
            ends.append(at)
    return ends


def _is_tail(text: str) -> bool:
    tag, at, digest = text.partition("@")
    if tag[:1] not in {"", ":"} or not _TAG.issuperset(tag[1:]):
        return False
    algorithm, colon, value = digest.partition(":")
    words = algorithm.replace("+", ".").replace("_", ".").replace("-", ".").split(".")
    is_digest = bool(colon) and _TAG.issuperset(value) and all(word.isalnum() and word.isascii() for word in words)
    return is_digest if at else not digest


def _pattern(name: str, *, lenient: bool) -> Callable[[str], bool] | None:
    """The test of a name that is a pattern; with `lenient`, None for one that is not valid."""
    from k8sdsl.semantics.patterns import pattern_of

    digest = "@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*"
    try:
        return pattern_of(f"{name}(:[a-zA-Z0-9_.{{}}-]*)?({digest})?").fullmatch
    except OverlayError:
        if not lenient:
            raise
        return None
