"""Label selectors as strings, such as `app=web,tier in (a,b),!canary`; answers for apimachinery's `labels.Parse`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.errors import OverlayError
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SIGNS = frozenset(("=", "==", "!=", "!", "<", ">", "(", ")", ","))
_TOKENS = re.compile(r"\s*(?:(==|!=|[=!<>(),])|([^\s=!<>(),]+))").match


class Requirement(NamedTuple):
    """One condition; the operator is `in`, `notin`, `exists`, `!`, `gt` or `lt`."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def holds(self, labels: Mapping[str, object]) -> bool:
        """Whether labels satisfy the condition; values other than strings are compared as written."""
        value = labels.get(self.key)
        if isinstance(value, bool):
            value = "true" if value else "false"
        elif value is not None:
            value = str(value)
        if self.operator == "in":
            return value in self.values
        if self.operator == "notin":
            return value not in self.values
        if self.operator == "exists":
            return self.key in labels
        if self.operator == "!":
            return self.key not in labels
        try:
            number, limit = int(str(value)), int(self.values[0])
        except (ValueError, IndexError):
            return False
        return number > limit if self.operator == "gt" else number < limit


def parse_selector(text: str) -> Callable[[dict[str, str]], bool]:
    """A test for labels; raises OverlayError for text that is not a selector."""
    requirements = _SelectorParser(text).requirements()
    return lambda labels: all(requirement.holds(labels) for requirement in requirements)


class _SelectorParser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[str] = []
        position = 0
        stripped = text.rstrip()
        while position < len(stripped):
            match = _TOKENS(stripped, position)
            if match is None:
                raise self._error()
            self._tokens.append(match[1] or match[2])
            position = match.end()
        self._tokens.reverse()

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while self._tokens:
            found.append(self._requirement())
            if self._tokens and (self._tokens.pop() != "," or not self._tokens):
                raise self._error()
        return found

    def _requirement(self) -> Requirement:
        if self._tokens[-1] == "!":
            self._tokens.pop()
            return Requirement(self._name(), "!")
        key = self._name()
        if not self._tokens or self._tokens[-1] == ",":
            return Requirement(key, "exists")
        operator = self._tokens.pop()
        if operator in {"=", "==", "!="}:
            value = self._name() if self._tokens and self._tokens[-1] != "," else ""
            return Requirement(key, "notin" if operator == "!=" else "in", (value,))
        if operator in {"in", "notin"}:
            return Requirement(key, operator, self._set())
        if operator in {"<", ">"}:
            value = self._word()
            if not value.lstrip("-").isdigit():
                raise self._error()
            return Requirement(key, "gt" if operator == ">" else "lt", (value,))
        raise self._error()

    def _set(self) -> tuple[str, ...]:
        if self._word() != "(":
            raise self._error()
        values: list[str] = []
        while True:
            token = self._word()
            if token in {",", ")"}:
                values.append("")
            elif token in _SIGNS:
                raise self._error()
            else:
                values.append(token)
                token = self._word()
            if token == ")":  # noqa: S105
                return tuple(values)
            if token != ",":  # noqa: S105
                raise self._error()

    def _name(self) -> str:
        """A key or value, which is not a sign."""
        word = self._word()
        if word in _SIGNS:
            raise self._error()
        return word

    def _word(self) -> str:
        if not self._tokens:
            raise self._error()
        return self._tokens.pop()

    def _error(self) -> OverlayError:
        return OverlayError(
            f"{self._text!r} is not a valid label selector",
            remedy="for example, write `app=web,tier in (front,back),!canary`",
            code="pattern/selector",
        )


def requirements_of(selector: Mapping[str, Any] | None) -> tuple[Requirement, ...] | None:
    """The conditions of a LabelSelector of an object; None if it selects nothing because it is not set.

    Answers for `metav1.LabelSelectorAsSelector`.
    """
    if selector is None:
        return None
    found = [Requirement(key, "in", (value,)) for key, value in map_of(selector.get("matchLabels")).items()]
    for _, expression in maps_in(selector.get("matchExpressions")):
        values = expression.get("values")
        operator = _OPERATORS.get(str(expression.get("operator")), "in")
        found.append(Requirement(str(expression.get("key")), operator, tuple(values if type(values) is list else ())))
    return tuple(found)


def selects(requirements: tuple[Requirement, ...] | None, labels: Mapping[str, object]) -> bool:
    """Whether labels satisfy all conditions; None selects nothing."""
    if requirements is None:
        return False
    return all(requirement.holds(labels) for requirement in requirements)


def example_labels(requirements: tuple[Requirement, ...]) -> dict[str, str]:
    """Labels that conditions ask for: the first value of each, empty if any value satisfies it."""
    return {one.key: next(iter(one.values), "") for one in requirements if one.operator in {"in", "exists"}}


_OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!", "Gt": "gt", "Lt": "lt"}
