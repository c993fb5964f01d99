"""JSON 6902, merge and strategic merge patches on objects; what a patch of a Secret reports shows no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.transforms.context import TransformContext
from k8sdsl.transforms.patches.json_patch import JsonPatch
from k8sdsl.transforms.patches.merge_patch import MergePatch
from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
from k8sdsl.transforms.target import Target
from k8sdsl.tree import copy_tree, walk
from tests.fuzzing.chance import MARK, refuse_leaks, unmarked
from tests.fuzzing.entry import Entry
from tests.fuzzing.objects import secret
from tests.server.rules.minimal_objects import MINIMAL

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

OPERATIONS = ["add", "remove", "replace", "move", "copy", "test"]
STEPS = [
    "metadata",
    "name",
    "data",
    "stringData",
    "spec",
    "a",
    "p",
    "0",
    "-",
    "-1",
    "1",
    "template",
    "containers",
    "labels",
    "a~1b",
    "~",
    "~0",
    "9" * 5000,
    "",
]
ELEMENT = ["containerPort", "protocol", "name", "value", "mountPath", "x"]
LISTS = ["ports", "env", "volumeMounts", "args"]
DIRECTIVES = [
    "$setElementOrder/env",
    "$setElementOrder/ports",
    "$retainKeys",
    "$deleteFromPrimitiveList/args",
    "$patch",
]
TREES = list(MINIMAL.values())


def pointer(chance: Chance) -> Any:
    """A JSON pointer, sometimes none."""
    if chance(0.05):
        return chance.value()
    return "".join(f"/{chance.pick(STEPS)}" for _ in range(chance.random.randrange(5)))


def operations(chance: Chance) -> list[Any]:
    """The operations of a JSON patch."""
    found: list[Any] = []
    for _ in range(chance.pick([1, 1, 2, 5, 30])):
        operation: Any = {"op": chance.pick(OPERATIONS) if chance(0.97) else chance.value(), "path": pointer(chance)}
        if chance(0.7):
            operation["value"] = chance.pick([MARK, 1, {}, [], None, {"a": [MARK]}, "x"])
        if operation["op"] in ("copy", "move"):
            operation["from"] = chance.pick([pointer(chance), operation["path"]])
        found.append(operation if chance(0.98) else chance.value())
    return found


def existing(chance: Chance, tree: Any) -> str:
    """A pointer to something that a tree has, or to a neighbour of it."""
    path = chance.pick([path for path, _ in walk(tree)] or [()])
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
    if steps and chance(0.3):
        steps[-1] = chance.pick(["-", "0", "-1", "new", steps[-1] + "s", *STEPS])
    return "".join(f"/{step}" for step in [*steps, *([chance.pick(STEPS)] if chance(0.2) else [])])


def fitting(chance: Chance, tree: Any) -> list[Any]:
    """Operations on fields that a tree has; a test with the value that is there."""
    found: list[Any] = []
    for _ in range(chance.pick([1, 1, 2, 4])):
        operation: Any = {"op": chance.pick(OPERATIONS), "path": existing(chance, tree), "from": existing(chance, tree)}
        found.append({**operation, "value": chance.copied(chance.pick([value for _, value in walk(tree)]))})
    if chance(0.02):
        found = [{"op": "add", "path": "/a", "value": [1, 2, 3]}, *({"op": "copy", "from": "/a", "path": "/a/-"},) * 20]
    return found


class Case(NamedTuple):
    """A patch of a kind, and objects that it may be for."""

    trees: list[Any]
    patch: Any
    how: str
    target: dict[str, str] | None
    allowed: list[bool]
    as_kustomize: bool


def make(chance: Chance) -> Case:
    """A patch, and the object that it fits, with others whose name or kind is alike."""
    tree, patch, how = fitted(chance)
    trees = [tree]
    for _ in range(chance.pick([0, 0, 1, 2])):
        other = {**chance.copied(tree), **chance.pick([{}, {"apiVersion": "v2"}, {"kind": "Other"}])}
        if isinstance(tree.get("metadata"), dict):
            other["metadata"] = {**tree["metadata"], **chance.pick([{"namespace": "other"}, {"name": "other"}, {}])}
        trees.append(other if other.get("kind") == tree.get("kind") else unmarked(other))
    parts = {
        "kind": [".*", "Pod", "Nothing", "[", "Pod|Service"],
        "name": ["a", ".*", "p"],
        "namespace": ["x", "other"],
    }
    target: dict[str, str] | None = {part: chance.pick(parts[part]) for part in chance.some([*parts], 2)}
    if chance(0.5):
        target = {"kind": ".*"}
    if how == "strategic" and isinstance(patch, dict) and chance(0.4):
        target = None
        if chance(0.9) and isinstance(tree.get("metadata"), dict):
            metadata = patch.get("metadata") if isinstance(patch.get("metadata"), dict) else {}
            patch |= {key: tree[key] for key in ("apiVersion", "kind") if key in tree and chance(0.95)}
            patch["metadata"] = {**(metadata or {}), **tree["metadata"]}
    if isinstance(patch, dict):
        patch |= {key: unmarked(patch[key]) for key in ("apiVersion", "kind", "metadata") if key in patch}
    return Case(trees, patch, how, target, [chance(0.2) for _ in range(3)], chance(0.5))


def fitted(chance: Chance) -> tuple[Any, Any, str]:
    """An object, a patch, and the kind of the patch."""
    found = chance.readable([secret(chance) if chance(0.3) else chance.mutated(chance.pick(TREES), 1)])
    tree = found[0] if found else chance.copied(chance.pick(TREES))
    if chance(0.15):
        tree["metadata"] = chance.pick(
            [None, {"name": "a", "annotations": chance.pick([None, {"a": 5, "b": True}, "x", {}])}]
        )
    if chance(0.1):
        tree |= chance.pick(
            [{"apiVersion": "extensions/v1beta1", "kind": "Ingress"}, {"apiVersion": "example.com/v1", "kind": "Thing"}]
        )
    how = chance.pick(["json", "merge", "strategic", "strategic"])
    if how == "json":
        return tree, chance.readable(operations(chance) if chance(0.4) else fitting(chance, tree)), how
    if chance(0.5) and how == "strategic":
        return lists(chance)
    other = chance.mutated(tree if chance(0.7) else chance.pick(TREES), 3)
    if chance(0.3) and isinstance(other, dict):
        other = chance.fuzzer().mutate(
            {**other, "$patch": chance.pick(["delete", "replace", "merge", 5]), "spec": [{"$patch": "delete"}]}
        )
    if chance(0.1):
        other = chance.pick([None, "x", [], chance.value(), [{"op": "add"}], {}])
        return tree, other, how
    return tree, (chance.readable([other]) or [{}])[0], how


def lists(chance: Chance) -> tuple[Any, Any, str]:
    """A pod whose lists are merged by keys, some of which are missing or the same, and directives for them."""

    def element() -> Any:
        made = {key: chance.pick(["a", "b", "TCP", 1, 2, None, True]) for key in chance.some(ELEMENT, 4)}
        if chance(0.08):
            made["$patch"] = chance.pick(["delete", "replace", "merge", "x"])
        return made if chance(0.95) else chance.pick(["x", {}, {"$patch": "replace"}, None])

    def pod() -> Any:
        container: Any = {"name": chance.pick("ab"), **{key: chance.many(element, 4) for key in chance.some(LISTS)}}
        for directive in chance.some(DIRECTIVES, 1) if chance(0.3) else ():
            container[directive] = chance.many(element) if "Order" in directive else chance.pick([["name"], ["a"], 5])
        meta = {"name": "p", **({"finalizers": chance.many(chance.text)} if chance(0.5) else {})}
        if chance(0.2):
            meta["$deleteFromPrimitiveList/finalizers"] = chance.many(chance.text)
        return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container]}}

    return (chance.readable([pod()]) or [{}])[0], (chance.readable([pod()]) or [{}])[0], "strategic"


def judge(given: Case) -> None:
    """Applies the patch to the objects."""
    trees = [tree for tree in given.trees if isinstance(tree, dict) and all(map(is_named, tree, tree.values()))]
    secret_kind = any(tree.get("kind") == "Secret" for tree in trees)
    manifests = ManifestSet(map(manifest_of, copy_tree(trees)))
    try:
        target = None if given.target is None else Target(**given.target)
        context = TransformContext(as_kustomize=given.as_kustomize)
        declared(given, target).apply(manifests, context)
        texts = [f"{miss.message} {miss.remedy}" for miss in context.misses]
    except K8sdslError as error:
        texts = [str(error), str(error.remedy)]
    except TypeError as error:  # a declaration of another type, which the reader of a file refuses
        assert "must" in str(error)  # noqa: PT017
        return
    if secret_kind and unmarked(names := [str(manifest.ref) for manifest in manifests]) == names:
        refuse_leaks(*texts)  # unless the patch makes a name of a value


def is_named(key: str, value: Any) -> bool:
    """Whether a field of an object is as the loader accepts it."""
    return key not in {"kind", "apiVersion"} or isinstance(value, (str, type(None)))


def manifest_of(tree: Any) -> Manifest:
    """An object, with the keys that have no value in its file."""
    manifest = Manifest(tree)
    blanks = [(value, key) for _, value in walk(tree) if isinstance(value, dict) for key in value if value[key] is None]
    manifest.blanks = tuple(blanks)
    return manifest


def declared(given: Case, target: Any) -> Any:
    """The patch as it is declared."""
    if given.how == "json":
        return JsonPatch(given.patch, target, given.allowed[0])
    if given.how == "merge":
        return MergePatch(given.patch, target, given.allowed[0])
    return StrategicMergePatch(given.patch, target, *given.allowed)


ENTRY = Entry(make, judge)
