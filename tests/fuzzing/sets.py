"""Sets of objects for `check`: the graph, its rules, policies, pod security, and admission policies."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import k8sdsl
from k8sdsl.cluster.admission_policies.check import check_policies
from k8sdsl.errors import K8sdslError
from k8sdsl.manifest import Manifest, ManifestSet
from k8sdsl.policies.names import builtin_policies
from k8sdsl.tree import fault_of_bounds
from tests.fuzzing.chance import NAMES, refuse_leaks
from tests.fuzzing.entry import Entry
from tests.fuzzing.expressions import expression
from tests.fuzzing.objects import secret
from tests.server.rules.minimal_objects import MINIMAL
from tests.system.sets import objects
from tests.system.test_examples import RULES

if TYPE_CHECKING:
    from tests.fuzzing.chance import Chance

EXAMPLES = [objects(example) for _, rule in RULES.values() for example in (rule.bad, rule.good)]
POLICIES = list(builtin_policies())
GROUP = "admissionregistration.k8s.io/v1"


def make(chance: Chance) -> tuple[list[Any], list[Any], list[str], str | None]:
    """Objects, admission policies, names of policies, and a level of pod security."""
    trees = [chance.copied(tree) for tree in chance.pick(EXAMPLES)] if chance(0.7) else []
    trees += chance.many(lambda: named(chance, chance.pick(list(MINIMAL.values()))))
    trees = [chance.mutated(tree) for tree in trees]
    if chance(0.2):
        trees.append(secret(chance))
    admission = [*policy(chance)] if chance(0.2) else []
    return trees, admission, chance.some(POLICIES, 12), chance.pick([None, "restricted", "baseline:v1.28"])


def named(chance: Chance, tree: Any) -> Any:
    """An object with a name and namespace that others have as well."""
    tree = chance.copied(tree)
    tree["metadata"] |= {"name": chance.pick(NAMES), **chance.pick([{}, {"namespace": chance.pick(NAMES)}])}
    return tree


def policy(chance: Chance) -> list[Any]:
    """An admission policy with its binding."""
    rules = {"resourceRules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]}
    spec: Any = {"matchConstraints": rules, "failurePolicy": chance.pick(["Fail", "Ignore"])}
    spec["variables"] = chance.many(lambda: {"name": chance.pick(NAMES[:4]), "expression": about_object(chance)})
    spec["validations"] = [
        {"expression": about_object(chance), "messageExpression": about_object(chance)} for _ in range(2)
    ]
    spec["matchConditions"] = chance.many(lambda: {"name": "a", "expression": about_object(chance)}, 1)
    tree: Any = {"apiVersion": GROUP, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": "p"}, "spec": spec}
    binding: Any = {"apiVersion": GROUP, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": "p"}}
    binding["spec"] = {"policyName": "p", "validationActions": ["Deny"]}
    return chance.readable(
        [chance.mutated(tree) if chance(0.3) else tree, chance.mutated(binding) if chance(0.1) else binding]
    )


def about_object(chance: Chance) -> str:
    """An expression about the object."""
    fields = [
        "object",
        "object.metadata.name",
        "object.spec",
        "oldObject",
        "request.operation",
        "variables.a",
        "namespaceObject",
    ]
    text = expression(chance)
    for name in "xyms":
        text = text.replace(name, chance.pick(fields), 1) if chance(0.5) else text
    return text


def judge(given: tuple[list[Any], list[Any], list[str], str | None]) -> None:
    """Checks the set."""
    trees, admission, policies, level = given
    try:
        findings = k8sdsl.check(trees, policies=policies, pod_security=level)
    except K8sdslError:
        findings = []  # a tree that is not an object
    if admission:
        with suppress(K8sdslError):
            manifests = ManifestSet(
                Manifest(tree) for tree in trees if isinstance(tree, dict) and not fault_of_bounds(tree)
            )
            findings += check_policies(manifests, admission, kube_version="1.36")
    refuse_leaks(*(f"{finding} {finding.remedy}" for finding in findings))


ENTRY = Entry(make, judge)
