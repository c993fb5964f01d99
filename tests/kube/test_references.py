"""The table of references, and the paths in it."""

from __future__ import annotations

import pytest

from k8sdsl.kube.field_specs import split_field_path
from k8sdsl.kube.kinds import kind_info, versions_of
from k8sdsl.kube.references import KUSTOMIZE_REFERENCES, MORE_REFERENCES, NAME_REFERENCES, POD_SPECS
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.scope import CLUSTER, effective_namespace, is_cluster_scoped
from k8sdsl.kube.types import type_schema

_GONE = {  # fields that Kubernetes has removed, or of kinds that it does not own
    *("spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName"),
    *("parameters/secretName", "parameters/adminSecretName", "parameters/userSecretName", "parameters/secretRef"),
}


def _types(kind: str) -> list[str]:
    infos = [kind_info(api_version, kind) for api_version in KINDS if kind in KINDS[api_version]]
    return [info.type for info in infos if info is not None and info.type]


@pytest.mark.parametrize("row", NAME_REFERENCES, ids=lambda row: row.kind)
def test_every_path_leads_to_a_field_of_the_kind(row: object) -> None:
    for spec in row.referrers:  # type: ignore[attr-defined]
        if spec.path in _GONE or spec.path.startswith("metadata/annotations") or not _types(spec.kind):
            continue
        if spec.group and not any(True for _ in versions_of(spec.group, spec.kind)):
            continue
        assert any(_leads(name, split_field_path(spec.path)) for name in _types(spec.kind)), spec


def _leads(type_name: str, steps: list[str]) -> bool:
    schema = type_schema(type_name)
    for step in steps[:-1]:
        field = schema.fields.get(step)
        if field is None or field.target is None:
            return False
        schema = field.target
    return steps[-1] in schema.fields


def test_no_field_stands_in_both_tables() -> None:
    def fields(table: object) -> set[tuple[str, str, str]]:
        return {(row.kind, spec.kind, spec.path) for row in table for spec in row.referrers}  # type: ignore[attr-defined]

    assert fields(KUSTOMIZE_REFERENCES).isdisjoint(fields(MORE_REFERENCES))


def test_pod_specs_are_pod_specs() -> None:
    for kind, path in POD_SPECS.items():
        assert any(_leads(name, [*path.split("/"), "containers"]) for name in _types(kind))


@pytest.mark.parametrize(
    ("api_version", "kind", "cluster"),
    [
        ("v1", "Namespace", True),
        ("v1", "ConfigMap", False),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", True),
        ("extensions/v1beta1", "Deployment", False),
        ("policy/v1beta1", "PodSecurityPolicy", True),
        ("example.com/v1", "ClusterThing", False),
        ("example.com/v1", "Namespace", False),
    ],
)
def test_scope(api_version: str, kind: str, cluster: bool) -> None:  # noqa: FBT001
    assert is_cluster_scoped(api_version, kind) is cluster
    assert effective_namespace(api_version, kind, "") == (CLUSTER if cluster else "default")
