"""CustomResourceDefinition as a whole: names, scope, versions, and where the rest is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.go_url import GoUrlError, parse_url
from k8sdsl.server.rules.apiextensions.conversion import validate_conversion
from k8sdsl.server.rules.apiextensions.schema import validate_schema
from k8sdsl.server.rules.apiextensions.versions import (
    validate_columns,
    validate_deprecation,
    validate_selectable_fields,
    validate_subresources,
)
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAME = Rule(
    "crd/name",
    "A definition is named after the plural and the group: crontabs.stable.example.com.",
    "ValidateCustomResourceDefinition",
    "CustomResourceDefinition",
    bad={"metadata.name": "crontab.stable.example.com"},
    good={"metadata.name": "crontabs.stable.example.com"},
)
GROUP = Rule(
    "crd/group",
    "The group is a domain of at least two parts.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.group": "example", "metadata.name": "crontabs.example"},
    good={"spec.group": "stable.example.com"},
)
SCOPE = Rule(
    "crd/scope",
    "The scope is Cluster or Namespaced.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.scope": "Namespace"},
    good={"spec.scope": "Namespaced"},
)
NAMES = Rule(
    "crd/names",
    "Plural, singular, short names and categories are DNS labels, kind and listKind too but for case, and differ.",
    "ValidateCustomResourceDefinitionNames",
    "CustomResourceDefinition",
    bad={"spec.names.shortNames": ["CT"]},
    good={"spec.names.shortNames": ["ct"]},
)
VERSIONS = Rule(
    "crd/versions",
    "Versions are DNS labels, none twice, and exactly one of them is stored.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.versions[0].storage": False},
    good={"spec.versions[0].storage": True},
)
SCHEMA_REQUIRED = Rule(
    "crd/schema-required",
    "Every version has a schema.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.versions[0].schema": {}},
    good={"spec.versions[0].schema": {"openAPIV3Schema": {"type": "object"}}},
)
PRESERVE_UNKNOWN = Rule(
    "crd/no-preserve-unknown-fields",
    "spec.preserveUnknownFields is a thing of v1beta1.",
    "validatePreserveUnknownFields",
    "CustomResourceDefinition",
    bad={"spec.preserveUnknownFields": True},
    good={"spec.preserveUnknownFields": False},
    remedy="set x-kubernetes-preserve-unknown-fields in the schema",
)
APPROVAL = Rule(
    "crd/api-approval",
    "A group below k8s.io or kubernetes.io belongs to the community, and names the approval of its API.",
    "validateAPIApproval",
    "CustomResourceDefinition",
    bad={"spec.group": "stable.k8s.io", "metadata.name": "crontabs.stable.k8s.io"},
    good={
        "spec.group": "stable.k8s.io",
        "metadata.name": "crontabs.stable.k8s.io",
        "metadata.annotations": {"api-approved.kubernetes.io": "unapproved, experimental"},
    },
)

APPROVAL_ANNOTATION = "api-approved.kubernetes.io"
_HOISTED = ("schema", "subresources", "additionalPrinterColumns", "selectableFields")


def validate_custom_resource_definition(obj: Tree, problems: Problems, context: Context) -> None:  # noqa: ARG001
    """The definition on create, in which the server forgets the status and fills in names."""
    spec = obj.get("spec") or {}
    names = spec.setdefault("names", {})
    _default_names(names)
    _metadata(obj, spec, names, problems)
    _group(spec.get("group", ""), problems)
    scope = spec.get("scope", "")
    if scope not in {"Cluster", "Namespaced"}:
        problems.add(SCOPE, "spec.scope", f"{scope!r} is neither Cluster nor Namespaced")
    versions: list[Tree] = spec.get("versions") or []
    top = _hoist(versions)
    _version_names(versions, problems)
    _preserve_unknown(spec, versions, top, problems)
    _schemas_required(versions, top, problems)
    for index, version in enumerate(versions):
        _version(version, f"spec.versions[{index}]", problems, top)
    _top_level(top, versions, problems)
    _names(names, problems)
    _conversion(spec, problems)
    _stored_versions(versions, problems)


def _default_names(names: Tree) -> None:
    kind = names.get("kind", "")
    if not names.get("singular"):
        names["singular"] = kind.lower()
    if not names.get("listKind") and kind:
        names["listKind"] = f"{kind}List"


def _metadata(obj: Tree, spec: Tree, names: Tree, problems: Problems) -> None:
    expected = f"{names.get('plural', '')}.{spec.get('group', '')}"
    validate_generic_meta(obj, problems, namespaced=False)
    meta = obj.get("metadata") or {}
    if meta.get("name") and meta["name"] != expected:
        problems.add(NAME, "metadata.name", f"{meta['name']!r} must be {expected!r}")
    if meta.get("generateName") and meta["generateName"] != expected:
        problems.add(NAME, "metadata.generateName", f"{meta['generateName']!r} must be {expected!r}")
    if meta.get("generateName") and not meta.get("name"):
        problems.add(NAME, "metadata.name", "a definition's name cannot be made up by the server")
    group = f".{spec.get('group', '')}"
    if group.endswith((".k8s.io", ".kubernetes.io")):
        _approval((meta.get("annotations") or {}).get(APPROVAL_ANNOTATION, ""), problems)


def _approval(text: str, problems: Problems) -> None:
    path = f"metadata.annotations[{APPROVAL_ANNOTATION}]"
    if not text:
        problems.add(APPROVAL, path, "a community group names the approval of its API")
        return
    if text.startswith("unapproved"):
        return
    try:
        url = parse_url(text, request=True)
    except GoUrlError:
        url = None
    if url is None or not url.host or not url.scheme:
        problems.add(APPROVAL, path, f"{text!r} is neither a URL nor begins with 'unapproved'")


def _group(group: str, problems: Problems) -> None:
    reason = formats.dns1123_subdomain(group) if group else "is required"
    if not reason and "." not in group:
        reason = "must be a domain with a dot in it"
    if reason:
        problems.add(GROUP, "spec.group", f"{group!r} {reason}")


def _hoist(versions: list[Tree]) -> dict[str, Any]:
    """What all versions have in common, which the server keeps once, at the top, and names so in what it reports."""
    top: dict[str, Any] = {}
    for field in _HOISTED if versions else ():
        first = versions[0].get(field)
        if all(version.get(field) == first for version in versions):
            for version in versions:
                version.pop(field, None)
            if first is not None:
                top[field] = first
    return top


def _version_names(versions: list[Tree], problems: Problems) -> None:
    seen: set[str] = set()
    for index, version in enumerate(versions):
        name = version.get("name", "")
        reason = formats.dns1035_label(name)
        if reason:
            problems.add(VERSIONS, f"spec.versions[{index}].name", f"{name!r} {reason}")
            if index == 0 and name:
                problems.add(VERSIONS, "spec.version", f"{name!r} {reason}")
        if name in seen:
            problems.add(VERSIONS, "spec.versions", f"{name!r} occurs twice")
        seen.add(name)
    if sum(1 for version in versions if version.get("storage")) != 1:
        problems.add(VERSIONS, "spec.versions", "exactly one version is stored")


def _stored_versions(versions: list[Tree], problems: Problems) -> None:
    """The status that the server writes on create, which it judges like any other."""
    stored = [version.get("name", "") for version in versions if version.get("storage")]
    if not stored:
        problems.add(VERSIONS, "status.storedVersions", "at least one version is stored")
    for name in stored[1:]:
        problems.add(VERSIONS, "status.storedVersions", f"{name!r} is stored beside {stored[0]!r}")


def _preserve_unknown(spec: Tree, versions: list[Tree], top: Tree, problems: Problems) -> None:
    if not spec.get("preserveUnknownFields"):
        return
    problems.add(PRESERVE_UNKNOWN, "spec.preserveUnknownFields", "must not be true")
    schemas = [top.get("schema"), *(version.get("schema") for version in versions)]
    if any(_has_default((schema or {}).get("openAPIV3Schema")) for schema in schemas):
        problems.add(PRESERVE_UNKNOWN, "spec.preserveUnknownFields", "must be false where the schema has defaults")
    if (spec.get("conversion") or {"strategy": "None"}).get("strategy") != "None":
        problems.add(PRESERVE_UNKNOWN, "spec.conversion.strategy", "must be None where unknown fields are preserved")


def _has_default(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    if schema.get("default") is not None:
        return True
    below = [schema.get(key) for key in ("items", "not", "additionalProperties", "additionalItems")]
    for key in ("allOf", "anyOf", "oneOf"):
        below.extend(schema.get(key) or ())
    for key in ("properties", "patternProperties", "definitions", "dependencies"):
        below.extend((schema.get(key) or {}).values())
    return any(_has_default(item) for item in below)


def _schemas_required(versions: list[Tree], top: Tree, problems: Problems) -> None:
    if (top.get("schema") or {}).get("openAPIV3Schema") is not None:
        return
    for index, version in enumerate(versions):
        if (version.get("schema") or {}).get("openAPIV3Schema") is None:
            problems.add(SCHEMA_REQUIRED, f"spec.versions[{index}].schema.openAPIV3Schema", "a schema is required")


def _version(version: Tree, path: str, problems: Problems, top: Tree) -> None:
    validate_deprecation(version, f"{path}.deprecationWarning", problems)
    subresources = top.get("subresources") if "subresources" in top else version.get("subresources")
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        has_status = "status" in (subresources or {})
        validate_schema(schema, f"{path}.schema.openAPIV3Schema", problems, has_status=has_status)
    validate_subresources(version.get("subresources"), f"{path}.subresources", problems)
    validate_columns(version.get("additionalPrinterColumns") or [], f"{path}.additionalPrinterColumns", problems)
    fields = version.get("selectableFields")
    if fields:
        _selectable(fields, version.get("schema") or top.get("schema"), path, problems, own="schema" in version)


def _selectable(fields: list[Tree], schema: Tree | None, path: str, problems: Problems, *, own: bool) -> None:
    from k8sdsl.server.rules.apiextensions.versions import SELECTABLE_FIELD

    inner = (schema or {}).get("openAPIV3Schema")
    if inner is None or not own:
        problems.add(SELECTABLE_FIELD, f"{path}.selectableFields", "selectable fields need a schema beside them")
    else:
        validate_selectable_fields(fields, inner, f"{path}.selectableFields", problems)


def _top_level(top: Tree, versions: list[Tree], problems: Problems) -> None:
    schema = (top.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        subresources = [top.get("subresources"), *(version.get("subresources") for version in versions)]
        has_status = any("status" in (item or {}) for item in subresources)
        validate_schema(schema, "spec.validation.openAPIV3Schema", problems, has_status=has_status)
    validate_subresources(top.get("subresources"), "spec.subresources", problems)
    validate_columns(top.get("additionalPrinterColumns") or [], "spec.additionalPrinterColumns", problems)
    if top.get("selectableFields"):
        _selectable(top["selectableFields"], top.get("schema"), "spec", problems, own="schema" in top)


def _names(names: Tree, problems: Problems) -> None:
    for field in ("plural", "singular", "kind", "listKind"):
        name = names.get(field, "")
        text = name.lower() if field in {"kind", "listKind"} else name
        reason = formats.dns1035_label(text) if text else "is required"
        if reason:
            problems.add(NAMES, f"spec.names.{field}", f"{name!r} {reason}")
    for field in ("shortNames", "categories"):
        for index, name in enumerate(names.get(field) or ()):
            reason = formats.dns1035_label(name)
            if reason:
                problems.add(NAMES, f"spec.names.{field}[{index}]", f"{name!r} {reason}")
    if names.get("kind") and names["kind"] == names.get("listKind"):
        problems.add(NAMES, "spec.names.listKind", "kind and listKind differ")


def _conversion(spec: Tree, problems: Problems) -> None:
    conversion = spec.get("conversion")
    if conversion is None:
        return
    webhook = conversion.get("webhook") or {}
    internal = {"strategy": conversion.get("strategy", ""), "webhookClientConfig": webhook.get("clientConfig")}
    internal["conversionReviewVersions"] = webhook.get("conversionReviewVersions")
    validate_conversion(internal, "spec.conversion", problems)
