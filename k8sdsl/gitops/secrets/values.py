"""The values of secrets come from the environment, a file or a command, never from the sources.

Each function returns the value at once, so it can be used in a `k8s.Secret`. A missing value is an error, whose message
names the place and never the value.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from k8sdsl.errors import SecretError
from k8sdsl.locations.caller import calling_site
from k8sdsl.locations.content import read_content

_PLACEHOLDERS: list[list[str]] = []
WATCHERS: list[Callable[[str], None]] = []
"""Functions to call whenever the value of a secret is read, with the name of a variable that has none, or nothing."""
REMEMBERED: list[Callable[[str], Iterable[str]]] = []
"""Functions that name variables without a value for which modules asked while an earlier build of this process ran.

They are called with the name of an overlay.
"""


@contextmanager
def placeholders(overlay: str = "") -> Iterator[list[str]]:
    """Makes `from_environment` return a placeholder for a variable that is not set, and collects the names.

    For commands that check objects and neither show nor write them. With the name of an overlay, the names include
    those that an earlier build of it in this process asked for.
    """
    names: list[str] = []
    _PLACEHOLDERS.append(names)
    try:
        yield names
    finally:
        _PLACEHOLDERS.pop()
        for remembered in REMEMBERED if overlay else ():
            names += remembered(overlay)


def placeholders_are_used() -> bool:
    """Whether `placeholders` is active, so that a process that this one starts uses them too."""
    return bool(_PLACEHOLDERS)


def _announce(unset: str = "") -> None:
    for watcher in WATCHERS:
        watcher(unset)


def from_environment(name: str) -> str:
    """The value of an environment variable; SecretError if it is not set or empty.

    Examples:
        >>> import os
        >>> from k8sdsl.gitops import from_environment
        >>> os.environ["TOKEN"] = "secret"
        >>> from_environment("TOKEN")
        'secret'
    """
    value = os.environ.get(name, "")
    _announce("" if value else name)
    if not value and _PLACEHOLDERS:
        _PLACEHOLDERS[-1].append(name)
        return f"placeholder-for-{name}"
    if not value:
        raise SecretError(
            f"the environment variable {name}, which must contain a secret value, is not set",
            remedy=f"run `export {name}=...`",
            code="secret/no-value",
        )
    return value


def from_file(path: str | os.PathLike[str]) -> str:
    """The text of a file, unchanged; a relative path starts at the directory of the file that has the call.

    Raises SecretError if the file cannot be read or is empty.

    Examples:
        >>> from k8sdsl.gitops import from_file
        >>> from_file("/etc/hostname") != ""
        True
    """
    _announce()
    file = Path(path)
    if not file.is_absolute():
        file = Path(calling_site()[0].co_filename).parent / file
    try:
        value = read_content(file).decode()  # as it is: line ends belong to the value
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not valid UTF-8"
        raise SecretError(
            f"{path}, which must contain a secret value, cannot be read: {reason}", code="secret/no-value"
        ) from None
    if not value:
        raise SecretError(f"{path}, which must contain a secret value, is empty", code="secret/no-value")
    return value


def from_command(*words: str) -> str:
    """The output of a command, without the line end; SecretError if it fails or prints nothing.

    Its standard error is not shown: some programs print their input there.

    Examples:
        >>> from k8sdsl.gitops import from_command
        >>> from_command("printf", "secret")
        'secret'
    """
    _announce()
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - the user's own
    except (OSError, UnicodeDecodeError):
        raise SecretError(
            f"the command {words[0]!r}, which must print a secret value, cannot be run", code="secret/no-value"
        ) from None
    value = done.stdout.removesuffix("\n")
    if done.returncode or not value:
        how = f"exited with status {done.returncode}" if done.returncode else "printed nothing"
        raise SecretError(f"the command {words[0]!r}, which must print a secret value, {how}", code="secret/no-value")
    return value
