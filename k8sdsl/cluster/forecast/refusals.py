"""Findings about what admission refuses: single objects, and pods of workloads with the fewest and most replicas."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8sdsl.cluster.admission.resource_quota import EXCEEDED, UNSPECIFIED
from k8sdsl.cluster.admission.service_allocation import NODE_PORT, NODE_PORT_RANGE
from k8sdsl.cluster.amounts import shown
from k8sdsl.cluster.pod_templates import pod_path
from k8sdsl.cluster.quota.evaluation import usage
from k8sdsl.finding import Severity
from k8sdsl.rule import Problem
from k8sdsl.server.validate import as_finding
from k8sdsl.tree import get, maps, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8sdsl.cluster.admission.request import Request
    from k8sdsl.cluster.forecast.scenario import Created, Scenario
    from k8sdsl.finding import Finding
    from k8sdsl.manifest import Manifest

_DEPENDING = (UNSPECIFIED.id, NODE_PORT_RANGE.id)
"""Rules about which a cluster that is not known has the last word."""


def refusals(least: Scenario, most: Scenario, *, is_known: bool) -> Iterator[Finding]:
    """What is refused; without a known cluster, what that may still decide otherwise is a warning."""
    refused = [(created, problem) for created in least.created for problem in _problems(created)]
    of_pods = [_softened(_of_pods(problem, created, least), is_known=is_known) for created, problem in refused]
    said = {(finding.ref, finding.rule, finding.path) for finding in of_pods}
    own_ports = Counter(port for manifest in least.manifests for port in _node_ports(manifest))
    for manifest, problem in least.problems:
        if problem.rule is NODE_PORT and own_ports[get(manifest.tree, parse_path(problem.path))] > 1:
            continue  # two Services of the set: that is found without a cluster, as `set/node-port-taken`
        finding = as_finding(problem, manifest.tree, manifest.origin)
        if (finding.ref, finding.rule, finding.path) not in said:
            yield _softened(finding, is_known=is_known)
    yield from of_pods
    failed = {id(created.manifest) for created, _ in refused}
    for created in most.created:
        if id(created.manifest) not in failed:
            for problem in _problems(created):
                yield _of_pods(problem, created, most).replace(severity=Severity.WARNING)


def _problems(created: Created) -> list[Problem]:
    """Why a pod is refused; one problem stands for all quotas, because its finding has what each lacks."""
    refused = created.force.refused
    exceeded = [problem for problem in refused if problem.rule is EXCEEDED]
    return [*(problem for problem in refused if problem.rule is not EXCEEDED), *exceeded[-1:]]


def _node_ports(manifest: Manifest) -> list[int]:
    """The node ports that a Service in the set requests."""
    ports = get(manifest.tree, ("spec", "ports")) if manifest.kind == "Service" else None
    return [port["nodePort"] for port in maps(ports) if isinstance(port.get("nodePort"), int)]


def _softened(finding: Finding, *, is_known: bool) -> Finding:
    return finding if is_known or finding.rule not in _DEPENDING else finding.replace(severity=Severity.WARNING)


def _of_pods(problem: Problem, created: Created, scenario: Scenario) -> Finding:
    """The finding for a problem of a pod: at its template, or for quotas at the number of replicas."""
    manifest = created.manifest
    if problem.rule.id == EXCEEDED.id:
        return _of_quota(problem, created, scenario)
    template = pod_path(manifest.gvk.group, manifest.kind) or ()
    path = ".".join((*template, problem.path)) if problem.path else ".".join(template)
    return as_finding(Problem(problem.rule, path, problem.message, problem.remedy), manifest.tree, manifest.origin)


def _of_quota(problem: Problem, created: Created, scenario: Scenario) -> Finding:
    """What all pods of a workload need of the quotas of their namespace, and which of them is refused."""
    manifest, force, scale = created.manifest, created.force, created.scale
    if force.first is None:
        message = f"the ReplicaSet of {manifest.kind} {manifest.name} is refused: {problem.message}"
        return as_finding(Problem(problem.rule, "", message), manifest.tree, manifest.origin)
    made = len(force.names)
    path, rollout = "spec.replicas", ""
    if scale is not None and made >= scale.most:
        path, rollout = "spec.strategy.rollingUpdate.maxSurge", f"during a rollout of {scale.most} replicas "
    elif scale is not None and scale.scaler is not None:
        manifest, path = scale.scaler, "spec.maxReplicas" if made >= scale.least else "spec.minReplicas"
    needed = _needed(created, force.first, scenario)
    message = (
        f"{rollout}{created.namespace} can reach {', '.join(needed)}: pod {made + 1} of {created.manifest.kind}"
        f" {created.manifest.name} is refused"
    )
    return as_finding(Problem(problem.rule, path, message, problem.remedy), manifest.tree, manifest.origin)


def _needed(created: Created, first: Request, scenario: Scenario) -> list[str]:
    """What a namespace uses of its quotas with all pods of a workload: `17 of 40 pods`, `68Gi of 64Gi memory`.

    These are the number of pods, and what is exceeded, each with the smallest limit.
    """
    used = usage("", "Pod", "pods", first.tree)
    found = []
    for account in scenario.plane.ledger.accounts(first.gvk, created.namespace, first.tree):
        for name, amount in account.limited(used):
            reached = account.used.get(name, 0) + amount * created.missing
            _, limit = account.least(name)
            if name == "pods" or reached > limit:
                found.append(f"{shown(reached, name)} of {shown(limit, name)} {name}")
    return found
