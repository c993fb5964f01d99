"""Metadata of every object: names, labels, annotations, finalizers, owners.

Answers for apimachinery `api/validation/objectmeta.go`.
"""

from __future__ import annotations

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

NAME = Rule(
    "meta/name",
    "The `metadata.name` of an object must have the syntax that its kind requires.",
    "ValidateObjectMeta",
    "ConfigMap",
    bad={"metadata.name": "My_Config"},
    good={"metadata.name": "my-config"},
    remedy="use lowercase letters, digits and dashes, such as `name: web-frontend`",
)
NAME_REQUIRED = Rule(
    "meta/name-required",
    "An object must have a `metadata.name` or a `metadata.generateName`.",
    "ValidateObjectMeta",
    "ConfigMap",
    bad={"metadata.name": ""},
    good={"metadata.name": "", "metadata.generateName": "config-"},
    remedy="for example, set `metadata: {name: web}`",
)
NAMESPACE = Rule(
    "meta/namespace",
    "`metadata.namespace` must be a DNS label of at most 63 characters.",
    "ValidateObjectMeta",
    "ConfigMap",
    bad={"metadata.namespace": "Team_A"},
    good={"metadata.namespace": "team-a"},
    remedy="use lowercase letters, digits and dashes, such as `namespace: team-a`",
)
LABEL = Rule(
    "meta/label",
    "Keys of `metadata.labels` must be qualified names, and values at most 63 letters, digits, '-', '_' and '.'.",
    "ValidateLabels",
    "ConfigMap",
    bad={"metadata.labels": {"app": "my app"}},
    good={"metadata.labels": {"app": "my-app"}},
    remedy="for example, write `labels: {app.kubernetes.io/name: web}`; put longer or free text into `annotations`",
)
ANNOTATION = Rule(
    "meta/annotation",
    "Keys of `metadata.annotations` must be qualified names, in any letter case.",
    "ValidateAnnotations",
    "ConfigMap",
    bad={"metadata.annotations": {"my key": "value"}},
    good={"metadata.annotations": {"example.com/my-key": "any value at all"}},
    remedy="for example, write `annotations: {example.com/owner: team-a}`",
)
ANNOTATIONS_SIZE = Rule(
    "meta/annotations-size",
    "`metadata.annotations` must not exceed 256 KiB in total.",
    "ValidateAnnotationsSize",
    "ConfigMap",
    bad={"metadata.annotations": {"note": "x" * (256 * 1024)}},
    good={"metadata.annotations": {"note": "x"}},
    remedy=(
        "move large values to a ConfigMap, and apply with `kubectl apply --server-side`, which stores no "
        "last-applied annotation"
    ),
)
FINALIZER = Rule(
    "meta/finalizer",
    "An entry of `metadata.finalizers` must be a qualified name with a domain, or one that Kubernetes defines.",
    "ValidateFinalizers",
    "ConfigMap",
    bad={"metadata.finalizers": ["example.com/clean up"]},
    good={"metadata.finalizers": ["example.com/clean-up"]},
    remedy="write it with your domain, such as `finalizers: [example.com/cleanup]`",
)
OWNER = Rule(
    "meta/owner-reference",
    "An owner reference must have `apiVersion`, `kind`, `name` and `uid`, and at most one may be the controller.",
    "ValidateOwnerReferences",
    "ConfigMap",
    bad={"metadata.ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "owner", "uid": ""}]},
    good={"metadata.ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "owner", "uid": "5f0a"}]},
    remedy=(
        "for example, write `{apiVersion: apps/v1, kind: Deployment, name: web, uid: "
        "5f0a7c1e-0000-0000-0000-000000000000}`, or remove `ownerReferences`"
    ),
)
OWNER_REPEATED = Rule(
    "meta/owner-repeated",
    "`ownerReferences` should not list an owner more than once; the server drops repetitions.",
    "dedupOwnerReferencesAndAddWarning",
    "ConfigMap",
    bad={"metadata.ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "owner", "uid": "5f0a"}] * 2},
    good={"metadata.ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "owner", "uid": "5f0a"}]},
    severity=Severity.WARNING,
    remedy="keep one entry for each `uid`",
)
NUMBER = Rule(
    "meta/generation",
    "`metadata.generation` must not be negative.",
    "ValidateNonnegativeField",
    "ConfigMap",
    bad={"metadata.generation": -1},
    good={"metadata.generation": 1},
    remedy="remove it; the server sets `generation: 1` on create",
)
SELECTOR = Rule(
    "meta/label-selector",
    (
        "An entry of `matchExpressions` must have a `key`, an operator of In, NotIn, Exists or DoesNotExist, and "
        "`values` only for the first two."
    ),
    "ValidateLabelSelector",
    "NetworkPolicy",
    bad={"spec.podSelector": {"matchExpressions": [{"key": "app", "operator": "In"}]}},
    good={"spec.podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}},
    remedy="for example, write `{key: app, operator: In, values: [web]}` or `{key: app, operator: Exists}`",
)

ANNOTATIONS_LIMIT = 256 * 1024
_GENERATED_BASE, _RANDOM_SUFFIX = 58, "xxxxx"
ONLY_NAMES_SINCE = 34
"""Since this version some kinds validate `generateName` only by the name made of it (`ValidateObjectMetaWithOpts`)."""
_COUNTED = frozenset(
    (
        *("DeviceClass", "DeviceTaintRule", "EndpointSlice", "FlowSchema", "Ingress", "IngressClass"),
        *("NetworkPolicy", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice"),
    )
)
"""Kinds whose generation the server sets to 1 on create (PrepareForCreate); other kinds do it elsewhere."""
_PATHS = (formats.path_segment, formats.path_segment_prefix)
STANDARD_FINALIZERS = frozenset({"foregroundDeletion", "kubernetes", "orphan"})


def validate_object_meta(
    obj: Tree,
    problems: Problems,
    *,
    namespaced: bool,
    name: Callable[[str], str] = formats.dns1123_subdomain,
    prefix: Callable[[str], str] | None = None,
    path: str = "metadata",
    generates: bool = True,
) -> None:
    """The metadata of `obj` (its `metadata` map); `name` is the syntax of names of its kind.

    `prefix` is the syntax of `generateName` if it is another one.

    Without `generates`, the name made of `generateName` is validated instead of it (ValidateObjectMetaWithOpts); the
    caller ends with `validate_generated_name`.
    """
    meta = obj.get("metadata") or {}
    generate = meta.get("generateName", "")
    given = assigned_name(meta)
    if generate and generates:
        _generate_name(generate, prefix or name, path, problems)
    if given:
        reason = name(given)
        if reason:
            problems.add(NAME, f"{path}.name", f"{given!r} {reason}")
    else:
        problems.add(NAME_REQUIRED, f"{path}.name", "name or generateName is required")
    if namespaced:  # the server drops it for a cluster-scoped kind (EnsureObjectNamespaceMatchesRequestNamespace)
        _namespace(meta.get("namespace", ""), path, problems)
    if meta.get("generation", 0) < 0 and obj.get("kind") not in _COUNTED:
        problems.add(NUMBER, f"{path}.generation", f"{meta['generation']} must not be negative")
    if "labels" in meta:
        validate_labels(meta["labels"], f"{path}.labels", problems)
    if "annotations" in meta:
        validate_annotations(meta["annotations"], f"{path}.annotations", problems)
    if "ownerReferences" in meta:
        _owners(meta["ownerReferences"], f"{path}.ownerReferences", problems)
    if "finalizers" in meta:
        _finalizers(meta["finalizers"], f"{path}.finalizers", problems)


def assigned_name(meta: Tree) -> str:
    """The name of an object, or one that the server could generate from its generateName before validation.

    Empty if it has neither. Five letters and digits, here x, follow the first 58 characters (SimpleNameGenerator).
    """
    name: str = meta.get("name") or ""
    generate: str = meta.get("generateName") or ""
    return name if name or not generate else generate[:_GENERATED_BASE] + _RANDOM_SUFFIX


def _generate_name(generate: str, name: Callable[[str], str], path: str, problems: Problems) -> None:
    # The server appends letters or digits, so a trailing dash is harmless. Upstream removes the character before it as
    # well (maskTrailingDash), except in names that need only fit in a path.
    is_masked = len(generate) > 1 and generate[-1] == "-" and name not in _PATHS
    reason = name(f"{generate[:-2]}a" if is_masked else generate)
    if reason:
        problems.add(NAME, f"{path}.generateName", f"{generate!r} {reason}")


def validate_generated_name(obj: Tree, problems: Problems) -> None:
    """The `generateName` of an object without other errors, as any kind can have it (BeforeCreate)."""
    generate = (obj.get("metadata") or {}).get("generateName", "")
    if generate and not any(problem.rule.severity is Severity.ERROR for problem in problems):
        _generate_name(generate, formats.path_segment_prefix, "metadata", problems)


def _namespace(namespace: str, path: str, problems: Problems) -> None:
    reason = formats.dns1123_label(namespace) if namespace else ""
    if reason:
        problems.add(NAMESPACE, f"{path}.namespace", f"{namespace!r} {reason}")


def validate_labels(labels: dict[str, str], path: str, problems: Problems) -> None:
    """Keys and values of labels; the server reports both at the map as a whole."""
    for key, value in labels.items():
        reason = formats.qualified_name(key)
        if reason:
            problems.add(LABEL, path, f"the key {key!r} {reason}")
        reason = formats.label_value(value)
        if reason:
            problems.add(LABEL, path, f"the value {value!r} of {key!r} {reason}")


def validate_annotations(annotations: dict[str, str], path: str, problems: Problems) -> None:
    """Keys of annotations, and their total size."""
    size = 0
    for key, value in annotations.items():
        reason = formats.qualified_name(key.lower())
        if reason:
            problems.add(ANNOTATION, path, f"the key {key!r} {reason}")
        size += len(key) + len(value) if key.isascii() and value.isascii() else _bytes(key) + _bytes(value)
    if size > ANNOTATIONS_LIMIT:
        problems.add(ANNOTATIONS_SIZE, path, f"the total size of {size} bytes exceeds the limit of {ANNOTATIONS_LIMIT}")


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _owners(owners: list[Tree], path: str, problems: Problems) -> None:
    controller = ""
    for index, owner in enumerate(owners):
        if owner in owners[:index]:
            if path == "metadata.ownerReferences":
                problems.add(OWNER_REPEATED, path, f"{owner.get('name', '')!r} is listed more than once")
            continue
        version = owner.get("apiVersion", "")
        if not is_group_version(version) or not version:
            problems.add(OWNER, f"{path}.apiVersion", f"{version!r} is not a valid group and version")
        if version == "v1" and owner.get("kind") == "Event":
            problems.add(OWNER, path, "an Event cannot be an owner")
        for field in ("kind", "name", "uid"):
            if not owner.get(field):
                problems.add(OWNER, f"{path}.{field}", f"{field} is required")
        if owner.get("controller"):
            if controller:
                problems.add(OWNER, path, f"{controller!r} is already the controller; only one is allowed")
            controller = f"{owner.get('kind', '')}/{owner.get('name', '')}"


def is_group_version(api_version: str) -> bool:
    """Whether an `apiVersion` is a version, or a group and a version (`schema.ParseGroupVersion`)."""
    group, _, version = api_version.rpartition("/")
    return bool(version) and "/" not in group


def _finalizers(finalizers: list[str], path: str, problems: Problems) -> None:
    for index, finalizer in enumerate(finalizers):
        reason = formats.qualified_name(finalizer)
        if reason:
            problems.add(FINALIZER, path, f"{finalizer!r} {reason}")
        if "/" not in finalizer and finalizer not in STANDARD_FINALIZERS:
            problems.add(FINALIZER, f"{path}[{index}]", f"{finalizer!r} must have a domain, such as example.com/name")
    if "orphan" in finalizers and "foregroundDeletion" in finalizers:
        problems.add(FINALIZER, path, "orphan and foregroundDeletion cannot be combined")


def validate_label_selector(
    selector: dict[str, Any] | None,
    path: str,
    problems: Problems,
    *,
    allow_invalid_values: bool = False,
) -> None:
    """A `LabelSelector`; `allow_invalid_values` is for places where upstream tolerates invalid label values."""
    if not selector:
        return
    if "matchLabels" in selector:
        validate_labels(selector["matchLabels"], f"{path}.matchLabels", problems)
    for index, requirement in enumerate(selector.get("matchExpressions", ())):
        _requirement(
            requirement, f"{path}.matchExpressions[{index}]", problems, allow_invalid_values=allow_invalid_values
        )


def _requirement(requirement: Tree, path: str, problems: Problems, *, allow_invalid_values: bool) -> None:
    operator = requirement.get("operator", "")
    values = requirement.get("values", ())
    if operator in {"In", "NotIn"}:
        if not values:
            problems.add(SELECTOR, f"{path}.values", f"values is empty; {operator} needs at least one value")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            problems.add(SELECTOR, f"{path}.values", f"{operator} does not take values")
    else:
        from k8sdsl.server.rules.choices import refuse_choice

        refuse_choice(SELECTOR, operator, ("In", "NotIn", "Exists", "DoesNotExist"), f"{path}.operator", problems)
    reason = formats.qualified_name(requirement.get("key", ""))
    if reason:
        problems.add(SELECTOR, f"{path}.key", f"{requirement.get('key', '')!r} {reason}")
    if not allow_invalid_values:
        for index, value in enumerate(values):
            reason = formats.label_value(value)
            if reason:
                problems.add(SELECTOR, f"{path}.values[{index}]", f"{value!r} {reason}")
