"""What the server takes in a Service, but says something about (`pkg/api/service` `GetWarningsForService`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

EXTERNAL_IPS = Rule(
    "core/external-ips-deprecated",
    "External IPs are deprecated since 1.36: clusters may stop to support them.",
    "GetWarningsForService",
    "Service",
    bad={"spec.externalIPs": ["203.0.113.7"]},
    good={"spec.type": "LoadBalancer"},
    severity=Severity.WARNING,
    remedy="use a Service of type LoadBalancer, or a Gateway",
)
PREFER_CLOSE = Rule(
    "core/prefer-close",
    "PreferSameZone is the name by which PreferClose goes now.",
    "GetWarningsForService",
    "Service",
    bad={"spec.trafficDistribution": "PreferClose"},
    good={"spec.trafficDistribution": "PreferSameZone"},
    severity=Severity.WARNING,
    remedy="use PreferSameZone",
)
HINTS = Rule(
    "core/topology-hints-deprecated",
    "The annotation for topology-aware hints has a new name.",
    "GetWarningsForService",
    "Service",
    bad={"metadata.annotations": {"service.kubernetes.io/topology-aware-hints": "Auto"}},
    good={"metadata.annotations": {"service.kubernetes.io/topology-mode": "Auto"}},
    severity=Severity.WARNING,
    remedy="use the annotation service.kubernetes.io/topology-mode",
)
IGNORED = Rule(
    "core/service-field-ignored",
    "A headless Service has no load balancer, external IPs or session affinity; only ExternalName has a name.",
    "GetWarningsForService",
    "Service",
    bad={"spec.clusterIP": "None", "spec.sessionAffinity": "ClientIP"},
    good={"spec.clusterIP": "None"},
    severity=Severity.WARNING,
)
SPELLING = Rule(
    "core/service-address-spelling",
    "An IPv6 address or range of a Service is spelt as in RFC 5952.",
    "GetWarningsForIP",
    "Service",
    bad={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["2001:DB8::/64"]},
    good={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["2001:db8::/64"]},
    severity=Severity.WARNING,
)

_HINTS = "service.kubernetes.io/topology-aware-hints"


def warn_of_service(obj: Tree, spec: Tree, problems: Problems, context: Context) -> None:
    """Remarks on a Service that is otherwise in order."""
    if _HINTS in (obj.get("metadata", {}).get("annotations") or ()):
        problems.add(HINTS, f"metadata.annotations[{_HINTS}]", "this annotation is deprecated")
    _warn_of_ignored(spec, problems)
    ips = spec.get("externalIPs") or []
    if ips and context.minor >= 36:
        problems.add(EXTERNAL_IPS, "spec.externalIPs", "externalIPs are deprecated")
    if spec.get("trafficDistribution") == "PreferClose" and context.minor >= 35:
        problems.add(PREFER_CLOSE, "spec.trafficDistribution", "'PreferClose' is deprecated")
    balancer = spec.get("loadBalancerIP")
    for field, values in (
        ("clusterIPs", spec.get("clusterIPs") or ()),
        ("externalIPs", ips),
        ("loadBalancerSourceRanges", spec.get("loadBalancerSourceRanges") or ()),
    ):
        for index, value in enumerate(values):
            _warn_of_spelling(value, f"spec.{field}[{index}]", problems)
    if balancer:
        _warn_of_spelling(balancer, "spec.loadBalancerIP", problems)


def _warn_of_ignored(spec: Tree, problems: Problems) -> None:
    if spec.get("clusterIPs") == ["None"]:
        ignored = [field for field in ("loadBalancerIP", "externalIPs") if spec.get(field)]
        if spec.get("sessionAffinity", "None") != "None":
            ignored.append("sessionAffinity")
        for field in ignored:
            problems.add(IGNORED, f"spec.{field}", f"{field} is ignored for headless Services")
    if spec.get("type") == "ExternalName":
        if spec.get("externalIPs"):
            problems.add(IGNORED, "spec.externalIPs", "externalIPs are ignored where `type` is ExternalName")
    elif spec.get("externalName"):
        problems.add(IGNORED, "spec.externalName", "externalName is ignored where `type` is not ExternalName")


def _warn_of_spelling(text: str, path: str, problems: Problems) -> None:
    remark = addresses.spelling_remark(text.strip())
    if remark:
        problems.add(SPELLING, path, f"{text!r} {remark}")
