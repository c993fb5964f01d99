"""Custom resources without a definition are never passed over silently."""

from __future__ import annotations

from typing import Any

import k8sdsl
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.server.check import check_manifests

GROUP = "monitoring.example.com"


def resource(kind: str, group: str = GROUP, **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": f"{group}/v1", "kind": kind, "metadata": {"name": kind.lower(), **metadata}}


def definition(kind: str) -> dict[str, Any]:
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}s.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": f"{kind.lower()}s"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}],
        },
    }


def found(tree: dict[str, Any], *kinds: str) -> list[tuple[str, str]]:
    findings = k8sdsl.validate(tree, crds=[definition(kind) for kind in kinds])
    return [(finding.rule, str(finding.severity)) for finding in findings]


def test_a_kind_without_definition_is_noted() -> None:
    assert found(resource("ServiceMonitor")) == [("schema/unknown-kind", "note")]


def test_its_metadata_is_still_checked() -> None:
    assert ("meta/label", "error") in found(resource("ServiceMonitor", labels={"a": "b c"}))


def test_a_misspelt_kind_of_a_defined_group_is_an_error() -> None:
    assert found(resource("ServiceMonitorr"), "ServiceMonitor") == [("schema/undefined-kind", "error")]
    assert found(resource("Servicemonitor"), "ServiceMonitor") == [("schema/undefined-kind", "error")]


def test_another_kind_of_a_defined_group_is_noted() -> None:
    assert found(resource("Alertmanager"), "ServiceMonitor") == [("schema/unknown-kind", "note")]


def test_a_check_counts_what_it_could_not_judge() -> None:
    trees = [
        definition("ServiceMonitor"),
        resource("ServiceMonitor"),
        resource("Probe"),
        resource("It", "a.example.com"),
    ]
    checked = check_manifests(ManifestSet(map(Manifest, trees)))
    assert (checked.objects, checked.judged, len(checked.skipped)) == (4, 2, 2)
    assert checked.findings == []
    assert [note.ref.kind for note in checked.notes()] == ["Probe", "It"]


def test_check_reports_the_notes() -> None:
    findings = k8sdsl.check([resource("Probe")])
    assert [finding.rule for finding in findings] == ["schema/unknown-kind"]


def test_a_misspelt_kind_of_the_catalogue_is_reported() -> None:
    trees = [resource("HTTproute", "gateway.networking.k8s.io"), resource("ServiceMonitorr", "monitoring.coreos.com")]
    manifests = ManifestSet(map(Manifest, trees))
    told = [(finding.rule, str(finding.severity)) for finding in check_manifests(manifests).findings]
    assert told == [("schema/undefined-kind", "error")] * 2
    loose = check_manifests(manifests, one_set=False).findings
    assert [str(finding.severity) for finding in loose] == ["warning"] * 2
    assert loose[0].remedy is not None
    assert "`HTTPRoute`" in loose[0].remedy
