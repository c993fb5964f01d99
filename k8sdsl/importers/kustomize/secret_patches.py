"""Patches of Secrets, whose values are read from files instead of written into Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.semantics.patterns import pattern_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.importers.secret_files import SecretFiles
    from k8sdsl.transforms.target import Target
    from k8sdsl.tree import Tree

_WITH_VALUE = ("add", "replace", "test")
_UNSURE = frozenset(("stringData", "stringdata"))
"""Fields that only a Secret can have, if the target of a patch names no kind."""


class SecretPatches:
    """The patches of one module; `used` is set once a value is read from a file."""

    def __init__(self, secrets: SecretFiles, home: str) -> None:
        self._secrets = secrets
        self._home = home
        self.used = False

    def of(self, patch: Any, target: Target | None) -> Any:
        """A patch that is a map, or the operations of a JSON patch, without secret values."""
        is_sure = _is_for_secrets(target)
        if isinstance(patch, dict):
            return self._map(patch, is_sure=is_sure)
        return self._operations(patch, is_sure=is_sure)

    def value(self, value: Any, targets: Sequence[Target | None]) -> Any:
        """The value of a replacement into fields of these targets."""
        if not isinstance(value, str) or not any(map(_is_for_secrets, targets)):
            return value
        return self._veiled({"kind": "Secret", "stringData": {"value": value}})["stringData"]["value"]

    def _map(self, patch: Tree, *, is_sure: bool) -> Tree:
        made = self._veiled({**patch, "kind": "Secret"} if is_sure else patch)
        return {key: patch[key] if key == "kind" else made[key] for key in patch}

    def _operations(self, operations: Sequence[Tree], *, is_sure: bool) -> list[Tree]:
        return [self._operation(operation, is_sure=is_sure) for operation in operations]

    def _operation(self, operation: Tree, *, is_sure: bool) -> Tree:
        if operation.get("op") not in _WITH_VALUE:  # `move` and `copy` ignore a value
            operation = {key: value for key, value in operation.items() if key != "value"}
        steps = [step for step in str(operation.get("path", "")).split("/")[1:] if step]
        if "value" not in operation or not (is_sure or (steps and steps[0] in _UNSURE)):
            return operation
        tree: Any = operation["value"]
        for step in reversed(steps):
            tree = {step: tree}
        made: Any = self._veiled({**(tree if isinstance(tree, dict) else {}), "kind": "Secret"})
        for step in steps:
            made = made[step]
        return {**operation, "value": made if steps else {key: made[key] for key in tree}}

    def _veiled(self, tree: Tree) -> Tree:
        held = len(self._secrets.files)
        made = self._secrets.tree(tree, self._home)
        self.used = self.used or len(self._secrets.files) > held
        return made


def _is_for_secrets(target: Target | None) -> bool:
    kind = getattr(target, "kind", None)
    return bool(kind) and pattern_of(str(kind)).fullmatch("Secret")
