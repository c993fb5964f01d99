"""The kind Pod: its defaults, the server's changes before validation, and the validation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.meta import assigned_name, validate_object_meta
from k8sdsl.server.rules.pods.annotations import adopt_app_armor, validate_pod_annotations, validate_profiles_match
from k8sdsl.server.rules.pods.label_keys import merge_label_keys
from k8sdsl.server.rules.pods.pod_resources import default_pod_resources
from k8sdsl.server.rules.pods.pod_spec import validate_pod_spec
from k8sdsl.server.rules.pods.pod_warnings import DEAD_ANNOTATION, warn_of_pod
from k8sdsl.server.rules.pods.scope import PodScope
from k8sdsl.server.rules.pods.templates import default_pod_spec

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TOKEN_ACCOUNT = Rule(
    "core/token-account",
    "A pod that projects a `serviceAccountToken` must set `serviceAccountName`.",
    "validatePodMetadataAndSpec",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}]},
    good={
        "spec.serviceAccountName": "web",
        "spec.volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}],
    },
    remedy="set the account, such as `serviceAccountName: default`",
)
GATED_NODE = Rule(
    "core/gated-pod-node",
    "A pod with `schedulingGates` must not set `nodeName`.",
    "ValidatePodCreate",
    "Pod",
    bad={"spec.nodeName": "node-1", "spec.schedulingGates": [{"name": "example.com/quota"}]},
    good={"spec.schedulingGates": [{"name": "example.com/quota"}]},
    remedy="remove `nodeName`; to choose a node use `nodeSelector: {kubernetes.io/hostname: node-1}`",
)
POD_HOSTNAME = Rule(
    "core/pod-name-as-hostname",
    "The `metadata.name` of a pod becomes its hostname and should be a DNS label.",
    "podStrategy WarningsOnCreate",
    "Pod",
    bad={"metadata.name": "web.example"},
    good={"metadata.name": "web-example"},
    severity=Severity.WARNING,
    remedy="use at most 63 lowercase letters, digits and dashes, such as `name: web-0`, or set `spec.hostname`",
)


def validate_pod(obj: Tree, problems: Problems, context: Context) -> None:
    """A pod as ValidatePodCreate judges it. The status is ignored because the server resets it on create."""
    meta, spec = obj.setdefault("metadata", {}), obj.setdefault("spec", {})
    default_new_pod(spec, meta, context.minor)
    scope = PodScope(spec, meta, context.minor)
    if is_on("PodObservedGenerationTracking", context.minor):  # The server sets a pod's generation itself.
        meta.pop("generation", None)
    adopts = "annotations" in meta and is_on("AppArmorFields", context.minor)
    adopted = adopt_app_armor(meta["annotations"], scope) if adopts else []
    validate_metadata_and_spec(obj, problems, scope)
    validate_profiles_match(meta.get("annotations") or {}, "spec", problems, scope)
    if spec.get("nodeName") and spec.get("schedulingGates"):
        problems.add(GATED_NODE, "spec.nodeName", "cannot be set together with schedulingGates")
    if not problems:
        _warn(obj, adopted, problems, context.minor)


def validate_metadata_and_spec(obj: Tree, problems: Problems, scope: PodScope) -> None:
    """What holds for a pod that is created or changed (validatePodMetadataAndSpec)."""
    validate_object_meta(obj, problems, namespaced=True)
    annotations = (scope.meta or {}).get("annotations")
    if annotations is not None:
        validate_pod_annotations(annotations, "metadata.annotations", problems, scope)
    validate_pod_spec("spec", problems, scope)
    if not scope.spec.get("serviceAccountName"):
        _tokens(scope.spec, problems)


def _warn(obj: Tree, adopted: list[str], problems: Problems, minor: int) -> None:
    name = assigned_name(obj["metadata"])
    reason = formats.dns1123_label(name) if name else ""
    if reason:
        problems.add(POD_HOSTNAME, "metadata.name", f"{name!r} is used as the hostname, but {reason}")
    for key in adopted:
        message = "this annotation is deprecated; set the field appArmorProfile instead"
        problems.add(DEAD_ANNOTATION, f"metadata.annotations[{key}]", message)
    warn_of_pod(obj, "", problems, minor)


def default_new_pod(spec: Tree, meta: Tree, minor: int) -> None:
    """The defaults that only pods have, not templates (SetDefaults_Pod), and the strategy's changes."""
    default_pod_spec(spec)
    if spec["terminationGracePeriodSeconds"] < 0:
        spec["terminationGracePeriodSeconds"] = 1
    for container in (*spec.get("containers", ()), *spec.get("initContainers", ())):
        limits = container.get("resources", {}).get("limits")
        if limits:
            container["resources"]["requests"] = {**limits, **container["resources"].get("requests", {})}
        if spec.get("hostNetwork"):
            for port in container.get("ports", ()):
                port["hostPort"] = port.get("hostPort") or port.get("containerPort", 0)
    if spec.get("resources"):
        default_pod_resources(spec)
    if meta.get("labels"):
        merge_label_keys(
            spec, meta["labels"], into_spread=is_on("MatchLabelKeysInPodTopologySpreadSelectorMerge", minor)
        )


def _tokens(spec: Tree, problems: Problems) -> None:
    for index, volume in enumerate(spec.get("volumes", ())):
        for place, source in enumerate(volume.get("projected", {}).get("sources", ())):
            if "serviceAccountToken" in source:
                at = f"spec.volumes[{index}].projected.sources[{place}].serviceAccountToken"
                problems.add(TOKEN_ACCOUNT, at, "spec.serviceAccountName is missing; a projected token requires it")
