"""Laws of a build over objects spoiled at random: it ends with findings or an error of the user's, never a bug."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from k8sdsl import (
    Image,
    JsonPatch,
    Labels,
    MergePatch,
    Overlay,
    Replica,
    Stack,
    Target,
    build,
    check,
    from_dict,
    k8s,
    patch,
    validate,
)
from k8sdsl.emitters import yaml
from k8sdsl.errors import K8sdslError
from k8sdsl.pipeline import build_manifests
from k8sdsl.tree import walk
from k8sdsl.yaml.reader import read_documents
from tests.objects.test_object_laws import json_values, trees
from tests.overlay.test_overlay import MERGED, shop

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
LAWS = settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
STRANGE = json_values | st.sampled_from([[], {}, "", 0, [[]], [{}], [None], {"": None}, "\x00", 2**70, 1e400])


def workload() -> Tree:
    """An object in which the fields of an overlay have something to do."""
    deployment = shop().items[0]
    assert isinstance(deployment, k8s.Deployment)
    return deployment.to_dict()


@st.composite
def spoiled(draw: st.DrawFn) -> Tree:
    """A tree in which some values are something else."""
    tree = copy.deepcopy(draw(st.just(workload()) | trees()))
    for _ in range(draw(st.integers(1, 3))):
        paths = [path for path, _ in walk(tree) if path]
        *steps, last = draw(st.sampled_from(paths))
        holder: Any = tree
        for step in steps:
            holder = holder[step]
        holder[last] = copy.deepcopy(draw(STRANGE))
    return tree


@patch(k8s.Deployment, allow_no_match=True)
def touched(deployment: k8s.Deployment) -> None:
    """Changes nothing: the object goes into its class and back."""
    del deployment


def everything(base: Any) -> Overlay:
    """An overlay with every field, whose entries may all meet nothing."""
    return Overlay(
        base=base,
        namespace="prod",
        labels=[Labels({"a": "b"}, include_selectors=True), Labels({"c": "d"}, include_templates=True)],
        annotations={"e": "f"},
        images=[Image("nginx", new_tag="2", allow_no_match=True)],
        replicas=[Replica("web", 2, allow_no_match=True)],
        name_prefix="p-",
        name_suffix="-s",
        patches=[
            touched,
            MergePatch({"metadata": {"annotations": {"g": "h"}}}, target=Target(kind=".*")),
            JsonPatch(
                [{"op": "add", "path": "/metadata/annotations/i", "value": "j"}], target=Target(kind="Deployment")
            ),
        ],
    )


@LAWS
@given(spoiled())
@example({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": 3})
@example({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": [], "spec": {"template": []}})
def test_an_overlay_over_any_base_builds_or_raises_a_known_error(tree: Tree) -> None:
    before = copy.deepcopy(tree)
    with suppress(K8sdslError):
        build(everything(tree))
    assert tree == before


@LAWS
@given(spoiled())
def test_a_merge_into_any_tree_returns_one_or_raises_a_known_error(tree: Tree) -> None:
    with suppress(K8sdslError):
        build(Overlay(base=tree, patches=[MERGED]))


@LAWS
@given(spoiled())
def test_judging_any_tree_never_crashes(tree: Tree) -> None:
    for finding in [*validate(tree), *check([tree])]:
        assert finding.rule
        assert str(finding)


@LAWS
@given(spoiled())
def test_structuring_any_tree_returns_an_object_or_raises_a_known_error(tree: Tree) -> None:
    with suppress(K8sdslError):
        from_dict(tree).to_dict()


@LAWS
@given(trees())
def test_what_is_written_reads_back_as_what_was_built(tree: Tree) -> None:
    made = build_manifests(Stack("s", [tree]), check=False)
    [manifest] = made.manifests
    assert read_documents(yaml.emit([manifest.tree])) == [manifest.tree]
    assert manifest.tree == tree
