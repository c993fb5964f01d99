"""The server's warnings about pods and templates that it accepts (`pkg/api/pod/warnings.go`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.server.rules.pods.annotations import APP_ARMOR_PREFIX, SECCOMP_KEY, SECCOMP_PREFIX
from k8sdsl.server.rules.pods.image_warnings import warn_of_image
from k8sdsl.server.rules.pods.node_labels import warn_of_node_label, warn_of_node_labels
from k8sdsl.server.rules.pods.port_warnings import warn_of_ports
from k8sdsl.server.rules.pods.resources import is_whole
from k8sdsl.server.rules.pods.runtime_warnings import warn_of_start
from k8sdsl.server.rules.pods.scope import PodScope
from k8sdsl.server.rules.pods.volume_warnings import warn_of_volumes

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NULL_SELECTOR = Rule(
    "core/null-selector",
    "Pod affinity terms and `topologySpreadConstraints` should have a `labelSelector`; without one they match no pod.",
    "warningsForPodAffinityTerms",
    "Pod",
    bad={
        "spec.affinity.podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "kubernetes.io/hostname"}]
        }
    },
    good={
        "spec.affinity.podAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
            ]
        }
    },
    severity=Severity.WARNING,
    remedy="select the pods by their labels, such as `labelSelector: {matchLabels: {app: web}}`",
)
DEAD_ANNOTATION = Rule(
    "core/deprecated-pod-annotation",
    "A pod should use fields such as `seccompProfile` instead of the annotations that they replaced.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"metadata.annotations": {"scheduler.alpha.kubernetes.io/critical-pod": ""}},
    good={"spec.priorityClassName": "system-cluster-critical"},
    severity=Severity.WARNING,
    remedy=(
        "remove the annotation and set the field that the message names, such as `securityContext: {seccompProfile: "
        "{type: RuntimeDefault}}`"
    ),
)
DUPLICATE = Rule(
    "core/duplicate-entry",
    "Entries of `env`, `hostAliases` and `imagePullSecrets` should not repeat a name, because later entries hide "
    "earlier ones.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]},
    good={"spec.containers[0].env": [{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]},
    severity=Severity.WARNING,
    remedy="remove one of them, or rename it, such as `name: LOG_LEVEL`",
)
PULL_SECRET_NAME = Rule(
    "core/pull-secret-name",
    "An entry of `imagePullSecrets` should have a `name`.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.imagePullSecrets": [{}]},
    good={"spec.imagePullSecrets": [{"name": "registry"}]},
    severity=Severity.WARNING,
    remedy="set the name of a Secret of type `kubernetes.io/dockerconfigjson`, such as `imagePullSecrets: [{name: "
    "registry}]`",
)
FRACTION = Rule(
    "core/fractional-bytes",
    "An amount of `memory` or `ephemeral-storage` should be whole bytes; the suffix 'm' means thousandths of a byte.",
    "warningsForPodSpecAndMeta",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"memory": "500m"}}},
    good={"spec.containers[0].resources": {"limits": {"memory": "500M"}}},
    severity=Severity.WARNING,
    remedy="write `500M` (megabytes) or `500Mi` (mebibytes) instead of `500m`",
)
NEGATIVE_GRACE = Rule(
    "core/negative-grace-period",
    "`terminationGracePeriodSeconds` should not be negative; pods treat a negative value as 1.",
    "warningsForPodSpecAndMeta",
    "Deployment",
    bad={"spec.template.spec.terminationGracePeriodSeconds": -1},
    good={"spec.template.spec.terminationGracePeriodSeconds": 1},
    severity=Severity.WARNING,
    remedy="set `terminationGracePeriodSeconds: 30`, or another number of seconds from 0",
)

DEAD_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": "priorityClassName",
    "security.alpha.kubernetes.io/sysctls": "securityContext.sysctls",
    "security.alpha.kubernetes.io/unsafe-sysctls": "securityContext.sysctls",
}
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
BYTES = ("memory", "ephemeral-storage")


def warn_of_pod(pod: Tree, prefix: str, problems: Problems, minor: int) -> None:
    """Warnings about a pod (`prefix` is empty) or about a template (`prefix` is its path and a dot)."""
    meta, spec = pod.get("metadata", {}), pod.get("spec", {})
    scope, path = PodScope(spec, None, minor), f"{prefix}spec"
    _nodes(spec, path, problems)
    if "affinity" in spec:
        _affinity(spec["affinity"], f"{path}.affinity", problems)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints", ())):
        _null_selector(constraint, f"{path}.topologySpreadConstraints[{index}]", problems)
    if meta.get("annotations"):
        _annotations(meta["annotations"], prefix, problems, scope)
    if spec.get("volumes"):
        warn_of_volumes(spec["volumes"], f"{path}.volumes", problems, minor)
    _repeated(spec.get("hostAliases", ()), "ip", f"{path}.hostAliases", problems)
    _repeated(spec.get("imagePullSecrets", ()), "name", f"{path}.imagePullSecrets", problems)
    for index, secret in enumerate(spec.get("imagePullSecrets", ())):
        if not secret.get("name"):
            problems.add(
                PULL_SECRET_NAME, f"{path}.imagePullSecrets[{index}].name", "name is empty; set the name of a Secret"
            )
    if "overhead" in spec:
        _fractions(spec["overhead"], f"{path}.overhead", problems)
    containers = scope.all_containers()
    for below, container in containers:
        _container(container, f"{path}{below}", problems)
        warn_of_start(container, spec, f"{path}{below}", problems)
    warn_of_ports(containers, path, problems)
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        grace = spec["terminationGracePeriodSeconds"]
        problems.add(NEGATIVE_GRACE, f"{path}.terminationGracePeriodSeconds", f"{grace} is negative and treated as 1")


def _nodes(spec: Tree, path: str, problems: Problems) -> None:
    for key in spec.get("nodeSelector", ()):
        warn_of_node_label(key, f"{path}.nodeSelector[{key}]", problems)
    for index, constraint in enumerate(spec.get("topologySpreadConstraints", ())):
        at = f"{path}.topologySpreadConstraints[{index}].topologyKey"
        warn_of_node_label(constraint.get("topologyKey", ""), at, problems)
    affinity = spec.get("affinity", {}).get("nodeAffinity", {})
    path = f"{path}.affinity.nodeAffinity"
    for index, term in enumerate(affinity.get(REQUIRED, {}).get("nodeSelectorTerms", ())):
        warn_of_node_labels(term, f"{path}.{REQUIRED}.nodeSelectorTerms[{index}]", problems)
    for index, term in enumerate(affinity.get(PREFERRED, ())):
        warn_of_node_labels(term.get("preference", {}), f"{path}.{PREFERRED}[{index}].preference", problems)


def _affinity(affinity: Tree, path: str, problems: Problems) -> None:
    for field in ("podAffinity", "podAntiAffinity"):
        pods = affinity.get(field, {})
        for index, term in enumerate(pods.get(REQUIRED, ())):
            _null_selector(term, f"{path}.{field}.{REQUIRED}[{index}]", problems)
        for index, term in enumerate(pods.get(PREFERRED, ())):
            at = f"{path}.{field}.{PREFERRED}[{index}].podAffinityTerm"
            _null_selector(term.get("podAffinityTerm", {}), at, problems)


def _null_selector(term: Tree, path: str, problems: Problems) -> None:
    if "labelSelector" not in term:
        problems.add(NULL_SELECTOR, f"{path}.labelSelector", "labelSelector is missing; without it no pod is matched")


def _annotations(annotations: dict[str, str], prefix: str, problems: Problems, scope: PodScope) -> None:
    found = [(key, field) for key, field in DEAD_ANNOTATIONS.items() if key in annotations]
    security = scope.spec.get("securityContext", {})
    if SECCOMP_KEY in annotations and "seccompProfile" not in security:
        found.append((SECCOMP_KEY, "seccompProfile"))
    for _, container in scope.all_containers():
        own, name = container.get("securityContext", {}), container.get("name", "")
        if SECCOMP_PREFIX + name in annotations and "seccompProfile" not in own:
            found.append((SECCOMP_PREFIX + name, "seccompProfile"))
        # For a pod, adopt_app_armor has reported it already.
        with_profile = "appArmorProfile" in own or "appArmorProfile" in security
        if prefix and APP_ARMOR_PREFIX + name in annotations and not with_profile:
            found.append((APP_ARMOR_PREFIX + name, "appArmorProfile"))
    for key, field in found:
        problems.add(
            DEAD_ANNOTATION,
            f"{prefix}metadata.annotations[{key}]",
            f"this annotation is deprecated; set the field {field} instead",
        )


def _repeated(entries: Any, field: str, path: str, problems: Problems) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        value = entry.get(field, "")
        if value in seen:
            problems.add(DUPLICATE, f"{path}[{index}].{field}", f"{value!r} is listed more than once")
        seen.add(value)


def _fractions(entries: Tree, path: str, problems: Problems) -> None:
    for name in BYTES:
        if name in entries and not is_whole(entries[name]):
            problems.add(FRACTION, f"{path}[{name}]", f"{entries[name]} is not a whole number of bytes")


def _container(container: Tree, path: str, problems: Problems) -> None:
    warn_of_image(container.get("image", ""), f"{path}.image", problems)
    resources = container.get("resources", {})
    for field in ("limits", "requests"):
        if field in resources:
            _fractions(resources[field], f"{path}.resources.{field}", problems)
    seen: set[str] = set()
    for index, variable in enumerate(container.get("env", ())):
        name, reference = variable.get("name", ""), f"$({variable.get('name', '')})"
        value = variable.get("value", "")
        if name in seen and ("valueFrom" in variable or value == reference or reference not in value):
            problems.add(
                DUPLICATE, f"{path}.env[{index}]", f"{name!r} is set more than once; only this last value takes effect"
            )
        seen.add(name)
