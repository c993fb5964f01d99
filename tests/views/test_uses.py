"""What refers to an object: by fields, by selectors, and in texts."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.errors import K8sdslError
from k8sdsl.system.graph import Graph, graph_of
from k8sdsl.views.uses import render_uses, uses_of
from tests.system.sets import objects

_SET: dict[str, dict[str, Any]] = {
    "Secret/db": {"stringData": {"password": "x"}},
    "Service/mariadb": {"spec.selector": {"app": "web"}, "spec.ports": [{"port": 3307}]},
    "Deployment/web": {
        "spec.template.spec.containers[0].env": [
            {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
            {"name": "HOST", "value": "mariadb:3307"},
        ],
        "spec.template.spec.imagePullSecrets": [{"name": "registry"}],
    },
}


def graph() -> Graph:
    return graph_of(objects(_SET))


def uses(kind: str, name: str) -> list[tuple[str, str, str]]:
    found = graph()
    member = found.find(kind, "default", name)
    assert member is not None
    return [(use.who, use.how, use.field) for use in uses_of(member, found)]


def test_a_workload_selects_another_with_the_same_labels_and_does_not_make_it() -> None:
    labelled = {"spec.selector": {"matchLabels": {"app": "a"}}, "spec.template.metadata.labels": {"app": "a"}}
    found = graph_of(objects({"Deployment/one": labelled, "Deployment/two": labelled}))
    member = found.find("Deployment", "default", "two")
    assert member is not None
    assert [(use.who, use.how) for use in uses_of(member, found)] == [("Deployment/one", "selects it")]


def test_a_field_that_names_an_object_uses_it() -> None:
    field = "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name (key password)"
    assert uses("Secret", "db") == [("Deployment/web", "reads it", field)]


def test_an_address_in_a_text_uses_a_service() -> None:
    field = "spec.template.spec.containers[0].env[1].value"
    assert uses("Service", "mariadb") == [("Deployment/web", "calls it (in a text)", field)]


def test_a_selector_uses_what_it_matches() -> None:
    assert uses("Deployment", "web") == [("Service/mariadb", "routes to it", "spec.selector")]


@pytest.mark.parametrize("subject", ["Secret/db", "secret/db", "secrets/db"])
def test_a_kind_may_be_written_as_for_kubectl(subject: str) -> None:
    assert "Deployment/web reads it" in render_uses(subject, {"": graph()})


def test_an_object_that_the_set_does_not_have_can_be_asked_for() -> None:
    text = render_uses("Secret/registry", {"prod": graph()})
    assert text.splitlines()[0] == "Secret/registry in default (prod) is not in this set"
    assert "Deployment/web pulls with it" in text


def test_an_object_that_nothing_refers_to_is_shown_as_such() -> None:
    lonely = graph_of(objects({"ConfigMap/lonely": {}}))
    assert render_uses("cm/lonely", {"": lonely}) == "ConfigMap/lonely in default\n  nothing refers to it\n"


def test_an_unknown_name_is_an_error_that_suggests_the_nearest() -> None:
    with pytest.raises(K8sdslError) as caught:
        render_uses("Service/mariabd", {"": graph()})
    assert "Service/mariadb" in str(caught.value.remedy)
