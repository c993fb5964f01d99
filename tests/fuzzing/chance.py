"""The choices that all sources of random inputs share."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import YamlError
from k8sdsl.tree import fault_of_bounds
from k8sdsl.yaml.reader import read_documents
from tests.server.fuzzing import NUMBERS, ODD, TEXTS, Fuzzer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MARK = "hunter2Zq8xMARKER"
CODED = b64encode(MARK.encode()).decode()
HOSTILE = [
    "\n::error::x",
    "\x1b[31m",
    "\u202e",
    "##[error]x",
    "\r##vso[task.x]",
    "\u2028::add-mask::x",
    "<b>@a|[x](y)`",
]
NAMES = ["a", "b", "web", "data", "main", "x-1"]

_FUZZER = Fuzzer(0)


class Chance:
    """Random choices that depend on a seed only."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 - tests want repeatable numbers

    def __call__(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, values: Sequence[Any]) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def some(self, values: Sequence[Any], most: int = 4) -> list[Any]:
        """A few of the values, in any order."""
        return self.random.sample(list(values), min(len(values), self.random.randrange(most + 1)))

    def many(self, make: Callable[[], Any], most: int = 3) -> list[Any]:
        """A list of up to `most` made values."""
        return [make() for _ in range(self.random.randrange(most + 1))]

    def text(self) -> str:
        """A string: a name, something odd, or something hostile."""
        kind = self.random.random()
        if kind < 0.4:
            return str(self.pick(NAMES))
        return str(self.pick(TEXTS if kind < 0.9 else HOSTILE))

    def value(self) -> Any:
        """Any value at all."""
        kind = self.random.random()
        return self.text() if kind < 0.6 else self.pick(NUMBERS) if kind < 0.8 else self.copied(self.pick(ODD))

    def mutated(self, tree: Any, times: int | None = None) -> Any:
        """A copy of a tree with a few things changed; the tree stays as it is."""
        for _ in range(self.pick([0, 1, 1, 2, 5]) if times is None else times):
            tree = self.fuzzer().mutate(tree)
        return tree

    def fuzzer(self) -> Fuzzer:
        """The source of random objects, with these choices."""
        _FUZZER.random = self.random
        return _FUZZER

    def copied(self, value: Any) -> Any:
        """A copy of a small value."""
        if isinstance(value, dict):
            return {key: self.copied(item) for key, item in value.items()}
        return [self.copied(item) for item in value] if isinstance(value, list) else value

    def readable(self, trees: list[Any]) -> list[Any]:
        """The objects of these that a file could hold, with keys and numbers as they are read."""
        found = [tree for tree in trees if isinstance(tree, dict) and not fault_of_bounds(tree)]
        return [tree for one in found for tree in _read(json.dumps(_string_keys(one), ensure_ascii=False))]

    def edited(self, text: str) -> str:
        """A text with a few characters deleted, doubled or replaced."""
        for _ in range(self.pick([0, 1, 1, 3])):
            at = self.random.randrange(len(text) + 1)
            end = min(len(text), at + self.pick([0, 1, 1, 5, 40]))
            text = text[:at] + self.pick(["", self.text(), text[at:end] * 2]) + text[end:]
        return text


def _read(text: str) -> list[Any]:
    try:
        return read_documents(text)
    except YamlError:  # a key of more than 1,024 characters
        return []


def _string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _string_keys(item) for key, item in value.items() if str(key).isprintable()}
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [_string_keys(item) for item in value] if isinstance(value, (list, tuple)) else value


def unmarked(value: Any) -> Any:
    """The value without the marker: for names and other places that everyone may read."""
    if isinstance(value, dict):
        return {unmarked(key): unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmarked(item) for item in value]
    return "x" if isinstance(value, str) and (MARK in value or CODED in value) else value


def refuse_leaks(*texts: str) -> None:
    """Raises AssertionError for a text that shows the marker that was planted in secrets."""
    for text in texts:
        for needle in (MARK, CODED):
            at = text.find(needle)
            assert at < 0, f"a secret value is shown: {text[max(0, at - 200) : at + 60]!r}"
