"""The table of references: its rows lead to fields, and no field that refers to objects is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from k8sdsl.kube.kinds import CLUSTER, effective_namespace, is_cluster_scoped, kind_info
from k8sdsl.kube.references import builtin, delivery, gateways, operators
from k8sdsl.kube.references.field import ANYWHERE
from k8sdsl.kube.references.pods import CUSTOM_POD_SPECS, POD_FIELDS, POD_SELECTORS, POD_SPECS
from k8sdsl.kube.references.renaming import KUSTOMIZE_REFERENCES, NAME_REFERENCES
from k8sdsl.kube.references.table import fields_of, pod_spec_path, selectors_of
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.types import type_schema
from k8sdsl.transforms.field_routes import split_field_path
from tests.corpora import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.kube.references.field import ReferenceField, SelectorField
    from k8sdsl.kube.types import TypeSchema

    Row = ReferenceField | SelectorField

_GONE = {  # fields that Kubernetes has removed, or that are keys of a map
    *("spec/rules/http/paths/backend", "spec/backend", "parameters"),
}
NAMES = (*builtin.FIELDS, *gateways.FIELDS, *delivery.FIELDS, *operators.FIELDS)
SELECTORS = (*builtin.SELECTORS, *gateways.SELECTORS, *operators.SELECTORS)
ROWS: list[Row] = [*NAMES]
ROWS += SELECTORS
POD_ROWS: list[Row] = [*POD_FIELDS]
POD_ROWS += POD_SELECTORS
CUSTOM = [row for row in ROWS if row.referrer_group]


def _types(kind: str) -> list[str]:
    infos = [kind_info(api_version, kind) for api_version in KINDS if kind in KINDS[api_version]]
    return [info.type for info in infos if info is not None and info.type]


def _leads(schema: TypeSchema, steps: list[str]) -> bool:
    for step in steps[:-1]:
        field = schema.fields.get(step)
        if field is None or field.target is None:
            return False
        schema = field.target
    return steps[-1] in schema.fields


def _ends(row: Row) -> Iterator[str]:
    """The path of a row, and those of what it needs."""
    yield row.path
    for step in ("name", "namespace", "kind", "group", "key", "port", "section", "optional"):
        below = getattr(row, step, "")
        if below and below != ANYWHERE:
            yield f"{row.path}/{below}"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row.referrer_group], ids=lambda row: f"{row.referrer}-{row.path}"
)
def test_a_row_of_a_built_in_kind_leads_to_fields(row: Row) -> None:
    if row.path in _GONE or row.path.startswith("metadata/"):
        return
    for path in _ends(row):
        steps = split_field_path(path)
        assert any(_leads(type_schema(name), steps) for name in _types(row.referrer)), path


@pytest.mark.parametrize("row", POD_ROWS, ids=lambda row: row.path)
def test_a_row_of_pods_leads_to_fields(row: Row) -> None:
    for path in _ends(row):
        assert _leads(type_schema("core_v1.PodSpec"), split_field_path(path)), path


def _definitions() -> dict[tuple[str, str], list[dict[str, Any]]]:
    found = {}
    for file in sorted(corpus("crds").rglob("*.yaml")):
        for tree in yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader):
            if tree and tree.get("kind") == "CustomResourceDefinition":
                schemas = [version["schema"]["openAPIV3Schema"] for version in tree["spec"]["versions"]]
                found[tree["spec"]["names"]["kind"], tree["spec"]["group"]] = schemas
    return found


def _within(schema: dict[str, Any], steps: list[str]) -> bool:
    for step in steps:
        while "items" in schema:
            schema = schema["items"]
        if schema.get("x-kubernetes-preserve-unknown-fields") or "additionalProperties" in schema:
            return True
        if step not in schema.get("properties", {}):
            return False
        schema = schema["properties"][step]
    return True


def test_the_rows_of_custom_resources_lead_to_fields_of_their_definitions() -> None:
    definitions = _definitions()
    wrong = [
        (row.referrer, path)
        for row in CUSTOM
        for path in _ends(row)
        if (schemas := definitions.get((row.referrer, row.referrer_group)))
        and not path.startswith("metadata/")
        and not any(_within(schema, split_field_path(path)) for schema in schemas)
    ]
    assert wrong == []


_REFERRING = re.compile(r"(Reference|KeySelector|EnvSource|RoleRef|Subject|LabelSelector)$")
_NAMING = re.compile(r"^(secretName|claimName|serviceAccountName|nodeName|.*ClassName|policyName|serviceName)$")
_NOT_REFERENCES = {
    *("ConfigMapNodeConfigSource",),
    # what the server writes about what has happened, and requests to it that are never stored
    *("Event", "Binding", "SerializedReference", "TokenRequest", "Eviction", "EvictionRequest", "Endpoints"),
    *("EndpointSlice", "PodCertificateRequest", "LocalSubjectAccessReview", "SubjectAccessReview"),
    *("SelfSubjectAccessReview", "VolumeAttachment"),
    # alpha kinds that were removed again
    *("ResourceClass", "ResourceClaimParameters", "ResourceClassParameters", "ClusterCIDR", "ResourceSlice"),
    *("CompositePodGroup", "PodGroup", "Workload"),
    # selectors of admission, which ask requests and not stored objects
    *("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy"),
    *("MutatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding"),
}
_NOT_FIELDS = {
    *("fieldRef", "resourceFieldRef", "fileKeyRef", "namespaceSelector", "nodeTopology", "selectors"),
    *("clusterTrustBundle/labelSelector", "volumeClaimTemplate/spec/selector", "volumeClaimTemplates/spec/selector"),
    *("jobTemplate/spec/selector", "inlineVolumeSpec", "rules/subjects", "metric/selector"),
    *("spec/resourceClassName", "spec/parametersRef"),  # of alpha versions that are gone
}


def _referring(schema: TypeSchema, path: str, within: frozenset[str]) -> Iterator[str]:
    """The fields of a type that refer to objects, by their type or name."""
    for field in schema:
        at = f"{path}/{field.wire}" if path else field.wire
        target = field.target
        name = target.name.partition(".")[2] if target is not None else ""
        if any(at.endswith(end) for end in _NOT_FIELDS) or at.endswith("status") or field.until is not None:
            continue
        if name in {"ObjectMeta", "PodSpec", "JSONSchemaProps"}:
            continue
        if _REFERRING.search(name) or (target is None and _NAMING.match(field.wire)):
            yield at
        elif target is not None and target.name not in within:
            yield from _referring(target, at, within | {target.name})


def _known(kind: str) -> set[str]:
    rows: list[Row] = [*fields_of(kind, "")]
    rows += selectors_of(kind, "")
    return {path for row in rows for path in _ends(row)}


_ASKED = {kind for kinds in KINDS.values() for kind in kinds if not kind.endswith("List")} - _NOT_REFERENCES


@pytest.mark.parametrize("kind", sorted(_ASKED))
def test_every_field_that_refers_to_objects_is_in_the_table(kind: str) -> None:
    known = _known(kind)
    for name in _types(kind):
        missing = [path for path in _referring(type_schema(name), "", frozenset((name,))) if path not in known]
        assert missing == []


def test_every_field_of_pods_that_refers_to_objects_is_in_the_table() -> None:
    known = {path for row in POD_ROWS for path in _ends(row)}
    found = _referring(type_schema("core_v1.PodSpec"), "", frozenset())
    assert [path for path in found if path not in known] == []


def test_kustomize_renames_no_more_than_overlays_do() -> None:
    def fields(table: object) -> set[tuple[str, str, str]]:
        return {(row.kind, spec.kind, spec.path) for row in table for spec in row.referrers}  # type: ignore[attr-defined]

    assert fields(KUSTOMIZE_REFERENCES) < fields(NAME_REFERENCES)


def test_pod_specs_are_pod_specs() -> None:
    for kind, path in POD_SPECS.items():
        steps = [*path.split("/"), "containers"]
        assert any(_leads(type_schema(name), steps) for name in _types(kind))
        assert pod_spec_path(kind, "") == path


def test_custom_kinds_that_make_pods_refer_to_what_pods_refer_to() -> None:
    for name, spec in CUSTOM_POD_SPECS.items():
        kind, _, group = name.partition(".")
        assert f"{spec}/serviceAccountName" in {row.path for row in fields_of(kind, group)}


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
