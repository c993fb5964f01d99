"""Unknown fields get a remedy that knows the object: the newer spelling, or the place where the field belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from k8sdsl import check
from k8sdsl.kube.types import type_schema
from k8sdsl.server.field_advice import OLD_SPELLINGS
from tests.projects import HEAD, write_project

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, Any]


def remedies(kind: str, api_version: str, **fields: Any) -> dict[str, str]:
    """The remedies of an object's unknown and missing fields, by path."""
    tree = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, **fields}
    rules = {"decode/unknown-field", "schema/required-field"}
    return {finding.path: finding.remedy or "" for finding in check([tree]) if finding.rule in rules}


SCALED = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}
AUTOSCALER = {"scaleTargetRef": SCALED, "maxReplicas": 3}
OLD_METRIC = {"type": "Resource", "resource": {"name": "cpu", "targetAverageUtilization": 80}}
POD = {"containers": [{"name": "a", "image": "b"}]}


@pytest.mark.parametrize(
    ("kind", "api_version", "spec", "path", "new"),
    [
        ("Ingress", "networking.k8s.io/v1", {"backend": {}}, "spec.backend", "defaultBackend"),
        (
            "HorizontalPodAutoscaler",
            "autoscaling/v2",
            {**AUTOSCALER, "targetCPUUtilizationPercentage": 80},
            "spec.targetCPUUtilizationPercentage",
            "averageUtilization: 80",
        ),
        (
            "HorizontalPodAutoscaler",
            "autoscaling/v2",
            {**AUTOSCALER, "metrics": [OLD_METRIC]},
            "spec.metrics[0].resource.targetAverageUtilization",
            "averageUtilization: 80",
        ),
        (
            "HorizontalPodAutoscaler",
            "autoscaling/v2",
            {"scaleTargetRef": {**SCALED, "metrics": []}, "maxReplicas": 3},
            "spec.scaleTargetRef.metrics",
            "`spec.metrics`",
        ),
        ("Deployment", "apps/v1", {"selector": {"app": "web"}}, "spec.selector.app", "`matchLabels: {app: web}`"),
        ("Deployment", "apps/v1", {"containers": []}, "spec.containers", "`spec.template.spec.containers`"),
        ("Deployment", "apps/v1", {"labels": {}}, "spec.labels", "`metadata.labels`"),
        ("Pod", "v1", {"containers": [{"privileged": True}]}, "spec.containers[0].privileged", "securityContext"),
        ("Pod", "v1", {"containers": [{"volumes": []}]}, "spec.containers[0].volumes", "`spec.volumes`"),
        ("Pod", "v1", {**POD, "image": "x"}, "spec.image", "`spec.containers[].image`"),
        ("Pod", "v1", {**POD, "whatever": "x"}, "spec.whatever", "`k8sdsl explain Pod.spec`"),
        (
            "CronJob",
            "batch/v1",
            {"jobTemplate": {"spec": {"schedule": "x"}}},
            "spec.jobTemplate.spec.schedule",
            "`spec.schedule`",
        ),
        ("CronJob", "batch/v1", {"template": {}}, "spec.template", "`jobTemplate`"),
        ("CronJob", "batch/v1", {"schedule": "* * * * *"}, "spec.jobTemplate", "`k8sdsl explain CronJob.spec`"),
    ],
)
def test_the_remedy_says_what_to_write_or_where(kind: str, api_version: str, spec: Tree, path: str, new: str) -> None:
    assert new in remedies(kind, api_version, spec=spec)[path]


def test_what_an_old_spelling_leaves_unset_is_not_reported_as_missing() -> None:
    paths = [{"path": "/", "pathType": "Prefix", "backend": {"serviceName": "web", "servicePort": 80}}]
    tree = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "a"},
        "spec": {"rules": [{"host": "a.example.com", "http": {"paths": paths}}]},
    }
    backend = "spec.rules[0].http.paths[0].backend"
    found = {finding.path for finding in check([tree]) if finding.is_error}
    assert found == {f"{backend}.serviceName", f"{backend}.servicePort"}


def test_a_missing_field_beside_an_unrelated_unknown_one_is_still_reported() -> None:
    assert set(remedies("CronJob", "batch/v1", spec={"schedule": "* * * * *", "nonsense": 1})) == {
        "spec.nonsense",
        "spec.jobTemplate",
    }


def test_no_old_spelling_is_a_field_of_its_type() -> None:
    known = {(name, key) for name, keys in OLD_SPELLINGS.items() for key in keys if key in type_schema(name).fields}
    assert known == set()


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("port", "`str(port)`"),
        ("80", '`"80"`'),
        ("True", '`"true"`'),
        ("flag", "`str(flag).lower()`"),
        ("ports[0]", "`str(ports[0])`"),
        ("int('8')", "str(...)"),
    ],
)
def test_a_value_that_must_be_a_string_is_shown_converted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, remedy: str
) -> None:
    monkeypatch.chdir(tmp_path)
    container = f'k8s.Container("a", image="b", env=[k8s.EnvVar("A", value={written})])'
    declared = (
        f'port, flag, ports = 80, True, [80]\noverlay = Overlay(base=k8s.Pod("a", spec=k8s.PodSpec([{container}])))\n'
    )
    write_project(tmp_path, {"overlays/prod.py": HEAD + declared.replace("PodSpec([", "PodSpec(containers=[")})
    (finding,) = check("prod")
    assert remedy in (finding.remedy or "")


def test_an_expression_in_a_secret_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    declared = 'overlay = Overlay(base=k8s.Secret("a", string_data={"pin": 4711}))\n'
    write_project(tmp_path, {"overlays/prod.py": HEAD + declared})
    (finding,) = check("prod")
    assert "4711" not in str(finding)
