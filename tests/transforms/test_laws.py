"""Laws that hold for any objects and any patch."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.semantics.merge_schema import builtin_schema
from k8sdsl.semantics.strategic_merge import merge
from k8sdsl.transforms.annotations import Annotations
from k8sdsl.transforms.images import Image, Images
from k8sdsl.transforms.labels import Labels
from k8sdsl.transforms.names import references
from k8sdsl.transforms.names.namespace import Namespace
from k8sdsl.transforms.names.prefix_suffix import NamePrefix, NameSuffix
from k8sdsl.transforms.patches import merge_patch
from k8sdsl.transforms.replicas import Replicas
from k8sdsl.tree import copy_tree
from tests.transforms.objects import apply

keys = st.sampled_from(["a", "b", "name", "containers", "spec"])
scalars = st.one_of(st.integers(0, 3), st.sampled_from(["x", "y"]), st.booleans())
trees = st.recursive(
    scalars, lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(keys, below, max_size=3))
)
maps = st.dictionaries(keys, trees, max_size=4)

names = st.sampled_from(["web", "api", "db"])
pods = st.fixed_dictionaries(
    {
        "containers": st.lists(
            st.fixed_dictionaries(
                {"name": names, "image": st.sampled_from(["nginx:1", "redis", "r.io:5/x@sha256:ab"])}
            ),
            min_size=1,
            max_size=2,
            unique_by=lambda container: str(container["name"]),  # type: ignore[index]
        ),
        "serviceAccountName": names,
    }
)


@st.composite
def objects(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A few workloads and what they refer to, no two of one identity."""
    found: list[dict[str, Any]] = []
    for kind in draw(st.lists(st.sampled_from(["Deployment", "ServiceAccount", "Service"]), max_size=4)):
        tree: dict[str, Any] = {"apiVersion": "v1", "kind": kind, "metadata": {"name": draw(names)}}
        if kind == "Deployment":
            tree |= {"apiVersion": "apps/v1", "spec": {"template": {"spec": draw(pods)}}}
        if all(other["kind"] != kind or other["metadata"] != tree["metadata"] for other in found):
            found.append(tree)
    return found


def built(trees: list[dict[str, Any]], times: int = 1) -> list[dict[str, Any]]:
    manifests = ManifestSet(Manifest(copy_tree(tree)) for tree in trees)
    for _ in range(times):
        apply(manifests, Namespace("prod"))
        apply(manifests, Labels({"env": "prod"}, include_selectors=True))
        apply(manifests, Annotations({"a": "b"}))
        apply(manifests, Images((Image("nginx", new_tag="2", allow_no_match=True),)))
        references.apply(manifests)
    return [manifest.tree for manifest in manifests]


@given(objects())
def test_a_transform_twice_is_once(given_objects: list[dict[str, Any]]) -> None:
    assert built(given_objects, times=2) == built(given_objects)


@given(st.lists(st.tuples(names, st.sampled_from(["rename", "forget", "remove"]), names), max_size=6))
def test_objects_are_found_by_their_names_after_renames_and_removals(changes: list[tuple[str, str, str]]) -> None:
    given_names = ["web", "api", "db", "web", "other"]
    held = ManifestSet(Manifest({"kind": "A", "metadata": {"name": name}}) for name in given_names)
    for old, change, new in changes:
        for manifest in [*held.named(old)][:1]:
            if change == "remove":
                held.remove(manifest)
                continue
            if change == "rename":
                manifest.remember()
            former = manifest.name
            manifest.metadata["name"] = new
            held.renamed(manifest, former)
        fresh = ManifestSet(held)
        assert all(list(held.named(name)) == list(fresh.named(name)) for name in given_names)


@given(objects())
def test_empty_declarations_change_nothing(given_objects: list[dict[str, Any]]) -> None:
    manifests = ManifestSet(Manifest(copy_tree(tree)) for tree in given_objects)
    apply(manifests, Namespace(""))
    apply(manifests, NamePrefix(""))
    apply(manifests, NameSuffix(""))
    apply(manifests, Labels({}))
    apply(manifests, Annotations({}))
    apply(manifests, Images(()))
    apply(manifests, Replicas(()))
    references.apply(manifests)
    assert [manifest.tree for manifest in manifests] == given_objects


@given(objects())
def test_names_that_refer_to_objects_still_do(given_objects: list[dict[str, Any]]) -> None:
    manifests = ManifestSet(Manifest(copy_tree(tree)) for tree in given_objects)
    apply(manifests, NamePrefix("p-"))
    references.apply(manifests)
    accounts = {manifest.name for manifest in manifests if manifest.kind == "ServiceAccount"}
    for manifest, before in zip(manifests, given_objects, strict=True):
        if manifest.kind == "Deployment":
            now = manifest.tree["spec"]["template"]["spec"]["serviceAccountName"]
            was = before["spec"]["template"]["spec"]["serviceAccountName"]
            assert now == (f"p-{was}" if f"p-{was}" in accounts else was)


@given(maps)
def test_merging_a_tree_with_itself_changes_nothing(tree: dict[str, Any]) -> None:
    assert merge(copy_tree(tree), copy_tree(tree), None, builtin_schema) == tree


@given(maps)
def test_merging_nothing_changes_nothing(tree: dict[str, Any]) -> None:
    assert merge(copy_tree(tree), {}, None, builtin_schema) == tree


@given(maps)
def test_a_patch_of_nothing_is_the_patch(tree: dict[str, Any]) -> None:
    assert merge({}, copy_tree(tree), None, builtin_schema) == tree
    assert merge_patch.merged({}, copy_tree(tree)) == tree


@given(maps, maps)
def test_applying_a_merge_patch_twice_equals_applying_it_once(tree: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merge_patch.merged(copy_tree(tree), copy_tree(patch))
    assert merge_patch.merged(copy_tree(once), copy_tree(patch)) == once


@given(objects())
def test_merging_a_workload_with_itself_changes_nothing(given_objects: list[dict[str, Any]]) -> None:
    for tree in given_objects:
        schema = builtin_schema(tree["apiVersion"], tree["kind"])
        assert merge(copy_tree(tree), copy_tree(tree), schema, builtin_schema) == tree
