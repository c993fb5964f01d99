"""Values of expressions in Python.

Booleans, `int`, `double` (float), strings, bytes, null and lists are Python's own. A map is a dict whose keys are
strings, or (for keys of other types) what `map_key` makes of them, so that `1`, `1u` and `true` stay apart. What comes
from a manifest through a schema is an `Item` list or map, which compares as the API server's own values do.
"""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError

SMALLEST_INT, LARGEST_INT, LARGEST_UINT = -(2**63), 2**63 - 1, 2**64 - 1


class Uint(int):
    """An unsigned number, which is never equal in type to a signed one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{int(self)}u"


class Timestamp:
    """A time in nanoseconds since 1970, and the offset (in seconds) of the zone it was written in."""

    __slots__ = ("nanoseconds", "offset")

    def __init__(self, nanoseconds: int, offset: int = 0) -> None:
        self.nanoseconds = nanoseconds
        self.offset = offset


class Duration:
    """A span of time in nanoseconds."""

    __slots__ = ("nanoseconds",)

    def __init__(self, nanoseconds: int) -> None:
        self.nanoseconds = nanoseconds


class Optional:
    """A value that may be absent."""

    __slots__ = ("has_value", "value")

    def __init__(self, value: Any = None, *, has_value: bool = True) -> None:
        self.value = value
        self.has_value = has_value


NONE = Optional(has_value=False)


class TypeValue:
    """A type as a value, as `type(x) == string` compares them."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Opaque:
    """A value of a type that Kubernetes adds: the name of the type, and the Python value it holds.

    Upstream, what `quantity.add` gives is a pointer, and no value is equal to one on its right; it is `indirect`.
    """

    __slots__ = ("indirect", "kind", "value")

    def __init__(self, kind: str, value: Any, *, indirect: bool = False) -> None:
        self.kind = kind
        self.value = value
        self.indirect = indirect


class ItemList(list[Any]):
    """A list of a custom resource."""

    __slots__ = ()


class ItemSet(ItemList):
    """A list of `x-kubernetes-list-type: set`, in which the order does not matter."""

    __slots__ = ()


class ItemMap(ItemList):
    """A list of `x-kubernetes-list-type: map`, whose items are told apart by some of their fields."""

    __slots__ = ("keys",)

    def __init__(self, items: list[Any], keys: tuple[str, ...]) -> None:
        super().__init__(items)
        self.keys = keys


class ItemObject(dict[Any, Any]):
    """An object or map of a custom resource.

    `size` counts its fields, those that no expression can name included. The fields of an object are `escaped`; one
    whose name is reserved without need (`namespace`) goes by its own name as well.
    """

    __slots__ = ("escaped", "size")

    def __init__(self, fields: dict[Any, Any], size: int, *, escaped: bool) -> None:
        super().__init__(fields)
        self.size = size
        self.escaped = escaped


class AccumulatedList(list[Any]):
    """The list that a loop puts together, which grows in place."""

    __slots__ = ()


class AccumulatedMap(dict[Any, Any]):
    """The map that a loop puts together, which grows in place."""

    __slots__ = ()


_NAMES = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    Timestamp: "google.protobuf.Timestamp",
    Duration: "google.protobuf.Duration",
    Optional: "optional_type",
    TypeValue: "type",
    list: "list",
    ItemList: "list",
    ItemSet: "list",
    ItemMap: "list",
    AccumulatedList: "list",
    AccumulatedMap: "map",
    dict: "map",
    ItemObject: "map",
}


def type_name(value: Any) -> str:
    """The name of a value's type."""
    if type(value) is Opaque:
        return value.kind
    name = _NAMES.get(type(value))
    return name if name is not None else "map" if isinstance(value, dict) else "list"


class Reference:
    """A key that is only equal to itself, as a list is."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def map_key(value: Any) -> Any:
    """A value as the key of a map. Raises EvaluationError for bytes, which upstream cannot use as one."""
    kind = type(value)
    if kind is str:
        return value
    if kind in _KEYS:
        return (_NAMES[kind], value)
    if kind is bytes:
        raise EvaluationError("unsupported key type: bytes")
    return ("", Reference(value))


_KEYS = frozenset((bool, int, Uint, float, type(None)))


def key_value(key: Any) -> Any:
    """The value that a key of a map stands for."""
    if type(key) is not tuple:
        return key
    return key[1].value if type(key[1]) is Reference else key[1]


MISSING = object()
"""What `find` gives where a map has no such key."""


def find(entries: dict[Any, Any], key: Any) -> Any:
    """The value of a key, a number being found whatever its type; MISSING if it is not there."""
    if type(key) is str:
        found = entries.get(key, MISSING)
        if found is MISSING and isinstance(entries, ItemObject) and entries.escaped:
            return entries.get(f"__{key}__", MISSING)
        return found
    kind = type(key)
    if isinstance(entries, ItemObject):
        raise EvaluationError("no such overload")
    if kind not in _KEYS:
        return MISSING
    found = entries.get((_NAMES[kind], key), MISSING)
    if found is not MISSING or kind is bool or key is None:
        return found
    return _find_number(entries, key)


def _find_number(entries: dict[Any, Any], key: Any) -> Any:
    if type(key) is float:
        if not key.is_integer():
            return MISSING
        whole = int(key)
    else:
        whole = int(key)
    for name, least, most in (("int", SMALLEST_INT, LARGEST_INT), ("uint", 0, LARGEST_UINT)):
        if least <= whole <= most:
            found = entries.get((name, whole), MISSING)
            if found is not MISSING:
                return found
    return MISSING


def checked(value: Any) -> Any:
    """A member of a list or map; one that could not be read from its manifest fails here."""
    if isinstance(value, EvaluationError):
        raise value
    return value
