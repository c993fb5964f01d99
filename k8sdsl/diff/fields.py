"""The fields in which two states of one object differ, compared by the schema.

Lists whose items have keys are compared item by item in any order; lists that the server replaces completely are
aligned, because their order matters. Quantities are compared as values, and null equals an absent field.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from k8sdsl.diff.alignment import gaps
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.types import type_schema
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.tree import format_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.tree import FieldPath, Tree


class Absent:
    """Represents an absent value."""

    def __repr__(self) -> str:
        return "(none)"


ABSENT = Absent()


@frozen
class FieldChange:
    """One field with its two values, either of which may be ABSENT.

    `path` has the keys of keyed lists (`spec.template.spec.containers[web].image`), not positions, which change.
    `follows` marks a name that only follows the rename of another object.
    """

    steps: FieldPath
    before: Any
    after: Any
    follows: bool = False

    @property
    def path(self) -> str:
        """The path as a string."""
        text = ""
        for step in self.steps:
            part = f"[{step}]" if isinstance(step, Keyed) else format_path((step,))
            text += part if part[:1] == "[" or not text else f".{part}"
        return text

    def shown(self) -> FieldChange:
        """The change with values that are safe to print."""
        return evolve(self, before=_shown(self.before), after=_shown(self.after))


class Keyed(str):
    """A step into a list by an item's key."""

    __slots__ = ()


ORDER = Keyed("order")
"""The last step of a change of only the order of a list; compared by identity, because a key can have this name."""


def compare(before: Tree, after: Tree, *, renamed: bool = False) -> list[FieldChange]:
    """The fields that differ; with `renamed`, name and namespace are skipped, because they are reported separately."""
    info = kind_info(str(after.get("apiVersion")), str(after.get("kind")))
    schema = type_schema(info.type) if info is not None and info.type else None
    found: list[FieldChange] = []
    _map(before, after, (), schema, None, found)
    if any(change.steps[:2] == _TEMPLATE and change.steps[-1] is not ORDER for change in found):
        found = [change for change in found if not _is_idle_order(change)]
    if renamed:
        found = [change for change in found if change.steps not in {("metadata", "name"), ("metadata", "namespace")}]
    return found


_TEMPLATE = ("spec", "template")


def _is_idle_order(change: FieldChange) -> bool:
    """Whether another order in a pod template only replaces the pods."""
    return (
        change.steps[:2] == _TEMPLATE
        and change.steps[-1] is ORDER
        and change.steps[-2] not in {"initContainers", "env"}
    )


def _value(
    before: Any, after: Any, steps: FieldPath, field: FieldSchema | None, shape: str, found: list[FieldChange]
) -> None:
    if before is None or before is ABSENT:
        if after is not None and after is not ABSENT:
            found.append(FieldChange(steps, ABSENT, after))
    elif after is None or after is ABSENT:
        found.append(FieldChange(steps, before, ABSENT))
    elif isinstance(before, dict) and isinstance(after, dict):
        target = field.target if field is not None and not shape and field.leaf not in {"object", "any"} else None
        _map(before, after, steps, target, (field, shape[1:]) if field and shape[:1] == "{" else None, found)
    elif isinstance(before, list) and isinstance(after, list):
        _list(before, after, steps, field, shape, found)
    elif not _same(before, after, field, shape):
        found.append(FieldChange(steps, before, after))


def _map(
    before: Tree,
    after: Tree,
    steps: FieldPath,
    schema: TypeSchema | None,
    values: tuple[FieldSchema, str] | None,
    found: list[FieldChange],
) -> None:
    """Compares two maps: those of a type by its fields, others with `values` for the field and shape of each value."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, ABSENT), after.get(key, ABSENT)
        if old is new:
            continue
        field, shape = values if values is not None else (None, "")
        if schema is not None:
            field = schema.fields.get(key)
            shape = field.shape if field is not None else ""
        _value(old, new, (*steps, key), field, shape, found)


def _same(before: Any, after: Any, field: FieldSchema | None, shape: str) -> bool:
    if isinstance(before, bool) != isinstance(after, bool):
        return False
    if before == after:
        return True
    if field is not None and not shape and field.leaf == "quantity":
        quantity = parse_quantity(before)
        return quantity is not None and quantity == parse_quantity(after)
    return False


def _list(
    before: list[Any],
    after: list[Any],
    steps: FieldPath,
    field: FieldSchema | None,
    shape: str,
    found: list[FieldChange],
) -> None:
    inner = shape[1:] if shape[:1] == "[" else ""
    old, new = _keyed(before, field), _keyed(after, field)
    if old is None or new is None:
        _aligned(before, after, steps, field, inner, found)
        return
    for key in dict.fromkeys([*old, *new]):
        _value(old.get(key, ABSENT), new.get(key, ABSENT), (*steps, Keyed(key)), field, inner, found)
    common_old, common_new = [key for key in old if key in new], [key for key in new if key in old]
    if common_old != common_new and _order_matters(steps, before, after):
        found.append(FieldChange((*steps, ORDER), ", ".join(common_old), ", ".join(common_new)))


def _order_matters(steps: FieldPath, before: list[Any], after: list[Any]) -> bool:
    """Whether another order of a keyed list is another object.

    A pod template is compared with its order to decide whether pods are replaced. Elsewhere init containers run in
    their order, and a variable may use those before it.
    """
    if steps[:2] == _TEMPLATE:
        return True
    return steps[-1] == "initContainers" or (steps[-1] == "env" and "$(" in f"{before}{after}")


_DEFAULT_KEYS = {"protocol": "TCP"}
"""The server's default for a key that is not set."""


def _keyed(items: list[Any], field: FieldSchema | None) -> dict[str, Any] | None:
    """The items by their keys; None for a list without keys, or in which a key is missing or repeated."""
    if field is None:
        return None
    if field.list_type == "set":
        keyed = {str(item): item for item in items if isinstance(item, (str, int))}
        return keyed if len(keyed) == len(items) else None
    keys = field.list_keys or ((field.merge_key,) if field.merges and field.merge_key else ())
    if not keys or field.list_type == "atomic":
        return None
    found: dict[str, Any] = {}
    for item in items:
        if not isinstance(item, dict):
            return None
        values = [item.get(key, _DEFAULT_KEYS.get(key)) for key in keys]
        if values[0] is None:
            return None
        found["/".join([str(value) for value in values if value is not None])] = item
    return found if len(found) == len(items) else None


def _aligned(
    before: list[Any],
    after: list[Any],
    steps: FieldPath,
    field: FieldSchema | None,
    shape: str,
    found: list[FieldChange],
) -> None:
    """Compares lists whose order matters: finds the kept items, and compares the others with those in their place."""
    old, new = ([json.dumps(item, sort_keys=True, default=repr) for item in items] for items in (before, after))
    if old != new and sorted(old) == sorted(new):
        found.append(FieldChange((*steps, ORDER), _names(before), _names(after)))
        return
    for old_range, new_range in gaps(old, new):
        for at_old, at_new in zip(old_range, new_range, strict=False):
            _value(before[at_old], after[at_new], (*steps, at_new), field, shape, found)
        common = min(len(old_range), len(new_range))
        found.extend(FieldChange((*steps, index), before[index], ABSENT) for index in old_range[common:])
        found.extend(FieldChange((*steps, index), ABSENT, after[index]) for index in new_range[common:])


def _names(items: list[Any]) -> str:
    """The items in their order, each by what distinguishes it: `cpu` for a metric of that resource."""
    scalars = [list(_scalars(item)) for item in items]
    counts = Counter(value for values in scalars for value in values)
    own = [next((value for value in values if counts[value] == 1), "") for values in scalars]
    return ", ".join([name or str(item) for name, item in zip(own, items, strict=True)])


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _scalars(item)
    else:
        yield str(value)


def _shown(value: Any) -> Any:
    """A value that is safe to print: a hidden one as a word."""
    from k8sdsl.diff.masking import Hidden

    if isinstance(value, Hidden):
        return "(hidden)"
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list) else value
