"""Expressions that select devices, in CEL (`k8s.io/dynamic-resource-allocation/cel`)."""

from __future__ import annotations

from importlib import import_module


def selector_error(expression: str) -> str:
    """Why an expression over `device` does not compile to a yes or no, or an empty string."""
    if not expression.strip():
        return "an expression is required"
    try:
        compile_error = import_module("k8sdsl.kube.cel").compile_error
    except (ImportError, AttributeError):
        return ""
    return str(compile_error(expression, environment="dra"))
