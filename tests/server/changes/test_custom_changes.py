"""Changes of custom resources: rules that compare, and what may stay although it breaks the schema."""

from __future__ import annotations

from typing import Any

import pytest

import k8sdsl

TEXT = {"type": "string"}
TRANSITION = [{"rule": "self >= oldSelf", "message": "must not shrink"}]


def named(value: Any) -> dict[str, Any]:
    """The schema of list items with a name and a value."""
    properties = {"name": TEXT, "value": value}
    return {"type": "object", "required": ["name"], "properties": properties}


SPEC: dict[str, Any] = {
    "type": "object",
    "properties": {
        "size": {"type": "integer", "maximum": 9, "x-kubernetes-validations": TRANSITION},
        "mode": {**TEXT, "enum": ["a", "b"], "default": "a"},
        "first": {
            "type": "object",
            "properties": {"by": TEXT},
            "x-kubernetes-validations": [
                {"rule": "oldSelf.hasValue() || self.by == 'me'", "optionalOldSelf": True},
                {"rule": "self.by != 'nobody'"},
            ],
        },
        "disks": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": named({"type": "integer", "maximum": 9, "x-kubernetes-validations": TRANSITION}),
        },
        "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": TEXT},
        "steps": {"type": "array", "items": named({"type": "integer", "maximum": 9})},
    },
}


def definition(spec: dict[str, Any] = SPEC) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"spec": spec, "status": {"type": "object"}}}
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
        },
    }


def thing(spec: Any, **meta: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "one", **meta}, "spec": spec}


def refused(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    findings = k8sdsl.validate_change(thing(old), thing(new), crds=[definition()])
    return {finding.path for finding in findings if finding.is_error}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"size": 3}, {"size": 4}, set()),
        ({"size": 3}, {"size": 2}, {"spec.size"}),
        ({}, {"size": 2}, set()),
        ({"size": 3}, {}, set()),
        ({"disks": [{"name": "a", "value": 3}]}, {"disks": [{"name": "b", "value": 2}]}, set()),
        (
            {"disks": [{"name": "a", "value": 3}, {"name": "b", "value": 3}]},
            {"disks": [{"name": "b", "value": 2}, {"name": "a", "value": 3}]},
            {"spec.disks[0].value"},
        ),
        ({"first": {"by": "me"}}, {"first": {"by": "you"}}, set()),
        ({}, {"first": {"by": "you"}}, {"spec.first"}),
        ({"mode": "b"}, {}, set()),
        ({"mode": "b"}, {"mode": "c"}, {"spec.mode", "<nil>"}),
    ],
)
def test_rules_compare_with_what_is_stored(old: Any, new: Any, expected: set[str]) -> None:
    assert expected == refused(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"size": 11}, {"size": 11, "mode": "b"}, set()),
        ({"size": 11}, {"size": 12}, {"spec.size"}),
        ({"first": {"by": "nobody"}}, {"first": {"by": "nobody"}, "mode": "b"}, set()),
        ({"tags": ["a", "a"]}, {"tags": ["a", "a"], "mode": "b"}, {"spec.tags[1]"}),
        ({"steps": [{"name": "a", "value": 11}]}, {"steps": [{"name": "a", "value": 11}], "mode": "b"}, set()),
        (
            {"steps": [{"name": "a", "value": 11}]},
            {"steps": [{"name": "a", "value": 11}, {"name": "b"}]},
            {"spec.steps[0].value"},
        ),
        (
            {"disks": [{"name": "a", "value": 11}]},
            {"disks": [{"name": "a", "value": 11}, {"name": "b"}]},
            set(),
        ),
    ],
)
def test_what_stays_the_same_may_break_the_schema(old: Any, new: Any, expected: set[str]) -> None:
    assert expected == refused(old, new)


def test_a_status_is_not_applied() -> None:
    schema = {**SPEC, "properties": {}}
    crd = definition(schema)
    crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"] = TEXT
    applied = {**thing({}), "status": 3}
    assert k8sdsl.validate_change(thing({}), applied, crds=[crd]) == []
    stored = {**thing({}, uid="1"), "status": 3}
    assert [finding.path for finding in k8sdsl.validate_change(stored, thing({}), crds=[crd])] == []


def test_unknown_fields_of_the_new_object_are_refused() -> None:
    assert refused({"size": 3}, {"size": 3, "sise": 4}) == {"spec.sise"}


def test_the_name_does_not_change() -> None:
    other = {**thing({"size": 3}), "metadata": {"name": "two"}}
    findings = k8sdsl.validate_change(thing({"size": 3}), other, crds=[definition()])
    assert [(finding.rule, finding.path) for finding in findings] == [("change/other-object", "metadata.name")]
