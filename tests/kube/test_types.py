"""The tables of types: fields, flags, and the types behind them."""

from __future__ import annotations

import pytest

from k8sdsl.kube.types import FieldSchema, camel_case, type_schema


def field(type_name: str, wire: str) -> FieldSchema:
    return type_schema(type_name).fields[wire]


def test_a_list_with_merge_and_map_keys() -> None:
    containers = field("core_v1.PodSpec", "containers")
    assert (containers.shape, containers.leaf, containers.required) == ("[", "Container", True)
    assert (containers.merges, containers.merge_key) == (True, "name")
    assert (containers.list_type, containers.list_keys) == ("map", ("name",))
    assert containers.target is type_schema("core_v1.Container")


def test_a_list_of_several_map_keys() -> None:
    ports = field("core_v1.Container", "ports")
    assert (ports.merge_key, ports.list_keys) == ("containerPort", ("containerPort", "protocol"))


def test_lists_that_are_sets_or_one_value() -> None:
    assert field("meta_v1.ObjectMeta", "finalizers").list_type == "set"
    assert field("meta_v1.ObjectMeta", "finalizers").merges
    assert field("core_v1.Container", "args").list_type == "atomic"
    assert not field("core_v1.Container", "args").merges


def test_keys_that_a_merge_retains() -> None:
    assert field("apps_v1.DeploymentSpec", "strategy").retain_keys


def test_maps_and_scalars() -> None:
    limits = field("core_v1.ResourceRequirements", "limits")
    assert (limits.shape, limits.leaf, limits.target) == ("{", "quantity", None)
    assert field("apps_v1.RollingUpdateDeployment", "maxSurge").leaf == "int_or_string"
    assert field("core_v1.Secret", "data").leaf == "bytes"


def test_a_type_of_another_module() -> None:
    template = field("apps_v1.DeploymentSpec", "template")
    assert template.target is type_schema("core_v1.PodTemplateSpec")


def test_the_versions_of_a_field() -> None:
    resize = field("core_v1.Container", "resizePolicy")
    assert (resize.since, resize.until) == (27, None)
    assert field("core_v1.Container", "image").since is None


def test_an_attribute_and_its_wire_name() -> None:
    schema = type_schema("core_v1.ServiceSpec")
    assert schema.by_name["cluster_ip"] is schema.fields["clusterIP"]


def test_a_type_that_does_not_exist_is_an_error() -> None:
    with pytest.raises((KeyError, ModuleNotFoundError)):
        type_schema("core_v1.Nothing")


@pytest.mark.parametrize(("name", "wire"), [("a", "a"), ("match_labels", "matchLabels"), ("pod_c_i_d_r", "podCIDR")])
def test_camel_case(name: str, wire: str) -> None:
    assert camel_case(name) == wire
