"""The verdicts of policies on a set of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cel.objects import dynamic
from k8sdsl.cluster.admission_policies.bindings import bindings_of, parameters
from k8sdsl.cluster.admission_policies.matching import matches
from k8sdsl.cluster.admission_policies.policy import AdmissionPolicy
from k8sdsl.cluster.admission_policies.unknown import UNKNOWN
from k8sdsl.cluster.admission_policies.visible import visible
from k8sdsl.cluster.decoded import decode
from k8sdsl.cluster.objects import ClusterObjects
from k8sdsl.finding import Severity
from k8sdsl.kube.versions import DEFAULT, parse_kube_version
from k8sdsl.locations.secret_values import has_secrets
from k8sdsl.rule import Problem, Rule
from k8sdsl.server.check import by_place, opened_lists
from k8sdsl.server.rules import Context
from k8sdsl.server.validate import as_finding, index_crds
from k8sdsl.tree import map_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from k8sdsl.cluster.admission_policies.bindings import Binding
    from k8sdsl.cluster.admission_policies.visible import Visible
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.tree import Tree

POLICY = Rule(
    "admission/policy",
    "An object must satisfy the validations of the ValidatingAdmissionPolicies that match it.",
    "validating.Validate",
)
UNDECIDED = Rule(
    "admission/policy-undecided",
    "The result of a ValidatingAdmissionPolicy should not depend on facts that only the cluster knows.",
    "validating.Validate",
    severity=Severity.NOTE,
    remedy=(
        "add its binding, its parameters and the Namespace of the object to the file of `--admission-policies FILE`"
    ),
)


def check_policies(
    manifests: ManifestSet,
    given: Iterable[Tree],
    *,
    kube_version: str = DEFAULT,
    crds: Iterable[Mapping[str, Any]] = (),
) -> list[Finding]:
    """The verdicts of the policies in `given` on each object on create; empty if there is no policy.

    Bindings, parameters and namespaces may be in `given` or among the objects. A policy without a binding counts as
    bound everywhere.
    """
    around = list(given)
    minor = parse_kube_version(kube_version)
    policies = [AdmissionPolicy(tree, minor) for tree in around if tree.get("kind") == "ValidatingAdmissionPolicy"]
    if not policies:
        return []
    opened = opened_lists(manifests)
    known = [*around, *(manifest.tree for manifest in opened)]
    context = Context(minor, index_crds([*crds, *known]))
    objects = _objects(known, minor)
    bound = [(policy, binding) for policy in policies for binding in bindings_of(policy, around)]
    found = []
    for manifest in opened:
        seen = visible(manifest.tree, objects, context)
        for policy, binding in bound:
            for problem, severity in _judge(policy, binding, seen, known, is_secret=has_secrets(manifest.tree)):
                found.append(as_finding(problem, manifest.tree, manifest.origin, severity=severity))
    return by_place(dict.fromkeys(found))


def _judge(
    policy: AdmissionPolicy, binding: Binding, seen: Visible, known: list[Tree], *, is_secret: bool
) -> Iterator[tuple[Problem, Severity]]:
    applies = [matches(match, seen.target) for match in (policy.match, binding.match)]
    if False in applies:
        return
    if None in applies:
        yield (
            Problem(UNDECIDED, "", f"only the cluster can tell whether policy {policy.name} applies to this object"),
            Severity.NOTE,
        )
        return
    for params in parameters(policy, binding, seen.target.namespace, known):
        names = {**seen.known, "params": params if params is UNKNOWN else dynamic(params)}
        verdict = policy.judge(names, discreet=is_secret or has_secrets(params))
        for reason in verdict.denials:
            yield Problem(POLICY, "", f"{reason} (policy {policy.name})"), binding.severity
        for text in verdict.undecided:
            message = f"only the cluster can evaluate `{text}` (policy {policy.name})"
            yield Problem(UNDECIDED, "", message), Severity.NOTE


def _objects(trees: Iterable[Tree], minor: int) -> ClusterObjects:
    """What is known to exist; more may exist."""
    objects = ClusterObjects(lambda _group, _kind: True)
    for tree in trees:
        decoded = decode(tree, minor)
        if decoded is None:
            continue
        metadata = map_of(decoded.tree.get("metadata"))
        namespace = str(metadata.get("namespace") or "default") if decoded.info.namespaced else ""
        objects.add(decoded.gvk, decoded.info.plural, namespace, str(metadata.get("name") or ""), decoded.tree)
    return objects
