"""Objects for `validate` and `validate_change`, with definitions of custom kinds; Secrets hold a marker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import k8sdsl
from tests.fuzzing.chance import CODED, MARK, refuse_leaks
from tests.fuzzing.entry import Entry

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance


def make(chance: Chance) -> tuple[Any, Any, list[Any], int]:
    """An object, a changed one, definitions, and a version."""
    if chance(0.1):
        old, new = (secret(chance) for _ in range(2))
        return old, new, [], 36
    tree, changed, crds = next(chance.fuzzer().objects())
    return tree, changed, crds, chance.random.randrange(25, 38)


def secret(chance: Chance) -> Any:
    """A Secret with the marker in any of its places."""
    value = chance.pick([MARK, CODED, f"{MARK}!", [MARK], {"p": MARK}, {"p": {"q": MARK}}, [{"p": CODED}]])
    tree: Any = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "x"}}
    fields = ["data", "stringData", "DATA", "stringdata", "spec", "password", "x"]
    tree |= {field: chance.pick([value, {"p": value}]) for field in chance.some(fields) or ["data"]}
    if chance(0.5):
        tree = chance.fuzzer().mutate(tree)
    # A mutation may make it something else, or copy a value to where everyone may read it.
    public = {"kind": "Secret", "apiVersion": chance.pick(["v1", "v1", "v2", "x/v1", None, 5])}
    return {**tree, **public, "metadata": {"name": "a", "namespace": "x"}, "type": "Opaque", "immutable": False}


def judge(given: tuple[Any, Any, list[Any], int]) -> None:
    """Validates the object and its change."""
    tree, changed, crds, minor = given
    version = f"1.{minor}"
    findings = k8sdsl.validate(tree, kube_version=version, crds=crds)
    findings += k8sdsl.validate_change(tree, changed, kube_version=version, crds=crds)
    if isinstance(tree, dict) and tree.get("kind") == "Secret":
        refuse_leaks(*(f"{finding} {finding.remedy}" for finding in findings))


ENTRY = Entry(make, judge)
