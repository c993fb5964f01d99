"""The server's warnings about a Service that it accepts (`pkg/api/service` `GetWarningsForService`)."""

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
    "`externalIPs` of a Service should not be used since 1.36: clusters can stop supporting them.",
    "GetWarningsForService",
    "Service",
    bad={"spec.externalIPs": ["203.0.113.7"]},
    good={"spec.type": "LoadBalancer"},
    severity=Severity.WARNING,
    remedy="set `type: LoadBalancer`, or use a `Gateway` of `gateway.networking.k8s.io/v1`",
)
PREFER_CLOSE = Rule(
    "core/prefer-close",
    "`trafficDistribution` should be PreferSameZone instead of PreferClose, its older name.",
    "GetWarningsForService",
    "Service",
    bad={"spec.trafficDistribution": "PreferClose"},
    good={"spec.trafficDistribution": "PreferSameZone"},
    severity=Severity.WARNING,
    remedy="set `trafficDistribution: PreferSameZone`",
)
HINTS = Rule(
    "core/topology-hints-deprecated",
    "A Service should not use the deprecated annotation `service.kubernetes.io/topology-aware-hints`.",
    "GetWarningsForService",
    "Service",
    bad={"metadata.annotations": {"service.kubernetes.io/topology-aware-hints": "Auto"}},
    good={"metadata.annotations": {"service.kubernetes.io/topology-mode": "Auto"}},
    severity=Severity.WARNING,
    remedy="use `service.kubernetes.io/topology-mode: Auto`, or the field `trafficDistribution: PreferSameZone`",
)
IGNORED = Rule(
    "core/service-field-ignored",
    (
        "A Service should not set fields that its type ignores, such as `externalIPs` of a headless one or "
        "`externalName` without that type."
    ),
    "GetWarningsForService",
    "Service",
    bad={"spec.clusterIP": "None", "spec.sessionAffinity": "ClientIP"},
    good={"spec.clusterIP": "None"},
    severity=Severity.WARNING,
    remedy="remove the field, or set the type that uses it, such as `type: ExternalName`",
)
SPELLING = Rule(
    "core/service-address-spelling",
    (
        "IPv6 addresses in `clusterIPs`, `externalIPs` and `loadBalancerSourceRanges` should be written as RFC 5952 "
        "recommends."
    ),
    "GetWarningsForIP",
    "Service",
    bad={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["2001:DB8::/64"]},
    good={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["2001:db8::/64"]},
    severity=Severity.WARNING,
    remedy="use lowercase and `::` for the longest run of zeros, such as `2001:db8::1`",
)

_HINTS = "service.kubernetes.io/topology-aware-hints"


def warn_of_service(obj: Tree, spec: Tree, problems: Problems, context: Context) -> None:
    """Warnings about a Service that is otherwise valid."""
    if _HINTS in (obj.get("metadata", {}).get("annotations") or ()):
        problems.add(HINTS, f"metadata.annotations[{_HINTS}]", "this annotation is deprecated")
    _warn_of_ignored(spec, problems)
    ips = spec.get("externalIPs") or []
    if ips and context.minor >= 36:  # KEP-5707 deprecates them.
        problems.add(EXTERNAL_IPS, "spec.externalIPs", "externalIPs are deprecated")
    if spec.get("trafficDistribution") == "PreferClose" and context.minor >= 35:  # KEP-3015 renames it.
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
            problems.add(IGNORED, f"spec.{field}", f"{field} is ignored in a headless Service")
    if spec.get("type") == "ExternalName":
        if spec.get("externalIPs"):
            problems.add(IGNORED, "spec.externalIPs", "externalIPs are ignored for the type ExternalName")
    elif spec.get("externalName"):
        problems.add(IGNORED, "spec.externalName", "externalName is ignored because the type is not ExternalName")


def _warn_of_spelling(text: str, path: str, problems: Problems) -> None:
    warning = addresses.spelling_warning(text.strip())
    if warning:
        problems.add(SPELLING, path, f"{text!r} {warning}")
