"""Sets of objects for `check`: the graph, its rules, policies, pod security, and admission policies."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.cluster.admission_policies.check import check_policies
from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.policies.names import SETS, builtin_policies
from k8sdsl.system.check import find_errors
from k8sdsl.testing.policies import example_objects
from k8sdsl.tree import fault_of_bounds
from tests.fuzzing.chance import NAMES, refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.expressions import expression
from tests.fuzzing.networks import NETWORK, namespace, place_selector
from tests.fuzzing.objects import secret
from tests.fuzzing.pods import MAKERS, selector, workload
from tests.server.rules.minimal_objects import MINIMAL
from tests.system.sets import objects
from tests.system.test_examples import RULES

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

EXAMPLES = [objects(example) for _, rule in RULES.values() for example in (rule.bad, rule.good)]
POLICIES = builtin_policies()
JUDGED = [
    (name, example_objects(policy, values))
    for name, policy in POLICIES.items()
    for values in (policy.rule.bad, policy.rule.good)
]
ASKED = [*POLICIES, *SETS, "security/*", "kube-linter:*", "kube-score", "polaris:*", "none", "imagse/latest"]
EXTERNAL = ["Secret/*", "ConfigMap/a in shop"]
MADE_BY_CONTROLLERS: list[Any] = [
    {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "spec": {"secretName": "a"}},
    {"apiVersion": "cert-manager.io/v1", "kind": "Issuer", "spec": {"acme": {"privateKeySecretRef": {"name": "a"}}}},
    {"apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "spec": {"encryptedData": {"p": "x"}}},
    {
        "apiVersion": "bitnami.com/v1alpha1",
        "kind": "SealedSecret",
        "spec": {"template": {"metadata": {"name": "a", "namespace": "b"}, "data": {"q": "x"}}},
    },
    *(
        {"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "spec": {"target": {"name": "a"}, **more}}
        for more in ({"data": [{"secretKey": "p"}, 5]}, {"dataFrom": [{"extract": {"key": "x"}}]})
    ),
]
for _tree in MADE_BY_CONTROLLERS:
    _tree["metadata"] = {"name": "a", "namespace": "shop"}
GROUP = "admissionregistration.k8s.io/v1"


def make(chance: Chance) -> tuple[list[Any], list[Any], list[str], str | None]:
    """Objects, admission policies, names of policies, and a level of pod security."""
    trees: list[Any] = []
    names = chance.some(ASKED, 12)
    for _ in range(chance.pick([0, 1, 1, 2])):
        trees += chance.copied(chance.pick(EXAMPLES))
    for _ in range(chance.pick([0, 1, 2, 4])):
        name, examples = chance.pick(JUDGED)
        names, trees = [*names, name], [*trees, *chance.copied(examples)]
    trees += chance.many(lambda: named(chance, chance.pick(list(MINIMAL.values()))), 2)
    trees += chance.many(lambda: chance.pick(NETWORK)(chance), 5)
    trees += chance.many(lambda: chance.copied(chance.pick(MADE_BY_CONTROLLERS)), 1)
    trees += chance.many(
        lambda: workload(chance, chance.pick(MAKERS), chance.pick(NAMES), chance.pick([None, "a", "shop"])), 2
    )
    trees = [chance.mutated(tree, chance.pick([0, 0, 0, 1, 1, 2, 5])) for tree in trees]
    if chance(0.2):
        trees.append(secret(chance))
    admission = [*policy(chance)] if chance(0.2) else []
    return (
        trees,
        admission,
        names,
        chance.pick([None, "restricted", "baseline:v1.28", "restricted:v1.24", "privileged"]),
    )


def named(chance: Chance, tree: Any) -> Any:
    """An object with a name and namespace that others have as well."""
    tree = chance.copied(tree)
    tree["metadata"] |= {"name": chance.pick(NAMES), **chance.pick([{}, {"namespace": chance.pick(NAMES)}])}
    return tree


def policy(chance: Chance) -> list[Any]:
    """An admission policy with its binding."""
    spec: Any = {"matchConstraints": match(chance), "failurePolicy": chance.pick(["Fail", "Ignore"])}
    if chance(0.3):
        spec["paramKind"] = chance.pick(
            [{"apiVersion": "v1", "kind": "ConfigMap"}, {"apiVersion": "x/v1", "kind": "T"}]
        )
    spec["variables"] = chance.many(lambda: {"name": chance.pick(NAMES[:4]), "expression": about_object(chance)})
    spec["validations"] = [
        {"expression": about_object(chance), "messageExpression": about_object(chance), "message": "no"},
        {"expression": chance.pick(["false", "params.data.a == 'b'", "variables.a == 1", "authorizer == 1", "("])},
        {
            "expression": "false",
            "messageExpression": chance.pick(["'a\\nb'", "''", "'it'", "params.metadata.name", "1"]),
        },
    ]
    spec["matchConditions"] = chance.many(lambda: {"name": "a", "expression": condition(chance)}, 2)
    tree: Any = {"apiVersion": GROUP, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "p"}, "spec": spec}
    binding: Any = {"apiVersion": GROUP, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "p"}}
    binding["spec"] = {"policyName": "p", "validationActions": chance.some(["Deny", "Warn", "Audit", "x"], 2)}
    if chance(0.3):
        binding["spec"]["matchResources"] = match(chance)
    if chance(0.6):
        binding["spec"]["paramRef"] = chance.pick(
            [
                {"name": "a"},
                {"name": "a", "namespace": "shop"},
                {"selector": {}},
                {"selector": {"matchLabels": {"x": "y"}}},
            ]
        )
    made = [chance.mutated(tree) if chance(0.2) else tree, chance.mutated(binding) if chance(0.1) else binding]
    parameter = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "shop"},
        "data": {"a": "b"},
    }
    made = [*made[: chance.pick([1, 2, 2, 2, 2])], parameter, *chance.many(lambda: namespace(chance), 2)]
    return chance.readable(made)


def match(chance: Chance) -> Any:
    """Which requests a policy or binding is for."""
    made: Any = {"resourceRules": [resource_rule(chance)] if chance(0.9) else []}
    more = {
        "namespaceSelector": place_selector(chance),
        "objectSelector": selector(chance),
        "matchPolicy": chance.pick(["Exact", "Equivalent"]),
        "excludeResourceRules": [resource_rule(chance)],
    }
    return {**made, **{key: more[key] for key in chance.some(list(more), 2)}}


def resource_rule(chance: Chance) -> Any:
    """Resources of requests."""
    every = {"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}
    some = {
        "apiGroups": chance.pick([["", "apps"], ["autoscaling"], ["batch"]]),
        "apiVersions": chance.pick([["v1"], ["v2beta2", "v1beta1"]]),
        "operations": chance.pick([["CREATE", "UPDATE"], ["DELETE"]]),
        "resources": chance.pick(
            [["pods", "deployments"], ["*/*"], ["services", "configmaps"], ["horizontalpodautoscalers"]]
        ),
        "scope": chance.pick(["Namespaced", "Cluster", "*"]),
        "resourceNames": ["a", "web"],
    }
    return {**every, **{key: some[key] for key in chance.some(list(some), 2)}}


def condition(chance: Chance) -> str:
    """A condition for evaluating a policy."""
    usual = ["true", "true", "false", "object.metadata.name != 'x'", "authorizer == 1"]
    return str(chance.pick(usual)) if chance(0.8) else about_object(chance)


def about_object(chance: Chance) -> str:
    """An expression about the object."""
    fields = [
        "object",
        "object.metadata.name",
        "object.spec",
        "oldObject",
        "request.operation",
        "variables.a",
        "params.data",
        "namespaceObject",
    ]
    text = expression(chance)
    for name in "xyms":
        text = text.replace(name, chance.pick(fields), 1) if chance(0.5) else text
    return text


def judge(given: tuple[list[Any], list[Any], list[str], str | None]) -> None:
    """Checks the set."""
    trees, admission, policies, level = given
    findings = []
    with suppress(K8sdslError):  # a tree that is not an object, or no such policy
        findings += k8sdsl.check(trees, policies=policies, pod_security=level)
    manifests = ManifestSet(Manifest(tree) for tree in trees if isinstance(tree, dict) and not fault_of_bounds(tree))
    with suppress(K8sdslError):
        findings += find_errors(manifests, external=EXTERNAL, closed=len(trees) % 2 == 0)
        if admission:
            crds = [tree for tree in trees if isinstance(tree, dict) and tree.get("kind") == "CustomResourceDefinition"]
            findings += check_policies(manifests, admission, kube_version="1.36", crds=crds)
    refuse_leaks(*(f"{finding} {finding.remedy}" for finding in findings))


ENTRY = Entry(make, judge)
