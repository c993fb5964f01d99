"""CustomResourceDefinition as a whole: names, scope, versions, and the calls for the rest."""

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
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NAME = Rule(
    "crd/name",
    "The `metadata.name` of a definition must be the plural, a dot and the group.",
    "ValidateCustomResourceDefinition",
    "CustomResourceDefinition",
    bad={"metadata.name": "crontab.stable.example.com"},
    good={"metadata.name": "crontabs.stable.example.com"},
    remedy="for example, write `metadata: {name: crontabs.stable.example.com}`",
)
GROUP = Rule(
    "crd/group",
    "`group` of a definition must be a domain of at least two parts.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.group": "example", "metadata.name": "crontabs.example"},
    good={"spec.group": "stable.example.com"},
    remedy="for example, write `group: stable.example.com`",
)
SCOPE = Rule(
    "crd/scope",
    "`scope` of a definition must be Cluster or Namespaced.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.scope": "Namespace"},
    good={"spec.scope": "Namespaced"},
    remedy="write the value as listed, such as `scope: Namespaced`",
)
NAMES = Rule(
    "crd/names",
    (
        "`plural`, `singular`, `shortNames` and `categories` must be DNS labels; `kind` and `listKind` too except "
        "for case, and must differ."
    ),
    "ValidateCustomResourceDefinitionNames",
    "CustomResourceDefinition",
    bad={"spec.names.shortNames": ["CT"]},
    good={"spec.names.shortNames": ["ct"]},
    remedy="for example, write `names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}`",
)
VERSIONS = Rule(
    "crd/versions",
    "`versions` must have unique DNS labels as names, and exactly one version must have `storage: true`.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.versions[0].storage": False},
    good={"spec.versions[0].storage": True},
    remedy=(
        "for example, write `versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: true, "
        "storage: false}]`"
    ),
)
SCHEMA_REQUIRED = Rule(
    "crd/schema-required",
    "Every version of a definition must have `schema.openAPIV3Schema`.",
    "validateCustomResourceDefinitionSpec",
    "CustomResourceDefinition",
    bad={"spec.versions[0].schema": {}},
    good={"spec.versions[0].schema": {"openAPIV3Schema": {"type": "object"}}},
    remedy="for example, write `schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}`",
)
PRESERVE_UNKNOWN = Rule(
    "crd/no-preserve-unknown-fields",
    "`spec.preserveUnknownFields` must not be true; it belongs to v1beta1.",
    "validatePreserveUnknownFields",
    "CustomResourceDefinition",
    bad={"spec.preserveUnknownFields": True},
    good={"spec.preserveUnknownFields": False},
    remedy="remove it, and set `x-kubernetes-preserve-unknown-fields: true` in the schema if needed",
)
APPROVAL = Rule(
    "crd/api-approval",
    "A definition in a group of k8s.io or kubernetes.io must have the annotation `api-approved.kubernetes.io`.",
    "validateAPIApproval",
    "CustomResourceDefinition",
    bad={"spec.group": "stable.k8s.io", "metadata.name": "crontabs.stable.k8s.io"},
    good={
        "spec.group": "stable.k8s.io",
        "metadata.name": "crontabs.stable.k8s.io",
        "metadata.annotations": {"api-approved.kubernetes.io": "unapproved, experimental"},
    },
    remedy=(
        "use your own `group: stable.example.com`, or set the annotation to the URL of the approval or to "
        "`unapproved, experimental`"
    ),
)

APPROVAL_ANNOTATION = "api-approved.kubernetes.io"
_HOISTED = ("schema", "subresources", "additionalPrinterColumns", "selectableFields")


def validate_custom_resource_definition(obj: Tree, problems: Problems, context: Context) -> None:
    """The definition on create; the server drops the status and sets default names."""
    spec = obj.get("spec") or {}
    names = spec.setdefault("names", {})
    _default_names(names)
    _metadata(obj, spec, names, problems)
    _group(spec.get("group", ""), problems)
    scope = spec.get("scope", "")
    if scope not in {"Cluster", "Namespaced"}:
        refuse_choice(SCOPE, scope, ("Cluster", "Namespaced"), "spec.scope", problems)
    versions: list[Tree] = spec.get("versions") or []
    top = _hoist(versions)
    _version_names(versions, problems)
    _preserve_unknown(spec, versions, top, problems)
    _schemas_required(versions, top, problems)
    for index, version in enumerate(versions):
        _version(version, f"spec.versions[{index}]", problems, top, context.minor)
    _top_level(top, versions, problems, context.minor)
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
        problems.add(NAME, "metadata.name", "name is required; generateName cannot be used for a definition")
    group = f".{spec.get('group', '')}"
    if group.endswith((".k8s.io", ".kubernetes.io")):
        _approval((meta.get("annotations") or {}).get(APPROVAL_ANNOTATION, ""), problems)


def _approval(text: str, problems: Problems) -> None:
    path = f"metadata.annotations[{APPROVAL_ANNOTATION}]"
    if not text:
        problems.add(APPROVAL, path, "the annotation is required for a group of k8s.io or kubernetes.io")
        return
    if text.startswith("unapproved"):
        return
    try:
        url = parse_url(text, request=True)
    except GoUrlError:
        url = None
    if url is None or not url.host or not url.scheme:
        problems.add(APPROVAL, path, f"{text!r} must be a URL or start with 'unapproved'")


def _group(group: str, problems: Problems) -> None:
    reason = formats.dns1123_subdomain(group) if group else "is empty; a group is required"
    if not reason and "." not in group:
        reason = "must be a domain with at least one dot"
    if reason:
        problems.add(GROUP, "spec.group", f"{group!r} {reason}")


def _hoist(versions: list[Tree]) -> dict[str, Any]:
    """The values that all versions share, which the server keeps once at the top, also in the paths that it reports."""
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
            problems.add(VERSIONS, "spec.versions", f"{name!r} is the name of more than one version")
        seen.add(name)
    if sum(1 for version in versions if version.get("storage")) != 1:
        problems.add(VERSIONS, "spec.versions", "exactly one version must have storage: true")


def _stored_versions(versions: list[Tree], problems: Problems) -> None:
    """The status that the server writes on create and validates like any other."""
    stored = [version.get("name", "") for version in versions if version.get("storage")]
    if not stored:
        problems.add(VERSIONS, "status.storedVersions", "at least one version must have storage: true")
    for name in stored[1:]:
        problems.add(VERSIONS, "status.storedVersions", f"{name!r} has storage: true as well as {stored[0]!r}")


def _preserve_unknown(spec: Tree, versions: list[Tree], top: Tree, problems: Problems) -> None:
    if not spec.get("preserveUnknownFields"):
        return
    problems.add(PRESERVE_UNKNOWN, "spec.preserveUnknownFields", "must not be true")
    schemas = [top.get("schema"), *(version.get("schema") for version in versions)]
    if any(_has_default((schema or {}).get("openAPIV3Schema")) for schema in schemas):
        problems.add(PRESERVE_UNKNOWN, "spec.preserveUnknownFields", "must be false because the schema has defaults")
    if (spec.get("conversion") or {"strategy": "None"}).get("strategy") != "None":
        problems.add(PRESERVE_UNKNOWN, "spec.conversion.strategy", "must be None because preserveUnknownFields is true")


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
            problems.add(
                SCHEMA_REQUIRED, f"spec.versions[{index}].schema.openAPIV3Schema", "openAPIV3Schema is required"
            )


def _version(version: Tree, path: str, problems: Problems, top: Tree, minor: int) -> None:
    validate_deprecation(version, f"{path}.deprecationWarning", problems)
    subresources = top.get("subresources") if "subresources" in top else version.get("subresources")
    schema = (version.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        has_status = "status" in (subresources or {})
        validate_schema(schema, f"{path}.schema.openAPIV3Schema", problems, has_status=has_status, minor=minor)
    validate_subresources(version.get("subresources"), f"{path}.subresources", problems)
    validate_columns(version.get("additionalPrinterColumns") or [], f"{path}.additionalPrinterColumns", problems)
    fields = version.get("selectableFields")
    if fields:
        _selectable(fields, version.get("schema") or top.get("schema"), path, problems, own="schema" in version)


def _selectable(fields: list[Tree], schema: Tree | None, path: str, problems: Problems, *, own: bool) -> None:
    from k8sdsl.server.rules.apiextensions.versions import SELECTABLE_FIELD

    inner = (schema or {}).get("openAPIV3Schema")
    if inner is None or not own:
        problems.add(
            SELECTABLE_FIELD, f"{path}.selectableFields", "selectableFields require a schema in the same version"
        )
    else:
        validate_selectable_fields(fields, inner, f"{path}.selectableFields", problems)


def _top_level(top: Tree, versions: list[Tree], problems: Problems, minor: int) -> None:
    schema = (top.get("schema") or {}).get("openAPIV3Schema")
    if schema is not None:
        subresources = [top.get("subresources"), *(version.get("subresources") for version in versions)]
        has_status = any("status" in (item or {}) for item in subresources)
        validate_schema(schema, "spec.validation.openAPIV3Schema", problems, has_status=has_status, minor=minor)
    validate_subresources(top.get("subresources"), "spec.subresources", problems)
    validate_columns(top.get("additionalPrinterColumns") or [], "spec.additionalPrinterColumns", problems)
    if top.get("selectableFields"):
        # Here a schema without `openAPIV3Schema` counts as an empty one.
        schema = {"openAPIV3Schema": {}, **(top.get("schema") or {})}
        _selectable(top["selectableFields"], schema, "spec", problems, own="schema" in top)


def _names(names: Tree, problems: Problems) -> None:
    for field in ("plural", "singular", "kind", "listKind"):
        name = names.get(field, "")
        text = name.lower() if field in {"kind", "listKind"} else name
        reason = formats.dns1035_label(text) if text else "is empty; a name is required"
        if reason:
            problems.add(NAMES, f"spec.names.{field}", f"{name!r} {reason}")
    for field in ("shortNames", "categories"):
        for index, name in enumerate(names.get(field) or ()):
            reason = formats.dns1035_label(name)
            if reason:
                problems.add(NAMES, f"spec.names.{field}[{index}]", f"{name!r} {reason}")
    if names.get("kind") and names["kind"] == names.get("listKind"):
        problems.add(NAMES, "spec.names.listKind", "listKind must differ from kind")


def _conversion(spec: Tree, problems: Problems) -> None:
    conversion = spec.get("conversion")
    if conversion is None:
        return
    webhook = conversion.get("webhook") or {}
    internal = {"strategy": conversion.get("strategy", ""), "webhookClientConfig": webhook.get("clientConfig")}
    internal["conversionReviewVersions"] = webhook.get("conversionReviewVersions")
    validate_conversion(internal, "spec.conversion", problems)
