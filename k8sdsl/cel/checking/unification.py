"""Which types can be used where others are expected (cel-go `checker/types.go`).

A type variable is `?1`, `?2` and so on; a substitution holds the types that are bound to variables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.types import ANY, DYN, ERROR, NULL, OPTIONAL, ObjectType, Type, is_parameter, is_variable

if TYPE_CHECKING:
    from k8sdsl.cel.checking.substitution import Substitution

_OPAQUE = frozenset(("net.IP", "net.CIDR"))
_NULLABLE = frozenset((ANY, "duration", "timestamp", NULL))


def is_dyn(kind: Type) -> bool:
    """Whether a type is dynamic, or an error that was already reported."""
    return kind in {DYN, ERROR, ANY} if isinstance(kind, str) else False


def instance(kind: Type, names: dict[str, str]) -> Type:
    """A type of a signature with new variables for its parameters."""
    if is_parameter(kind):
        return names[str(kind)]
    if isinstance(kind, tuple):
        return (kind[0], *[instance(part, names) for part in kind[1:]])
    return kind


def assignable(known: Substitution, given: Type, wanted: Type) -> bool:
    """Whether one type can be assigned to the other; binds variables in `known`."""
    if is_variable(wanted):
        valid, bound = _stands_for(known, given, str(wanted))
        if valid or bound:
            return valid
    if is_variable(given):
        return _stands_for(known, wanted, str(given))[0]
    if is_dyn(given) or is_dyn(wanted):
        return True
    if given == NULL:
        return _is_nullable(wanted)
    if wanted == NULL:
        return _is_nullable(given)
    if isinstance(given, tuple):
        if not isinstance(wanted, tuple) or given[0] != wanted[0]:
            return False
        return given[0] == "type" or all_assignable(known, given[1:], wanted[1:])
    if isinstance(given, ObjectType):
        return given is wanted
    return isinstance(wanted, str) and given.removesuffix("?") == wanted.removesuffix("?")


def all_assignable(known: Substitution, given: tuple[Type, ...], wanted: tuple[Type, ...]) -> bool:
    """Whether each type can be assigned to the other type at the same position."""
    return len(given) == len(wanted) and all(
        assignable(known, one, other) for one, other in zip(given, wanted, strict=True)
    )


def _stands_for(known: Substitution, kind: Type, variable: str) -> tuple[bool, bool]:
    """Whether a variable can be bound to a type, and whether it is already bound."""
    if kind == variable:
        return True, True
    bound = known.get(variable)
    if bound is not None:
        if bound == kind:
            return True, True
        if not assignable(known, kind, bound):
            return False, True
        general = most_general(kind, bound)
        if _is_free(known, variable, general):
            known.bind(variable, general)
        return True, True
    if not _is_free(known, variable, kind):
        return False, False
    known.bind(variable, kind)
    return True, False


def _is_free(known: Substitution, variable: str, kind: Type) -> bool:
    """Whether a variable does not occur in a type."""
    if kind == variable:
        return False
    if is_variable(kind):
        bound = known.get(kind)
        return bound is None or _is_free(known, variable, bound)
    if isinstance(kind, tuple):
        return all(_is_free(known, variable, part) for part in kind[1:])
    return True


def most_general(first: Type, second: Type) -> Type:
    """The more general of two compatible types."""
    return first if _is_no_narrower(first, second) else second


def _is_no_narrower(first: Type, second: Type) -> bool:
    if first in {DYN, ANY} if isinstance(first, str) else False:
        return True
    if is_variable(first):
        return True
    if (isinstance(second, str) and second in {DYN, ANY}) or is_variable(second):
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        if first[0] != second[0] or len(first) != len(second):
            return False
        return first[0] == "type" or all(map(_is_no_narrower, first[1:], second[1:]))
    return same(first, second)


def same(first: Type, second: Type) -> bool:
    """Whether two types are exactly the same."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and first[0] == second[0] and all(map(same, first[1:], second[1:]))
    return bool(first == second)


def _is_nullable(kind: Type) -> bool:
    if isinstance(kind, ObjectType):
        return True
    if isinstance(kind, tuple):
        return bool(kind[0] == OPTIONAL)
    return kind in _NULLABLE or kind in _OPAQUE or "." in kind or kind.endswith("?")
