"""Validating admission policies put to objects."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.rule import Problems
from k8sdsl.server.rules.admissionregistration.evaluation import Resource, judge_by_policy

DEPLOYMENTS = Resource("apps", "v1", "Deployment", "deployments", namespaced=True)
RULE = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"tier": "front"}},
    "spec": {"replicas": 7},
}


def messages(spec: dict[str, Any], **given: Any) -> list[str]:
    policy = {"metadata": {"name": "limit"}, "spec": {"matchConstraints": {"resourceRules": [RULE]}, **spec}}
    problems = Problems()
    judge_by_policy(DEPLOYMENT, policy, DEPLOYMENTS, problems, 36, **given)
    return [problem.message for problem in problems]


TOO_MANY = [{"expression": "object.spec.replicas <= 5", "message": "too many"}]


def test_a_broken_policy_is_reported_with_its_own_message() -> None:
    assert messages({"validations": TOO_MANY}) == ["too many (policy limit)"]


@pytest.mark.parametrize(
    "spec",
    [
        {"validations": [{"expression": "object.spec.replicas <= 7"}]},
        {"validations": [{"expression": "object.spec.nothing <= 5"}]},
        {"validations": [{"expression": "authorizer.path('/x').check('get').allowed()"}]},
        {
            "validations": [{"expression": "params.data.x == 'y'"}],
            "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
        },
        {"validations": TOO_MANY, "matchConditions": [{"name": "a", "expression": "request.namespace != 'shop'"}]},
        {"validations": TOO_MANY, "matchConstraints": {"resourceRules": [{**RULE, "apiGroups": [""]}]}},
        {"validations": TOO_MANY, "matchConstraints": {"resourceRules": [RULE], "excludeResourceRules": [RULE]}},
        {
            "validations": TOO_MANY,
            "matchConstraints": {"resourceRules": [RULE], "objectSelector": {"matchLabels": {"tier": "back"}}},
        },
    ],
)
def test_what_holds_or_does_not_match_or_cannot_be_known_is_silent(spec: dict[str, Any]) -> None:
    assert not messages(spec)


def test_variables_and_parameters_are_known() -> None:
    spec = {
        "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
        "variables": [
            {"name": "unused", "expression": "object.nothing"},
            {"name": "n", "expression": "object.spec.replicas"},
        ],
        "validations": [
            {
                "expression": "variables.n <= int(params.data.most)",
                "messageExpression": "'at most ' + params.data.most",
            }
        ],
    }
    assert messages(spec, params={"data": {"most": "5"}}) == ["at most 5 (policy limit)"]
    assert not messages(spec, params={"data": {"most": "7"}})
