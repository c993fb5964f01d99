"""Passwords and tokens in commands, probes, variables and annotations of services, which must not become Python source.

A string with one is written to a file below `secrets/` and read from there: the objects stay the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.importers.secret_files import SecretFiles
from k8sdsl.locations.address import has_credentials
from k8sdsl.policies.builtin.environment import looks_secret
from k8sdsl.python_source.literals import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from k8sdsl.tree import Tree

_FIELDS = frozenset(("command", "args", "env", "annotations"))
_WORDS = ("passwd", "passphrase", "requirepass", "masterauth", "apikey", "api_key", "access_key", "private_key")
_OTHERWISE = ("_FILE", "_PATH", "_TTL", "_NAME", "_TYPE", "_URL", "_LENGTH")
_SHORTEST = 8
"""Characters of the shortest value that is searched for inside of other strings."""

_QUOTES = "'\""


class CommandSecrets(SecretFiles):
    """The files of secrets, and of what looks like one; `known` are secret values of other places."""

    def __init__(self, known: Collection[str], notes: list[str]) -> None:
        super().__init__()
        self._known = known
        self._notes = notes

    def tree(self, tree: Tree, home: str) -> Tree:
        """An object whose secret values, commands, variables and annotations read what is secret from files."""
        owner = str(tree["metadata"]["name"])
        made = super().tree(tree, home)
        before = len(self.files)
        kept: Tree = with_secrets_kept(made, self._known, lambda value: self.literal(value, home, owner))
        written = list(self.files)[before:]
        if written:
            self._notes.append(
                f"{owner}: what looks like a password is written to {', '.join(written)}; "
                "move it to a Secret, and use a variable, `$(NAME)`, in its place"
            )
        return kept


def with_secrets_kept(tree: Any, known: Collection[str], keep: Callable[[str], str]) -> Any:
    """The object with `keep` applied to each string that has a secret in it; `known` are values of other places."""
    if isinstance(tree, dict):
        return {
            key: _kept(value, known, keep) if key in _FIELDS else with_secrets_kept(value, known, keep)
            for key, value in tree.items()
        }
    if isinstance(tree, str) and not isinstance(tree, Written):
        return keep(tree) if _holds_known(tree, known) else tree
    return [with_secrets_kept(item, known, keep) for item in tree] if isinstance(tree, list) else tree


def _holds_known(text: str, known: Collection[str]) -> bool:
    return any(len(value) >= _SHORTEST and value in text for value in known)


def _kept(value: Any, known: Collection[str], keep: Callable[[str], str], name: str = "") -> Any:
    """As `with_secrets_kept`, for the words of a command, variables, or annotations."""
    if isinstance(value, str) and not isinstance(value, Written):
        return keep(value) if _is_secret(name, value) or _holds_secret(value, known) else value
    if isinstance(value, list):
        return [_kept(item, known, keep, _option(word)) for word, item in zip(["", *value], value, strict=False)]
    if isinstance(value, dict) and "value" in value:
        return {**value, "value": _kept(value["value"], known, keep, str(value.get("name")))}
    return (
        {key: _kept(item, known, keep, str(key)) for key, item in value.items()} if isinstance(value, dict) else value
    )


def _option(word: Any) -> str:
    """The name of an option that is a word of its own, whose value is the next word."""
    return word.lstrip("-") if isinstance(word, str) and word.startswith("-") and "=" not in word else ""


def _holds_secret(text: str, known: Collection[str]) -> bool:
    """Whether a command, or one word of it, has an address with a password, a secret option or a known value in it."""
    if has_credentials(text) or _holds_known(text, known):
        return True
    words = text.split()
    pairs = zip(["", *map(_option, words)], words, strict=False)
    return any(_is_secret(name, word) if name else _is_setting(word) for name, word in pairs)


def _is_setting(word: str) -> bool:
    """Whether a word is `--password=...` or `PASSWORD=...`."""
    name, equals, value = word.strip(_QUOTES).partition("=")
    return bool(equals) and _is_secret(name.lstrip("-"), value)


def secret_words(command: Iterable[str]) -> set[str]:
    """The secret values in a command: they are secret in other commands too, such as `redis-cli -a VALUE`."""
    words = [word for text in command for word in text.split()]
    found = {
        word for name, word in zip(["", *map(_option, words)], words, strict=False) if name and _is_secret(name, word)
    }
    found |= {word.strip(_QUOTES).partition("=")[2] for word in words if _is_setting(word)}
    return {word.strip(_QUOTES) for word in found}


def _is_secret(name: str, value: str) -> bool:
    """Whether a name says that its value is secret, and the value is one: not a path, a reference or a switch."""
    plain = name.replace("-", "_").lower()
    if not plain or plain.upper().endswith(_OTHERWISE):
        return False
    given = value.strip(_QUOTES)
    is_other = not given or given.startswith(("$", "/", "-", "<")) or given.lower() in {"yes", "no", "true", "false"}
    return not is_other and (looks_secret(plain, "") or any(word in plain for word in _WORDS))
