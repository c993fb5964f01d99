"""Definitions: what the examples of the rules do not show."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import k8sdsl
from k8sdsl.server.rules.custom_resources.field_path import FieldPathError, find_field
from tests.server.rules.minimal_objects import MINIMAL


def where(spec: dict[str, Any] | None = None, **version: Any) -> set[str]:
    crd = copy.deepcopy(MINIMAL["CustomResourceDefinition"])
    crd["spec"]["versions"][0] |= version
    crd["spec"] |= spec or {}
    return {finding.path for finding in k8sdsl.validate(crd) if finding.is_error}


def schema(**properties: Any) -> dict[str, Any]:
    spec = {"type": "object", "properties": properties}
    return {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}


_SPEC = "spec.versions[0].schema.openAPIV3Schema.properties[spec].properties"


def test_what_all_versions_share_is_at_the_top() -> None:
    one = {"name": "v1", "served": True, "storage": True, "schema": schema(a={"type": "array"})}
    assert {"spec.validation.openAPIV3Schema.properties[spec].properties[a].items"} == where({"versions": [one]})


@pytest.mark.parametrize(
    ("metadata", "legal"),
    [
        ({"allOf": []}, True),
        ({"example": {"name": "a"}}, False),
        ({"externalDocs": {"url": "a"}}, False),
        ({"allOf": [{}]}, False),
    ],
)
def test_metadata_may_only_name(metadata: dict[str, Any], *, legal: bool) -> None:
    schemas = schema()
    schemas["openAPIV3Schema"]["properties"]["metadata"] = {"type": "object", **metadata}
    paths = where(schema=schemas)
    assert legal == (not paths)


def test_two_stored_versions_break_the_status_too() -> None:
    one = {"name": "v1", "served": True, "storage": True, "schema": schema()}
    assert {"spec.versions", "status.storedVersions"} == where({"versions": [one, {**one, "name": "v2"}]})


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "string", "default": 1}, {"default"}),
        ({"type": "object", "default": {"x": 1}}, {"default"}),
        ({"type": "integer", "default": 0, "x-kubernetes-validations": [{"rule": "self > 0"}]}, {"default"}),
        ({"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}, set()),
        ({"x-kubernetes-int-or-string": True, "anyOf": [{"type": "string"}]}, {"anyOf[0].type"}),
        ({"type": "object", "nullable": True, "x-kubernetes-preserve-unknown-fields": True}, set()),
        ({"type": "string", "x-kubernetes-validations": [{"rule": "self.size() < oldSelf.size()"}]}, set()),
        (
            {"type": "string", "x-kubernetes-validations": [{"rule": "self.size()"}]},
            {"x-kubernetes-validations[0].rule"},
        ),
    ],
)
def test_a_field_is_judged(field: dict[str, Any], expected: set[str]) -> None:
    assert {f"{_SPEC}[a].{path}" for path in expected} == where(schema=schema(a=field))


_RULED: dict[str, Any] = {"x-kubernetes-validations": [{"rule": "true"}]}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"x-kubernetes-preserve-unknown-fields": True, **_RULED}, {"x-kubernetes-validations"}),
        ({"type": "object", "x-kubernetes-preserve-unknown-fields": True, **_RULED}, set()),
        ({"type": "integer", "default": 1, "x-kubernetes-validations": [{"rule": "x"}]}, {"default"}),
        ({"type": "integer", "default": 1, "minimum": 0.5}, {"default"}),
        ({"type": "integer", "default": 1, "maximum": 2**63 - 1}, {"default"}),
        ({"type": "integer", "default": 2**31, "format": "int32"}, {"default"}),
        ({"type": "integer", "default": 2**31, "format": "int64"}, set()),
        ({"type": "number", "default": 1, "minimum": 0.5}, set()),
    ],
)
def test_types_of_rules_and_bounds_of_defaults(field: dict[str, Any], expected: set[str]) -> None:
    assert {f"{_SPEC}[a].{path}" for path in expected} == where(schema=schema(a=field))


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "number", "x-kubernetes-int-or-string": True, "default": "a"}, {"default"}),
        ({"x-kubernetes-int-or-string": True, "default": 1.5}, set()),
        ({"type": "array", "items": {"type": "string"}, "default": [1]}, {"default.[0]"}),
        ({"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set", "default": ["a", "a"]}, set()),
        ({"type": "object", "anyOf": [{"additionalProperties": False}]}, set()),
        ({"type": "object", "anyOf": [{"additionalProperties": True}]}, {"anyOf[0].additionalProperties"}),
        (
            {"type": "array", "x-kubernetes-int-or-string": True, "items": {"type": "string", **_RULED}, **_RULED},
            {"items.x-kubernetes-validations"},
        ),
        (
            {"type": "string", "x-kubernetes-validations": [{"rule": "self.x > 1", "messageExpression": "1"}]},
            {"x-kubernetes-validations[0].rule"},
        ),
        (
            {
                "type": "object",
                "x-kubernetes-map-type": "atomic",
                "properties": {"b": {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf"}]}},
            },
            set(),
        ),
    ],
)
def test_unions_nested_schemas_and_rules_that_do_not_compile(field: dict[str, Any], expected: set[str]) -> None:
    assert {f"{_SPEC}[a].{path}" for path in expected} == where(schema=schema(a=field))


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"kind": {"type": "string", "default": "1"}}, {"properties[kind].default"}),
        ({"apiVersion": {"type": "string", "default": "a/b/c"}}, {"properties[apiVersion].default"}),
        ({"kind": {"type": "string", "default": "Pod"}}, set()),
        ({"metadata": {"type": "object", "default": {"name": "a/b"}}}, {"properties[metadata].default"}),
        (
            {"metadata": {"type": "object", "properties": {"name": {"type": "string", "default": "a/b"}}}},
            {"properties[metadata].properties[name].default"},
        ),
    ],
)
def test_defaults_of_an_embedded_object_make_valid_metadata(properties: dict[str, Any], expected: set[str]) -> None:
    field = {"type": "object", "x-kubernetes-embedded-resource": True, "properties": properties}
    assert {f"{_SPEC}[a].{path}" for path in expected} == where(schema=schema(a=field))


def test_names_are_plain_texts_for_rules_unless_all_of_them_are_described() -> None:
    given = schema()
    given["openAPIV3Schema"]["properties"]["metadata"] = {"type": "object", "properties": {"name": {"type": "number"}}}
    given["openAPIV3Schema"]["x-kubernetes-validations"] = [{"rule": "self.metadata.name.size() < 40"}]
    assert where(schema=given) == set()


def test_only_the_first_fault_at_the_root_is_reported() -> None:
    given = schema()
    given["openAPIV3Schema"] |= {"type": "array", "items": {"type": "string"}, "maxProperties": 3}
    root = "spec.versions[0].schema.openAPIV3Schema"
    assert where(schema=given, subresources={"status": {}}) == {f"{root}.type"}


def test_selectable_fields_of_an_empty_schema_are_nowhere() -> None:
    one = {"name": "v1", "served": True, "storage": True, "selectableFields": [{"jsonPath": ".spec.a"}]}
    assert "spec.selectableFields[0].jsonPath" in where({"versions": [{**one, "schema": {}}]})


def test_items_of_a_value_that_is_not_a_list_have_no_type_for_rules() -> None:
    field = {"type": "string", "x-kubernetes-list-type": "atomic", "items": {"type": "string", **_RULED}, **_RULED}
    assert f"{_SPEC}[a].items.x-kubernetes-validations" in where(schema=schema(a=field))


def test_the_status_subresource_is_an_empty_map() -> None:
    assert where(subresources={"status": True}) == {"spec.versions[0].subresources.status"}
    assert where(subresources={"status": {"a": 1}}) == {"spec.versions[0].subresources.status.a"}
    assert where(subresources={"status": {}}) == set()


def test_rules_are_not_checked_if_the_schema_is_wrong() -> None:
    field = {"type": "strin", "x-kubernetes-validations": [{"rule": "nobody"}]}
    assert {f"{_SPEC}[a].type"} == where(schema=schema(a=field))


@pytest.mark.parametrize(
    ("path", "found"),
    [(".a", "a"), (".a['b.c']", "a[b.c]"), ("['a']", "a"), (".l.b", "l.b"), (".a.b", "a[b]"), ("a", None), (".", None)],
)
def test_a_path_leads_into_a_schema(path: str, found: str | None) -> None:
    fields = {"a": {"additionalProperties": {"type": "string"}}, "l": {"properties": {"b": {}}}}
    if found is None:
        with pytest.raises(FieldPathError):
            find_field(path, {"properties": fields})
    else:
        assert found == find_field(path, {"properties": fields})[0]
