"""Env files of Compose: `NAME=value` lines, with quotes, comments and earlier variables in values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.importers.compose.interpolation import KnownVariables, substituted

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$$"}


def read_variables(text: str, known: Mapping[str, str] | None = None) -> KnownVariables:
    """The variables of an env file (compose-go dotenv); values can use earlier ones, and those that are `known`.

    A quoted value continues up to its closing quote, over several lines if need be. A bare name has the known value.
    """
    known = known or {}
    found, scope = KnownVariables(), KnownVariables(known)
    rest = text.removeprefix("\ufeff")
    while rest:
        line, _, rest = rest.partition("\n")
        name, separator, value = _separated(line)
        if separator:
            value, rest = _read(value, rest, scope)
        elif name in known:
            value = known[name]
        else:
            continue
        found[name] = value
        if name not in known:
            scope[name] = value
    return found


def raw_variables(text: str) -> dict[str, str]:
    """The variables of an env file with `format: raw`: each value is the rest of its line."""
    lines = (line.strip().partition("=") for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name: value for name, equals, value in lines if name and equals}


def _separated(line: str) -> tuple[str, str, str]:
    """Name, separator and value of a line; the separator is `=` or, as in YAML, `:`."""
    statement = line.strip().removeprefix("export ").lstrip()
    end = min((at for at in map(statement.find, "=:") if at >= 0), default=len(statement))
    name = statement[:end].rstrip()
    if not name or name.startswith("#"):
        return "", "", ""
    return name, statement[end : end + 1], statement[end + 1 :].lstrip()


def _read(value: str, following: str, scope: KnownVariables) -> tuple[str, str]:
    """The value that a line begins, and the lines after it."""
    if value[:1] not in {'"', "'"}:
        return substituted(value.partition(" #")[0].rstrip(), scope, set()), following
    quote, written = value[0], f"{value[1:]}\n{following}"
    end = _closing(written, quote)
    inner = value[1:] if end is None else written[:end]
    if end is not None:
        following = written[end:].partition("\n")[2]
    if quote == "'":
        return inner.replace("\\'", "'"), following
    return substituted(_unescaped(inner), scope, set()), following


def _closing(text: str, quote: str) -> int | None:
    """Where a quote is closed; None if it is not."""
    at = text.find(quote)
    while at > 0 and text[at - 1] == "\\":
        at = text.find(quote, at + 1)
    return at if at >= 0 else None


def _unescaped(text: str) -> str:
    pieces = []
    characters = iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            pieces.append(_ESCAPES.get(following, f"\\{following}"))
        else:
            pieces.append(character)
    return "".join(pieces)
