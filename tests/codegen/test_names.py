"""Names of the wire as names of Python, and back."""

from __future__ import annotations

import keyword

import pytest

from k8sdsl.codegen.names import camel_case, module_and_class, python_name
from k8sdsl.codegen.sources.schemas import read_types
from k8sdsl.kube.types import type_schema


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("replicas", "replicas"),
        ("matchLabels", "match_labels"),
        ("clusterIP", "cluster_ip"),
        ("clusterIPs", "cluster_ips"),
        ("podCIDR", "pod_cidr"),
        ("podCIDRs", "pod_cidrs"),
        ("hostIPC", "host_ipc"),
        ("hostPID", "host_pid"),
        ("externalIPs", "external_ips"),
        ("azureDisk", "azure_disk"),
        ("nonResourceURLs", "non_resource_urls"),
        ("openAPIV3Schema", "open_api_v3_schema"),
        ("gmsaCredentialSpecName", "gmsa_credential_spec_name"),
        ("storagePolicyID", "storage_policy_id"),
        ("caBundle", "ca_bundle"),
        ("from", "from_"),
        ("continue", "continue_"),
        ("not", "not_"),
        ("$ref", "ref"),
        ("$schema", "schema"),
        ("x-kubernetes-int-or-string", "x_kubernetes_int_or_string"),
    ],
)
def test_python_name(wire: str, name: str) -> None:
    assert name == python_name(wire)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("io.k8s.api.core.v1.Container", ("core_v1", "Container")),
        ("io.k8s.api.autoscaling.v2.MetricSpec", ("autoscaling_v2", "MetricSpec")),
        ("io.k8s.api.resource.v1alpha3.Device", ("resource_v1alpha3", "Device")),
        ("io.k8s.apimachinery.pkg.api.resource.Quantity", ("resource", "Quantity")),
        ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", ("intstr", "IntOrString")),
    ],
)
def test_module_and_class(full: str, parts: tuple[str, str]) -> None:
    assert parts == module_and_class(full)


def test_every_attribute_is_a_name_that_python_allows() -> None:
    names = {field.name for model in read_types().values() for field in model.fields.values()}
    assert set() == {name for name in names if not name.isidentifier() or keyword.iskeyword(name) or not name.islower()}


def test_every_attribute_leads_back_to_its_wire_name() -> None:
    """Written out by the generator where the run time would not make it of the attribute."""
    for name, model in read_types().items():
        by_name = type_schema(name).by_name
        assert {f.name: f.wire for f in model.fields.values()} == {n: s.wire for n, s in by_name.items()}


@pytest.mark.parametrize(("name", "wire"), [("match_labels", "matchLabels"), ("spec", "spec"), ("a_b2_c", "aB2C")])
def test_camel_case_of_the_generator_is_that_of_the_run_time(name: str, wire: str) -> None:
    from k8sdsl.kube import types

    assert wire == camel_case(name) == types.camel_case(name)
