"""JSON patches (RFC 6902): operations on paths."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.locations.origins import InEntry
from k8sdsl.locations.secret_values import HIDDEN, described, is_for_secrets, shown
from k8sdsl.near_miss import did_you_mean
from k8sdsl.semantics.digits import whole_number
from k8sdsl.transforms.target import Target
from k8sdsl.transforms.validators import must_be
from k8sdsl.tree import MAX_COPIED, copy_tree, fault_of_bounds, parse_pointer, size_of
from k8sdsl.value import Remembering

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from k8sdsl.locations.source import Origin
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath, Tree

_MEMBERS = {
    "add": ("path", "value"),
    "remove": ("path",),
    "replace": ("path", "value"),
    "move": ("path", "from"),
    "copy": ("path", "from"),
    "test": ("path",),
}


_IN_CALL = InEntry("operations")
"""Where the operations of a patch in Python are: in the argument of its call."""


class JsonPatch(Remembering):
    """JSON patch operations (RFC 6902) for all objects that a target matches. `origin` is where the list was written.

    `records_names`: kustomize records the former name, except for patches of `patchesJson6902`.

    Examples:
        >>> from k8sdsl import JsonPatch, Overlay, Target, build, k8s
        >>> operation = {"op": "replace", "path": "/data/level", "value": "warn"}
        >>> quiet = JsonPatch([operation], target=Target(kind="ConfigMap"))
        >>> settings = k8s.ConfigMap("settings", data={"level": "info"})
        >>> build(Overlay(base=settings, patches=[quiet])).splitlines()[-1]
        '  level: warn'
    """

    __slots__ = ("allow_no_match", "operations", "origin", "records_names", "target")
    may_change_kinds = True

    def __init__(
        self,
        operations: Sequence[Tree],
        target: Target,
        allow_no_match: bool = False,  # noqa: FBT001, FBT002 - as users know it
        *,
        origin: Origin = _IN_CALL,
        records_names: bool = True,
    ) -> None:
        self.operations = operations
        self.origin = origin
        self.target: Target = must_be(self, "target", target, Target)
        self.allow_no_match = allow_no_match
        self.records_names = records_names

    def within(self, _: Manifest, path: FieldPath) -> FieldPath:
        """The operation that sets a field."""
        from k8sdsl.locations.patch_paths import OperationPaths

        paths: OperationPaths | None = getattr(self, "kept", None)
        if paths is None:
            paths = self.kept = OperationPaths(self.operations)
        return paths.path_of(path)

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Carries out the operations on every object that the target matches, in order.

        Raises OverlayError for an operation that cannot be carried out. Answers for kustomize's PatchTransformer (and
        its library evanphx/json-patch: a negative index counts from the end, and in a kustomization a replaced key need
        not exist).
        """
        check(self.operations)
        selected = self.target.select(manifests)
        if not selected and not self.allow_no_match:
            message = f"the patch matches nothing: {self.target.absence}"
            context.missed(self, message, self.target.near_misses(manifests) if context.suggests else "")
        for manifest in selected:
            name = manifest.name
            if self.records_names or not context.as_kustomize:
                manifest.remember()
            metadata, is_noted = manifest.tree.get("metadata"), bool(manifest.former or manifest.needs_hash)
            if is_noted and isinstance(metadata, dict) and metadata.get("annotations") is None:
                metadata["annotations"] = {}  # kustomize has its own notes there, so a path into them exists
            absent: list[str] | None = [] if context.as_kustomize or self.allow_no_match else None
            tree = patched(manifest.tree, self.operations, f"{manifest.ref}: ", absent)
            fault = fault_of_bounds(tree) if isinstance(tree, dict) else ""
            if fault:
                raise OverlayError(f"{manifest.ref} is not valid after the JSON patch: {fault}", code="patch/json")
            if not isinstance(tree, dict):
                what = described(tree) if tree is not None else "removes it"
                raise OverlayError(
                    f"{manifest.ref}: the JSON patch of the path '' {'makes it ' if tree is not None else ''}{what}",
                    remedy="give the path of a field, such as `/spec/replicas`",
                    code="patch/json",
                )
            manifest.tree, manifest.shared = tree, ()  # kustomize builds it from JSON
            if context.as_kustomize:
                _set_annotations(manifest.metadata)
            for path in absent or () if not self.allow_no_match else ():
                context.missed(self, f"{manifest.ref} has no {path}, which the JSON patch replaces or copies")
            if not manifest.metadata.get("annotations", True):
                del manifest.tree["metadata"]["annotations"]
            manifests.renamed(manifest, name)


def _set_annotations(metadata: Tree) -> None:
    """Converts the values of annotations to strings, as kustomize does, which sets all of them again."""
    from json import dumps

    annotations = metadata.get("annotations")
    if not isinstance(annotations, dict):
        metadata.pop("annotations", None)
        return
    for key, value in annotations.items():
        if type(value) is not str and not isinstance(value, (dict, list)):
            annotations[key] = dumps(value)


def check(operations: Any) -> None:
    """Raises OverlayError for anything but a list of operations."""
    if not isinstance(operations, (list, tuple)):
        raise OverlayError(
            "a JSON patch must be a list of operations", remedy="start each one with `- op: `", code="patch/json"
        )
    for number, operation in enumerate(operations):
        if not isinstance(operation, dict):
            raise OverlayError(
                f"operation {number} of the JSON patch is {described(operation)}, not a map", code="patch/json"
            )
        members = _MEMBERS.get(str(operation.get("op")))
        if members is None:
            raise OverlayError(
                f"operation {number} of the JSON patch has the unknown op {operation.get('op')!r}",
                remedy=did_you_mean(str(operation.get("op")), _MEMBERS) or f"write one of {', '.join(_MEMBERS)}",
                code="patch/json",
            )
        for member in members:
            if member not in operation:
                raise OverlayError(
                    f"operation {number} of the JSON patch ({operation['op']}) has no `{member}`", code="patch/json"
                )
            if member != "value" and not isinstance(operation[member], str):
                raise OverlayError(
                    f"`{member}` of operation {number} of the JSON patch is not a string", code="patch/json"
                )


def patched(tree: Any, operations: Sequence[Tree], about: str = "", absent: list[str] | None = None) -> Any:
    """The tree after the operations, changed in place. `about` begins the message of an error.

    With `absent`, keys that are replaced or copied need not exist; they are added to it.
    """
    document = {"": tree}
    left = MAX_COPIED
    # Decided before the first operation, which may replace what says that the object is a Secret.
    hidden = any(operation["op"] == "test" for operation in operations) and is_for_secrets(tree)
    for number, operation in enumerate(operations):
        try:
            if absent is not None and _is_absent(document, operation):
                absent.append(operation["from" if operation["op"] == "copy" else "path"])
                _add(document, _steps(operation["path"]), copy_tree(operation.get("value")))
            else:
                left -= _carry_out(document, operation, about, left, hidden=hidden)
        except (KeyError, IndexError):
            refused = _refusal(document.get(""), operation, about)
            refused.within = ("operations", number, "path")
            raise refused from None
    return document.get("")


def _is_absent(document: Tree, operation: Tree) -> bool:
    """Whether an operation replaces or copies a key that its map does not have."""
    if operation["op"] not in {"replace", "copy"}:
        return False
    *steps, key = _steps(operation["from" if operation["op"] == "copy" else "path"])
    container = _get(document, steps)
    return type(container) is dict and key not in container


def _carry_out(document: Tree, operation: Tree, about: str, left: int, *, hidden: bool) -> int:
    """Carries out an operation, and returns how many values it copied, of those that are `left`."""
    op, steps = operation["op"], _steps(operation["path"])
    if op == "add":
        _add(document, steps, copy_tree(operation["value"]))
    elif op == "remove":
        _remove(document, steps)
    elif op == "replace":
        _replace(document, steps, copy_tree(operation["value"]))
    elif op == "move":
        _add(document, steps, _remove(document, _steps(operation["from"])))
    elif op == "copy":
        value = _get(document, _steps(operation["from"]))
        size = size_of(value, left)
        if size > left:
            raise OverlayError(f"{about}the JSON patch copies more than {MAX_COPIED:,} values", code="patch/json")
        _add(document, steps, copy_tree(value))
        return size
    else:
        _test(document, steps, operation, about, hidden=hidden)
    return 0


def _steps(path: str) -> list[str]:
    """The keys of a pointer, starting at the root."""
    if path and path[0] != "/":
        raise OverlayError(
            f"the path {path!r} of a JSON patch does not start with a slash",
            remedy=f"write `/{path}`",
            code="patch/json",
        )
    return ["", *parse_pointer(path)]


def _get(document: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        document = document[_key(document, step)]
    return document


def _key(container: Any, step: str) -> Any:
    """A step as a key of this container; KeyError if it is not one."""
    if type(container) is dict:
        return step
    if type(container) is list:
        index = _index(step)
        if not -len(container) <= index < len(container):
            raise IndexError(step)
        return index
    raise KeyError(step)


def _index(step: str) -> int:
    """A step as a position; KeyError if it is not one."""
    position = whole_number(step.removeprefix("-"))
    if position is None:
        raise KeyError(step)
    return -position if step[0] == "-" else position


def _add(document: Tree, steps: Sequence[str], value: Any) -> None:
    container = _get(document, steps[:-1])
    step = steps[-1]
    if type(container) is list:
        if step == "-":
            container.append(value)
            return
        index = _index(step)
        index += len(container) + 1 if index < 0 else 0
        if not 0 <= index <= len(container):
            raise IndexError(step)
        container.insert(index, value)
    elif type(container) is dict:
        container[step] = value
    else:
        raise KeyError(step)


def _remove(document: Tree, steps: Sequence[str]) -> Any:
    container = _get(document, steps[:-1])
    key = _key(container, steps[-1])  # KeyError if it is neither a map nor a list
    return container.pop(key)


def _replace(document: Tree, steps: Sequence[str], value: Any) -> None:
    container = _get(document, steps[:-1])
    key = _key(container, steps[-1])
    if type(container) is dict and key not in container:
        raise KeyError(key)
    container[key] = value


def _test(document: Tree, steps: Sequence[str], operation: Tree, about: str, *, hidden: bool) -> None:
    try:
        value = _get(document, steps)
    except (KeyError, IndexError):
        if operation.get("value") is not None:
            raise
        return
    if not _same(value, operation.get("value")):
        found, wanted = (HIDDEN if hidden else shown(one, document[""]) for one in (value, operation.get("value")))
        raise OverlayError(
            f"{about}the test of the JSON patch failed: {operation['path']} is {found}, not {wanted}", code="patch/json"
        )


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON values, in which true is not 1."""
    if type(one) is dict and type(other) is dict:
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if type(one) is list and type(other) is list:
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _refusal(tree: Any, operation: Tree, about: str) -> OverlayError:
    """An error that reports how much of the path exists, and what is there instead."""
    path = (
        operation["from"]
        if operation["op"] in {"move", "copy"} and not _leads(tree, operation["from"])
        else operation["path"]
    )
    node: Any = tree
    reached = ""
    for step in _steps(path)[1:]:
        try:
            node = node[_key(node, step)]
        except (KeyError, IndexError):
            remedy = None
            if type(node) is dict:
                remedy = did_you_mean(step, map(str, node)) or _escaped(path, reached) or None
            elif type(node) is list:
                remedy = f"the list has {len(node)} elements, counted from 0; write `-` to append one"
            what = f"there is no `{step}` in {reached or 'the object'}"
            return OverlayError(
                f"{about}the JSON patch cannot {operation['op']} {path}: {what}", remedy=remedy, code="patch/json"
            )
        reached += f"/{step}"
    return OverlayError(f"{about}the JSON patch cannot {operation['op']} {path}", code="patch/json")


_KEYS_WITH_SLASHES = ("annotations", "labels", "matchLabels", "nodeSelector", "requests", "limits", "hard")


def _escaped(path: str, reached: str) -> str:
    """How a key with a slash is written, if the rest of a path looks like one."""
    rest = path[len(reached) + 1 :]
    if "/" not in rest or not reached.endswith(_KEYS_WITH_SLASHES):
        return ""
    return f"write a slash in a key as `~1`: `{reached}/{rest.replace('/', '~1')}`"


def _leads(tree: Any, path: str) -> bool:
    try:
        _get({"": tree}, _steps(path))
    except (KeyError, IndexError):
        return False
    return True
