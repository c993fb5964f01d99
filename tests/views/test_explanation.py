"""`explain` describes rules, kinds and fields, of Kubernetes and of custom definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8sdsl.emitters.yaml import emit
from k8sdsl.errors import K8sdslError
from k8sdsl.kube.defaults import DEFAULTS
from k8sdsl.kube.types import type_schema
from k8sdsl.server.catalog import all_rules
from k8sdsl.views.explanation import explain
from tests.importers.definitions import definition, of_spec

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(rule) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    text = explain(rule.id)
    assert text.startswith(f"{rule.id} ({rule.severity})\n")
    assert rule.summary in text


def test_a_field_is_explained_with_its_words_default_version_and_merging() -> None:
    text = explain("Deployment.spec.strategy")
    assert "Recreate stops all pods first" in " ".join(text.split())
    assert "type: DeploymentStrategy" in text
    assert '"maxSurge": "25%"' in text
    assert "since 1.25 or earlier" in text
    assert "#deploymentstrategy-v1-apps" in text
    ports = explain("Deployment.spec.template.spec.containers.ports")
    assert "merged by containerPort" in ports
    assert "map with keys containerPort, protocol" in ports


def test_a_field_with_few_values_is_explained_with_them() -> None:
    assert "values: Always, OnFailure, Never" in explain("Pod.spec.restartPolicy")
    assert "values: RSA, ECDSA, Ed25519" in explain("Certificate.spec.privateKey.algorithm")


def test_a_kind_is_explained_with_its_scope_and_short_names() -> None:
    text = explain("PersistentVolume")
    assert "persistentvolumes, cluster-scoped" in text
    assert "short names: pv" in text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("svc", "Service"),
        ("deployments.spec", "Deployment.spec"),
        ("apps/Deployment.spec", "Deployment.spec"),
        ("autoscaling/v2/HorizontalPodAutoscaler", "hpa"),
        ("Pod.spec.termination_grace_period_seconds", "Pod.spec.terminationGracePeriodSeconds"),
        ("cert-manager.io/Certificate.spec", "Certificate.spec"),
        ("cert-manager.io/v1/Certificate.spec", "certificate.spec"),
    ],
)
def test_a_subject_has_several_names(one: str, other: str) -> None:
    assert explain(one) == explain(other)


def test_a_version_that_is_asked_for_is_the_one_explained() -> None:
    assert "targetCPUUtilizationPercentage" in explain("autoscaling/v1/HorizontalPodAutoscaler.spec")
    assert "targetCPUUtilizationPercentage" not in explain("HorizontalPodAutoscaler.spec")


def test_a_part_of_a_kind_is_explained_by_its_name() -> None:
    assert "in Python: image_pull_policy" in explain("Container.image_pull_policy")
    assert "#probe-v1-core" in explain("Probe")


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("core/port-nam", "core/port-name"),
        ("Deploymnet", "Deployment"),
        ("Certificat", "Certificate"),
        ("Deployment.spec.stratgy", "strategy"),
        ("Deployment.spec.replicas.x", "has no fields"),
        ("Gateway", "gateway.networking.k8s.io/Gateway"),
        ("apps/v9/Deployment", "apps/v9/Deployment"),
    ],
)
def test_a_mistake_is_reported_with_what_was_meant(subject: str, meant: str) -> None:
    with pytest.raises(K8sdslError) as refused:
        explain(subject)
    assert meant in f"{refused.value} {refused.value.remedy}"


# --- custom kinds


def test_a_kind_of_the_catalogue_is_explained_with_its_bounds() -> None:
    text = explain("Certificate.spec.revisionHistoryLimit")
    assert text.startswith("cert-manager.io/v1 Certificate.spec.revisionHistoryLimit")
    assert "format" not in text


def test_a_kind_of_the_project_is_explained_in_the_words_of_its_definition(tmp_path: Path) -> None:
    mode = {"type": "string", "enum": ["On", "Off"], "default": "On", "description": "How far\x1b[31m the tap is open."}
    (tmp_path / "crds").mkdir()
    (tmp_path / "crds" / "tap.yaml").write_text(emit([definition("Tap", of_spec(mode=mode))]), encoding="utf-8")
    text = explain("taps.spec.mode", tmp_path)
    assert "How far\\x1b[31m the tap is open." in text
    assert {"values: On, Off", 'default: "On"'} <= {line.strip() for line in text.splitlines()}
    assert explain("Tap.spec", tmp_path, every=True).startswith("Tap.spec: TapSpec.")


def test_a_definition_of_the_project_goes_before_the_catalogue(tmp_path: Path) -> None:
    own = definition("Certificate", of_spec(newer={"type": "string"}), group="cert-manager.io")
    (tmp_path / "crds").mkdir()
    (tmp_path / "crds" / "own.yaml").write_text(emit([own]), encoding="utf-8")
    assert "newer: string" in explain("Certificate.spec", tmp_path)


# --- every field


def test_every_field_below_has_a_line_with_its_path() -> None:
    lines = explain("Deployment.spec", every=True).splitlines()
    paths = [line.partition(":")[0] for line in lines]
    assert {"Deployment.spec", "Deployment.spec.replicas", "Deployment.spec.template.spec.containers.image"} <= set(
        paths
    )
    assert len(paths) == len(set(paths)) > 900
    [line] = [line for line in lines if line.startswith("Deployment.spec.template.spec.restartPolicy:")]
    assert "One of Always, OnFailure, Never." in line
    assert "Default: Always." in line


def test_a_type_that_holds_itself_ends() -> None:
    assert len(explain("CustomResourceDefinition", every=True).splitlines()) < 500


@pytest.mark.parametrize("subject", ["Deployment.spec.replicas", "ServiceMonitor.spec.endpoints.port"])
def test_a_scalar_has_one_line(subject: str) -> None:
    [line] = explain(subject, every=True).splitlines()
    assert line.startswith(f"{subject}: ")


def test_defaults_are_for_existing_fields() -> None:
    unknown = [
        f"{name}.{wire}" for name, fields in DEFAULTS.items() for wire in fields if wire not in type_schema(name).fields
    ]
    assert unknown == []
