"""JSON 6902, merge and strategic merge patches on objects; what a patch of a Secret reports shows no value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.transforms.context import TransformContext
from k8sdsl.transforms.patches.json_patch import JsonPatch
from k8sdsl.transforms.patches.merge_patch import MergePatch
from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
from k8sdsl.transforms.target import Target
from k8sdsl.tree import copy_tree
from tests.fuzzing.chance import MARK, refuse_leaks
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


def make(chance: Chance) -> tuple[Any, Any, str]:
    """An object, a patch, and the kind of the patch."""
    found = chance.readable([secret(chance) if chance(0.3) else chance.mutated(chance.pick(TREES), 1)])
    tree = found[0] if found else chance.pick(TREES)
    how = chance.pick(["json", "merge", "strategic"])
    if how == "json":
        return tree, chance.readable(operations(chance)), how
    if chance(0.4):
        return lists(chance)
    other = chance.mutated(tree if chance(0.7) else chance.pick(TREES), 3)
    if chance(0.3) and isinstance(other, dict):
        other = chance.fuzzer().mutate(
            {**other, "$patch": chance.pick(["delete", "replace", "merge", 5]), "spec": [{"$patch": "delete"}]}
        )
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


def judge(given: tuple[Any, Any, str]) -> None:
    """Applies the patch to the object."""
    tree, patch, how = given
    if not isinstance(tree, dict) or not all(
        isinstance(tree.get(key), (str, type(None))) for key in ("kind", "apiVersion")
    ):
        return  # the loader refuses it
    target = Target(kind=".*")
    try:
        declared: Any = (
            JsonPatch(patch, target=target)
            if how == "json"
            else MergePatch(patch, target=target)
            if how == "merge"
            else StrategicMergePatch(patch, target=target)
        )
        context = TransformContext(as_kustomize=len(str(patch)) % 2 == 0)
        declared.apply(ManifestSet([Manifest(copy_tree(tree))]), context)
    except K8sdslError as error:
        if tree.get("kind") == "Secret":
            refuse_leaks(str(error))
    except TypeError as error:  # a declaration of another type, which the reader of a file refuses
        assert "must" in str(error)  # noqa: PT017


ENTRY = Entry(make, judge)
