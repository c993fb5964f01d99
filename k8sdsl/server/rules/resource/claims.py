"""ResourceClaim, ResourceClaimTemplate and DeviceClass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.meta import (
    ONLY_NAMES_SINCE,
    validate_annotations,
    validate_generated_name,
    validate_labels,
    validate_object_meta,
)
from k8sdsl.server.rules.resource.admin_access import validate_admin_access
from k8sdsl.server.rules.resource.configuration import validate_configuration, validate_selectors
from k8sdsl.server.rules.resource.names import within
from k8sdsl.server.rules.resource.requests import MAX_CONFIGURATIONS, validate_device_claim

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

TEMPLATE_META = Rule(
    "resource/template-metadata",
    "The `metadata` of a ResourceClaimTemplate's `spec` must set only labels and annotations.",
    "ValidateTemplateObjectMeta",
    "ResourceClaimTemplate",
    bad={"spec.metadata": {"name": "gpu"}},
    good={"spec.metadata": {"labels": {"app": "web"}}},
    remedy="keep only `metadata: {labels: {app: web}, annotations: {}}`",
)
EXTENDED_RESOURCE = Rule(
    "resource/extended-resource-name",
    (
        "`extendedResourceName` must have a domain other than kubernetes.io, and be a valid name when prefixed with "
        "'requests.'."
    ),
    "IsExtendedResourceName",
    "DeviceClass",
    bad={"spec.extendedResourceName": "gpu"},
    good={"spec.extendedResourceName": "example.com/gpu"},
    remedy="for example, write `extendedResourceName: example.com/gpu`",
)

# The fields that a request of v1beta1 has directly, and later versions have under `exactly`.
_FLAT = (
    *("deviceClassName", "selectors", "allocationMode", "count", "adminAccess", "tolerations", "capacity"),
    "derivedAttributes",
)
_FLAT_VERSIONS = frozenset(("resource.k8s.io/v1alpha3", "resource.k8s.io/v1beta1"))


def validate_resource_claim(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a ResourceClaim as ValidateResourceClaim does; the server drops its status first."""
    validate_object_meta(obj, problems, namespaced=True)
    _claim(obj, obj.get("spec") or {}, "spec", problems, context)


def validate_resource_claim_template(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a ResourceClaimTemplate as ValidateResourceClaimTemplate does."""
    validate_object_meta(obj, problems, namespaced=True)
    spec = obj.get("spec") or {}
    _template_meta(spec.get("metadata") or {}, "spec.metadata", problems)
    _claim(obj, spec.get("spec") or {}, "spec.spec", problems, context)


def _claim(obj: Tree, spec: Tree, path: str, problems: Problems, context: Context) -> None:
    devices = spec.get("devices") or {}
    if obj.get("apiVersion") in _FLAT_VERSIONS:
        for request in devices.get("requests") or ():
            _nest(request)
    validate_admin_access(devices.get("requests") or (), obj.get("metadata") or {}, problems, context)
    validate_device_claim(devices, f"{path}.devices", problems, context)


def _nest(request: Tree) -> None:
    """Converts a flat request to the form that upstream validates and names in its paths."""
    exactly = {field: request.pop(field) for field in _FLAT if field in request}
    if any(value is False or value not in ("", 0) for value in exactly.values()):
        request["exactly"] = exactly


def _template_meta(meta: Tree, path: str, problems: Problems) -> None:
    validate_annotations(meta.get("annotations") or {}, f"{path}.annotations", problems)
    validate_labels(meta.get("labels") or {}, f"{path}.labels", problems)
    for field, value in meta.items():
        # Upstream tests which fields are not zero; a pointer to 0 is not zero.
        zero = value in ("", 0) and field != "deletionGracePeriodSeconds"
        if not zero and field not in {"annotations", "labels"}:
            spelling = "uID" if field == "uid" else field
            problems.add(
                TEMPLATE_META,
                f"{path}.{spelling}",
                f"{field} cannot be set in a template; only labels and annotations can",
            )


def validate_device_class(obj: Tree, problems: Problems, context: Context) -> None:
    """Judges a DeviceClass as ValidateDeviceClass does."""
    validate_object_meta(obj, problems, namespaced=False, generates=context.minor < ONLY_NAMES_SINCE)
    spec = obj.get("spec") or {}
    validate_selectors(spec.get("selectors") or (), "spec.selectors", problems, context.minor)
    configurations = spec.get("config") or ()
    if within(configurations, MAX_CONFIGURATIONS, "spec.config", problems):
        for index, configuration in enumerate(configurations):
            validate_configuration(configuration, f"spec.config[{index}]", problems)
    name = spec.get("extendedResourceName")
    if name is not None:
        from k8sdsl.server.rules.pods.resources import is_extended

        if not is_extended(name):
            problems.add(
                EXTENDED_RESOURCE, "spec.extendedResourceName", f"{name!r} is not a valid extended resource name"
            )
    validate_generated_name(obj, problems)
