"""`-C DIR` runs a command as if it was started in another directory, like git and make; arguments that are empty."""

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
        from k8sdsl.project.paths import near_file

        remedy = (
            near_file(directory) if isinstance(error, FileNotFoundError) else "use a directory that you have access to"
        )
        raise K8sdslError(f"-C {directory}: {error.strerror}", remedy=remedy, code="file/not-found") from None


_REMEDY = "pass a value, or omit the option; maybe a variable in your script is not set"


def refuse_empty(arguments: list[str]) -> None:
    """K8sdslError for an empty argument: a variable of a script that is not set must not mean the working directory."""
    for number, word in enumerate(arguments):
        before = arguments[number - 1] if number else ""
        if word.startswith("--") and word.endswith("="):
            raise K8sdslError(f"{word[:-1]} has an empty value", remedy=_REMEDY, code="usage/value")
        if not word:
            what = f"{before} has an empty value" if before.startswith("-") else f"argument {number + 1} is empty"
            raise K8sdslError(what, remedy=_REMEDY, code="usage/value")
