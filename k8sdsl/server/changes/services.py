"""Changes of Services and ServiceCIDRs (core `ValidateServiceUpdate`, networking `ValidateServiceCIDRUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

SERVICE_ADDRESS = Rule(
    "change/service-address",
    "The first of `clusterIPs` and `ipFamilies` of a Service cannot change; a second one can be added or released.",
    "validateUpgradeDowngradeClusterIPs",
    "Service",
    bad={"old": {"spec.clusterIP": "10.0.0.1"}, "spec.clusterIP": "10.0.0.2"},
    good={"spec.selector": {"app": "other"}},
    remedy=(
        "remove the address and family from the manifest to keep them, or delete the Service with `kubectl "
        "delete service` and create it again"
    ),
)
BALANCER_CLASS = Rule(
    "change/load-balancer-class",
    "`loadBalancerClass` of a Service that stays of type LoadBalancer cannot change.",
    "validateLoadBalancerClassField",
    "Service",
    bad={"old": {"spec.type": "LoadBalancer"}, "spec.type": "LoadBalancer", "spec.loadBalancerClass": "example.com/a"},
    good={"old": {"spec.type": "ClusterIP"}, "spec.type": "LoadBalancer", "spec.loadBalancerClass": "example.com/a"},
    remedy="keep the old value, or delete the Service with `kubectl delete service` and create it again",
)
HEALTH_PORT = Rule(
    "change/health-check-node-port",
    "`healthCheckNodePort` of a load balancer cannot change once it is allocated.",
    "validateServiceExternalTrafficFieldsUpdate",
    "Service",
    remedy=(
        "remove it from the manifest to keep the allocated port, or delete the Service with `kubectl delete service` "
        "and create it again"
    ),
)
CIDR_RANGE = Rule(
    "change/service-cidr",
    "`cidrs` of a ServiceCIDR cannot change, except that a range of the other IP family can be added.",
    "ValidateServiceCIDRUpdate",
    "ServiceCIDR",
    remedy='keep the old ranges first, such as `cidrs: [10.0.0.0/16, "2001:db8::/64"]`, or create another ServiceCIDR',
)

_SOME_ADDRESS = {"IPv4": "192.0.2.1", "IPv6": "2001:db8::1"}
_SAME, _RELEASED = "cannot replace the old value", "must be SingleStack because the second address is released"


def prepare_service(service: Tree, old: Tree | None, _context: Context) -> None:
    """The server's allocations for a new Service, and its completion of a changed one before validation."""
    spec = service.setdefault("spec", {})
    if old is None:
        _allocate(spec)
        return
    before = old.get("spec") or {}
    _normalize_addresses(spec, before)
    _keep_allocated(spec, before)
    _drop_by_type(spec, before)


def _allocate(spec: Tree) -> None:
    """The server allocates an address that no manifest can know, so it differs from any that a manifest names."""
    if spec.get("type") == "ExternalName":
        return
    if spec.get("clusterIP") and not spec.get("clusterIPs"):
        spec["clusterIPs"] = [spec["clusterIP"]]
    if not spec.get("clusterIPs"):
        families = spec.get("ipFamilies") or ["IPv4"]
        spec["clusterIPs"] = [_SOME_ADDRESS.get(family, _SOME_ADDRESS["IPv4"]) for family in families]
        spec["clusterIP"] = spec["clusterIPs"][0]


def _normalize_addresses(spec: Tree, before: Tree) -> None:
    """The one of `clusterIP` and `clusterIPs` that changed wins (normalizeClusterIPs, patchAllocatedValues)."""
    first, old_first = spec.get("clusterIP") or "", before.get("clusterIP") or ""
    old_several = before.get("clusterIPs") or []
    if first != old_first and (spec.get("clusterIPs") or []) == old_several:
        spec["clusterIPs"] = [first] if first else []
    if _has_address(spec) and _has_address(before):
        first = spec["clusterIP"] = first or old_first
        if not spec.get("clusterIPs") and first == old_first:
            spec["clusterIPs"] = list(old_several)


def _keep_allocated(spec: Tree, before: Tree) -> None:
    """Families and the health check port that the manifest omits are kept (initIPFamilyFields and others)."""
    if _has_address(spec) and _has_address(before):
        for field in ("ipFamilies", "ipFamilyPolicy"):
            if not spec.get(field) and before.get(field):
                spec[field] = before[field]
    if _needs_health_check(spec) and _needs_health_check(before) and before.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = spec.get("healthCheckNodePort") or before["healthCheckNodePort"]


def _drop_by_type(spec: Tree, before: Tree) -> None:
    """Drops unchanged fields that the new type does not use (dropTypeDependentFields)."""
    if _has_address(before) and not _has_address(spec):
        if spec.get("clusterIPs") == before.get("clusterIPs"):
            spec.pop("clusterIP", None)
        _drop_same(spec, before, "clusterIPs", "ipFamilies", "ipFamilyPolicy")
    if _is_reachable(before) and not _is_reachable(spec):
        _drop_same(spec, before, "externalTrafficPolicy")
    if before.get("type") == "LoadBalancer" and spec.get("type") != "LoadBalancer":
        _drop_same(spec, before, "allocateLoadBalancerNodePorts", "loadBalancerClass")
    if _needs_health_check(before) and not _needs_health_check(spec):
        _drop_same(spec, before, "healthCheckNodePort")
    ports = [port.get("nodePort", 0) for port in spec.get("ports", ())]
    same_ports = ports == [port.get("nodePort", 0) for port in before.get("ports", ())]
    if _has_node_ports(before) and not _has_node_ports(spec) and same_ports:
        for port in spec.get("ports", ()):
            port.pop("nodePort", None)


def _drop_same(spec: Tree, before: Tree, *fields: str) -> None:
    for field in fields:
        if spec.get(field) == before.get(field):
            spec.pop(field, None)


def _has_address(spec: Tree) -> bool:
    return spec.get("type") != "ExternalName"


def _has_node_ports(spec: Tree) -> bool:
    return spec.get("type") == "NodePort" or (
        spec.get("type") == "LoadBalancer" and spec.get("allocateLoadBalancerNodePorts") is not False
    )


def _is_reachable(spec: Tree) -> bool:
    return spec.get("type") in {"NodePort", "LoadBalancer"} or (
        spec.get("type") == "ClusterIP" and bool(spec.get("externalIPs"))
    )


def change_service(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """Compares addresses, families, class and health check port with the stored ones."""
    before, after = old.get("spec") or {}, new.get("spec") or {}
    if "ExternalName" not in {before.get("type"), after.get("type")}:
        headless = [_is_headless(spec) for spec in (before, after)]
        if headless != [True, True]:
            _validate_list(after, before, "clusterIPs", problems)
        if headless == [False, False]:
            _validate_list(after, before, "ipFamilies", problems)
    balancers = before.get("type") == after.get("type") == "LoadBalancer"
    if balancers and before.get("loadBalancerClass") != after.get("loadBalancerClass"):
        problems.add(BALANCER_CLASS, "spec.loadBalancerClass", "the class cannot change")
    checked = _needs_health_check(before) and _needs_health_check(after)
    if checked and (before.get("healthCheckNodePort") or 0) != (after.get("healthCheckNodePort") or 0):
        problems.add(HEALTH_PORT, "spec.healthCheckNodePort", "the allocated port cannot change")


def _validate_list(after: Tree, before: Tree, field: str, problems: Problems) -> None:
    old, new, path = before.get(field) or [], after.get(field) or [], f"spec.{field}"
    if len(old) == len(new):
        changed = [index for index, (left, right) in enumerate(zip(old, new, strict=True)) if left != right]
        for index in changed:
            problems.add(SERVICE_ADDRESS, f"{path}[{index if field == 'clusterIPs' else 0}]", f"{new[index]} {_SAME}")
        return
    if old and new and old[0] != new[0]:
        problems.add(SERVICE_ADDRESS, f"{path}[0]", f"{new[0]} {_SAME}")
    if len(old) > len(new):
        if not new:
            problems.add(SERVICE_ADDRESS, f"{path}[0]", "the first address cannot be released")
        elif len(new) == 1 and after.get("ipFamilyPolicy") != "SingleStack":
            problems.add(SERVICE_ADDRESS, "spec.ipFamilyPolicy", _RELEASED)


def _is_headless(spec: Tree) -> bool:
    return spec.get("clusterIPs") == ["None"]


def _needs_health_check(spec: Tree) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def change_service_cidr(new: Tree, old: Tree, problems: Problems, _context: Context) -> None:
    """The stored ranges must stay, in their order."""
    before, after = ((obj.get("spec") or {}).get("cidrs") or [] for obj in (old, new))
    if len(before) == len(after):
        changed = [index for index, (left, right) in enumerate(zip(before, after, strict=True)) if left != right]
    elif len(before) == 1 and len(after) == 2:
        changed = [0] if before[0] != after[0] else []
    else:
        problems.add(
            CIDR_RANGE, "spec.cidrs", "the stored ranges must stay; only one of the other IP family can be added"
        )
        return
    for index in changed:
        problems.add(CIDR_RANGE, f"spec.cidrs[{index}]", f"{after[index]} {_SAME}")
