"""The validation of apiregistration.k8s.io: APIService (kube-aggregator, its own validation package)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAME_AND_VERSION = Rule(
    "apiregistration/version",
    "An APIService must have a `version` and a `group`, and be named VERSION.GROUP; only v1 may have the empty group.",
    "ValidateAPIService",
    "APIService",
    bad={"spec.group": "Example_com"},
    good={"metadata.name": "v1.", "spec.group": "", "spec.version": "v1"},
    remedy=(
        "for example, write `{metadata: {name: v1beta1.metrics.k8s.io}, spec: {group: metrics.k8s.io, version: "
        "v1beta1}}`"
    ),
)
PRIORITY = Rule(
    "apiregistration/priority",
    "`groupPriorityMinimum` must be from 1 to 20000, and `versionPriority` from 1 to 1000.",
    "ValidateAPIService",
    "APIService",
    bad={"spec.versionPriority": 0},
    good={"spec.versionPriority": 15},
    remedy="for example, write `groupPriorityMinimum: 100` and `versionPriority: 100`",
)
SERVICE = Rule(
    "apiregistration/service",
    "`service` of an APIService must have a `namespace`, a `name` and a `port` from 1 to 65535.",
    "ValidateAPIService",
    "APIService",
    bad={"spec.service": {"name": "metrics"}},
    good={"spec.service": {"name": "metrics", "namespace": "default", "port": 443}},
    remedy="for example, write `service: {namespace: kube-system, name: metrics-server, port: 443}`",
)
TLS = Rule(
    "apiregistration/tls",
    "`caBundle` and `insecureSkipTLSVerify` require a `service`, and cannot both be set.",
    "ValidateAPIService",
    "APIService",
    bad={"spec.insecureSkipTLSVerify": True, "spec.caBundle": "eA==", "spec.service": {"name": "a", "namespace": "b"}},
    good={"spec.insecureSkipTLSVerify": True, "spec.service": {"name": "a", "namespace": "b"}},
    remedy="keep `caBundle`, and remove `insecureSkipTLSVerify: true`",
)


def validate_api_service(obj: Tree, problems: Problems, _context: Context) -> None:
    """Judges an APIService as ValidateAPIService does."""
    spec = obj.get("spec") or {}
    group, version = spec.get("group", ""), spec.get("version", "")
    wanted = f"{version}.{group}"

    def name_reason(name: str) -> str:
        return formats.path_segment(name) or ("" if name == wanted else f"must be version, dot and group: {wanted!r}")

    validate_generic_meta(obj, problems, namespaced=False, name=name_reason)
    if not group and version != "v1":
        problems.add(NAME_AND_VERSION, "spec.group", "group is required; only v1 may have the empty group")
    if group and (reason := formats.dns1123_subdomain(group)):
        problems.add(NAME_AND_VERSION, "spec.group", f"{group!r} {reason}")
    if reason := formats.dns1035_label(version):
        problems.add(NAME_AND_VERSION, "spec.version", f"{version!r} {reason}")
    for field, highest in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        value = spec.get(field, 0)
        if not 1 <= value <= highest:
            problems.add(PRIORITY, f"spec.{field}", f"{value} is not between 1 and {highest}")
    _service(spec, problems)


def _service(spec: Tree, problems: Problems) -> None:
    service = spec.get("service")
    insecure, bundle = spec.get("insecureSkipTLSVerify"), spec.get("caBundle")
    if service is None:
        if bundle:
            problems.add(TLS, "spec.caBundle", "cannot be set without a service")
        if insecure:
            problems.add(TLS, "spec.insecureSkipTLSVerify", "cannot be set without a service")
        return
    for field in ("namespace", "name"):
        if not service.get(field):
            problems.add(SERVICE, f"spec.service.{field}", f"{field} is required")
    port = service.get("port", 443)  # SetDefaults_ServiceReference
    if not 1 <= port <= 65535:
        problems.add(SERVICE, "spec.service.port", f"{port} is not between 1 and 65535")
    if insecure and bundle:
        problems.add(TLS, "spec.insecureSkipTLSVerify", "insecureSkipTLSVerify and caBundle cannot both be set")
