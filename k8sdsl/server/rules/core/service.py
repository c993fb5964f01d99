"""Services (core/validation `ValidateService`); addresses, ports and warnings are in the files beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.semantics import addresses, formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.core.service_addresses import validate_cluster_ips, validate_external_ips
from k8sdsl.server.rules.core.service_ports import validate_service_ports
from k8sdsl.server.rules.core.service_warnings import warn_of_service
from k8sdsl.server.rules.meta import validate_labels, validate_object_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TYPE = Rule(
    "core/service-type",
    (
        "The `type` of a Service must be ClusterIP, NodePort, LoadBalancer or ExternalName, and only ClusterIP can "
        "be headless."
    ),
    "ValidateService",
    "Service",
    bad={"spec.type": "Loadbalancer"},
    good={"spec.type": "LoadBalancer"},
    remedy="write the value as listed, such as `type: ClusterIP`",
)
EXTERNAL_NAME = Rule(
    "core/service-external-name",
    (
        "A Service of type ExternalName must have a DNS name in `externalName`, and no `clusterIPs`, `ipFamilies` or "
        "`ipFamilyPolicy`."
    ),
    "ValidateService",
    "Service",
    bad={"spec": {"type": "ExternalName", "externalName": "db_1.example.com"}},
    good={"spec": {"type": "ExternalName", "externalName": "db-1.example.com."}},
    remedy="write `spec: {type: ExternalName, externalName: db.example.com}`",
)
AFFINITY = Rule(
    "core/session-affinity",
    "`sessionAffinity` must be None or ClientIP, with a `timeoutSeconds` from 1 to 86400.",
    "validateClientIPAffinityConfig",
    "Service",
    bad={"spec.sessionAffinity": "ClientIP", "spec.sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 0}}},
    good={"spec.sessionAffinity": "ClientIP", "spec.sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 600}}},
    remedy="write `sessionAffinity: ClientIP` and `sessionAffinityConfig: {clientIP: {timeoutSeconds: 10800}}`",
)
LOAD_BALANCER_ONLY = Rule(
    "core/load-balancer-only",
    (
        "`loadBalancerSourceRanges`, `allocateLoadBalancerNodePorts` and `loadBalancerClass` require a Service of "
        "type LoadBalancer."
    ),
    "ValidateService",
    "Service",
    bad={"spec.allocateLoadBalancerNodePorts": False},
    good={"spec.type": "LoadBalancer", "spec.allocateLoadBalancerNodePorts": False},
    remedy="set `type: LoadBalancer`, or remove the field",
)
SOURCE_RANGES = Rule(
    "core/load-balancer-source-ranges",
    "`loadBalancerSourceRanges` must contain IP ranges in CIDR notation.",
    "ValidateService",
    "Service",
    bad={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["10.0.0.0"]},
    good={"spec.type": "LoadBalancer", "spec.loadBalancerSourceRanges": ["10.0.0.0/8"]},
    remedy="for example, write `loadBalancerSourceRanges: [10.0.0.0/8]`",
)
LOAD_BALANCER_CLASS = Rule(
    "core/load-balancer-class",
    "`loadBalancerClass` must be a qualified name.",
    "validateLoadBalancerClassField",
    "Service",
    bad={"spec.type": "LoadBalancer", "spec.loadBalancerClass": "example.com/a/b"},
    good={"spec.type": "LoadBalancer", "spec.loadBalancerClass": "example.com/internal"},
    remedy="for example, write `loadBalancerClass: example.com/internal`",
)
EXTERNAL_POLICY = Rule(
    "core/external-traffic-policy",
    "`externalTrafficPolicy` must be Cluster or Local, in a Service that is reachable from outside the cluster.",
    "validateServiceExternalTrafficPolicy",
    "Service",
    bad={"spec.externalTrafficPolicy": "Local"},
    good={"spec.type": "NodePort", "spec.externalTrafficPolicy": "Local"},
    remedy="set `type: LoadBalancer` or `type: NodePort`, or remove the field",
)
HEALTH_PORT = Rule(
    "core/health-check-node-port",
    (
        "`healthCheckNodePort` must be from 1 to 65535, in a Service of type LoadBalancer with "
        "`externalTrafficPolicy: Local`."
    ),
    "validateServiceExternalTrafficPolicy",
    "Service",
    bad={"spec.type": "LoadBalancer", "spec.healthCheckNodePort": 30100},
    good={"spec.type": "LoadBalancer", "spec.externalTrafficPolicy": "Local", "spec.healthCheckNodePort": 30100},
    remedy="remove it, or set `type: LoadBalancer` and `externalTrafficPolicy: Local`",
)
INTERNAL_POLICY = Rule(
    "core/internal-traffic-policy",
    "`internalTrafficPolicy` must be Cluster or Local.",
    "validateServiceInternalTrafficFieldsValue",
    "Service",
    bad={"spec.internalTrafficPolicy": "Node"},
    good={"spec.internalTrafficPolicy": "Local"},
    remedy="set `internalTrafficPolicy: Cluster`, or remove it",
)
DISTRIBUTION = Rule(
    "core/traffic-distribution",
    (
        "`trafficDistribution` must be PreferSameZone, PreferSameNode or the older PreferClose; the first two "
        "require 1.34."
    ),
    "validateServiceTrafficDistribution",
    "Service",
    bad={"spec.trafficDistribution": "SameZone"},
    good={"spec.trafficDistribution": "PreferSameZone"},
    remedy="set `trafficDistribution: PreferSameZone`, or `PreferClose` before 1.34",
)
TOPOLOGY = Rule(
    "core/topology-annotations",
    (
        "The annotations `service.kubernetes.io/topology-mode` and `service.kubernetes.io/topology-aware-hints` must "
        "have the same value."
    ),
    "ValidateService",
    "Service",
    bad={
        "metadata.annotations": {
            "service.kubernetes.io/topology-mode": "Auto",
            "service.kubernetes.io/topology-aware-hints": "disabled",
        }
    },
    good={"metadata.annotations": {"service.kubernetes.io/topology-mode": "Auto"}},
    remedy="keep only `service.kubernetes.io/topology-mode: Auto`",
)

_TYPES = frozenset(("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"))
_POLICIES = frozenset(("Cluster", "Local"))
_RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges"
_MODE = "service.kubernetes.io/topology-mode"
_HINTS = "service.kubernetes.io/topology-aware-hints"


def validate_service(obj: Tree, problems: Problems, context: Context) -> None:
    """A Service on create: first the requirements of allocating its addresses, then the rest."""
    spec = obj.setdefault("spec", {})
    strict = is_on("StrictIPCIDRValidation", context.minor)
    kind = spec.get("type") or "ClusterIP"
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    if kind != "ExternalName":
        validate_cluster_ips(spec, "spec", problems, strict=strict)
        if problems.found:
            return
    name = formats.dns1123_label if is_on("RelaxedServiceNameValidation", context.minor) else formats.dns1035_label
    validate_object_meta(obj, problems, namespaced=True, name=name)
    annotations = obj.get("metadata", {}).get("annotations") or {}
    if annotations.get(_MODE, "") != annotations.get(_HINTS, "") and _MODE in annotations and _HINTS in annotations:
        problems.add(TOPOLOGY, f"metadata.annotations[{_MODE}]", f"must equal the annotation {_HINTS}")
    _validate_type(spec, kind, "spec", problems)
    validate_service_ports(spec, kind, "spec", problems, context)
    validate_labels(spec.get("selector") or {}, "spec.selector", problems)
    _validate_affinity(spec, "spec", problems)
    validate_external_ips(spec.get("externalIPs") or (), "spec.externalIPs", problems, strict=strict)
    _validate_load_balancer(spec, annotations, kind, problems, strict=strict)
    _validate_traffic(spec, kind, "spec", problems, context)
    if not problems.found:
        warn_of_service(obj, spec, problems, context)


def _validate_type(spec: Tree, kind: str, path: str, problems: Problems) -> None:
    if kind not in _TYPES:
        refuse_choice(TYPE, kind, _TYPES, f"{path}.type", problems)
    if kind in {"LoadBalancer", "NodePort"} and spec.get("clusterIPs") == ["None"]:
        problems.add(TYPE, f"{path}.clusterIPs[0]", f"must not be 'None' for the type {kind}")
    if kind != "ExternalName":
        return
    for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if spec.get(field) or (field == "ipFamilyPolicy" and field in spec):
            problems.add(EXTERNAL_NAME, f"{path}.{field}", "cannot be set for the type ExternalName")
    name = spec.get("externalName", "")
    reason = (
        formats.dns1123_subdomain(name.removesuffix("."))
        if name.removesuffix(".")
        else "is empty; a DNS name is required"
    )
    if reason:
        problems.add(EXTERNAL_NAME, f"{path}.externalName", f"{name!r} {reason}")


def _validate_affinity(spec: Tree, path: str, problems: Problems) -> None:
    affinity = spec.get("sessionAffinity") or "None"
    if affinity not in {"ClientIP", "None"}:
        refuse_choice(AFFINITY, affinity, ("ClientIP", "None"), f"{path}.sessionAffinity", problems)
    elif affinity == "ClientIP":
        client = (spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
        seconds = client.get("timeoutSeconds", 10800)
        if not 1 <= seconds <= 86400:
            at = f"{path}.sessionAffinityConfig.clientIP.timeoutSeconds"
            problems.add(AFFINITY, at, f"{seconds} is not between 1 and 86400")


def _validate_load_balancer(
    spec: Tree,
    annotations: dict[str, str],
    kind: str,
    problems: Problems,
    *,
    strict: bool,
) -> None:
    ranges, marked = spec.get("loadBalancerSourceRanges") or [], annotations.get(_RANGES_ANNOTATION)
    # In the server's spelling this path starts with a capital letter.
    path = "spec.LoadBalancerSourceRanges" if ranges else f"metadata.annotations[{_RANGES_ANNOTATION}]"
    if (ranges or marked is not None) and kind != "LoadBalancer":
        problems.add(LOAD_BALANCER_ONLY, path, "can only be set for the type LoadBalancer")
    for index, text in enumerate(ranges or ((marked or "").strip() and (marked or "").split(",")) or ()):
        reason = addresses.cidr(text.strip(), strict=strict)
        if reason:
            problems.add(SOURCE_RANGES, f"{path}[{index}]" if ranges else path, f"{text!r} {reason}")
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        path = "spec.allocateLoadBalancerNodePorts"
        problems.add(LOAD_BALANCER_ONLY, path, "can only be set for the type LoadBalancer")
    balancer = spec.get("loadBalancerClass")
    if balancer is None:
        return
    if kind != "LoadBalancer":
        problems.add(LOAD_BALANCER_ONLY, "spec.loadBalancerClass", "can only be set for the type LoadBalancer")
    elif reason := formats.qualified_name(balancer):
        problems.add(LOAD_BALANCER_CLASS, "spec.loadBalancerClass", f"{balancer!r} {reason}")


def _validate_traffic(spec: Tree, kind: str, path: str, problems: Problems, context: Context) -> None:
    reachable = kind in {"LoadBalancer", "NodePort"} or (kind == "ClusterIP" and bool(spec.get("externalIPs")))
    policy = spec.get("externalTrafficPolicy") or ""
    if policy and not reachable:
        problems.add(
            EXTERNAL_POLICY,
            f"{path}.externalTrafficPolicy",
            "can only be set for the types NodePort and LoadBalancer, or with externalIPs",
        )
    elif policy and policy not in _POLICIES:
        refuse_choice(EXTERNAL_POLICY, policy, ("Cluster", "Local"), f"{path}.externalTrafficPolicy", problems)
    port = spec.get("healthCheckNodePort", 0)
    if port and not (kind == "LoadBalancer" and policy == "Local"):
        message = "can only be set for the type LoadBalancer with externalTrafficPolicy: Local"
        problems.add(HEALTH_PORT, f"{path}.healthCheckNodePort", message)
    elif port and not 1 <= port <= 65535:
        problems.add(HEALTH_PORT, f"{path}.healthCheckNodePort", f"{port} is not between 1 and 65535")
    internal = spec.get("internalTrafficPolicy")
    if internal is not None and internal not in _POLICIES:
        refuse_choice(INTERNAL_POLICY, internal, ("Cluster", "Local"), f"{path}.internalTrafficPolicy", problems)
    if "trafficDistribution" in spec:
        _validate_distribution(spec["trafficDistribution"], f"{path}.trafficDistribution", problems, context)


def _validate_distribution(value: str, path: str, problems: Problems, context: Context) -> None:
    known = ["PreferClose"]
    if is_on("PreferSameTrafficDistribution", context.minor):
        known += ["PreferSameZone", "PreferSameNode"]
    if value not in known:
        refuse_choice(DISTRIBUTION, value, known, path, problems)
