"""What a version of a custom kind has beside its schema: deprecation, columns, subresources, selectable fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.rule import Rule
from k8sdsl.server.rules.apiextensions.field_path import FieldPathError, find_field

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_V = "spec.versions[0]"

DEPRECATION = Rule(
    "crd/deprecation-warning",
    "A deprecation warning is printable text of up to 256 bytes, and stands only in a deprecated version.",
    "validateDeprecationWarning",
    "CustomResourceDefinition",
    bad={f"{_V}.deprecationWarning": "use v2"},
    good={f"{_V}.deprecationWarning": "use v2", f"{_V}.deprecated": True},
)
PRINTER_COLUMN = Rule(
    "crd/printer-column",
    "A printer column has a name, a known type, a known format or none, and a path that begins with '.'.",
    "ValidateCustomResourceColumnDefinition",
    "CustomResourceDefinition",
    bad={f"{_V}.additionalPrinterColumns": [{"name": "Size", "type": "int", "jsonPath": ".spec.size"}]},
    good={f"{_V}.additionalPrinterColumns": [{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}]},
)
SCALE_PATHS = Rule(
    "crd/scale-paths",
    "The scale subresource names where replicas stand below .spec and .status, and the selector below either.",
    "ValidateCustomResourceDefinitionSubresources",
    "CustomResourceDefinition",
    bad={f"{_V}.subresources": {"scale": {"specReplicasPath": ".replicas", "statusReplicasPath": ".status.replicas"}}},
    good={f"{_V}.subresources": {"scale": {"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"}}},
)
SELECTABLE_FIELD = Rule(
    "crd/selectable-field",
    "A selectable field is a text, boolean or integer of the schema, outside metadata; eight at most, none twice.",
    "ValidateCustomResourceSelectableFields",
    "CustomResourceDefinition",
    bad={f"{_V}.selectableFields": [{"jsonPath": ".spec.nowhere"}]},
    good={f"{_V}.selectableFields": [{"jsonPath": ".spec.size"}]},
)

COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
COLUMN_FORMATS = frozenset(("int32", "int64", "float", "double", "byte", "date", "date-time", "password"))
MOST_SELECTABLE = 8


def validate_deprecation(version: Tree, path: str, problems: Problems) -> None:
    """The text that the server warns with."""
    warning = version.get("deprecationWarning")
    if warning is None:
        return
    if not version.get("deprecated"):
        problems.add(DEPRECATION, path, "only a deprecated version has a warning")
        return
    if len(warning.encode("utf-8", "surrogatepass")) > 256:
        problems.add(DEPRECATION, path, "the warning has more than 256 bytes")
    if not warning:
        problems.add(DEPRECATION, path, "the warning is empty")
    if not warning.isprintable():
        problems.add(DEPRECATION, path, "the warning holds characters that do not print")


def validate_columns(columns: list[Tree], path: str, problems: Problems) -> None:
    """The columns that `kubectl get` shows."""
    for index, column in enumerate(columns):
        at = f"{path}[{index}]"
        if not column.get("name"):
            problems.add(PRINTER_COLUMN, f"{at}.name", "a column has a name")
        kind = column.get("type", "")
        if kind not in COLUMN_TYPES:
            problems.add(PRINTER_COLUMN, f"{at}.type", f"{kind!r} is none of {', '.join(COLUMN_TYPES)}")
        form = column.get("format")
        if form and form not in COLUMN_FORMATS:
            problems.add(PRINTER_COLUMN, f"{at}.format", f"{form!r} is none of {', '.join(sorted(COLUMN_FORMATS))}")
        json_path = column.get("jsonPath", "")
        if not json_path.startswith("."):
            problems.add(PRINTER_COLUMN, f"{at}.JSONPath", f"{json_path!r} does not begin with '.'")


def validate_subresources(subresources: Tree | None, path: str, problems: Problems) -> None:
    """The paths of the scale subresource."""
    scale = (subresources or {}).get("scale")
    if scale is None:
        return
    for field, below in (("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")):
        text = scale.get(field, "")
        if not text:
            problems.add(SCALE_PATHS, f"{path}.scale.{field}", "the path is required")
        elif not text.startswith(below):
            problems.add(SCALE_PATHS, f"{path}.scale.{field}", f"{text!r} is not below {below[:-1]}")
    text = scale.get("labelSelectorPath")
    if text and not text.startswith((".spec.", ".status.")):
        problems.add(SCALE_PATHS, f"{path}.scale.labelSelectorPath", f"{text!r} is below neither .spec nor .status")


def validate_selectable_fields(fields: list[Tree], schema: Tree, path: str, problems: Problems) -> None:
    """The fields that a list may be filtered by."""
    seen: set[str] = set()
    for index, field in enumerate(fields):
        at = f"{path}[{index}].jsonPath"
        text = field.get("jsonPath", "")
        if not text:
            problems.add(SELECTABLE_FIELD, at, "the path is required")
            continue
        try:
            found, target = find_field(text, schema, brackets=False)
        except FieldPathError as error:
            problems.add(SELECTABLE_FIELD, at, f"{text!r}: {error}")
            continue
        if found.partition(".")[0] == "metadata":
            problems.add(SELECTABLE_FIELD, at, "fields of metadata are not selectable here")
        if target.get("type") not in {"string", "boolean", "integer"}:
            problems.add(SELECTABLE_FIELD, at, f"{text!r} is no text, boolean or integer")
        if found in seen:
            problems.add(SELECTABLE_FIELD, at, f"{text!r} occurs before")
        seen.add(found)
    if len(seen) > MOST_SELECTABLE:
        problems.add(SELECTABLE_FIELD, path, f"{len(seen)} are more than {MOST_SELECTABLE}")
