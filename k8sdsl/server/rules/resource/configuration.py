"""Selectors of devices, and the configuration for their drivers."""

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
    "`cel.expression` of a selector must be a CEL expression over `device` that returns a boolean, of at most 10 KiB.",
    "validateCELSelector",
    "DeviceClass",
    bad={"spec.selectors": [{}]},
    good={"spec.selectors": [{"cel": {"expression": "device.driver == 'gpu.example.com'"}}]},
    remedy="for example, write `{cel: {expression: \"device.driver == 'gpu.example.com'\"}}`",
)
CONFIGURATION = Rule(
    "resource/configuration",
    "An entry of `config` must have `opaque`, with a `driver` and an object of at most 10 KiB in `parameters`.",
    "validateOpaqueConfiguration",
    "DeviceClass",
    bad={"spec.config": [{"opaque": {"driver": "gpu.example.com", "parameters": ["fast"]}}]},
    good={"spec.config": [{"opaque": {"driver": "gpu.example.com", "parameters": {"speed": "fast"}}}]},
    remedy=(
        "for example, write `{opaque: {driver: gpu.example.com, parameters: {apiVersion: gpu.example.com/v1, kind: "
        "GpuConfig}}}`"
    ),
)

MAX_SELECTORS, MAX_EXPRESSION, MAX_PARAMETERS = 32, 10 * 1024, 10 * 1024


def validate_selectors(selectors: Sequence[Tree], path: str, problems: Problems, minor: int) -> None:
    """The selectors of a class or request (validateSelectorSlice)."""
    if not within(selectors, MAX_SELECTORS, path, problems):
        return
    for index, selector in enumerate(selectors):
        cel = selector.get("cel")
        if cel is None:
            problems.add(SELECTOR, f"{path}[{index}].cel", "cel is required")
            continue
        if reason := _expression_reason(cel.get("expression", ""), minor):
            problems.add(SELECTOR, f"{path}[{index}].cel.expression", reason)


def _expression_reason(expression: str, minor: int) -> str:
    if len(expression.encode("utf-8", "surrogatepass")) > MAX_EXPRESSION:
        return f"the expression must be at most {MAX_EXPRESSION} bytes long"
    from k8sdsl.server.rules.resource.selectors import selector_error

    return selector_error(expression, minor)


def validate_configuration(configuration: Tree, path: str, problems: Problems) -> None:
    """The configuration for a driver (validateDeviceConfiguration)."""
    opaque = configuration.get("opaque")
    if opaque is None:
        problems.add(CONFIGURATION, f"{path}.opaque", "opaque is required")
        return
    validate_driver_name(opaque.get("driver", ""), f"{path}.opaque.driver", problems)
    if reason := _parameters_reason(opaque.get("parameters")):
        problems.add(CONFIGURATION, f"{path}.opaque.parameters", reason)


def _parameters_reason(parameters: Any) -> str:
    import json

    if parameters is None:
        return "parameters is required"
    if not isinstance(parameters, dict):
        return "parameters must be an object"
    # The server measures the bytes that it received, which are at least these, the shortest spelling.
    written = json.dumps(parameters, separators=(",", ":"), ensure_ascii=False, default=str)
    if len(written.encode("utf-8", "surrogatepass")) > MAX_PARAMETERS:
        return f"parameters must be at most {MAX_PARAMETERS} bytes long"
    return ""
