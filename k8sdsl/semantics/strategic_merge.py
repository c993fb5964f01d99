"""Merging a strategic merge patch into a tree.

Answers for kustomize's `merge2` and `walk`: elements that the patch adds to a list go before the existing ones. Unlike
in kustomize, which copies them to its output, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` work as
in apimachinery's `strategicpatch`.

If elements of a list lack some of its merge keys, kustomize silently loses parts of the patch. `merge` joins elements
by the keys that both have, and refuses those that have none; with `losses` it does as kustomize does and records there
what was lost.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import OverlayError
from k8sdsl.locations.secret_values import described

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from k8sdsl.semantics.merge_schema import MergeSchema

    SchemaOf = Callable[[str, str], MergeSchema | None]


class _Nothing:
    def __bool__(self) -> bool:
        return False


MISSING = _Nothing()
"""The value of a field that one of the two does not have; different from null."""

CLEARED = _Nothing()
"""The result if nothing is left."""

DIRECTIVE = "$patch"

NOTHING_SPELLED: Mapping[str, str] = {}


def merge(
    current: Any,
    patch: Any,
    schema: MergeSchema | None,
    schemas: SchemaOf,
    losses: list[str] | None = None,
    blanks: Collection[tuple[int, str]] = (),
    name: str = "the object",
    spelled: Mapping[str, str] = NOTHING_SPELLED,
) -> Any:
    """The current value with the patch merged in, or CLEARED. Both trees are consumed.

    `spelled` is the text of scalars of the patch that are written in another way than their value, by dotted paths.
    `blanks` are maps (by their `id`) and keys without a value, which kustomize drops. Raises OverlayError,
    which calls the object `name`, if the two trees have different shapes.
    """
    return _Merge(schemas, losses, blanks, name, spelled).values(current, patch, schema, "")


class _Merge:
    """One merge on its way down two trees."""

    def __init__(
        self,
        schemas: SchemaOf,
        losses: list[str] | None,
        blanks: Collection[tuple[int, str]],
        name: str,
        spelled: Mapping[str, str],
    ) -> None:
        self._schemas = schemas
        self._losses = losses
        self._blanks = blanks
        self._name = name
        self._spelled = spelled

    def values(self, current: Any, patch: Any, schema: MergeSchema | None, path: str) -> Any:
        """Merges two values of any shape, either of which can be missing."""
        if patch is MISSING:
            if self._losses is not None:
                return self._settled(current, schema, path)
            return current
        kind = _shape(current if current is not MISSING and current is not None else patch)
        if kind is None or patch is None:
            return CLEARED
        if current is not MISSING and current is not None and _shape(patch) is not kind:
            raise OverlayError(
                f"{_place(path, self._name)} is {_words(current)}, but {_words(patch)} in the patch",
                code="patch/strategic-merge",
            )
        if kind is dict:
            return self._maps(current, patch, schema or self._by_kind(current, patch), path)
        if kind is list and schema is not None and schema.merges:
            return self._lists(current, patch, schema, path)
        if kind is list and self._losses is not None and any(type(i) is dict and DIRECTIVE in i for i in patch):
            self._losses.append(f"`{DIRECTIVE}` in `{path}` has no effect: the list is replaced")
        if type(current) is str and kind is str and type(patch) is not str and self._losses is not None:
            return _in_quotes_of(current, patch, self._spelled.get(path))
        return patch

    def _maps(self, current: Any, patch: dict[str, Any], schema: MergeSchema | None, path: str) -> Any:
        directive = _take_directive(patch, path, self._name)
        if directive == "delete":
            return CLEARED
        if current is MISSING or current is None or directive == "replace":
            current = {}
        orders = _apply_map_directives(current, patch)
        before = {key: list(current[key]) for key in orders if type(current.get(key)) is list}
        if self._losses is not None:
            self._settle_others(current, patch, schema, path)
        for key, theirs in patch.items():
            field = schema.field(key) if schema is not None else None
            value = self.values(current.get(key, MISSING), theirs, field, f"{path}.{key}" if path else str(key))
            if value is CLEARED:
                current.pop(key, None)
            else:
                current[key] = value
        for key, order in orders.items():
            if type(current.get(key)) is list:
                field = schema.field(key) if schema is not None else None
                _reorder(current[key], order, before.get(key, []), field.keys if field is not None else ())
        return current

    def _lists(self, current: Any, patch: list[Any], schema: MergeSchema, path: str) -> Any:
        directive, patch = _take_list_directive(patch, path, self._name)
        if directive == "delete":
            return CLEARED
        is_new = current is MISSING or current is None
        elements: list[Any] = current if isinstance(current, list) and directive != "replace" else []
        if not schema.keys:
            return _unique([*patch, *elements])
        if is_new and self._losses is not None:  # kustomize copies the list, and then merges nothing into it
            copied = [self.values(MISSING, theirs, schema.element(), path) for theirs in patch]
            elements, patch = [item for item in copied if item is not CLEARED and item != {}], []
        if self._losses is None:
            return self._elements(elements, patch, schema, path)
        return self._elements_as_kustomize(elements, patch, schema, path)

    def _elements(self, current: list[Any], patch: list[Any], schema: MergeSchema, path: str) -> list[Any]:
        """Joins elements by the merge keys that both have; those of the patch come first, in its order."""
        keys, found = schema.keys, []
        places = _ElementPlaces(current, keys)
        for theirs in patch:
            values = _values(theirs, keys)
            if not any(values):
                raise OverlayError(
                    f"an element of {_place(path, self._name)} in the patch has no `{keys[0]}`, its merge key",
                    remedy=f"add `{keys[0]}` to the element",
                    code="patch/strategic-merge",
                )
            mine = places.take(values)
            value = self.values(mine, theirs, schema.element(), _element_path(path, keys, values))
            if value is not CLEARED and value != {}:
                found.append(value)
        return found + places.left()

    def _elements_as_kustomize(self, current: list[Any], patch: list[Any], schema: MergeSchema, path: str) -> list[Any]:
        """Joins elements whose merge keys are all equal; if one lacks a key, the existing element wins."""
        keys, losses = schema.keys, self._losses if self._losses is not None else []
        here, given = _first_by_values(current, keys), _first_by_values(patch, keys)
        partial = [values for values in (*here, *given) if _is_vague(values)]
        held = {(key, _text(item[key])) for item in current if type(item) is dict for key in keys if key in item}
        vague = {_pairs(keys, values)[0] for values in partial} & held
        many = any(sum(map(bool, _values(item, keys))) > 1 for item in (*current, *patch))
        first: list[Any] = []
        gone: set[int] = set()
        for values, element in given.items():
            if not any(values):
                continue
            theirs = element
            mine = here.get(values, MISSING)
            where = _element_path(path, keys, values)
            if mine is not MISSING and theirs.get(DIRECTIVE) == "replace":
                losses.append(f"`$patch: replace` in {where} is ignored")
                theirs = {}
            value = self.values(mine, theirs, schema.element(), where)
            if value is CLEARED or value == {}:
                gone.add(id(mine))
            elif mine is not MISSING and many:
                pass  # lists with several merge keys keep their order
            elif not many or vague.isdisjoint(_pairs(keys, values)):
                first.append(value)
            else:
                losses.append(f"{where} is lost because some elements have all of {', '.join(keys)} and others do not")
        moved = {id(item) for item in first}
        current = [item for item in current if id(item) not in gone]
        rest = [item for item in current if id(item) not in moved]
        for item in rest:
            self._settled(item, schema.element(), path)
        found = _without_nameless(first + rest, current, patch, keys, path, losses)
        return _without_twins(found, keys, path, losses)

    def _settled(self, current: Any, schema: MergeSchema | None, path: str) -> Any:
        """Kustomize's result for a value that the patch does not contain."""
        if type(current) is dict:
            self._settle_others(current, {}, schema or self._by_kind(current, MISSING), path)
        elif type(current) is list and schema is not None and schema.merges:
            return self._elements_as_kustomize(current, [], schema, path) if schema.keys else _unique(current)
        return current

    def _settle_others(
        self, current: dict[str, Any], patch: dict[str, Any], schema: MergeSchema | None, path: str
    ) -> None:
        for key in [key for key in current if key not in patch]:
            value = current[key]
            if value is None:
                if self._blanks and (id(current), key) in self._blanks:
                    del current[key]
            elif type(value) is dict or type(value) is list:
                field = schema.field(key) if schema is not None else None
                current[key] = self._settled(value, field, f"{path}.{key}" if path else key)

    def _by_kind(self, current: Any, patch: Any) -> MergeSchema | None:
        """The schema of an object within an object, by its apiVersion and kind."""
        for value in (current, patch):
            if type(value) is dict and type(value.get("kind")) is str and type(value.get("apiVersion")) is str:
                schema = self._schemas(value["apiVersion"], value["kind"])
                if schema is not None:
                    return schema
        return None


def _in_quotes_of(current: str, patch: Any, text: str | None) -> Any:
    """A number or boolean of a patch in place of a string: a string too if the current one can only be in quotes.

    Answers for kyaml's FieldSetter, which keeps the style of the node that it replaces.
    """
    from k8sdsl.yaml.go_yaml import as_string, must_be_quoted

    if not must_be_quoted(current):
        return patch
    return as_string(patch) if text is None else text


def _is_vague(values: tuple[str, ...]) -> bool:
    """Whether an element has only one of several merge keys."""
    return len(values) > 1 and sum(map(bool, values)) == 1


def _without_nameless(
    found: list[Any], current: list[Any], patch: list[Any], keys: tuple[str, ...], path: str, losses: list[str]
) -> list[Any]:
    """Kustomize's result if an element has no merge key at all."""
    nameless = [item for item in current if not any(_values(item, keys))]
    if nameless:
        losses.append(f"all elements of `{path}` except one are lost because one of them has no `{keys[0]}`")
        return nameless[-1:]
    named = [_values(item, keys) for item in patch]
    if all(map(any, named)):
        return found
    losses.append(f"elements of `{path}` are lost because one element in the patch has no `{keys[0]}`")
    kept = set(named)
    return [item for item in found if _values(item, keys) in kept]


def _without_twins(items: list[Any], keys: tuple[str, ...], path: str, losses: list[str]) -> list[Any]:
    """The elements, with only the last of those that have the same merge keys, in the place of the first."""
    found: dict[int, Any] = {}
    tables: dict[tuple[str, ...], dict[tuple[str, ...], set[int]]] = {}
    for number, item in enumerate(items):
        pairs = _pairs(keys, _values(item, keys))
        named = tuple(key for key, _ in pairs)
        if pairs and named not in tables:
            tables[named] = {}
            for place, other in found.items():
                _enter(tables[named], named, place, other)
        twins = sorted(tables[named].get(tuple(value for _, value in pairs), ())) if pairs else []
        if not twins and item == {}:
            continue
        if twins:
            losses.append(f"only one of the elements of `{path}` with {' and '.join(map('='.join, pairs))} is kept")
        for twin in twins:
            for names, table in tables.items():
                _enter(table, names, twin, found[twin], leaves=True)
        for twin in twins[1:]:
            del found[twin]
        place = twins[0] if twins else number
        found[place] = item
        for names, table in tables.items():
            _enter(table, names, place, item)
    return list(found.values())


def _enter(
    table: dict[tuple[str, ...], set[int]], names: tuple[str, ...], place: int, item: Any, *, leaves: bool = False
) -> None:
    """Enters an element into a table of places by the values of some keys, or removes it."""
    if type(item) is dict and all(name in item for name in names):
        places = table.setdefault(tuple(_text(item[name]) for name in names), set())
        (places.discard if leaves else places.add)(place)


class _ElementPlaces:
    """The elements of a list, found by merge keys of which some may be missing, in time that does not depend on them.

    An element fits if it has at least one key in common with the wanted values, and agrees in all that both have.
    """

    def __init__(self, items: list[Any], keys: tuple[str, ...]) -> None:
        self._items: list[Any] = list(items)
        self._keys = range(len(keys))
        self._by_names: dict[tuple[bool, ...], list[tuple[tuple[str, ...], int]]] = {}
        for place, item in enumerate(items):
            values = _values(item, keys)
            self._by_names.setdefault(tuple(map(bool, values)), []).append((values, place))
        self._tables: dict[tuple[object, ...], dict[tuple[str, ...], list[int]]] = {}

    def take(self, wanted: tuple[str, ...]) -> Any:
        """The first element that fits, which is taken from the list; MISSING if there is none."""
        found: list[int] = []
        for names, rows in self._by_names.items():
            common = tuple(number for number in self._keys if names[number] and wanted[number])
            if common:
                places = self._table(names, common, rows).get(tuple(wanted[number] for number in common), [])
                while places and self._items[places[-1]] is MISSING:
                    places.pop()
                found += places[-1:]
        if not found:
            return MISSING
        item, self._items[min(found)] = self._items[min(found)], MISSING
        return item

    def left(self) -> list[Any]:
        """The elements that were not taken."""
        return [item for item in self._items if item is not MISSING]

    def _table(
        self, names: tuple[bool, ...], common: tuple[int, ...], rows: list[tuple[tuple[str, ...], int]]
    ) -> dict[tuple[str, ...], list[int]]:
        """The places of the elements with these names by the values that are compared, the first one last."""
        table = self._tables.get((names, common))
        if table is None:
            table = self._tables[names, common] = {}
            for values, place in reversed(rows):
                table.setdefault(tuple(values[number] for number in common), []).append(place)
        return table


def _first_by_values(items: list[Any], keys: tuple[str, ...]) -> dict[tuple[str, ...], Any]:
    """The first element for each combination of values of the merge keys."""
    found: dict[tuple[str, ...], Any] = {}
    for item in items:
        found.setdefault(_values(item, keys), item)
    return found


def _element_path(path: str, keys: tuple[str, ...], values: tuple[str, ...]) -> str:
    return f"{path}[{','.join(f'{key}={value}' for key, value in _pairs(keys, values))}]"


def _pairs(keys: tuple[str, ...], values: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(key, value) for key, value in zip(keys, values, strict=True) if value]


def _place(path: str, name: str) -> str:
    return f"`{path}` of {name}" if path else name


def _take_directive(patch: Any, path: str, name: str) -> str:
    if type(patch) is not dict or DIRECTIVE not in patch:
        return ""
    directive = patch.pop(DIRECTIVE)
    if directive not in ("delete", "replace", "merge"):  # it may be a list, which has no hash
        raise OverlayError(
            f"unknown patch directive `$patch` in the patch for {_place(path, name)}",
            remedy="set `$patch` to `delete`, `replace` or `merge`",
            code="patch/strategic-merge",
        )
    return str(directive)


def _apply_map_directives(current: dict[str, Any], patch: dict[str, Any]) -> dict[str, list[Any]]:
    """Removes the directives from a patch and applies those that come first; returns the element orders."""
    orders = {}
    for key in [key for key in patch if isinstance(key, str) and key[:1] == "$"]:
        word, _, field = key.partition("/")
        if word == "$setElementOrder" and type(patch[key]) is list:
            orders[field] = patch.pop(key)
        elif word == "$deleteFromPrimitiveList" and type(patch[key]) is list:
            gone = patch.pop(key)
            if type(current.get(field)) is list:
                values = set(map(_hashable, gone))
                current[field] = [item for item in current[field] if _hashable(item) not in values]
        elif key == "$retainKeys" and type(patch[key]) is list:
            kept = set(map(_hashable, patch.pop(key)))
            for name in [name for name in current if name not in kept]:
                del current[name]
    return orders


def _take_list_directive(patch: Any, path: str, name: str) -> tuple[str, Any]:
    """The directive of an element that contains nothing else, and the patch without it."""
    if type(patch) is list:
        for index, element in enumerate(patch):
            if type(element) is dict and len(element) == 1 and DIRECTIVE in element:
                return _take_directive(element, path, name), patch[:index] + patch[index + 1 :]
    return "", patch


def _values(item: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_text(item[key]) if type(item) is dict and item.get(key) is not None else "" for key in keys)


def _text(value: Any) -> str:
    """A scalar as a string, for comparing elements."""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def _unique(items: list[Any]) -> list[Any]:
    found: dict[Any, Any] = {}
    for item in items:
        found.setdefault(_hashable(item), item)
    return list(found.values())


def _hashable(value: Any) -> Any:
    """Something that is equal for equal trees, and has a hash."""
    if type(value) is dict:
        return frozenset((key, _hashable(item)) for key, item in value.items())
    return tuple(map(_hashable, value)) if type(value) is list else value


def _reorder(items: list[Any], order: list[Any], before: list[Any], keys: tuple[str, ...]) -> None:
    """Sorts the elements that an order names into that order; the others stay before their old successors."""

    def key_of(item: Any) -> Any:
        return _values(item, keys) if keys else _text(item)

    rank = {key_of(item): position for position, item in enumerate(order)}
    server = {key_of(item): position for position, item in enumerate(before)}
    named = deque(sorted([item for item in items if key_of(item) in rank], key=lambda item: rank[key_of(item)]))
    others = deque(item for item in items if key_of(item) not in rank)
    items.clear()
    while named and others:
        is_named_first = server.get(key_of(named[0]), -1) < server.get(key_of(others[0]), -1)
        items.append((named if is_named_first else others).popleft())
    items += [*named, *others]


def _shape(value: Any) -> type | None:
    if value is None or value is MISSING:
        return None
    return type(value) if type(value) in {dict, list} else str


def _words(value: Any) -> str:
    if value is MISSING:
        return "nothing"
    if type(value) is dict or type(value) is list:
        return "a map" if type(value) is dict else "a list"
    return described(value)
