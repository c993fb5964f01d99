"""Nodes (core/validation `ValidateNode`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.core.node_annotations import validate_node_annotations
from k8sdsl.server.rules.core.taints import validate_taints
from k8sdsl.server.rules.meta import validate_object_meta
from k8sdsl.server.rules.pods.resources import validate_quantity

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

POD_CIDR = Rule(
    "core/pod-cidr",
    "`podCIDRs` of a node must contain one range, or one of each IP family.",
    "ValidateNode",
    "Node",
    bad={"spec.podCIDRs": ["10.1.0.0/24", "10.2.0.0/24"]},
    good={"spec.podCIDRs": ["10.1.0.0/24", "2001:db8::/64"]},
    remedy='for example, write `podCIDRs: [10.1.0.0/24, "2001:db8::/64"]`',
)
FEATURE = Rule(
    "core/declared-feature",
    "An entry of `declaredFeatures` must be a name such as `MyFeature` or `MyFeature/part`, listed once and in order.",
    "ValidateNode",
    "Node",
    bad={"status.declaredFeatures": ["guaranteed_qos"]},
    good={"status.declaredFeatures": ["GuaranteedQoS"]},
    remedy="write it in upper camel case, such as `GuaranteedQoSPodCPUResize`",
)
SWAP = Rule(
    "core/node-swap",
    "`status.nodeInfo.swap.capacity` of a node must be greater than 0.",
    "validateNodeSwapStatus",
    "Node",
    bad={"status.nodeInfo.swap.capacity": 0},
    good={"status.nodeInfo.swap.capacity": 1073741824},
    remedy="write the bytes of swap, such as `swap: {capacity: 1073741824}`, or remove `swap`",
)
EXTERNAL_ID = Rule(
    "core/node-external-id",
    "`externalID` of a node is deprecated and should not be set.",
    "nodeStrategy.WarningsOnCreate",
    "Node",
    bad={"spec.externalID": "i-0123"},
    good={"spec.providerID": "aws:///eu-1a/i-0123"},
    severity=Severity.WARNING,
    remedy="remove it; the identity at the cloud provider is `spec.providerID`",
)

SPELLING = Rule(
    "core/pod-cidr-spelling",
    "An IPv6 range in `podCIDRs` should be written as RFC 5952 recommends.",
    "GetWarningsForCIDR",
    "Node",
    bad={"spec.podCIDRs": ["2001:DB8::/64"]},
    good={"spec.podCIDRs": ["2001:db8::/64"]},
    severity=Severity.WARNING,
    remedy="use lowercase and `::` for the longest run of zeros, such as `2001:db8::/64`",
)


def validate_node(obj: Tree, problems: Problems, context: Context) -> None:
    """A Node on create, including its status, which can be set on create."""
    validate_object_meta(obj, problems, namespaced=False)
    validate_node_annotations(obj.get("metadata", {}).get("annotations") or {}, problems)
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    validate_taints(spec.get("taints") or (), "metadata.taints", problems)
    capacity, allocatable = status.get("capacity"), status.get("allocatable")
    amounts = {"capacity": capacity, "allocatable": capacity if allocatable is None else allocatable}
    for field, resources in amounts.items():
        for name, amount in (resources or {}).items():
            validate_quantity(name, amount, f"status.{field}.{name}" if name else f"status.{field}[]", problems)
    swap = (status.get("nodeInfo") or {}).get("swap") or {}
    if swap.get("capacity", 1) <= 0:
        problems.add(SWAP, "metadata.nodeSwapStatus.capacity", f"{swap['capacity']} must be greater than 0")
    _validatepod_cidrs(
        pod_cidrs(spec), "spec.podCIDRs", problems, strict=is_on("StrictIPCIDRValidation", context.minor)
    )
    _validate_features(status.get("declaredFeatures") or (), "status.declaredFeatures", problems)
    if spec.get("externalID"):
        problems.add(EXTERNAL_ID, "spec.externalID", "this field is deprecated and Kubernetes does not read it")


def pod_cidrs(spec: Tree) -> list[str]:
    """The old and the new field combined: if they differ, the old one wins."""
    one, many = spec.get("podCIDR"), spec.get("podCIDRs") or []
    return [one] if one and (not many or many[0] != one) else many


def _validatepod_cidrs(ranges: list[str], path: str, problems: Problems, *, strict: bool) -> None:
    for index, text in enumerate(ranges):
        reason = addresses.cidr(text, strict=strict)
        if reason:
            problems.add(POD_CIDR, f"{path}[{index}]", f"{text!r} {reason}")
        elif warning := addresses.spelling_warning(text):
            problems.add(SPELLING, f"{path}[{index}]", f"{text!r} {warning}")
    families = {addresses.is_ipv6_range(text) for text in ranges}
    if len(ranges) > 1 and (families != {True, False} or len(ranges) > 2):
        problems.add(POD_CIDR, path, "must contain at most one range of each IP family")


def _validate_features(features: list[str] | tuple[()], path: str, problems: Problems) -> None:
    for index, feature in enumerate(features):
        if not _is_feature(feature):
            problems.add(FEATURE, f"{path}[{index}]", f"{feature!r} is not a valid feature name")
        before = features[index - 1] if index else None
        if feature == before:
            problems.add(FEATURE, f"{path}[{index}]", f"{feature!r} is listed more than once")
        elif before is not None and before.encode("utf-8", "surrogatepass") > feature.encode("utf-8", "surrogatepass"):
            problems.add(FEATURE, f"{path}[{index}]", f"{feature!r} must not follow {before!r}; the list is sorted")


def _is_feature(name: str) -> bool:
    parts = name.split("/")
    camel_case = parts[0][:1].isupper() and all(part.isalnum() and part[0].isalpha() for part in parts)
    return camel_case and name.isascii() and len(name) <= formats.SUBDOMAIN_LENGTH
