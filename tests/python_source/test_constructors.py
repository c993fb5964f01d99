"""Objects become typed constructors, and blocks where these create exactly the same."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.python_source.constructors import Constructors
from k8sdsl.python_source.literals import flat
from k8sdsl.python_source.modules import Imports


def expression(tree: dict[str, Any]) -> str | None:
    call = Constructors(Imports()).of(tree)
    return None if call is None else flat(call)


def pod(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c"}], **spec},
    }


def container(**fields: Any) -> dict[str, Any]:
    return pod(containers=[{"name": "c", **fields}])


@pytest.mark.parametrize(
    ("tree", "part"),
    [
        (
            container(readinessProbe={"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5}),
            'http_probe("/", port=80, every=5)',
        ),
        (container(livenessProbe={"exec": {"command": ["a", "b"]}}), 'exec_probe("a", "b")'),
        (container(startupProbe={"tcpSocket": {"port": "x"}, "failureThreshold": 9}), 'tcp_probe("x", failures=9)'),
        (container(livenessProbe={"grpc": {"port": 1}}), "grpc_probe(1)"),
        (
            container(volumeMounts=[{"name": "v", "mountPath": "/v", "readOnly": True}]),
            'mount("v", "/v", read_only=True)',
        ),
        (container(env=[{"name": "A", "value": "b"}]), 'env=env_values({"A": "b"})'),
        (
            container(env=[{"name": "A", "valueFrom": {"secretKeyRef": {"name": "s", "key": "A"}}}]),
            'env=[secret_env("A", "s")]',
        ),
        (container(envFrom=[{"configMapRef": {"name": "s"}}]), 'env_from_config_map("s")'),
        (pod(volumes=[{"name": "v", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}}]), 'ram_volume("v", "1Mi")'),
        (pod(volumes=[{"name": "v", "configMap": {"name": "v"}}]), 'config_volume("v")'),
        (pod(volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "w"}}]), 'claim_volume("v", "w")'),
    ],
)
def test_a_part_is_the_block_that_creates_it(tree: dict[str, Any], part: str) -> None:
    made = expression(tree)
    assert made is not None
    assert part in made


@pytest.mark.parametrize(
    "tree",
    [
        container(readinessProbe={"httpGet": {"path": "/", "port": 80}, "tcpSocket": {"port": 80}}),
        container(volumeMounts=[{"name": "v", "mountPath": "/v", "mountPropagation": "None"}]),
        container(env=[{"name": "A", "value": "b"}, {"name": "A", "value": "c"}]),
        pod(volumes=[{"name": "v", "emptyDir": {"medium": "Memory"}}]),
        pod(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
    ],
)
def test_a_part_that_no_block_creates_is_a_constructor(tree: dict[str, Any]) -> None:
    made = expression(tree)
    assert made is not None
    assert made.startswith("k8s.Pod(")


def test_a_claim_is_a_block() -> None:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": "fast"}
    tree = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": spec}
    assert expression(tree) == 'claim("data", "1Gi", storage_class="fast")'


def test_a_custom_kind_of_the_catalogue_is_typed() -> None:
    spec = {"secretName": "tls", "issuerRef": {"name": "ca"}, "dnsNames": ["a.example.com"]}
    tree = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "web"}, "spec": spec}
    made = expression(tree)
    assert made is not None
    assert made.startswith('cert_manager.Certificate("web", spec=cert_manager.CertificateSpec(')


def test_a_custom_kind_that_does_not_fit_its_class_is_a_custom_resource() -> None:
    tree = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "web"}, "spec": {"new": 1}}
    made = expression(tree)
    assert made is not None
    assert made.startswith('CustomResource("web", api_version="cert-manager.io/v1"')


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ({"metadata": {"name": "a", "labels": None}}, "labels=NULL"),
        ({"metadata": {"name": "a", "creationTimestamp": None}}, "creation_timestamp=NULL"),
        ({"metadata": {"name": "a"}, "spec": None}, "spec=NULL"),
        ({"metadata": {"name": "a"}, "spec": {"selector": {"b": None}}}, '{"b": NULL}'),
        ({"metadata": {"name": "a"}, "spec": {"externalIPs": [None]}}, "[NULL]"),
    ],
)
def test_a_field_that_is_null_is_written(part: dict[str, Any], written: str) -> None:
    made = expression({"apiVersion": "v1", "kind": "Service", **part})
    assert made is not None
    assert written in made


def test_a_null_of_a_custom_resource_is_written() -> None:
    made = expression({"apiVersion": "a.example.com/v1", "kind": "A", "metadata": {"name": "a"}, "priority": None})
    assert made is not None
    assert "priority=NULL" in made


@pytest.mark.parametrize(
    "tree",
    [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"prots": []}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "Nodeport"}},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": "80"}]}},
    ],
)
def test_what_type_checkers_would_refuse_has_no_constructor(tree: dict[str, Any]) -> None:
    assert expression(tree) is None
