"""Claims that a pod uses, claims created for a pod, and the specification that all claims share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.meta import validate_annotations, validate_label_selector, validate_labels
from k8sdsl.server.rules.pods.resources import is_whole, milli_value
from k8sdsl.server.rules.pods.volumes_files import require

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree


def _example(*, metadata: Tree | None = None, **claim: Any) -> Tree:
    """A pod with an ephemeral volume; fields that `claim` does not set are valid."""
    sound = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    template = {"metadata": metadata or {}, "spec": {**sound, **claim}}
    return {"spec.volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": template}}]}


ACCESS_MODES = Rule(
    "core/access-modes",
    "`accessModes` of a claim must list ReadWriteOnce, ReadOnlyMany or ReadWriteMany, or ReadWriteOncePod by itself.",
    "ValidatePersistentVolumeClaimSpec",
    "Pod",
    bad=_example(accessModes=[]),
    good=_example(accessModes=["ReadWriteOnce", "ReadOnlyMany"]),
    remedy="for example, write `accessModes: [ReadWriteOnce]`",
)
STORAGE_REQUEST = Rule(
    "core/storage-request",
    "A claim must request a positive amount of `storage`.",
    "ValidatePersistentVolumeClaimSpec",
    "Pod",
    bad=_example(resources={}),
    good=_example(resources={"requests": {"storage": "5Gi"}}),
    remedy="set `resources: {requests: {storage: 10Gi}}`",
)
CLAIM_FIELD = Rule(
    "core/claim-field",
    "`storageClassName` of a claim must be a DNS name, and `volumeMode` must be Filesystem or Block.",
    "ValidatePersistentVolumeClaimSpec",
    "Pod",
    bad=_example(storageClassName="Fast_Disk"),
    good=_example(storageClassName="fast-disk", volumeMode="Block"),
    remedy="for example, write `storageClassName: fast-ssd` and `volumeMode: Filesystem`",
)
DATA_SOURCE = Rule(
    "core/claim-data-source",
    (
        "`dataSource` and `dataSourceRef` must have a `kind` and `name`, refer to the same object, and have an "
        "`apiGroup` unless it is a claim."
    ),
    "validateDataSource",
    "Pod",
    bad=_example(dataSource={"kind": "VolumeSnapshot", "name": "s"}),
    good=_example(dataSource={"kind": "PersistentVolumeClaim", "name": "s"}),
    remedy="for example, write `dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: backup}`",
)
CLAIM_TEMPLATE_META = Rule(
    "core/claim-template-metadata",
    "`volumeClaimTemplate.metadata` of an ephemeral volume must set only labels and annotations.",
    "ValidateTemplateObjectMeta",
    "Pod",
    bad=_example(metadata={"name": "data"}),
    good=_example(metadata={"labels": {"app": "web"}}),
    remedy=(
        "keep only `metadata: {labels: {app: web}, annotations: {}}`; the name is made from those of the pod and the "
        "volume"
    ),
)

FRACTIONAL_BYTES = Rule(
    "core/claim-fractional-bytes",
    "An amount of `storage` in a claim should be a whole number of bytes; the suffix 'm' means thousandths of a byte.",
    "GetWarningsForPersistentVolumeClaimSpec",
    "PersistentVolumeClaim",
    bad={"spec.resources": {"requests": {"storage": "1500m"}}},
    good={"spec.resources": {"requests": {"storage": "1500M"}}},
    severity=Severity.WARNING,
    remedy="write `10G` (gigabytes) or `10Gi` (gibibytes)",
)
_GROUPS_VALIDATED = 29
"""The API group of a data source is validated since this version (`validateDataSource`)."""
MODES = frozenset(("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"))
ONLY_FOR_REAL_OBJECTS = (
    *("name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation"),
    *("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers"),
    "managedFields",
)


def persistent_volume_claim(source: Tree, path: str, problems: Problems) -> None:
    """A reference to an existing claim (validatePersistentClaimVolumeSource)."""
    require(source, ("claimName",), path, problems)


def ephemeral(source: Tree, path: str, problems: Problems, minor: int) -> None:
    """A claim created for the pod (validateEphemeralVolumeSource)."""
    template = source.get("volumeClaimTemplate")
    if template is None:
        require(source, ("volumeClaimTemplate",), path, problems)
        return
    path = f"{path}.volumeClaimTemplate"
    _template_meta(template.get("metadata", {}), f"{path}.metadata", problems)
    validate_claim_spec(template.get("spec", {}), f"{path}.spec", problems, minor)


def _template_meta(meta: Tree, path: str, problems: Problems) -> None:
    validate_annotations(meta.get("annotations", {}), f"{path}.annotations", problems)
    validate_labels(meta.get("labels", {}), f"{path}.labels", problems)
    for field in ONLY_FOR_REAL_OBJECTS:
        value = meta.get(field)
        # An empty string and zero count as unset, but an empty list and a pointer to zero do not.
        if value or isinstance(value, list) or (value is not None and field == "deletionGracePeriodSeconds"):
            spelling = "uID" if field == "uid" else field
            problems.add(CLAIM_TEMPLATE_META, f"{path}.{spelling}", "this field is not allowed in a template")


def validate_claim_spec(spec: Tree, path: str, problems: Problems, minor: int) -> None:
    """The specification of any claim (ValidatePersistentVolumeClaimSpec)."""
    modes = spec.get("accessModes", ())
    if not modes:
        problems.add(ACCESS_MODES, f"{path}.accessModes", "accessModes is empty; at least one access mode is required")
    for mode in modes:
        if mode not in MODES:
            refuse_choice(ACCESS_MODES, mode, MODES, f"{path}.accessModes", problems)
    if "ReadWriteOncePod" in modes and any(mode != "ReadWriteOncePod" and mode in MODES for mode in modes):
        problems.add(ACCESS_MODES, f"{path}.accessModes", "ReadWriteOncePod cannot be combined with other modes")
    validate_label_selector(spec.get("selector"), f"{path}.selector", problems)
    storage = spec.get("resources", {}).get("requests", {}).get("storage")
    if storage is None or milli_value(storage) <= 0:
        message = "resources.requests.storage is required" if storage is None else f"{storage} must be positive"
        problems.add(STORAGE_REQUEST, f"{path}.resources[storage]", message)
    for field in ("storageClassName", "volumeAttributesClassName"):
        reason = formats.dns1123_subdomain(spec[field]) if spec.get(field) else ""
        if reason:
            problems.add(CLAIM_FIELD, f"{path}.{field}", f"{spec[field]!r} {reason}")
    if spec.get("volumeMode", "Block") not in {"Block", "Filesystem"}:
        refuse_choice(CLAIM_FIELD, spec["volumeMode"], ("Block", "Filesystem"), f"{path}.volumeMode", problems)
    _data_sources(spec, path, problems, minor)


def warn_of_claim_spec(spec: Tree, path: str, problems: Problems) -> None:
    """The server's warnings about a claim that it accepts (GetWarningsForPersistentVolumeClaimSpec)."""
    resources = spec.get("resources") or {}
    for field in ("requests", "limits"):
        amount = (resources.get(field) or {}).get("storage")
        if amount is not None and not is_whole(amount):
            problems.add(
                FRACTIONAL_BYTES, f"{path}.resources.{field}[storage]", f"{amount} is not a whole number of bytes"
            )


def _data_sources(spec: Tree, path: str, problems: Problems, minor: int) -> None:
    source, ref = spec.get("dataSource"), spec.get("dataSourceRef")
    for field, value in (("dataSource", source), ("dataSourceRef", ref)):
        if value is not None:
            _data_source(value, f"{path}.{field}", problems, check_group=minor >= _GROUPS_VALIDATED)
    if source is None or ref is None:
        return
    if ref.get("namespace"):
        problems.add(DATA_SOURCE, path, "dataSource cannot be set together with a dataSourceRef that has a namespace")
    elif source.get("apiGroup") != ref.get("apiGroup"):  # an empty group is not the same as none
        problems.add(DATA_SOURCE, path, "dataSource and dataSourceRef must have the same apiGroup, or both none")
    elif any((source.get(field) or "") != (ref.get(field) or "") for field in ("kind", "name")):
        problems.add(DATA_SOURCE, path, "dataSource and dataSourceRef must name the same object")


def _data_source(source: Tree, path: str, problems: Problems, *, check_group: bool) -> None:
    for field in ("name", "kind"):
        if not source.get(field):
            problems.add(DATA_SOURCE, f"{path}.{field}", f"{field} is required")
    group = source.get("apiGroup", "")
    if not group and source.get("kind", "") != "PersistentVolumeClaim":
        problems.add(DATA_SOURCE, path, "the kind must be PersistentVolumeClaim unless there is an apiGroup")
    reason = formats.dns1123_subdomain(group) if group and check_group else ""
    if reason:
        problems.add(DATA_SOURCE, f"{path}.apiGroup", f"{group!r} {reason}")
    namespace = source.get("namespace", "")
    reason = formats.dns1123_label(namespace) if namespace else ""
    if reason:
        problems.add(DATA_SOURCE, f"{path}.namespace", f"{namespace!r} {reason}")
