"""Reasons why an expression has no value."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError


class CompileError(K8sdslError):
    """The API server would not accept the expression; the message says why."""

    code = "cel/compile"


class EvaluationError(K8sdslError):
    """The expression fails for these values, as it would on the API server."""

    code = "cel/evaluation"


class CancelledError(EvaluationError):
    """The cost of the evaluation exceeds the API server's limit."""

    code = "cel/cost"


class ExhaustedError(Exception):
    """Ends the evaluation, and becomes a CancelledError; no operator turns it into a value."""


def no_overload(function: str = "") -> EvaluationError:
    """A function was called with values of types that it does not accept."""
    return EvaluationError(f"no such overload: {function}" if function else "no such overload")
