"""CEL as the API server speaks it: `compile_expression` says whether an expression is right, and of what type.

`syntax` reads (trees of `node`, its `macros` put into words); `types`, `declarations` and `checker` type; `literals`
looks at arguments that are written out; `schemas` says what a schema is to an expression, and `cost` what evaluating
may cost; `evaluator`, `operators`, `extensions`, `network`, `versions` and `values` evaluate. Nothing here is imported
before an expression is met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.checker import CheckError, check
from k8sdsl.cel.node import CelSyntaxError, UnjudgeableError
from k8sdsl.cel.syntax import parse
from k8sdsl.cel.types import DYN, format_type, list_of, map_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.cel.checker import Checked
    from k8sdsl.cel.types import ObjectType, Type


class Environment:
    """What an expression may speak of: variables, and object types that it may construct."""

    __slots__ = ("objects", "variables")

    def __init__(self, variables: Mapping[str, Type], objects: Mapping[str, ObjectType] | None = None) -> None:
        self.variables = dict(variables)
        self.objects = dict(objects or {})


class CelError(ValueError):
    """The expression does not compile; the text says why."""


def compile_expression(expression: str, environment: Environment) -> Checked | None:
    """The expression with its types; None where nothing can be said of it. Raises CelError."""
    try:
        return check(parse(expression), environment.variables, environment.objects)
    except (CelSyntaxError, CheckError) as error:
        raise CelError(str(error)) from error
    except (UnjudgeableError, RecursionError):
        return None


def compile_error(expression: str, *, environment: Environment, result: tuple[str, ...] = ()) -> str:
    """Why the server would not compile `expression`, or an empty string.

    `result` are the types that it may have (`bool`, `string`, `null_type`); empty for any.
    """
    try:
        checked = compile_expression(expression, environment)
    except CelError as error:
        return str(error)
    if checked is None or not result:
        return ""
    kind = checked.type
    if kind == DYN or str(kind).startswith("?") or kind in result:
        return ""
    return f"must evaluate to {' or '.join(result)}, but is {format_type(kind)}"


__all__ = ["DYN", "CelError", "Environment", "compile_error", "compile_expression", "list_of", "map_of"]
