"""The rotation of log files, as the settings of Apache's `rotatelogs` and of `logrotate` say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8sdsl.semantics.digits import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 100_000
"""Longer texts are not settings of a rotation."""
_SCALES = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_OF_ROTATELOGS = "lL:p:ftTvecn:D"
"""The options of `rotatelogs`, as its `getopt` gets them."""


class Rotation(NamedTuple):
    """The log files that one setting keeps: where, how many (None for all), and the size in bytes that ends a file."""

    path: str
    files: int | None
    size: int


def rotations(text: str) -> list[Rotation]:
    """Every rotation by size that a text sets: a configuration, a command line, or a part of either."""
    if len(text) > _LONGEST:
        return []
    return [*_by_rotatelogs(text), *_by_logrotate(text)]


def _by_rotatelogs(text: str) -> Iterator[Rotation]:
    """`rotatelogs -n COUNT FILE SIZE`, in quotes or without; without `-n` no file is removed."""
    for line in text.splitlines():
        words = line.replace('"', " ").replace("'", " ").split()
        for index, word in enumerate(words):
            if word.rpartition("/")[2].lstrip("|$") == "rotatelogs":
                count, rest = _options(words[index + 1 :])
                size = _size(rest[1]) if len(rest) > 1 and not rest[1].isdecimal() else None
                if size:
                    yield Rotation(rest[0], count, size)


def _options(words: list[str]) -> tuple[int | None, list[str]]:
    """The number of `-n`, and the words after the options."""
    count, position = None, 0
    while position < len(words) and words[position].startswith("-"):
        letter, value = words[position][1:2], words[position][2:]
        if f"{letter}:" in _OF_ROTATELOGS:
            if not value:
                position += 1
                value = words[position] if position < len(words) else ""
            count = whole_number(value, 9) if letter == "n" else count
        position += 1
    return count, words[position:]


def _by_logrotate(text: str) -> Iterator[Rotation]:
    """`FILES { size SIZE; rotate COUNT }`: the file that is written, and as many old ones; earlier settings count."""
    common: dict[str, str] = {}
    own, files = common, list[str]()
    for line in text.splitlines():
        words = line.partition("#")[0].replace("{", " { ").replace("}", " } ").replace('"', " ").split()
        if words[-1:] == ["{"]:
            own, files = dict(common), [*files, *words[:-1]]
        elif words[:1] == ["}"]:
            size, count = _size(own.get("size") or own.get("maxsize") or ""), whole_number(own.get("rotate", "0"), 9)
            yield from (Rotation(file, 1 + count, size) for file in files if size and count is not None)
            own, files = common, []
        elif len(words) == 2 and not words[0].startswith("/"):
            own[words[0]] = words[1]
        elif own is common:
            files += [word for word in words if word.startswith("/")]


def _size(word: str) -> int | None:
    """A size such as `40K`, in bytes."""
    letter = word[-1:].lower() if not word[-1:].isdecimal() else ""
    number = whole_number(word[: len(word) - len(letter)], 15)
    return number * _SCALES[letter] if number is not None and letter in _SCALES else None
