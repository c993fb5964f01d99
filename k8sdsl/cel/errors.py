"""Why an expression has no value."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError


class CompileError(K8sdslError):
    """The API server would not accept the expression; the text says why."""


class EvaluationError(K8sdslError):
    """The expression fails for these values, as it would on the API server."""


class CancelledError(EvaluationError):
    """Evaluating costs more than the API server allows."""


class ExhaustedError(Exception):
    """What becomes a CancelledError: evaluating ends here, and no operator turns this into a value."""


def no_overload(function: str = "") -> EvaluationError:
    """A function met values of types that it does not take."""
    return EvaluationError(f"no such overload: {function}" if function else "no such overload")
