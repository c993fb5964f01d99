"""The downward API: fields of the pod and resources of its containers, as environment variables or files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.go_quantity import keeps_spelling
from k8sdsl.semantics.quantities import parse_quantity
from k8sdsl.server.rules.choices import refuse_choice

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

FIELD_REF = Rule(
    "core/field-ref",
    "`fieldRef.fieldPath` must name a field of the pod that the downward API exposes.",
    "validateObjectFieldSelector",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.containers"}}}]},
    good={
        "spec.containers[0].env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}}]
    },
    remedy="use a field such as `metadata.name`, `status.podIP` or `metadata.labels['app']`",
)
RESOURCE_FIELD_REF = Rule(
    "core/resource-field-ref",
    "`resourceFieldRef.resource` must name a limit or request of a container.",
    "validateContainerResourceFieldSelector",
    "Pod",
    bad={"spec.containers[0].env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "cpu"}}}]},
    good={"spec.containers[0].env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}]},
    remedy="for example, write `{containerName: web, resource: limits.memory}`",
)
DIVISOR = Rule(
    "core/resource-divisor",
    "`resourceFieldRef.divisor` must be 1 or 1m for cpu, and a unit such as 1, 1k or 1Mi for bytes.",
    "validateContainerResourceDivisor",
    "Pod",
    bad={
        "spec.containers[0].env": [
            {"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "2"}}}
        ]
    },
    good={
        "spec.containers[0].env": [
            {"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}}
        ]
    },
    remedy="set `divisor: 1m` for millicores, or `divisor: 1Mi` for mebibytes",
)

ENV_FIELDS = frozenset(
    (
        *("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName"),
        *("status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"),
    )
)
FILE_FIELDS = frozenset(
    ("metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid")
)
BYTES = ("memory", "ephemeral-storage")
RESOURCE_FIELDS = frozenset(f"{kind}.{name}" for kind in ("limits", "requests") for name in ("cpu", *BYTES))
BYTE_FIELDS = frozenset(f"{kind}.{name}" for kind in ("limits", "requests") for name in BYTES)
HUGE_PAGE_FIELDS = ("limits.hugepages-", "requests.hugepages-")
_BACKWARDS = {"spec.host": "spec.nodeName"}


def validate_field_ref(ref: Tree, path: str, problems: Problems, fields: frozenset[str]) -> None:
    """A reference to a field of the pod, `fields` are those that can be named without a subscript."""
    field, version = ref.get("fieldPath", ""), ref.get("apiVersion") or "v1"
    if not field:
        problems.add(FIELD_REF, f"{path}.fieldPath", "fieldPath is required")
        return
    if version != "v1":
        problems.add(FIELD_REF, f"{path}.fieldPath", f"{version!r} is not a version of Pod: use v1")
        return
    base, opening, subscript = field.removesuffix("']").partition("['")
    if base and opening and field.endswith("']"):
        _subscript(base, subscript, path, problems)
    elif _BACKWARDS.get(field, field) not in fields:
        refuse_choice(FIELD_REF, field, fields, f"{path}.fieldPath", problems)


def _subscript(base: str, key: str, path: str, problems: Problems) -> None:
    if base not in {"metadata.annotations", "metadata.labels"}:
        problems.add(
            FIELD_REF,
            f"{path}.fieldPath",
            f"only metadata.labels and metadata.annotations take a key in brackets, not {base!r}",
        )
        return
    reason = formats.qualified_name(key.lower() if base == "metadata.annotations" else key)
    if reason:
        problems.add(FIELD_REF, path, f"{key!r} {reason}")


def validate_resource_field_ref(ref: Tree, path: str, problems: Problems, *, in_volume: bool = False) -> None:
    """A reference to a container's limit or request; a file in a volume must name the container."""
    resource = ref.get("resource", "")
    if in_volume and not ref.get("containerName"):
        problems.add(RESOURCE_FIELD_REF, f"{path}.containerName", "containerName is required")
    elif not resource:
        problems.add(RESOURCE_FIELD_REF, f"{path}.resource", "resource is required")
    elif resource not in RESOURCE_FIELDS and not resource.startswith(HUGE_PAGE_FIELDS):
        refuse_choice(RESOURCE_FIELD_REF, resource, RESOURCE_FIELDS, f"{path}.resource", problems)
    if ref.get("divisor"):
        _divisor(resource, ref["divisor"], path, problems)


def _divisor(resource: str, divisor: Any, path: str, problems: Problems) -> None:
    value = parse_quantity(divisor)
    if not value:
        return
    at = f"{path}.divisor"
    if resource in {"limits.cpu", "requests.cpu"}:
        decimal = value == 1 or (value * 1000 == 1 and _notation(divisor) == "decimal")
        if not _fits(divisor, ("1", "1m"), otherwise=decimal):
            problems.add(DIVISOR, at, f"{divisor} must be 1 or 1m for cpu")
    elif resource not in BYTE_FIELDS and not resource.startswith(HUGE_PAGE_FIELDS):
        return
    elif not _fits(divisor, _BYTE_UNITS, otherwise=_is_byte_unit(divisor, value)):
        message = f"{divisor} must be 1, or one of 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, ..."
        problems.add(DIVISOR, at, message)


_BYTE_UNITS = ("1", *(f"1{unit}" for unit in "kMGTPE"), *(f"1{unit}i" for unit in "KMGTPE"))


def _fits(divisor: Any, units: tuple[str, ...], *, otherwise: bool) -> bool:
    """The server compares text: what it keeps as it was written must be a unit to the letter, as `+1` is not."""
    return str(divisor).strip() in units if keeps_spelling(divisor) else otherwise


def _is_byte_unit(divisor: Any, value: Any) -> bool:
    notation = _notation(divisor)
    powers = {"decimal": 1000, "binary": 1024}
    return value == 1 or (notation in powers and any(value == powers[notation] ** power for power in range(1, 7)))


def _notation(quantity: Any) -> str:
    """The notation in which a quantity is written back: scientific notation is kept, so 1e3 is not 1k."""
    text = str(quantity).strip()
    if text.endswith("i"):
        return "binary"
    return "exponent" if text[-1:].isdigit() and ("e" in text or "E" in text) else "decimal"
