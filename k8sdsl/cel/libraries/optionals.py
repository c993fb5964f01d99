"""Optional values (cel-go `cel/library.go`). `or`, `orValue` and selections are instructions of their own."""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError
from k8sdsl.cel.functions import Function, Overload
from k8sdsl.cel.library import Library
from k8sdsl.cel.syntax.macros import OPTIONALS as OPTIONAL_MACROS
from k8sdsl.cel.values import NONE, Duration, ItemList, ItemObject, Opaque, Optional, Timestamp, TypeValue, checked

_ZERO_TIME = -62_135_596_800 * 10**9


def _of_non_zero(value: Any) -> Optional:
    match value:
        case Optional() | Opaque() | TypeValue() | ItemList() | ItemObject():
            return Optional(value)
        case Duration():
            zero = value.nanoseconds == 0
        case Timestamp():
            zero = value.nanoseconds == _ZERO_TIME
        case _:
            zero = not value
    return NONE if zero else Optional(value)


def _value(optional: Optional) -> Any:
    if not optional.has_value:
        raise EvaluationError("optional.none() dereference")
    return optional.value


def _has_value(optional: Optional) -> bool:
    return optional.has_value


def _unwrap(items: list[Any]) -> list[Any]:
    for item in items:
        if not isinstance(checked(item), Optional):
            raise EvaluationError("a member of the list is not an optional value")
    return [item.value for item in items if item.has_value]


def _last(items: list[Any]) -> Optional:
    return Optional(checked(items[-1])) if items else NONE


def _first(items: list[Any]) -> Optional:
    return Optional(checked(items[0])) if items else NONE


OPTIONALS = Library(
    Function("optional.of", Overload("optional_of", "(V) optional_type(V)", Optional)),
    Function("optional.ofNonZeroValue", Overload("optional_ofNonZeroValue", "(V) optional_type(V)", _of_non_zero)),
    Function("optional.none", Overload("optional_none", "() optional_type(V)", lambda: NONE)),
    Function("value", Overload("optional_value", "optional_type(V).() V", _value)),
    Function("hasValue", Overload("optional_hasValue", "optional_type(V).() bool", _has_value)),
    Function("or", Overload("optional_or_optional", "optional_type(V).(optional_type(V)) optional_type(V)")),
    Function("orValue", Overload("optional_orValue_value", "optional_type(V).(V) V")),
    Function("_?._", Overload("select_optional_field", "(dyn, string) optional_type(V)")),
    Function(
        "_[?_]",
        Overload("list_optindex_optional_int", "(list(V), int) optional_type(V)"),
        Overload("optional_list_optindex_optional_int", "(optional_type(list(V)), int) optional_type(V)"),
        Overload("map_optindex_optional_value", "(map(K, V), K) optional_type(V)"),
        Overload("optional_map_optindex_optional_value", "(optional_type(map(K, V)), K) optional_type(V)"),
    ),
    Function(
        "_[_]",
        Overload("optional_list_index_int", "(optional_type(list(V)), int) optional_type(V)"),
        Overload("optional_map_index_value", "(optional_type(map(K, V)), K) optional_type(V)"),
    ),
    macros={key: macro for key, macro in OPTIONAL_MACROS.items() if key[0] == "optMap"},
    types=("optional_type",),
)
FLAT_MAP = Library(macros={key: macro for key, macro in OPTIONAL_MACROS.items() if key[0] == "optFlatMap"})
FIRST_AND_LAST = Library(
    Function("last", Overload("list_last", "list(V).() optional_type(V)", _last)),
    Function("first", Overload("list_first", "list(V).() optional_type(V)", _first)),
    Function("optional.unwrap", Overload("optional_unwrap", "(list(optional_type(V))) list(V)", _unwrap)),
    Function("unwrapOpt", Overload("optional_unwrapOpt", "list(optional_type(V)).() list(V)", _unwrap)),
)
