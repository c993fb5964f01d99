"""Custom resources in the server's order: unknown fields, nulls, defaults, status, schema, rules."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl
from k8sdsl import check
from k8sdsl.finding import Severity
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import examine, index_crds

SCHEMA = {
    "type": "object",
    "required": ["spec"],
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "x-kubernetes-validations": [
                {"rule": "self.size <= self.most", "message": "too large", "fieldPath": ".size"},
                {"rule": "self.size >= oldSelf.size", "message": "must not shrink"},
                {"rule": "!has(self.name) || self.name != 'bad'", "messageExpression": "'not ' + self.name"},
            ],
            "properties": {
                "size": {"type": "integer"},
                "most": {"type": "integer", "default": 10},
                "name": {"type": "string", "maxLength": 5},
                "keys": {"type": "object", "additionalProperties": {"type": "string"}},
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"max-age": {"type": "string", "format": "duration"}, "on": {"type": "boolean"}},
                        "x-kubernetes-validations": [
                            {"rule": "!has(self.max__dash__age) || self.max__dash__age < duration('1h')"},
                            {"rule": "!has(self.on) || self.on"},
                        ],
                    },
                },
            },
        },
        "status": {"type": "object", "properties": {"ready": {"type": "boolean"}}},
    },
}


def definition(schema: dict[str, Any] = SCHEMA, **spec: Any) -> dict[str, Any]:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": {"plural": "things", "kind": "Thing"},
            "versions": [{**version, "subresources": {"status": {}}}],
            **spec,
        },
    }


def where(thing: dict[str, Any], crd: dict[str, Any] | None = None) -> set[str]:
    manifest = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}, **thing}
    findings = k8sdsl.validate(manifest, crds=[crd or definition()])
    return {finding.path for finding in findings if finding.severity is Severity.ERROR}


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"spec": {"size": 3}}, set()),
        ({"spec": {"size": 11}}, {"spec.size"}),
        ({"spec": {"size": 11, "most": 12}}, set()),
        ({"spec": {"size": 11, "most": None}}, {"spec.size"}),
        ({"spec": {"size": 3, "name": None}}, set()),
        ({"spec": {"size": 3, "name": "bad"}}, {"spec"}),
        ({"spec": {"size": 3, "nam": "x"}, "extra": 1}, {"spec.nam", "extra"}),
        ({"spec": {"size": "3"}}, {"spec.size", "<nil>"}),
        ({"spec": {}}, {"spec.size", "<nil>"}),
        ({"spec": {"size": 3, "name": "toolong"}}, {"spec.name", "<nil>"}),
        ({"spec": {"size": 3, "keys": {"a.b/c": 1}}}, {"spec.keys.a.b/c", "<nil>"}),
        ({"spec": {"size": 3, "items": [{"max-age": "30m"}, {"max-age": "2h", "on": False}]}}, {"spec.items[1]"}),
        ({"spec": {"size": 3}, "status": {"ready": "no"}}, set()),
        ({"spec": {"size": 3}, "status": {"redy": True}}, {"status.redy"}),
        ({"spec": {"size": 3}, "metadata": {"name": "One"}}, {"metadata.name"}),
        ({"spec": {"size": 3}, "metadata": {"name": "one", "labels": {"a": 1}}}, {"metadata.labels[a]"}),
        ({"spec": {"size": 3}, "metadata": {"name": "one", "colour": "red"}}, {"metadata.colour"}),
    ],
)
def test_a_custom_resource_is_judged(thing: dict[str, Any], expected: set[str]) -> None:
    assert expected == where(thing)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"sise": 3}, {"spec.sise", "<nil>"}),
        ({"size": "3", "sise": 4}, {"spec.sise", "spec.size", "<nil>"}),
        ({"size": 11, "x": 1}, {"spec.x", "spec.size"}),
    ],
)
def test_an_unknown_field_does_not_hide_other_faults_from_the_author(spec: Any, expected: set[str]) -> None:
    manifest = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}, "spec": spec}
    context = Context(36, index_crds([definition()]))
    assert expected == {problem.path for problem in examine(manifest, context)}
    assert len(where({"spec": spec})) == 1


def test_replicas_fit_in_32_bits() -> None:
    crd = definition()
    crd["spec"]["versions"][0]["subresources"]["scale"] = {
        "specReplicasPath": ".spec.size",
        "statusReplicasPath": ".status.size",
    }
    assert where({"spec": {"size": 2**31, "most": 2**31}}, crd) == {".spec.size"}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"replicas": "x"}, {".spec.replicas"}),
        ({"replicas": {}}, {".spec.replicas"}),
        ({"replicas": 1, "selector": 1}, {".spec.selector"}),
        ({"replicas": 1, "selector": "a=b"}, set()),
        ("x", {".spec.replicas", ".spec.selector"}),
        ({}, set()),
    ],
)
def test_replicas_are_integers_and_the_selector_is_a_text(spec: Any, expected: set[str]) -> None:
    open_schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    crd = definition(open_schema)
    paths = {
        "specReplicasPath": ".spec.replicas",
        "statusReplicasPath": ".status.n",
        "labelSelectorPath": ".spec.selector",
    }
    crd["spec"]["versions"][0]["subresources"] = {"scale": paths}
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": spec}
    assert where(thing, crd) == expected


def test_a_rule_that_fails_is_reported_at_its_schema() -> None:
    rule = {"rule": "self.size < self.most", "fieldPath": ".size"}
    fields = {"size": {"type": "integer"}, "most": {"type": "integer"}}
    spec = {"type": "object", "properties": fields, "x-kubernetes-validations": [rule]}
    crd = definition({"type": "object", "properties": {"spec": spec}})
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "a"}}
    assert where({**thing, "spec": {"size": 3, "most": 1}}, crd) == {"spec.size"}
    assert where({**thing, "spec": {"size": 3}}, crd) == {"spec"}


def test_a_message_expression_speaks() -> None:
    manifest = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one"}}
    findings = k8sdsl.validate({**manifest, "spec": {"size": 1, "name": "bad"}}, crds=[definition()])
    assert [finding.message for finding in findings] == ["not bad"]


def test_a_namespace_on_a_cluster_kind_is_taken_out() -> None:
    crd = definition(scope="Cluster")
    assert not where({"spec": {"size": 3}, "metadata": {"name": "one", "namespace": "any"}}, crd)


def test_a_definition_that_cannot_be_decoded_is_ignored() -> None:
    assert not where({"spec": {"size": "3"}}, definition(versions="none"))


def test_the_definition_is_not_changed() -> None:
    crd = definition()
    before = repr(crd)
    where({"spec": {"size": 3}}, crd)
    assert before == repr(crd)


def test_a_remedy_names_the_kind_and_not_that_of_the_example() -> None:
    tree = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": "a"}, "spec": {}}
    remedies = [finding.remedy or "" for finding in check([tree]) if finding.rule.startswith("custom/")]
    assert remedies
    assert [remedy for remedy in remedies if "crontab" in remedy] == []
