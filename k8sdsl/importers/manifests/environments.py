"""The objects of several environments as one stack: what differs is a parameter, or a patch of an environment.

An object is the same in two environments if its kind and name are. A string or whole number that all environments have
is a parameter; what only some have, and values of other types, are patches over the first environment's object.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.identity import ObjectRef
from k8sdsl.importers.manifests.stack import Parameter
from k8sdsl.locations.secret_values import is_hidden
from k8sdsl.python_source.literals import CallExpression, Written, WrittenNumber, flat
from k8sdsl.python_source.modules import identifier, snake_case
from k8sdsl.python_source.reserved import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.tree import FieldPath, Tree

_ObjectIdentity = tuple[str, str, str, str]
_LONGEST_PARAMETER = 100


class SharedObjects:
    """What the environments have in common, and how each differs."""

    def __init__(self, environments: Iterable[str]) -> None:
        self.common: list[Tree] = []
        self.parameters: list[Parameter] = []
        self.values: dict[str, dict[str, Any]] = {env: {} for env in environments}
        self.patches: dict[str, list[Any]] = {}
        self.single: dict[tuple[str, ...], list[Tree]] = {}
        self.notes: list[str] = []


def merged(environments: Mapping[str, Sequence[Tree]], secrets: SecretFiles, home: str) -> SharedObjects:
    """The objects of the environments as common objects with parameters, patches, and objects of some of them."""
    found = SharedObjects(environments)
    by_key: dict[_ObjectIdentity, dict[str, Tree]] = {}
    named = {env: _keys(trees, found.notes, env) for env, trees in environments.items()}
    spaced = any(keys is None for keys in named.values())
    for env, trees in environments.items():
        keys = _keys(trees, found.notes, env, spaced=True) if spaced else named[env]
        for key, tree in (keys or {}).items():
            by_key.setdefault(key, {})[env] = tree
    for same in by_key.values():
        if len(same) == len(environments):
            found.common.append(_SharedObject(found, same, secrets, home).tree())
        elif _equal(same):
            found.single.setdefault(tuple(same), []).append(next(iter(same.values())))
        else:
            for env, tree in same.items():
                found.single.setdefault((env,), []).append(tree)
    return found


def _equal(trees: Mapping[str, Tree]) -> bool:
    return len({json.dumps(tree, sort_keys=True) for tree in trees.values()}) == 1


def _keys(
    trees: Iterable[Tree], notes: list[str], env: str, *, spaced: bool = False
) -> dict[_ObjectIdentity, Tree] | None:
    """The objects by kind and name, and by namespace if `spaced`; None if two of them have the same key."""
    keys: dict[_ObjectIdentity, Tree] = {}
    for tree in trees:
        ref = ObjectRef.of(tree)
        key = (ref.api_version, ref.kind, ref.namespace if spaced else "", ref.name)
        if key in keys:
            if not spaced:
                return None
            notes.append(f"{ref} is defined twice in {env}; the last definition is used")
        keys[key] = tree
    return keys


class _SharedObject:
    """One object of all environments."""

    def __init__(self, found: SharedObjects, trees: Mapping[str, Tree], secrets: SecretFiles, home: str) -> None:
        self._found = found
        self._trees = trees
        self._environments = list(trees)
        self._secrets = secrets
        self._home = home
        self._ref = ObjectRef.of(next(iter(trees.values())))

    def tree(self) -> Tree:
        """The object of the first environment, with parameters; patches are added for the others."""
        value = self._value(list(self._trees.values()), ())
        made: Tree = value
        return made

    def _value(self, values: list[Any], path: FieldPath) -> Any:
        first = values[0]
        if all(type(value) is type(first) and value == first for value in values):
            return first
        if all(isinstance(value, dict) for value in values):
            return self._map(values, path)
        if all(isinstance(value, list) and len(value) == len(first) for value in values) and _aligned(values):
            return [self._value(list(items), (*path, index)) for index, items in enumerate(zip(*values, strict=True))]
        parameter = self._parameter(values, path)
        if parameter is not None:
            return parameter
        for env, value in zip(self._environments[1:], values[1:], strict=True):
            if type(value) is not type(first) or value != first:
                self._patch(env, path, value, was=True)
        return first

    def _map(self, values: list[Tree], path: FieldPath) -> Tree:
        made: Tree = {}
        for key in dict.fromkeys(key for value in values for key in value):
            if all(key in value for value in values):
                made[key] = self._value([value[key] for value in values], (*path, key))
                continue
            if key in values[0]:
                made[key] = values[0][key]
            for env, value in zip(self._environments[1:], values[1:], strict=True):
                if (key in value) != (key in values[0]) or (key in value and value[key] != values[0][key]):
                    self._patch(env, (*path, key), value.get(key, _GONE), was=key in values[0])
        return made

    def _parameter(self, values: list[Any], path: FieldPath) -> Any:
        """The parameter for a value, which all environments have as a string or a whole number."""
        if not path or (path[-1] == "name" and len(path) < 3) or path[0] in {"apiVersion", "kind"}:
            return None
        kind = type(values[0])
        if kind not in {str, int} or any(type(value) is not kind for value in values):
            return None
        secret = self._is_secret(path)
        if not secret and any(
            isinstance(v, str) and (len(v) > _LONGEST_PARAMETER or "\n" in v or not v) for v in values
        ):
            return None
        name = self._name(values, path)
        if name not in {one.name for one in self._found.parameters}:
            self._found.parameters.append(Parameter(name, kind.__name__, values[0]))
            for env, value in zip(self._environments, values, strict=True):
                self._found.values[env][name] = self._kept(value, env) if secret and value else value
        return Written(values[0], name) if kind is str else WrittenNumber(values[0], name)

    def _is_secret(self, path: FieldPath) -> bool:
        """Whether the value at a path is secret in any environment."""
        return any(is_hidden(tree, path) for tree in self._trees.values())

    def _kept(self, value: Any, env: str) -> Any:
        """A value of a Secret with expressions that read what is secret in an environment."""
        tree = {"kind": "Secret", "metadata": {"name": self._ref.name}, "data": {"value": value}}
        return self._secrets.tree(tree, f"{self._home}-{identifier(env)}")["data"]["value"]

    def _name(self, values: list[Any], path: FieldPath) -> str:
        """The name of a parameter; one that exists is used again for the same field or text with the same values."""
        label = _label(self._trees[self._environments[0]], path)
        taken = {one.name for one in self._found.parameters} | {self._home, "labels", *RESERVED}
        for one in self._found.parameters:
            same = [self._found.values[env][one.name] for env in self._environments] == values
            same = same and all(type(value) is not Written for value in values)
            if same and (one.name == label or (isinstance(values[0], str) and min(map(len, values)) > 3)):
                return one.name
        if label not in taken:
            return label
        return identifier(f"{self._ref.name}_{label}", taken)

    def _patch(self, env: str, path: FieldPath, value: Any, *, was: bool) -> None:
        patches = self._found.patches.setdefault(env, [])
        if value is not _GONE and self._is_secret(path):
            value = self._kept(value, env)
        plain = all(isinstance(step, str) for step in path) and not (was and isinstance(value, (dict, list)))
        head = self._head(env)
        if plain and value is not None and path[0] != "metadata":
            same = (patch for patch in patches if isinstance(patch, dict) and head.items() <= patch.items())
            patch = next(same, head)
            if patch is head:
                patches.append(head)
            _lay(patch, path, None if value is _GONE else value)
            return
        operation: Tree = {"op": "remove" if value is _GONE else "replace" if was else "add", "path": _pointer(path)}
        if value is not _GONE:
            operation["value"] = value
        for patch in patches:
            if isinstance(patch, CallExpression) and flat(patch.arguments[1][1]) == flat(self._target()):
                operations: list[Tree] = patch.arguments[0][1]
                operations.insert(0 if value is _GONE else len(operations), operation)
                return
        patches.append(CallExpression("JsonPatch", [("", [operation]), ("", self._target())]))

    def _head(self, env: str) -> Tree:
        """What identifies the object in an environment, for a patch."""
        namespace = ObjectRef.of(self._trees[env]).namespace
        metadata = {"name": self._ref.name, **({"namespace": namespace} if namespace else {})}
        return {"apiVersion": self._ref.api_version, "kind": self._ref.kind, "metadata": metadata}

    def _target(self) -> CallExpression:
        return CallExpression("Target", [("kind", self._ref.kind), ("name", self._ref.name)])


_GONE: Any = object()


def _aligned(values: list[list[Any]]) -> bool:
    """Whether the items of lists correspond: those with names have the same ones."""
    return all(
        len({str(item.get("name")) for item in items if isinstance(item, dict)}) <= 1
        for items in zip(*values, strict=True)
    )


def _lay(tree: Any, path: FieldPath, value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


def _pointer(path: FieldPath) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def _label(tree: Any, path: FieldPath) -> str:
    """What a parameter for a field is called: a variable of a container has its own name, an item that of its list."""
    names: list[str] = []
    for step in path:
        names.append(str(tree["name"]) if isinstance(tree, dict) and step == "value" and "name" in tree else str(step))
        tree = tree[step]
    last = next((name for name in reversed(names) if not name.isdecimal()), "value")
    if last == "namespace":
        return last
    return identifier(snake_case(last.rpartition("/")[2]), fallback="value")
