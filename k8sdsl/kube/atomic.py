"""Structs that have one owner as a whole (`+structType=atomic` of the Go types): server-side apply replaces them."""

from __future__ import annotations

_ADMISSION = "MatchResources NamedRuleWithOperations ParamKind ParamRef Variable"
_CORE = """
    ConfigMapKeySelector EndpointAddress EndpointPort FileKeySelector LocalObjectReference NodeSelector NodeSelectorTerm
    ObjectFieldSelector ObjectReference ResourceFieldSelector ScopeSelector SecretKeySelector SecretReference
    TopologySelectorTerm TypedLocalObjectReference
"""

ATOMIC = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("admissionregistration_v1", _ADMISSION),
        ("admissionregistration_v1alpha1", _ADMISSION),
        ("admissionregistration_v1beta1", _ADMISSION),
        ("autoscaling_v1", "CrossVersionObjectReference"),
        ("core_v1", _CORE),
        ("discovery_v1", "EndpointPort"),
        ("meta_v1", "LabelSelector OwnerReference"),
        ("networking_v1", "ServiceBackendPort"),
        ("rbac_v1", "RoleRef Subject"),
    )
    for name in names.split()
)
"""By module and name, as in `kube.types`."""
