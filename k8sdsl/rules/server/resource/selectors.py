"""Expressions that select devices, in CEL (`k8s.io/dynamic-resource-allocation/cel`)."""

from __future__ import annotations

from importlib import import_module


def selector_error(expression: str) -> str:
    """Why an expression over `device` does not compile to a yes or no, or an empty string."""
    if not expression.strip():
        return "an expression is required"
    try:
        cel = import_module("k8sdsl.kube.cel")
    except ImportError:
        return ""
    return str(cel.compile_error(expression, environment="dra"))
