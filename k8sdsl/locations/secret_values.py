"""Which values of objects are secret: the one answer for messages, differences, excerpts and rendered trees.

Secret are the values of a Secret, even if its kind is written in lowercase, and of the items of a SecretList; of a
SealedSecret those of its template; of any object the annotations that hold a whole Secret. Everything in a Secret but
its head, type and mutability counts, because a misspelt `stringdata` holds passwords as well.
"""

from __future__ import annotations

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree

HIDDEN = "(hidden)"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

MAX_DEPTH = 100
"""Levels of nesting inside a Secret that are looked at one by one."""

_PUBLIC = frozenset(("apiVersion", "kind", "metadata", "type", "immutable", "sops"))
"""What is known of a Secret to everyone who may list them."""


def _kind_of(tree: Tree) -> str:
    """The kind, if it is a string; anything else may be nested without end."""
    kind = tree.get("kind")
    return kind if isinstance(kind, str) else ""


def is_secret(tree: Any) -> bool:
    """Whether an object is a Secret, or can only be meant as one: it has no kind, but `stringData`."""
    if not isinstance(tree, dict):
        return False
    kind = _kind_of(tree).casefold()
    return kind == "secret" or (
        not kind and any(isinstance(key, str) and key.casefold() == "stringdata" for key in tree)
    )


def veiled(tree: Any, veil: Callable[[Any], Any]) -> Any:
    """The object with `veil` applied to each secret value; the object itself if it has none."""
    if not isinstance(tree, dict):
        return tree
    items = tree.get("items")
    kind = _kind_of(tree)
    if isinstance(items, list) and kind.casefold().endswith("list"):
        return {**tree, "items": [_veiled_object(_item(item, kind), veil) for item in items]}
    return _veiled_object(tree, veil)


def _veiled_object(tree: Any, veil: Callable[[Any], Any]) -> Any:
    """As `veiled`, for an object that is not a list; the server has no lists of lists."""
    if not isinstance(tree, dict):
        return tree
    kind = _kind_of(tree)
    if is_secret(tree):
        tree = {key: value if key in _PUBLIC else _each(value, veil) for key, value in tree.items()}
    elif kind == "SealedSecret":
        tree = _template_veiled(tree, veil)
    return _metadata_veiled(tree, veil)


def _item(item: Any, list_kind: str) -> Any:
    """An item of a list, which may leave its kind to the list."""
    is_bare = isinstance(item, dict) and "kind" not in item and list_kind.casefold() == "secretlist"
    return {"kind": "Secret", **item} if is_bare else item


def _each(value: Any, veil: Callable[[Any], Any], depth: int = 0) -> Any:
    """A map with its values veiled; the keys are known to everyone. What is nested too deeply is veiled as one."""
    if depth < MAX_DEPTH and isinstance(value, dict):
        return {key: _each(item, veil, depth + 1) for key, item in value.items()}
    if depth < MAX_DEPTH and isinstance(value, list):
        return [_each(item, veil, depth + 1) for item in value]
    return value if value is None else veil(value)


def _template_veiled(tree: Tree, veil: Callable[[Any], Any]) -> Tree:
    spec = tree.get("spec")
    template = spec.get("template") if isinstance(spec, dict) else None
    if not isinstance(spec, dict) or not isinstance(template, dict):
        return tree
    shown = {key: value if key in _PUBLIC else _each(value, veil) for key, value in template.items()}
    return {**tree, "spec": {**spec, "template": _metadata_veiled(shown, veil)}}


def _metadata_veiled(tree: Tree, veil: Callable[[Any], Any]) -> Tree:
    metadata = tree.get("metadata")
    if not isinstance(metadata, dict):
        return tree
    changed: dict[str, Any] = {}
    if is_secret(tree) and metadata.get("managedFields"):
        changed["managedFields"] = _each(metadata["managedFields"], veil)
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict):
        veils = {key: _each(value, veil) for key, value in annotations.items() if _holds_secret(key, value, tree)}
        if veils:
            changed["annotations"] = {**annotations, **veils}
    return {**tree, "metadata": {**metadata, **changed}} if changed else tree


def _holds_secret(key: Any, value: Any, tree: Tree) -> bool:
    """Whether an annotation holds an object with secret values: the last that was applied, or any other in JSON.

    In a file it may be a map, which a server would refuse.
    """
    if isinstance(value, (dict, list)):
        return is_secret(tree) or key == LAST_APPLIED
    if not isinstance(value, str) or "{" not in value:
        return False
    return is_secret(tree) or key == LAST_APPLIED or "secret" in value.casefold()


def is_hidden(tree: Any, path: FieldPath) -> bool:
    """Whether the value at a path, or one inside it, is secret; for a Secret also that of a field which it lacks."""
    if not path:
        return False
    if is_secret(tree) and path[0] not in _PUBLIC:
        return True
    seen = veiled(tree, lambda _: _VEIL)
    for step in path:
        if seen is _VEIL:
            return True
        try:
            seen = seen[step]
        except (KeyError, IndexError, TypeError):
            return False
    return _holds_veil(seen)


_VEIL = object()


def _holds_veil(value: Any) -> bool:
    """Whether a tree holds a veiled value; without recursion, because a tree may be nested beyond every limit."""
    pending = [value]
    while pending:
        item = pending.pop()
        if item is _VEIL:
            return True
        if isinstance(item, dict):
            pending += item.values()
        elif isinstance(item, list):
            pending += item
    return False


def is_for_secrets(tree: Any) -> bool:
    """Whether an object holds secret values, or is of a kind that does, perhaps without any yet."""
    if not isinstance(tree, dict):
        return False
    return is_secret(tree) or _kind_of(tree).casefold() in {"sealedsecret", "secretlist"} or has_secrets(tree)


def has_secrets(tree: Any) -> bool:
    """Whether an object holds any secret value."""
    found: list[Any] = []
    veiled(tree, found.append)
    return bool(found)


def shown(value: Any, tree: Any) -> str:
    """A value of an object for a message: as Python writes it, or hidden if the object holds secrets."""
    return HIDDEN if has_secrets(tree) else repr(value)


def described(value: Any) -> str:
    """What a value is, without the value: for messages about input that may hold secrets."""
    if value is None:
        return "nothing"
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "a map"}
    kind = type(value).__name__
    return names.get(type(value), f"{'an' if kind[0] in 'AEIOUaeiou' else 'a'} {kind}")


def described_in_python(value: Any) -> str:
    """As `described`, for a value that is written in Python, where no value is None."""
    return "None" if value is None else described(value)
