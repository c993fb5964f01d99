"""ValidatingAdmissionPolicies put to objects: what is refused, what passes, and what only a cluster could tell."""

from __future__ import annotations

from typing import Any

import pytest

from k8sdsl.cluster.admission_policies.check import check_policies
from k8sdsl.manifest import Manifest, ManifestSet
from tests.changed_trees import changed_trees

Tree = dict[str, Any]
RULE: Tree = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]}
PODS: Tree = {**RULE, "apiGroups": [""], "resources": ["pods"]}
TOO_MANY = [{"expression": "object.spec.replicas <= 5", "message": "too many"}]
FAILS = [{"expression": "object.spec.nothing <= 5"}]
CONFIG = {"apiVersion": "v1", "kind": "ConfigMap"}


def deployment(**spec: Any) -> Tree:
    container = {"name": "web", "image": "web:1", "resources": {"limits": {"cpu": "0.5"}}}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop", "labels": {"tier": "front"}},
        "spec": {"replicas": 7, "selector": {"matchLabels": {"app": "web"}}, "template": template, **spec},
    }


def pod(**spec: Any) -> Tree:
    spec = {"containers": [{"name": "web", "image": "web:1"}], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}


def policy(**spec: Any) -> Tree:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "limit"},
        "spec": {"matchConstraints": {"resourceRules": [RULE]}, **spec},
    }


def binding(**spec: Any) -> Tree:
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "limit"},
        "spec": {"policyName": "limit", "validationActions": ["Deny"], **spec},
    }


def told(obj: Tree, *given: Tree) -> list[str]:
    """The severity of each finding with its message, without the name of the policy."""
    findings = check_policies(ManifestSet([Manifest(obj)]), given)
    return [f"{finding.severity}: {finding.message.removesuffix(' (policy limit)')}" for finding in findings]


def of(expression: str, **more: Any) -> Tree:
    return policy(validations=[{"expression": expression, "message": "no"}], **more)


def on_pods(expression: str) -> Tree:
    return of(expression, matchConstraints={"resourceRules": [PODS]})


def test_a_violation_is_an_error_with_the_message_of_the_policy() -> None:
    assert told(deployment(), policy(validations=TOO_MANY)) == ["error: too many"]
    assert told(deployment(replicas=5), policy(validations=TOO_MANY)) == []


@pytest.mark.parametrize(
    "spec",
    [
        {"matchConditions": [{"name": "a", "expression": "request.namespace != 'shop'"}]},
        {"matchConstraints": {"resourceRules": [{**RULE, "apiGroups": [""]}]}},
        {"matchConstraints": {"resourceRules": [{**RULE, "operations": ["UPDATE"]}]}},
        {"matchConstraints": {"resourceRules": [{**RULE, "scope": "Cluster"}]}},
        {"matchConstraints": {"resourceRules": [{**RULE, "resourceNames": ["api"]}]}},
        {"matchConstraints": {"resourceRules": [RULE], "excludeResourceRules": [RULE]}},
        {"matchConstraints": {"resourceRules": [RULE], "objectSelector": {"matchLabels": {"tier": "back"}}}},
        {
            "matchConstraints": {
                "resourceRules": [RULE],
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "prod"}},
            }
        },
    ],
)
def test_a_policy_that_is_not_for_the_object_is_silent(spec: Tree) -> None:
    assert told(deployment(), policy(validations=TOO_MANY, **spec)) == []


def test_a_failing_expression_counts_by_the_failure_policy() -> None:
    (message,) = told(deployment(), policy(validations=FAILS))
    assert message == "error: the expression `object.spec.nothing <= 5` fails: no such key: nothing"
    assert told(deployment(), policy(validations=FAILS, failurePolicy="Fail")) == [message]
    assert told(deployment(), policy(validations=FAILS, failurePolicy="Ignore")) == []
    assert told(deployment(), policy(validations=[{"expression": "object.spec."}]))[0].startswith("error: the expr")


def test_a_failing_condition_counts_unless_another_one_is_false() -> None:
    conditions = [{"name": "a", "expression": "object.spec.nothing == 1"}]
    (message,) = told(deployment(), policy(validations=TOO_MANY, matchConditions=conditions))
    assert message.startswith("error: the match condition `object.spec.nothing == 1` fails")
    assert told(deployment(), policy(validations=TOO_MANY, matchConditions=conditions, failurePolicy="Ignore")) == []
    conditions.append({"name": "b", "expression": "false"})
    assert told(deployment(), policy(validations=TOO_MANY, matchConditions=conditions)) == []


@pytest.mark.parametrize(
    "expression",
    [
        "authorizer.path('/x').check('get').allowed()",
        "request.userInfo.username == 'admin'",
        "object.spec.nothing == 1 || request.userInfo.username == 'admin'",
        "has(object.metadata.uid) && object.metadata.uid != ''",
        "namespaceObject.metadata.labels['team'] == 'shop'",
    ],
)
def test_what_only_the_cluster_knows_gives_a_note(expression: str) -> None:
    assert told(deployment(), of(expression)) == [f"note: only the cluster can evaluate `{expression}`"]


def test_what_does_not_depend_on_the_unknown_is_decided() -> None:
    assert told(deployment(), of("object.spec.replicas > 5 || request.userInfo.username == 'admin'")) == []
    assert told(deployment(), of("namespaceObject.metadata.name == 'prod'")) == ["error: no"]


@pytest.mark.parametrize(
    "expression",
    [
        "object.spec.strategy.type == 'RollingUpdate'",
        "object.spec.revisionHistoryLimit == 10",
        "object.spec.template.spec.containers[0].resources.limits.cpu == '500m'",
        "object.spec.template.spec.restartPolicy == 'Always'",
    ],
)
def test_policies_see_the_object_with_its_defaults(expression: str) -> None:
    assert told(deployment(), of(expression)) == []
    assert told(deployment(), of(f"!({expression})")) == ["error: no"]


@pytest.mark.parametrize(
    "expression",
    [
        "object.spec.serviceAccountName == 'default'",
        "object.spec.tolerations.size() == 2",
        "object.spec.volumes.all(v, !has(v.hostPath))",
        "object.spec.volumes.exists(v, has(v.projected))",
        "object.metadata.namespace == 'default' && request.namespace == 'default'",
        "object.spec.priority == 0",
    ],
)
def test_policies_see_pods_as_admission_left_them(expression: str) -> None:
    assert told(pod(), on_pods(expression)) == []


def test_a_pod_without_a_token_has_no_volume() -> None:
    assert told(pod(automountServiceAccountToken=False), on_pods("!has(object.spec.volumes)")) == []


def test_custom_resources_have_the_defaults_of_their_definition() -> None:
    spec = {"type": "object", "properties": {"size": {"type": "integer", "default": 3}}}
    schema = {"type": "object", "properties": {"spec": spec}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "cacti.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Cluster",
            "names": {"kind": "Cactus", "plural": "cacti"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }
    obj = {"apiVersion": "example.com/v1", "kind": "Cactus", "metadata": {"name": "a"}, "spec": {}}
    rule = {**RULE, "apiGroups": ["example.com"], "resources": ["cacti"], "scope": "Cluster"}
    given = of("object.spec.size == 4 && request.namespace == ''", matchConstraints={"resourceRules": [rule]})
    assert told(obj, given, definition) == ["error: no"]


def test_bindings_decide_the_severity_of_a_violation_and_its_scope() -> None:
    rule = policy(validations=TOO_MANY)
    assert told(deployment(), rule, binding(validationActions=["Warn", "Audit"])) == ["warning: too many"]
    assert told(deployment(), rule, binding(validationActions=["Audit"])) == ["note: too many"]
    elsewhere = binding(matchResources={"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "prod"}}})
    assert told(deployment(), rule, elsewhere) == []
    labelled = binding(matchResources={"namespaceSelector": {"matchLabels": {"team": "shop"}}})
    assert told(deployment(), rule, labelled) == [
        "note: only the cluster can tell whether policy limit applies to this object"
    ]
    shop = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": {"team": "shop"}}}
    assert told(deployment(), rule, labelled, shop) == ["error: too many"]


def test_parameters_are_the_objects_that_the_binding_names() -> None:
    spec = {
        "paramKind": CONFIG,
        "variables": [
            {"name": "unused", "expression": "object.nothing"},
            {"name": "n", "expression": "object.spec.replicas"},
        ],
        "validations": [
            {"expression": "variables.n <= int(params.data.most)", "messageExpression": "'at most ' + params.data.most"}
        ],
    }
    limits = {**CONFIG, "metadata": {"name": "limits", "namespace": "shop"}, "data": {"most": "5"}}
    reference = {"name": "limits", "parameterNotFoundAction": "Deny"}
    undecided = ["note: only the cluster can evaluate `variables.n <= int(params.data.most)`"]
    assert told(deployment(), policy(**spec), binding(paramRef=reference), limits) == ["error: at most 5"]
    assert told(deployment(replicas=5), policy(**spec), binding(paramRef=reference), limits) == []
    assert told(deployment(), policy(**spec), binding(paramRef=reference)) == undecided
    assert told(deployment(), policy(**spec)) == undecided
    elsewhere = {**limits, "metadata": {"name": "limits", "namespace": "prod"}}
    assert told(deployment(), policy(**spec), binding(paramRef=reference), elsewhere) == undecided


def test_a_policy_for_another_version_of_the_kind_gives_a_note() -> None:
    scaler = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "a"}, "spec": {}}
    match = {
        "resourceRules": [
            {**RULE, "apiGroups": ["autoscaling"], "apiVersions": ["v2"], "resources": ["horizontalpodautoscalers"]}
        ]
    }
    assert told(scaler, of("false", matchConstraints=match)) == [
        "note: only the cluster can tell whether policy limit applies to this object"
    ]
    assert told(scaler, of("false", matchConstraints={**match, "matchPolicy": "Exact"})) == []


def test_no_policy_is_for_policies_and_webhooks() -> None:
    everything = {"resourceRules": [{**RULE, "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"]}]}
    assert told(binding(), of("false", matchConstraints=everything)) == []
    assert told(deployment(), of("false", matchConstraints=everything)) == ["error: no"]


def test_no_message_about_a_secret_shows_its_values() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"p": "aHVudGVyMg=="}}
    group = "admissionregistration.k8s.io/v1"
    rules = [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]
    validations = [
        {"expression": "object.data.p == 'x'", "messageExpression": "'it is ' + string(object.data.p)"},
        {"expression": "ip(string(object.data.p)).family() == 4", "message": "must be an address"},
    ]
    policy = {
        "apiVersion": group,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "p"},
        "spec": {"matchConstraints": {"resourceRules": rules}, "validations": validations},
    }
    findings = check_policies(ManifestSet([Manifest(secret)]), [policy])
    assert len(findings) == 2
    assert not any("hunter2" in str(finding) or "aHVudGVy" in str(finding) for finding in findings)


def test_any_value_in_any_place_of_a_policy_and_its_binding_does_not_crash() -> None:
    labels = {"matchLabels": {"team": "shop"}, "matchExpressions": [{"key": "a", "operator": "Exists"}]}
    own = {"matchLabels": {}, "matchExpressions": [{"key": "x", "operator": "NotIn", "values": ["y"]}]}
    match = {
        "resourceRules": [PODS],
        "excludeResourceRules": [RULE],
        "namespaceSelector": labels,
        "objectSelector": own,
    }
    given = [
        policy(matchConstraints=match, paramKind=CONFIG, validations=[{"expression": "false"}]),
        binding(matchResources=match, paramRef={"name": "a", "namespace": "shop", "selector": labels}),
    ]
    assert told(pod(), *given) != []
    for changed in changed_trees(given):
        told(pod(), *changed)
