"""`-C DIR`: runs a command as if it was started in another directory, like git and make."""

from __future__ import annotations

import os

from k8sdsl.errors import K8sdslError


def change_directory(arguments: list[str]) -> list[str]:
    """Changes to the directory of each `-C`, one after another, and returns the other arguments."""
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return [*rest, word, *words]
        if word == "-C":
            _change(next(words, None))
        else:
            rest.append(word)
    return rest


def _change(directory: str | None) -> None:
    if directory is None:
        raise K8sdslError("-C needs a directory", remedy="write `-C DIR` before the command", code="usage/value")
    try:
        os.chdir(directory)
    except OSError as error:
        raise K8sdslError(f"-C {directory}: {error.strerror}", code="file/not-found") from None
