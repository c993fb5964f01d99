"""Values of expressions in Python.

Booleans, `int`, `double` (float), strings, bytes, null and lists are Python's own. A map is a dict whose keys are
strings, or (for keys of other types) what `map_key` makes of them, so that `1`, `1u` and `true` are different keys.
What comes from a manifest through a schema is an `Item` list or map, which compares as the API server's own values do.
"""

from __future__ import annotations

from typing import Any

from k8sdsl.cel.errors import EvaluationError

SMALLEST_INT, LARGEST_INT, LARGEST_UINT = -(2**63), 2**63 - 1, 2**64 - 1


class Uint(int):
    """An unsigned number, whose type differs from that of a signed one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{int(self)}u"


class Timestamp:
    """A time in nanoseconds since 1970, and the offset in seconds of its original zone."""

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
    """An optional value."""

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
    """A value of a type that Kubernetes adds: the name of the type, and its Python value.

    Upstream, the result of `quantity.add` is a pointer, and no value equals a pointer to its right; it is `indirect`.
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
    """A list of `x-kubernetes-list-type: set`, in which the order does not matter.

    Upstream identifies the members by their `trees`, as they are in the manifest.
    """

    __slots__ = ("trees",)

    def __init__(self, items: list[Any], trees: list[Any]) -> None:
        super().__init__(items)
        self.trees = trees


class ItemMap(ItemList):
    """A list of `x-kubernetes-list-type: map`, whose items are identified by some of their fields."""

    __slots__ = ("keys",)

    def __init__(self, items: list[Any], keys: tuple[str, ...]) -> None:
        super().__init__(items)
        self.keys = keys


class ItemObject(dict[Any, Any]):
    """An object or map of a custom resource.

    `size` counts its fields, including those that no expression can name. The fields of an object are `escaped`; one
    whose name is reserved unnecessarily (`namespace`) can also be used by its own name.
    """

    __slots__ = ("escaped", "size")

    def __init__(self, fields: dict[Any, Any], size: int, *, escaped: bool) -> None:
        super().__init__(fields)
        self.size = size
        self.escaped = escaped


class AccumulatedList(list[Any]):
    """The list that a loop builds in place."""

    __slots__ = ()


class AccumulatedMap(dict[Any, Any]):
    """The map that a loop builds in place."""

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


class ReferenceKey:
    """A key that is compared by identity: a list equals only the key that was inserted."""

    __slots__ = ("identity", "value")

    def __init__(self, value: Any, identity: Any) -> None:
        self.value = value
        self.identity = identity

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReferenceKey) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


_UNHASHABLE = frozenset(("kubernetes.Semver", "kubernetes.NamedFormat"))


def map_key(value: Any) -> Any:
    """A value as the key of a map. Raises EvaluationError for a value that upstream cannot use as one."""
    kind = type(value)
    if kind is str:
        return value
    if kind in _KEYS:
        return (_NAMES[kind], value)
    if kind is bytes or (kind is Opaque and value.kind in _UNHASHABLE):
        raise EvaluationError(f"unsupported key type: {type_name(value)}")
    return ("", ReferenceKey(value, _identity(value)))


def _identity(value: Any) -> Any:
    match value:
        case Timestamp(offset=0) | Duration():
            return (type(value), value.nanoseconds)
        case TypeValue():
            return (TypeValue, value.name)
        case Opaque(kind="net.IP" | "net.CIDR"):
            return (value.kind, value.value)
        case Opaque():
            return id(value.value)
    return id(value)


_NUMBERS = frozenset((int, Uint, float))
_KEYS = _NUMBERS | {bool, type(None)}


def key_value(key: Any) -> Any:
    """The value of a key of a map."""
    if type(key) is not tuple:
        return key
    return key[1].value if type(key[1]) is ReferenceKey else key[1]


MISSING = object()
"""The result of `find` if a map does not have the key."""


class DefaultingMap(dict[Any, Any]):
    """A map whose absent members are empty maps where they are selected, but absent for `in`."""


def find(entries: dict[Any, Any], key: Any) -> Any:
    """The value of a key; numbers match regardless of their type. MISSING if the key does not exist."""
    if type(key) is str:
        found = entries.get(key, MISSING)
        if found is MISSING and isinstance(entries, ItemObject) and entries.escaped:
            return entries.get(f"__{key}__", MISSING)
        return found
    if isinstance(entries, ItemObject):
        raise EvaluationError("no such overload")
    if not entries:
        return MISSING
    found = entries.get(map_key(key), MISSING)
    return _find_number(entries, key) if found is MISSING and type(key) in _NUMBERS else found


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
    """A member of a list or map; a member that does not fit its schema fails here."""
    if isinstance(value, EvaluationError):
        raise value
    return value
