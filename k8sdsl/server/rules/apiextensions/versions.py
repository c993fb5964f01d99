"""A version of a custom kind besides its schema: deprecation, columns, subresources, selectable fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.choices import refuse_choice
from k8sdsl.server.rules.custom_resources.field_path import FieldPathError, find_field

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_V = "spec.versions[0]"

DEPRECATION = Rule(
    "crd/deprecation-warning",
    "`deprecationWarning` must be printable text of 1 to 256 bytes, in a version with `deprecated: true`.",
    "validateDeprecationWarning",
    "CustomResourceDefinition",
    bad={f"{_V}.deprecationWarning": "use v2"},
    good={f"{_V}.deprecationWarning": "use v2", f"{_V}.deprecated": True},
    remedy=(
        'for example, write `{deprecated: true, deprecationWarning: "example.com/v1beta1 CronTab is deprecated; '
        'use v1"}`'
    ),
)
PRINTER_COLUMN = Rule(
    "crd/printer-column",
    (
        "A printer column must have a `name`, a known `type`, a known `format` or none, and a `jsonPath` that starts "
        "with '.'."
    ),
    "ValidateCustomResourceColumnDefinition",
    "CustomResourceDefinition",
    bad={f"{_V}.additionalPrinterColumns": [{"name": "Size", "type": "int", "jsonPath": ".spec.size"}]},
    good={f"{_V}.additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}]},
    remedy="for example, write `{name: Replicas, type: integer, jsonPath: .spec.replicas}`",
)
SCALE_PATHS = Rule(
    "crd/scale-paths",
    (
        "`specReplicasPath` must be below .spec, `statusReplicasPath` below .status, and `labelSelectorPath` below "
        "one of them."
    ),
    "ValidateCustomResourceDefinitionSubresources",
    "CustomResourceDefinition",
    bad={f"{_V}.subresources": {"scale": {"specReplicasPath": ".replicas", "statusReplicasPath": ".status.replicas"}}},
    good={f"{_V}.subresources": {"scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}}},
    remedy="for example, write `scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}`",
)
SELECTABLE_FIELD = Rule(
    "crd/selectable-field",
    (
        "`selectableFields` must be at most 8 different paths to a string, boolean or integer of the schema outside "
        "metadata."
    ),
    "ValidateCustomResourceSelectableFields",
    "CustomResourceDefinition",
    bad={f"{_V}.selectableFields": [{"jsonPath": ".spec.nowhere"}]},
    good={f"{_V}.selectableFields": [{"jsonPath": ".spec.size"}]},
    remedy="for example, write `selectableFields: [{jsonPath: .spec.color}]`",
)

COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
COLUMN_FORMATS = frozenset(("int32", "int64", "float", "double", "byte", "date", "date-time", "password"))
MOST_SELECTABLE = 8


def validate_deprecation(version: Tree, path: str, problems: Problems) -> None:
    """The server's warning for a deprecated version."""
    warning = version.get("deprecationWarning")
    if warning is None:
        return
    if not version.get("deprecated"):
        problems.add(DEPRECATION, path, "can only be set in a version with deprecated: true")
        return
    if len(warning.encode("utf-8", "surrogatepass")) > 256:
        problems.add(DEPRECATION, path, "the warning must be at most 256 bytes long")
    if not warning:
        problems.add(DEPRECATION, path, "the warning must not be empty")
    if not warning.isprintable():
        problems.add(DEPRECATION, path, "the warning must contain only printable characters")


def validate_columns(columns: list[Tree], path: str, problems: Problems) -> None:
    """The columns that `kubectl get` shows."""
    for index, column in enumerate(columns):
        at = f"{path}[{index}]"
        if not column.get("name"):
            problems.add(PRINTER_COLUMN, f"{at}.name", "name is required")
        kind = column.get("type", "")
        if kind not in COLUMN_TYPES:
            refuse_choice(PRINTER_COLUMN, kind, COLUMN_TYPES, f"{at}.type", problems)
        form = column.get("format")
        if form and form not in COLUMN_FORMATS:
            refuse_choice(PRINTER_COLUMN, form, COLUMN_FORMATS, f"{at}.format", problems)
        json_path = column.get("jsonPath", "")
        if not json_path.startswith("."):
            problems.add(PRINTER_COLUMN, f"{at}.JSONPath", f"{json_path!r} must start with '.'")


def validate_subresources(subresources: Tree | None, path: str, problems: Problems) -> None:
    """The paths of the scale subresource."""
    scale = (subresources or {}).get("scale")
    if scale is None:
        return
    for field, below in (("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")):
        text = scale.get(field, "")
        if not text:
            problems.add(SCALE_PATHS, f"{path}.scale.{field}", f"{field} is required")
        elif not text.startswith(below):
            problems.add(SCALE_PATHS, f"{path}.scale.{field}", f"{text!r} must be a path below {below[:-1]}")
    text = scale.get("labelSelectorPath")
    if text and not text.startswith((".spec.", ".status.")):
        problems.add(SCALE_PATHS, f"{path}.scale.labelSelectorPath", f"{text!r} must be a path below .spec or .status")


def validate_selectable_fields(fields: list[Tree], schema: Tree, path: str, problems: Problems) -> None:
    """The fields by which a list can be filtered."""
    seen: set[str] = set()
    for index, field in enumerate(fields):
        at = f"{path}[{index}].jsonPath"
        text = field.get("jsonPath", "")
        if not text:
            problems.add(SELECTABLE_FIELD, at, "jsonPath is required")
            continue
        try:
            found, target = find_field(text, schema, brackets=False)
        except FieldPathError as error:
            problems.add(SELECTABLE_FIELD, at, f"{text!r}: {error}")
            continue
        if found.partition(".")[0] == "metadata":
            problems.add(SELECTABLE_FIELD, at, "fields of metadata cannot be listed here")
        if target.get("type") not in {"string", "boolean", "integer"}:
            problems.add(SELECTABLE_FIELD, at, f"{text!r} is not a string, boolean or integer")
        if found in seen:
            problems.add(SELECTABLE_FIELD, at, f"{text!r} is listed more than once")
        seen.add(found)
    if len(seen) > MOST_SELECTABLE:
        problems.add(SELECTABLE_FIELD, path, f"there are {len(seen)} fields; at most {MOST_SELECTABLE} are allowed")
