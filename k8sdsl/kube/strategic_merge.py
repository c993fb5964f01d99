"""Merging a strategic merge patch into a tree.

Answers for kustomize's `merge2` and `walk`: what the patch adds to a list goes before what was there. Beyond kustomize,
which copies them to its output, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` do what
apimachinery's `strategicpatch` makes of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import OverlayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from k8sdsl.kube.merge_schema import MergeSchema

    Schemas = Callable[[str, str], MergeSchema | None]


class _Nothing:
    def __bool__(self) -> bool:
        return False


MISSING = _Nothing()
"""Stands for a value that one of the two does not have; null is something else."""

CLEARED = _Nothing()
"""Stands for the result that nothing is left."""

DIRECTIVE = "$patch"


def merge(current: Any, patch: Any, schema: MergeSchema | None, schemas: Schemas, path: str = "") -> Any:
    """The current value with the patch merged in, or CLEARED. The trees of both are used up.

    Raises OverlayError where the two are of different shape.
    """
    kind = _shape(current if current is not MISSING and current is not None else patch)
    if kind is None:
        return CLEARED
    for value in (current, patch):
        if value is not MISSING and value is not None and _shape(value) is not kind:
            raise OverlayError(f"`{path or 'the object'}` is {_words(current)} there and {_words(patch)} in the patch")
    if kind is dict:
        return _merge_map(current, patch, schema or _by_kind(current, patch, schemas), schemas, path)
    if kind is list:
        if schema is not None and schema.merges:
            return _merge_list(current, patch, schema, schemas, path)
        return _replace_list(current, patch)
    value = current if patch is MISSING else patch
    return CLEARED if value is None else value


def _merge_map(current: Any, patch: Any, schema: MergeSchema | None, schemas: Schemas, path: str) -> Any:
    if patch is None:
        return CLEARED
    directive = _take_directive(patch, path)
    if directive == "delete":
        return CLEARED
    if current is MISSING or current is None or directive == "replace":
        if patch is MISSING:
            return CLEARED
        current = {}
    given = {} if patch is MISSING else patch
    orders = _apply_map_directives(current, given)
    for key in [*current, *[key for key in given if key not in current]]:
        deeper = f"{path}.{key}" if path else str(key)
        value = merge(
            current.get(key, MISSING),
            given.get(key, MISSING),
            schema.field(key) if schema is not None else None,
            schemas,
            deeper,
        )
        if value is CLEARED:
            current.pop(key, None)
        else:
            current[key] = value
    for key, order in orders.items():
        if type(current.get(key)) is list:
            field = schema.field(key) if schema is not None else None
            _reorder(current[key], order, field.keys if field is not None else ())
    return current


def _take_directive(patch: Any, path: str) -> str:
    if type(patch) is not dict or DIRECTIVE not in patch:
        return ""
    directive = patch.pop(DIRECTIVE)
    if directive not in {"delete", "replace", "merge"}:
        raise OverlayError(
            f"unknown patch strategy {directive!r} in `{path or 'the object'}`",
            remedy="`$patch` may be `delete`, `replace` or `merge`",
        )
    return str(directive)


def _apply_map_directives(current: dict[str, Any], patch: dict[str, Any]) -> dict[str, list[Any]]:
    """Takes the directives out of a patch and follows those that come first; the element orders are handed back."""
    orders = {}
    for key in [key for key in patch if isinstance(key, str) and key[:1] == "$"]:
        word, _, field = key.partition("/")
        if word == "$setElementOrder" and type(patch[key]) is list:
            orders[field] = patch.pop(key)
        elif word == "$deleteFromPrimitiveList" and type(patch[key]) is list:
            gone = patch.pop(key)
            if type(current.get(field)) is list:
                current[field] = [item for item in current[field] if item not in gone]
        elif key == "$retainKeys" and type(patch[key]) is list:
            kept = patch.pop(key)
            for name in [name for name in current if name not in kept]:
                del current[name]
    return orders


def _replace_list(current: Any, patch: Any) -> Any:
    value = current if patch is MISSING else patch
    return CLEARED if value is None else value


def _merge_list(current: Any, patch: Any, schema: MergeSchema, schemas: Schemas, path: str) -> Any:
    if patch is None:
        return CLEARED
    directive, patch = _take_list_directive(patch, path)
    if directive == "delete":
        return CLEARED
    if current is MISSING or current is None or directive == "replace":
        if patch is MISSING:
            return CLEARED
        current = list(patch)
    if patch is MISSING:
        patch = []
    if not schema.keys:
        merged = list(patch)
        merged += [item for item in current if not any(_text(item) == _text(other) for other in merged)]
        return _unique(merged) or CLEARED
    return _merge_elements(current, patch, schema, schemas, path) or CLEARED


def _take_list_directive(patch: Any, path: str) -> tuple[str, Any]:
    """The directive of an element that holds nothing else, and the patch without it."""
    if type(patch) is list:
        for index, element in enumerate(patch):
            if type(element) is dict and len(element) == 1 and DIRECTIVE in element:
                return _take_directive(element, path), patch[:index] + patch[index + 1 :]
    return "", patch


def _merge_elements(
    current: list[Any], patch: list[Any], schema: MergeSchema, schemas: Schemas, path: str
) -> list[Any]:
    keys, element = schema.keys, schema.element()
    found: list[Any] = []
    every = _unique([_values(item, keys) for item in (*patch, *current)])
    for values in every:
        pairs = [(key, value) for key, value in zip(keys, values, strict=True) if value]
        if not pairs:
            continue
        mine, theirs = _find(current, pairs), _find(patch, pairs)
        where = f"{path}[{','.join(f'{key}={value}' for key, value in pairs)}]"
        value = merge(mine, theirs, element, schemas, where)
        if value is CLEARED or value == {}:
            current = [item for item in current if not _has(item, pairs)]
            continue
        _put(found, pairs, value)
        if mine is not MISSING and value is not mine:
            current = [value if item is mine else item for item in current]
    if len(keys) == 1:
        for item in current:
            pairs = [(keys[0], _values(item, keys)[0])]
            if pairs[0][1]:
                _put(found, pairs, item)
            else:
                found.append(item)
    else:
        found += [item for item in current if not any(_values(item, keys))]
    return found


def _put(items: list[Any], pairs: list[tuple[str, str]], value: Any) -> None:
    """Puts an element in the place of the one with its keys, or at the end."""
    for index, item in enumerate(items):
        if _has(item, pairs):
            items[index] = value
            return
    items.append(value)


def _find(items: list[Any], pairs: list[tuple[str, str]]) -> Any:
    return next((item for item in items if _has(item, pairs)), MISSING)


def _has(item: Any, pairs: list[tuple[str, str]]) -> bool:
    return type(item) is dict and all(key in item and _text(item[key]) == value for key, value in pairs)


def _values(item: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_text(item[key]) if type(item) is dict and item.get(key) is not None else "" for key in keys)


def _text(value: Any) -> str:
    """A scalar as it would be written, by which elements are compared."""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def _unique(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _reorder(items: list[Any], order: list[Any], keys: tuple[str, ...]) -> None:
    """Puts the elements that an order names into that order; the others stay before what they stood before."""

    def key_of(item: Any) -> Any:
        return _values(item, keys) if keys else _text(item)

    rank = {key_of(item): position for position, item in enumerate(order)}
    server = {id(item): position for position, item in enumerate(items)}
    named = sorted([item for item in items if key_of(item) in rank], key=lambda item: rank[key_of(item)])
    others = [item for item in items if key_of(item) not in rank]
    items.clear()
    while named and others:
        items.append((named if server[id(named[0])] < server[id(others[0])] else others).pop(0))
    items += named + others


def _shape(value: Any) -> type | None:
    if value is None or value is MISSING:
        return None
    return type(value) if type(value) in {dict, list} else str


def _by_kind(current: Any, patch: Any, schemas: Schemas) -> MergeSchema | None:
    """The schema of an object within an object, by what it says that it is."""
    for value in (current, patch):
        if type(value) is dict and type(value.get("kind")) is str and type(value.get("apiVersion")) is str:
            return schemas(value["apiVersion"], value["kind"])
    return None


def _words(value: Any) -> str:
    if value is MISSING:
        return "nothing"
    if type(value) is dict or type(value) is list:
        return "a map" if type(value) is dict else "a list"
    return f"the value {value!r}"
