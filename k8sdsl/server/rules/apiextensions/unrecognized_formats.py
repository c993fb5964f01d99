"""Formats that the server does not know and does not check, so it warns about them (`GetUnrecognizedFormats`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.rule import Rule
from k8sdsl.semantics.string_formats import is_checked

if TYPE_CHECKING:
    from k8sdsl.rule import Problems

FORMAT = Rule(
    "crd/unrecognized-format",
    "`format` in a schema should be one that the server knows for the type; it ignores all others.",
    "GetUnrecognizedFormats",
    "CustomResourceDefinition",
    severity=Severity.WARNING,
    bad={"spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.format": "int63"},
    good={"spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.format": "int64"},
    remedy=(
        "for example, use `date-time`, `ipv4` or `uuid` for a string, `int64` for an integer, or express it with "
        "`pattern`"
    ),
)

_NUMBERS = {"integer": ("int32", "int64"), "number": ("float", "double")}


def warn_of_formats(schema: Any, path: str, problems: Problems) -> None:
    """The formats in and below `schema`."""
    if not isinstance(schema, dict):
        return
    form, kind = schema.get("format"), schema.get("type")
    known = is_checked(form) if kind == "string" and form else form in _NUMBERS.get(str(kind), ())
    if form and not known:
        problems.add(
            FORMAT, f"{path}.format", f"{form!r} is not a known format for {kind or 'a schema without a type'}"
        )
    for key in ("items", "additionalProperties", "not"):
        warn_of_formats(schema.get(key), f"{path}.{key}", problems)
    for key in ("allOf", "anyOf", "oneOf"):
        for index, branch in enumerate(schema.get(key) or ()):
            warn_of_formats(branch, f"{path}.{key}[{index}]", problems)
    for key, field in (schema.get("properties") or {}).items():
        warn_of_formats(field, f"{path}.properties[{key}]", problems)
