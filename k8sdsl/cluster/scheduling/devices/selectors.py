"""Expressions that select devices, evaluated (`dynamic-resource-allocation/cel`)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from k8sdsl.cel.environment import Environment
from k8sdsl.cel.errors import CompileError, EvaluationError
from k8sdsl.cel.values import DefaultingMap
from k8sdsl.kube.versions import NEWEST
from k8sdsl.server.rules.resource.selectors import selector_environment
from k8sdsl.tree import map_of, maps_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from k8sdsl.cel.environment import Program
    from k8sdsl.tree import Tree

_SPECIAL = {"version": "semver", "quantity": "quantity"}


def expressions_of(selectors: Any) -> list[str]:
    """The expressions of a list of selectors."""
    found = (map_of(selector.get("cel")).get("expression") for _, selector in maps_in(selectors))
    return [text for text in found if isinstance(text, str)]


def fits(expressions: Iterable[str], device: dict[str, Any]) -> bool:
    """Whether all expressions hold for a device as `seen`. Raises EvaluationError."""
    for text in expressions:
        program = _compiled(text)
        if program is None or program.evaluate({"device": device}) is not True:
            return False
    return True


def seen(driver: str, device: Tree) -> dict[str, Any]:
    """A device as expressions see it: attributes and capacity by domain, which by default is that of the driver."""
    attributes, capacity = _Domains(), _Domains()
    for name, attribute in map_of(device.get("attributes")).items():
        for kind, value in map_of(attribute).items():
            attributes.put(driver, name, _special(_SPECIAL[kind], str(value)) if kind in _SPECIAL else value)
    for name, entry in map_of(device.get("capacity")).items():
        capacity.put(driver, name, _special("quantity", str(map_of(entry).get("value", "0"))))
    several = bool(device.get("allowMultipleAllocations"))
    return {"driver": driver, "attributes": attributes, "capacity": capacity, "allowMultipleAllocations": several}


class _Domains(DefaultingMap):
    """Names by domain; a domain without names is an empty map."""

    def put(self, driver: str, name: str, value: Any) -> None:
        """Adds a value under its name, which may begin with another domain."""
        domain, slash, rest = name.partition("/")
        self.setdefault(domain if slash else driver, {})[rest if slash else name] = value


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Program | None:
    try:
        return selector_environment(NEWEST).compile(text)
    except CompileError:
        return None


@lru_cache(maxsize=1024)
def _special(function: str, text: str) -> Any:
    """The value that a function of the language makes of a text; the text itself if it makes none."""
    try:
        return Environment({"text": "string"}, minor=NEWEST).compile(f"{function}(text)").evaluate({"text": text})
    except EvaluationError:
        return text
