"""Where the values of secrets come from: the environment, a file, a command. Never from the sources.

Each function answers at once with the value, so that it may stand in a `k8s.Secret`. What is missing is an error, whose
message names the place and never the value.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from k8sdsl.errors import SecretError

_PLACEHOLDERS: list[list[str]] = []


@contextmanager
def placeholders() -> Iterator[list[str]]:
    """Lets `from_environment` answer with a placeholder for a variable that is not set, and gives their names.

    For commands that judge objects and neither show nor write them.
    """
    names: list[str] = []
    _PLACEHOLDERS.append(names)
    try:
        yield names
    finally:
        _PLACEHOLDERS.pop()


def from_environment(name: str) -> str:
    """The value of an environment variable; SecretError where it is not set, or empty."""
    value = os.environ.get(name, "")
    if not value and _PLACEHOLDERS:
        _PLACEHOLDERS[-1].append(name)
        return f"placeholder-for-{name}"
    if not value:
        raise SecretError(
            f"the environment variable {name} is not set, and a secret's value is to come from it",
            remedy=f"export {name}=...",
        )
    return value


def from_file(path: str | os.PathLike[str]) -> str:
    """The text of a file, as it is; a relative path starts at the folder of the file that says it.

    Raises SecretError where it cannot be read, or is empty.
    """
    file = Path(path)
    if not file.is_absolute():
        file = Path(sys._getframe(1).f_code.co_filename).parent / file  # noqa: SLF001 - who says the path
    try:
        value = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise SecretError(f"a secret's value is to come from {path}, which cannot be read: {reason}") from None
    if not value:
        raise SecretError(f"a secret's value is to come from {path}, which is empty")
    return value


def from_command(*words: str) -> str:
    """What a command prints, without the line end; SecretError where it fails or prints nothing.

    What it prints on standard error is not repeated: some programs print there what they were given.
    """
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - the user's own
    except (OSError, UnicodeDecodeError):
        raise SecretError(f"the command {words[0]!r}, which is to give a secret's value, cannot be run") from None
    value = done.stdout.removesuffix("\n")
    if done.returncode or not value:
        how = f"ended with status {done.returncode}" if done.returncode else "printed nothing"
        raise SecretError(f"the command {words[0]!r}, which is to give a secret's value, {how}")
    return value
