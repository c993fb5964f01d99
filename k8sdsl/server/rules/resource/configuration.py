"""Selectors of devices, and the configuration that is handed to their drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.server.rules.resource.names import validate_driver_name, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

SELECTOR = Rule(
    "resource/selector",
    "A selector is an expression in CEL over `device` that says yes or no, of 10 KiB at most.",
    "validateCELSelector",
    "DeviceClass",
    bad={"spec.selectors": [{}]},
    good={"spec.selectors": [{"cel": {"expression": "device.driver == 'gpu.example.com'"}}]},
)
CONFIGURATION = Rule(
    "resource/configuration",
    "A configuration is `opaque`, for one driver, with an object of 10 KiB at most as its parameters.",
    "validateOpaqueConfiguration",
    "DeviceClass",
    bad={"spec.config": [{"opaque": {"driver": "gpu.example.com", "parameters": ["fast"]}}]},
    good={"spec.config": [{"opaque": {"driver": "gpu.example.com", "parameters": {"speed": "fast"}}}]},
)

MAX_SELECTORS, MAX_EXPRESSION, MAX_PARAMETERS = 32, 10 * 1024, 10 * 1024


def validate_selectors(selectors: Sequence[Tree], path: str, problems: Problems, minor: int) -> None:
    """The selectors of a class or request (validateSelectorSlice)."""
    if not within(selectors, MAX_SELECTORS, path, problems):
        return
    for index, selector in enumerate(selectors):
        cel = selector.get("cel")
        if cel is None:
            problems.add(SELECTOR, f"{path}[{index}].cel", "an expression is required")
            continue
        if reason := _expression_reason(cel.get("expression", ""), minor):
            problems.add(SELECTOR, f"{path}[{index}].cel.expression", reason)


def _expression_reason(expression: str, minor: int) -> str:
    if len(expression.encode("utf-8", "surrogatepass")) > MAX_EXPRESSION:
        return f"the expression has more than {MAX_EXPRESSION} bytes"
    from k8sdsl.server.rules.resource.selectors import selector_error

    return selector_error(expression, minor)


def validate_configuration(configuration: Tree, path: str, problems: Problems) -> None:
    """What a driver is told (validateDeviceConfiguration)."""
    opaque = configuration.get("opaque")
    if opaque is None:
        problems.add(CONFIGURATION, f"{path}.opaque", "`opaque` is required")
        return
    validate_driver_name(opaque.get("driver", ""), f"{path}.opaque.driver", problems)
    if reason := _parameters_reason(opaque.get("parameters")):
        problems.add(CONFIGURATION, f"{path}.opaque.parameters", reason)


def _parameters_reason(parameters: Any) -> str:
    import json

    if parameters is None:
        return "parameters are required"
    if not isinstance(parameters, dict):
        return "the parameters must be an object"
    # The server measures what it was sent; it cannot be smaller than this, the shortest way to write it.
    written = json.dumps(parameters, separators=(",", ":"), ensure_ascii=False, default=str)
    if len(written.encode("utf-8", "surrogatepass")) > MAX_PARAMETERS:
        return f"the parameters have more than {MAX_PARAMETERS} bytes"
    return ""
