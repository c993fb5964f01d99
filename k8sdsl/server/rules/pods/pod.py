"""The kind Pod: its defaults, what the server changes before it validates, and the validation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
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
    "A pod that projects a service account's token names the account.",
    "validatePodMetadataAndSpec",
    "Pod",
    bad={"spec.volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}]},
    good={
        "spec.serviceAccountName": "web",
        "spec.volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}],
    },
)
GATED_NODE = Rule(
    "core/gated-pod-node",
    "A pod with scheduling gates is not on a node yet.",
    "ValidatePodCreate",
    "Pod",
    bad={"spec.nodeName": "node-1", "spec.schedulingGates": [{"name": "example.com/quota"}]},
    good={"spec.schedulingGates": [{"name": "example.com/quota"}]},
)
POD_HOSTNAME = Rule(
    "core/pod-name-as-hostname",
    "A pod's name becomes its hostname, and should be a DNS label.",
    "podStrategy WarningsOnCreate",
    "Pod",
    bad={"metadata.name": "web.example"},
    good={"metadata.name": "web-example"},
    severity=Severity.WARNING,
)


def validate_pod(obj: Tree, problems: Problems, context: Context) -> None:
    """A pod as ValidatePodCreate judges it. Its status is the server's, which forgets what is written there."""
    meta, spec = obj.setdefault("metadata", {}), obj.setdefault("spec", {})
    _default(spec, meta, context.minor)
    scope = PodScope(spec, meta, context.minor)
    if context.minor >= 33:  # From here on the server counts a pod's generations, from 1.
        meta.pop("generation", None)
    validate_object_meta(obj, problems, namespaced=True)
    adopted: list[str] = []
    if "annotations" in meta:
        if context.minor >= 30:
            adopted = adopt_app_armor(meta["annotations"], scope)
        validate_pod_annotations(meta["annotations"], "metadata.annotations", problems, scope)
        validate_profiles_match(meta["annotations"], "spec", problems, scope)
    validate_pod_spec("spec", problems, scope)
    if not spec.get("serviceAccountName"):
        _tokens(spec, problems)
    if spec.get("nodeName") and spec.get("schedulingGates"):
        problems.add(GATED_NODE, "spec.nodeName", "cannot be set while there are schedulingGates")
    if not problems:
        name = assigned_name(meta)
        reason = formats.dns1123_label(name) if name else ""
        if reason:
            problems.add(POD_HOSTNAME, "metadata.name", f"{name!r} is the hostname as well, and {reason}")
        for key in adopted:
            problems.add(DEAD_ANNOTATION, f"metadata.annotations[{key}]", "use the field appArmorProfile")
        warn_of_pod(obj, "", problems, context.minor)


def _default(spec: Tree, meta: Tree, minor: int) -> None:
    """The defaults of pods that templates do not have (SetDefaults_Pod), and what the strategy adds."""
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
        merge_label_keys(spec, meta["labels"], into_spread=minor >= 34)


def _tokens(spec: Tree, problems: Problems) -> None:
    for index, volume in enumerate(spec.get("volumes", ())):
        for place, source in enumerate(volume.get("projected", {}).get("sources", ())):
            if "serviceAccountToken" in source:
                at = f"spec.volumes[{index}].projected.sources[{place}].serviceAccountToken"
                problems.add(TOKEN_ACCOUNT, at, "needs serviceAccountName")
