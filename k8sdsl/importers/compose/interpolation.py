"""Variables in Compose files: `$NAME`, `${NAME}`, `${NAME:-default}`, `$$`."""

from __future__ import annotations

from typing import Any

from k8sdsl.errors import LoadError

_FIRST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _FIRST | frozenset("0123456789")
MAX_DEPTH = 20
MAX_EXPANDED = 10_000_000
"""How many characters the variables of one file may add."""


def interpolated(value: Any, variables: KnownVariables, missing: set[str]) -> Any:
    """A tree with its variables replaced; names without a value count as empty and are added to `missing`."""
    if isinstance(value, str):
        return substituted(value, variables, missing) if "$" in value else value
    if isinstance(value, dict):
        return {key: interpolated(item, variables, missing) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolated(item, variables, missing) for item in value]
    return value


class KnownVariables(dict[str, str]):
    """Variables by name, and how much their values may still add: a few lines can double a value without end."""

    left = MAX_EXPANDED

    def spend(self, value: str) -> str:
        """The value; LoadError if there is too much of it."""
        self.left -= len(value)
        if self.left < 0:
            raise LoadError(
                f"the variables of the Compose file expand to more than {MAX_EXPANDED:,} characters",
                remedy="replace each variable with its value",
                code="import/compose-variable",
            )
        return value


def substituted(text: str, variables: KnownVariables, missing: set[str], depth: int = 0) -> str:
    """A string with its variables replaced; LoadError for `${NAME:?message}` without a value."""
    if depth > MAX_DEPTH:
        raise LoadError(
            "a default in the Compose file is nested too deeply",
            remedy="write the value without a variable",
            code="import/compose-variable",
        )
    pieces: list[str] = []
    at = 0
    while True:
        dollar = text.find("$", at)
        if dollar < 0 or dollar + 1 == len(text):
            return "".join([*pieces, text[at:]])
        pieces.append(text[at:dollar])
        following = text[dollar + 1]
        if following == "$":
            pieces.append("$")
            at = dollar + 2
        elif following == "{":
            end = _closing(text, dollar + 2)
            pieces.append(_expression(text[dollar + 2 : end], variables, missing, depth))
            at = end + 1
        elif following in _FIRST:
            end = _end_of_name(text, dollar + 1)
            pieces.append(_value(text[dollar + 1 : end], variables, missing))
            at = end
        else:
            pieces.append("$")
            at = dollar + 1


def _closing(text: str, start: int) -> int:
    depth = 1
    for index in range(start, len(text)):
        depth += (text[index] == "{" and text[index - 1] == "$") - (text[index] == "}")
        if not depth:
            return index
    raise LoadError(
        f"`${{{text[start : start + 30]}` has no closing brace",
        remedy="write `$$` for a dollar sign",
        code="import/compose-variable",
    )


def _end_of_name(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in _NAME:
        end += 1
    return end


def _value(name: str, variables: KnownVariables, missing: set[str]) -> str:
    if name not in variables:
        missing.add(name)
    return variables.spend(variables.get(name, ""))


def _expression(inner: str, variables: KnownVariables, missing: set[str], depth: int) -> str:
    end = _end_of_name(inner, 0)
    name, rest = inner[:end], inner[end:]
    if not rest:
        return _value(name, variables, missing)
    even_empty = rest[0] == ":"
    operator, word = rest[even_empty : even_empty + 1], rest[even_empty + 1 :]
    is_set = bool(variables.get(name)) if even_empty else name in variables
    if operator == "-":
        return variables.spend(variables[name]) if is_set else substituted(word, variables, missing, depth + 1)
    if operator == "+":
        return substituted(word, variables, missing, depth + 1) if is_set else ""
    if operator == "?" and not is_set:
        raise LoadError(
            f"the variable {name} is required: {word or 'it has no value'}",
            remedy="set it in `.env`",
            code="import/compose-variable",
        )
    if operator != "?":
        raise LoadError(
            f"`${{{inner}}}` is not a valid variable",
            remedy="write `$$` for a dollar sign",
            code="import/compose-variable",
        )
    return variables.spend(variables[name])
