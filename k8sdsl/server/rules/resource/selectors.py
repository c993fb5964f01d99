"""CEL expressions that select devices (`k8s.io/dynamic-resource-allocation/cel`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from k8sdsl.cel.environment import Environment
from k8sdsl.cel.errors import CompileError
from k8sdsl.cel.estimation.estimate import most_cost
from k8sdsl.cel.libraries.bindings import BINDINGS
from k8sdsl.cel.schemas import SizedType
from k8sdsl.cel.types import ANY, ObjectType, Type, format_type, map_of
from k8sdsl.kube.gates import is_on

if TYPE_CHECKING:
    from k8sdsl.cel.environment import Program

MOST_COST = 1_000_000
_QUANTITY = "kubernetes.Quantity"


def selector_error(expression: str, minor: int) -> str:
    """Why an expression over `device` is not a selector, or an empty string; an unknown type passes as a boolean."""
    try:
        checked = selector_environment(minor).compile(expression)
    except CompileError as error:
        return str(error)
    kind = checked.type
    if kind not in {"bool", ANY}:
        return f"must return a boolean, not {format_type(kind)}"
    return _cost_error(checked)


def _cost_error(checked: Program) -> str:
    cost = most_cost(checked, _device())
    return f"the estimated cost of {cost} exceeds the limit of {MOST_COST}" if cost > MOST_COST else ""


@cache
def selector_environment(minor: int) -> Environment:
    """The names that selectors know."""
    fields: dict[str, Type] = {
        "driver": "string",
        "attributes": map_of("string", map_of("string", ANY)),
        "capacity": map_of("string", map_of("string", _QUANTITY)),
    }
    if is_on("DRAConsumableCapacity", minor):
        fields["allowMultipleAllocations"] = "bool"
    device = ObjectType("kubernetes.DRADevice", fields)
    return Environment({"device": device}, minor=minor, new=True, libraries=(BINDINGS,))


class _Attributes(dict[str, SizedType]):
    """The fields of a map whose values all have the same type."""

    def get(self, _name: str, _default: object = None) -> SizedType:
        return self["*"]


@cache
def _device() -> SizedType:
    """The maximum sizes of the parts of a device, for the cost estimate."""
    device = SizedType("kubernetes.DRADevice", 2)
    attribute = SizedType(ANY, 1, 64)
    inner = _map(attribute, 32)
    inner.fields = _Attributes({"*": attribute})
    device.fields = {
        "driver": SizedType("string", 2, 63),
        "attributes": _map(inner, 63),
        "capacity": _map(_map(SizedType(_QUANTITY, 2), 32), 63),
    }
    return device


def _map(item: SizedType, key_length: int) -> SizedType:
    result = SizedType(map_of("string", item.type), 2, 32)
    result.key, result.item = SizedType("string", 2, key_length), item
    return result
