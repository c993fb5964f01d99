"""`explain` tells of rules and fields what is known of them."""

from __future__ import annotations

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.kube.defaults import DEFAULTS
from k8sdsl.kube.types import type_schema
from k8sdsl.server.catalog import all_rules
from k8sdsl.views.explanation import explain


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(rule) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    text = explain(rule.id)
    assert text.startswith(f"{rule.id} ({rule.severity})\n")
    assert rule.summary in text


def test_a_field_is_told_with_its_default_type_and_merging() -> None:
    text = explain("Deployment.spec.strategy")
    assert "type: DeploymentStrategy" in text
    assert '"maxSurge": "25%"' in text
    assert "#deploymentstrategy-v1-apps" in text
    ports = explain("Deployment.spec.template.spec.containers.ports")
    assert "merged by containerPort" in ports
    assert "map with keys containerPort, protocol" in ports


def test_a_kind_is_told_with_its_scope_and_short_names() -> None:
    text = explain("PersistentVolume")
    assert "persistentvolumes, cluster-scoped" in text
    assert "short names: pv" in text


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("core/port-nam", "core/port-name"),
        ("Deploymnet", "Deployment"),
        ("Deployment.spec.stratgy", "strategy"),
        ("Deployment.spec.replicas.x", "nothing is below replicas"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(subject: str, meant: str) -> None:
    with pytest.raises(K8sdslError, match=meant):
        explain(subject)


def test_defaults_are_of_fields_that_there_are() -> None:
    unknown = [
        f"{name}.{wire}" for name, fields in DEFAULTS.items() for wire in fields if wire not in type_schema(name).fields
    ]
    assert unknown == []
