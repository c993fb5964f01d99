"""Policies: which names an expression knows in which place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import k8sdsl
from tests.server.rules.minimal_objects import MINIMAL


def where(kind: str = "ValidatingAdmissionPolicy", **spec: Any) -> set[str]:
    policy = copy.deepcopy(MINIMAL[kind])
    policy["spec"] |= spec
    return {finding.path for finding in k8sdsl.validate(policy) if finding.is_error}


VARIABLES = [{"name": "n", "expression": "object.spec.replicas"}, {"name": "m", "expression": "variables.n == 1"}]
PARAMS = {"apiVersion": "v1", "kind": "ConfigMap"}


@pytest.mark.parametrize(
    ("text", "more", "fits"),
    [
        ("params.data.x == 'y'", {}, False),
        ("params.data.x == 'y'", {"paramKind": PARAMS}, True),
        ("variables.m", {}, False),
        ("variables.m", {"variables": VARIABLES}, True),
        ("variables.n", {"variables": VARIABLES}, False),
        ("variables.other", {"variables": VARIABLES}, False),
        ("authorizer.group('').resource('pods').check('get').allowed()", {}, True),
        ("authorizer.requestResource.check('get').allowed()", {}, True),
        ("request.userInfo.groups.exists(g, g == 'admin')", {}, True),
        ("request.nothing == ''", {}, False),
        ("namespaceObject.metadata.labels['a'] == 'b'", {}, True),
        ("self.x == 1", {}, False),
    ],
)
def test_an_expression_knows_its_place(text: str, more: dict[str, Any], fits: bool) -> None:  # noqa: FBT001
    expected = set() if fits else {"spec.validations[0].expression"}
    assert expected == where(validations=[{"expression": text}], **more)


def test_a_message_knows_no_authorizer() -> None:
    message = "string(authorizer.path('/x').check('get').allowed())"
    validations = [{"expression": "true", "messageExpression": message}]
    assert {"spec.validations[0].messageExpression"} == where(validations=validations)


@pytest.mark.parametrize(
    ("kind", "field", "text", "fits"),
    [
        ("JSONPatch", "jsonPatch", "[JSONPatch{op: 'add', path: '/a', value: 1}]", True),
        ("JSONPatch", "jsonPatch", "[JSONPatch{operation: 'add'}]", False),
        ("JSONPatch", "jsonPatch", "Object{}", False),
        ("ApplyConfiguration", "applyConfiguration", "Object{spec: Object.spec{replicas: 3}}", True),
        ("ApplyConfiguration", "applyConfiguration", "{'spec': 1}", False),
    ],
)
def test_a_mutation_gives_what_it_promises(kind: str, field: str, text: str, fits: bool) -> None:  # noqa: FBT001
    mutations = [{"patchType": kind, field: {"expression": text}}]
    expected = set() if fits else {f"spec.mutations[0].{field}.expression"}
    assert expected == where("MutatingAdmissionPolicy", mutations=mutations)


@pytest.mark.parametrize(("reason", "is_known"), [("Invalid", True), ("Unauthorized", False), ("", False)])
def test_a_denial_has_one_of_three_reasons(reason: str, *, is_known: bool) -> None:
    expected = set() if is_known else {"spec.validations[0].reason"}
    assert where(validations=[{"expression": "true", "reason": reason}]) == expected


def test_the_binding_of_a_mutating_policy_cannot_match_deletions() -> None:
    rule = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["DELETE"], "resources": ["pods"]}
    spec = {"policyName": "demo", "matchResources": {"resourceRules": [rule]}}
    binding = {**MINIMAL["ValidatingAdmissionPolicyBinding"], "kind": "MutatingAdmissionPolicyBinding", "spec": spec}
    found = [finding.path for finding in k8sdsl.validate(binding)]
    assert found == ["spec.matchResources.resourceRules.operations"]
