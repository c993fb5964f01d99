"""CEL, the language of Kubernetes' validation rules and policies, evaluated as an API server of a version would.

`evaluate` is the whole public contract. Inside, `syntax` reads an expression, `checking` types it, `evaluation` runs
it, `libraries` hold its functions, and `environment` says which of them a version has; `schemas` and `objects` show a
custom resource to its rules, and `estimation` says what a rule may cost. Nothing here is imported before an expression
has to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.errors import CompileError, EvaluationError
from k8sdsl.cel.values import Uint
from k8sdsl.kube.versions import DEFAULT, parse_kube_version

if TYPE_CHECKING:
    from collections.abc import Mapping


def evaluate(expression: str, variables: Mapping[str, Any], *, kube_version: str = DEFAULT) -> Any:
    """The value of an expression, as the API server's environment of a version computes it.

    Variables and the value are plain: `int`, `float`, `str`, `bool`, `None`, `bytes`, `list`, `dict`, `datetime`,
    `timedelta`, and `Uint` for an unsigned number; of the nanoseconds of a time, Python keeps the microseconds.
    Variables have the types of their values. A type as a value is its name, and an optional value is the value, or
    None if it is absent.

    Raises CompileError if the server would refuse the expression, and EvaluationError if evaluating fails.
    """
    from k8sdsl.cel.environment import Environment
    from k8sdsl.cel.plain import read_plain, write_plain

    known = {name: read_plain(value) for name, value in variables.items()}
    types = {name: kind for name, (_, kind) in known.items()}
    program = Environment(types, minor=parse_kube_version(kube_version)).compile(expression)
    return write_plain(program.evaluate({name: value for name, (value, _) in known.items()}))


__all__ = ["CompileError", "EvaluationError", "Uint", "evaluate"]
