"""Whether the configuration of a plugin is of the types that the plugin reads."""

from __future__ import annotations

from typing import Any

from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize.plugins import CONFIGS, Plugin

_SCALARS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "string": (str, "text"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
}


def checked(plugin: Plugin) -> Plugin:
    """The plugin; raises KustomizationError for a value of a type that its field cannot have."""
    found = fault(plugin.config, CONFIGS[plugin.kind], "")
    if found is not None:
        path, words = found
        raise KustomizationError(f"`{path}` of {plugin.kind} must be {words}")
    return plugin


def fault(value: Any, expected: Any, path: str) -> tuple[str, str] | None:
    """The first place of another type than expected, and what it must be; null is always right."""
    if value is None or expected == "any":
        return None
    if isinstance(expected, str):
        of_type, words = _SCALARS[expected]
        return None if isinstance(value, of_type) else (path, words)
    if isinstance(expected, list):
        if not isinstance(value, list):
            return path, "a list"
        parts = [(item, expected[0], f"{path}[{index}]") for index, item in enumerate(value)]
    elif not isinstance(value, dict):
        return path, "a map"
    else:
        below = {key: expected.get(key, expected.get("*", "any")) for key in value}
        parts = [(value[key], below[key], f"{path}.{key}" if path else str(key)) for key in value]
    return next((found for part in parts if (found := fault(*part)) is not None), None)
