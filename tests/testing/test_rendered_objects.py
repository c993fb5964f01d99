"""Typed objects of a build, asked for by kind and name."""

from __future__ import annotations

import pytest

from k8sdsl import k8s
from k8sdsl.catalog import openshift
from k8sdsl.manifest import Manifest
from k8sdsl.testing import RenderedObjects

OBJECTS = RenderedObjects(
    Manifest(tree.to_dict())
    for tree in (
        k8s.ConfigMap("a", namespace="one", labels={"tier": "web"}, data={"x": "1"}),
        k8s.ConfigMap("a", namespace="two"),
        k8s.Service("web", namespace="one"),
    )
)


def test_an_object_is_found_by_kind_and_name() -> None:
    assert OBJECTS.one(k8s.Service, "web").kind == "Service"
    assert OBJECTS.one(k8s.ConfigMap, "a", namespace="one").data == {"x": "1"}


def test_all_objects_of_a_kind_can_be_selected_by_namespace_and_label() -> None:
    assert len(OBJECTS.all(k8s.ConfigMap)) == 2
    assert len(OBJECTS.all(k8s.ConfigMap, namespace="two")) == 1
    assert [one.metadata.namespace for one in OBJECTS.all(k8s.ConfigMap, tier="web")] == ["one"]
    assert OBJECTS.all(k8s.Secret) == []


def test_a_plain_tree_is_found_too() -> None:
    assert OBJECTS.tree("Service", "web")["metadata"] == {"name": "web", "namespace": "one"}


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (k8s.Service, "wbe", "did you mean `web`"),
        (k8s.ConfigMap, "a", "namespace="),
        (k8s.Secret, "x", "no other Secret"),
    ],
)
def test_a_missing_or_ambiguous_object_is_explained(kind: type[k8s.Service], name: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        OBJECTS.one(kind, name)


def test_a_custom_kind_of_the_catalogue_has_its_class() -> None:
    route = openshift.Route("web", spec=openshift.RouteSpec(to=openshift.RouteTo(name="web")))
    assert RenderedObjects([Manifest(route.to_dict())]).one(openshift.Route, "web") == route


def test_another_version_of_a_kind_is_named() -> None:
    tree = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    with pytest.raises(AssertionError, match="autoscaling/v1"):
        RenderedObjects([Manifest(tree)]).one(k8s.HorizontalPodAutoscaler, "web")
