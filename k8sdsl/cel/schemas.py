"""How expressions see a schema: types, and maximum sizes of values (apiserver `pkg/cel/common/schemas.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.cel.syntax.parser import KEYWORDS, RESERVED
from k8sdsl.cel.types import DYN, ObjectType, Type, list_of, map_of

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

REQUEST_SIZE = 3 * 1024 * 1024
"""The largest request that the server accepts, in bytes, and so the largest value."""

_ESCAPED = RESERVED | KEYWORDS
_TIMES = {"duration": ("duration", 3, 32), "date": ("timestamp", 12, 12), "date-time": ("timestamp", 21, 32)}


class SizedType:
    """A type with the minimum number of bytes of its values, and their maximum number of elements or characters.

    `fields` are those of an object by their name in expressions, and `wires` their names in manifests; `key` and
    `item` are those of a list or map. A list can have `list_type` and `list_keys`; `nullable` values can be null.
    """

    __slots__ = ("fields", "item", "key", "least", "list_keys", "list_type", "most", "nullable", "type", "wires")

    def __init__(self, kind: Type, least: int, most: int = 0) -> None:
        self.type = kind
        self.least = least
        self.most = most
        self.fields: dict[str, SizedType] = {}
        self.wires: dict[str, str] = {}
        self.key: SizedType | None = None
        self.item: SizedType | None = None
        self.nullable = False
        self.list_type = ""
        self.list_keys: tuple[str, ...] = ()


def declared(schema: Tree, *, is_root: bool = False) -> SizedType | None:
    """The declaration of a schema for expressions; None if expressions cannot see it (unknown shape)."""
    found = _declared(schema, is_root=is_root)
    if found is not None:
        found.nullable = bool(schema.get("nullable"))
    return found


def _declared(schema: Tree, *, is_root: bool) -> SizedType | None:
    if schema.get("x-kubernetes-int-or-string"):
        longest = schema.get("maxLength")
        return SizedType(DYN, 1, REQUEST_SIZE - 2 if longest is None else max(longest, 0) * 4)
    kind = schema.get("type")
    if kind == "object" or is_root:
        return _object(schema, is_root=is_root)
    if kind == "array":
        return _list(schema)
    if kind == "string":
        return _text(schema)
    simple: dict[Any, tuple[Type, int]] = {"boolean": ("bool", 4), "number": ("double", 1), "integer": ("int", 1)}
    return SizedType(*simple[kind]) if kind in simple else None


def _list(schema: Tree) -> SizedType | None:
    items = schema.get("items")
    item = _below(items) if isinstance(items, dict) else None
    if item is None:
        return None
    most = schema.get("maxItems")
    result = SizedType(list_of(item.type), 2, (REQUEST_SIZE - 2) // (item.least + 1) if most is None else max(most, 0))
    result.item = item
    result.list_type = schema.get("x-kubernetes-list-type") or ""
    keys = schema.get("x-kubernetes-list-map-keys") or ()
    result.list_keys = tuple(key for key in keys if escape(key) == key)  # upstream does not support the others
    return result


def _below(schema: Tree) -> SizedType | None:
    return declared(schema, is_root=bool(schema.get("x-kubernetes-embedded-resource")))


def _object(schema: Tree, *, is_root: bool) -> SizedType | None:
    additional = schema.get("additionalProperties")
    if isinstance(additional, dict):
        return _map(schema, additional)
    properties = schema.get("properties") or {}
    if is_root:
        properties = {**properties, **_meta(properties)}
    required = schema.get("required") or ()
    kind = ObjectType("object")
    result = SizedType(kind, 2)
    for name, field in properties.items():
        found = _below(field)
        if found is None:
            continue
        escaped = escape(name)
        if escaped is not None:
            result.fields[escaped] = found
            result.wires[escaped] = name
            kind.fields[escaped] = found.type
        if name in required and field.get("default") is None:
            result.least += len(name) + found.least + 4
    return result


def _meta(properties: Tree) -> Tree:
    """The fields of every object, as plain strings unless the schema describes them (`WithTypeAndObjectMeta`)."""
    text = {"type": "string"}
    metadata = properties.get("metadata") or {}
    named = metadata.get("properties") or {}
    described = (properties.get("kind"), properties.get("apiVersion"), named.get("name"), named.get("generateName"))
    if metadata.get("type") == "object" and all((field or {}).get("type") == "string" for field in described):
        return {}
    names = {"type": "object", "properties": {"name": text, "generateName": text}}
    return {"apiVersion": text, "kind": text, "metadata": names}


def _map(schema: Tree, additional: Tree) -> SizedType | None:
    item = _below(additional)
    if item is None:
        return None
    most = schema.get("maxProperties")
    size = (REQUEST_SIZE - 2) // (item.least + 6) if most is None else max(most, 0)
    result = SizedType(map_of("string", item.type), 2, size)
    # Upstream has no size for keys, so that rules about keys are cheap, however long the keys are.
    result.key, result.item = SizedType("string", 2), item
    return result


def _text(schema: Tree) -> SizedType:
    form, longest = schema.get("format"), schema.get("maxLength")
    if form in _TIMES:
        return SizedType(*_TIMES[form])
    if form == "byte":
        return SizedType("bytes", 2, REQUEST_SIZE - 2 if longest is None else max(longest, 0))
    if longest is not None:
        return SizedType("string", 2, max(longest, 0) * 4)
    texts = [len(value.encode("utf-8", "replace")) for value in schema.get("enum") or () if isinstance(value, str)]
    return SizedType("string", 2, max(texts, default=0) if schema.get("enum") else REQUEST_SIZE - 2)


def escape(name: str) -> str | None:
    """The name of a property in expressions (`Escape`); None if they cannot name it."""
    if not name or name[0].isdigit():
        return None
    if name in _ESCAPED:
        return f"__{name}__"
    name = name.replace("__", "__underscores__")
    for character, word in ((".", "__dot__"), ("-", "__dash__"), ("/", "__slash__")):
        name = name.replace(character, word)
    return name if name.isascii() and name.replace("_", "a").isalnum() else None
