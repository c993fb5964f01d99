"""What the API server does before it validates: read the object into its type, strictly.

Case matters, unknown fields are refused, numbers are not strings. A null is the absence of a value. The result is a
private copy without nulls, in which every value has the type of the schema; validation and defaults work on that copy.
Answers for `sigs.k8s.io/json` (strict) and the `UnmarshalJSON` methods of the value types.
"""

from __future__ import annotations

from k8sdsl.finding import Severity
from k8sdsl.kube.gates import GATED, is_off
from k8sdsl.kube.types import TypeSchema
from k8sdsl.rule import Problem, Rule

TYPE_CHECKING = False  # without loading `typing`, which costs as much as the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.kube.types import FieldSchema
    from k8sdsl.tree import Tree

UNKNOWN_FIELD = Rule(
    "decode/unknown-field",
    "A field must exist in the API type, with exactly this spelling and case.",
    "sigs.k8s.io/json strict decoding",
    "Pod",
    bad={"spec.containers[0].Image": "nginx:1.21"},
    good={"spec.containers[0].image": "nginx:1.21"},
    remedy=(
        "check the spelling and the indentation, or remove the field; `k8sdsl explain Pod.spec` lists the fields "
        "of a type"
    ),
)
_PROPERTIES = "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties"
LOST_FIELD = Rule(
    "decode/lost-field",
    "Schemas below `items` or `additionalProperties` should only use known fields; the server drops others silently.",
    "JSONSchemaPropsOrArray UnmarshalJSON",
    "CustomResourceDefinition",
    bad={_PROPERTIES: {"tags": {"type": "array", "items": {"type": "string", "maxLenght": 9}}}},
    good={_PROPERTIES: {"tags": {"type": "array", "items": {"type": "string", "maxLength": 9}}}},
    severity=Severity.WARNING,
    remedy="use a field of JSON schema, such as `maxLength` or `pattern`, or remove it",
)
WRONG_TYPE = Rule(
    "decode/wrong-type",
    "A value must have the type of its field: string, integer, boolean, list or map.",
    "encoding/json UnmarshalTypeError",
    "Pod",
    bad={"spec.terminationGracePeriodSeconds": "30"},
    good={"spec.terminationGracePeriodSeconds": 30},
    remedy='write strings in quotes (`"80"`), integers and booleans without (`80`, `true`), lists as `[a, b]`',
)
QUANTITY = Rule(
    "decode/quantity",
    "A quantity must be a number with an optional suffix such as m, k, M, Gi or e3.",
    "resource.Quantity UnmarshalJSON",
    "Pod",
    bad={"spec.containers[0].resources": {"limits": {"memory": "1 GB"}}},
    good={"spec.containers[0].resources": {"limits": {"memory": "1Gi"}}},
    remedy="for example, write `500m` for half a CPU, or `128Mi` for memory",
)
TIME = Rule(
    "decode/time",
    "A time must be in RFC 3339 format, with a date, a time of day and a UTC offset.",
    "metav1.Time UnmarshalJSON",
    "Pod",
    bad={"metadata.creationTimestamp": "yesterday"},
    good={"metadata.creationTimestamp": "2024-01-31T08:00:00Z"},
    remedy="for example, write `2024-01-31T08:00:00Z`",
)
MICRO_TIME = Rule(
    "decode/micro-time",
    "A time in a Lease or an Event, such as `renewTime`, must be in RFC 3339 format with six digits of microseconds.",
    "metav1.MicroTime UnmarshalJSON",
    "Lease",
    bad={"spec.renewTime": "2024-01-31T08:00:00Z"},
    good={"spec.renewTime": "2024-01-31T08:00:00.000000Z"},
    remedy="for example, write `2024-01-31T08:00:00.000000Z`",
)
BASE64 = Rule(
    "decode/base64",
    "Binary data, such as the values in `data` of a Secret, must be encoded in base64.",
    "encoding/json decoding of []byte",
    "Secret",
    bad={"data": {"password": "not base64!"}},
    good={"data": {"password": "c2VjcmV0"}},
    remedy="encode the value (`printf %s secret | base64`); in a Secret, plain text goes in `stringData`",
)

REQUIRED = Rule(
    "schema/required-field",
    "A field that the type marks as required must be set.",
    "the `required` lists of the OpenAPI schema",
    remedy="set the field; `k8sdsl explain Deployment.spec` shows the required fields of a type",
)

_INT_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_ZERO: dict[str, Any] = {
    "string": "",
    "bool": False,
    "int32": 0,
    "int64": 0,
    "number": 0,
    "quantity": "0",
    "int_or_string": 0,
    "bytes": "",
}


class Decoder:
    """Reads trees into types for one Kubernetes version (None: for all versions at once) and collects faults.

    `unknown` and `wrong` are the two classes of problems that a strict server distinguishes: a wrong type ends its
    decoding, unknown fields are reported together; `lost` are unknown fields that it accepts but drops. With
    `required`, `missing` collects the fields that the schema requires and the tree lacks; a server leaves those to
    validation.
    """

    __slots__ = ("_loosely", "lost", "minor", "missing", "required", "unknown", "wrong")

    def __init__(self, minor: int | None, *, required: bool = False) -> None:
        self.minor = minor
        self.required = required
        self.unknown: list[Problem] = []
        self.wrong: list[Problem] = []
        self.missing: list[Problem] = []
        self.lost: list[Problem] = []
        self._loosely = False

    def decode(self, tree: Tree, schema: TypeSchema, path: str = "") -> Tree:
        """The private copy of `tree` as `schema` sees it."""
        out: Tree = {}
        fields = schema.fields
        gated = GATED.get(schema.name, _NOTHING) if self.minor is not None else _NOTHING
        prefix = f"{path}." if path else ""
        for key, value in tree.items():
            field = fields.get(key)
            if field is None or ((field.since or field.until) and not self._exists(field)):
                if schema.open:
                    out[key] = _copied(value)
                else:
                    self._note_unknown(key, field, schema, prefix)
                continue
            if value is None:
                continue
            kind = field.type
            if kind == "string" and type(value) is str:
                decoded: Any = value
            elif not field.shape:
                decoded = self._leaf(value, field, prefix + key)
            else:
                decoded = self._wrapped(value, field, field.shape, prefix + key)
            if decoded is not _FAILED and (not gated or not is_off(schema.name, key, self.minor or 0)):
                out[key] = decoded
        if self.required:
            self._note_missing(tree, schema, prefix)
        return out

    def _note_missing(self, tree: Tree, schema: TypeSchema, prefix: str) -> None:
        for wire in schema.required:
            field = schema.fields[wire]
            if tree.get(wire) is None and self._exists(field) and not (field.nullable and wire in tree):
                self.missing.append(Problem(REQUIRED, f"{prefix}{wire}", f"{wire} is required"))

    def _exists(self, field: FieldSchema) -> bool:
        if self.minor is None:
            return True
        return (field.since is None or field.since <= self.minor) and (field.until is None or self.minor <= field.until)

    def _note_unknown(self, key: Any, field: FieldSchema | None, schema: TypeSchema, prefix: str) -> None:
        remedy = None
        if field is not None:
            new = field.since is not None and self.minor is not None and self.minor < field.since
            when = f"was added in 1.{field.since}" if new else f"was removed after 1.{field.until}"
            served = field.since if new else field.until
            remedy = f"remove the field, or build for a version that has it with `--kube-version 1.{served}`"
            message = f"this field is unknown to Kubernetes 1.{self.minor}; it {when}"
        else:
            from k8sdsl.near_miss import did_you_mean

            message = "unknown field"
            remedy = did_you_mean(as_key(key), schema.fields) or None
        if self._loosely:
            self.lost.append(Problem(LOST_FIELD, f"{prefix}{as_key(key)}", f"{message}; the server drops it", remedy))
        else:
            self.unknown.append(Problem(UNKNOWN_FIELD, f"{prefix}{as_key(key)}", message, remedy))

    def _wrapped(self, value: Any, field: FieldSchema, shape: str, path: str) -> Any:
        """A list or map, whose entries are wrapped further or are leaves."""
        inner = shape[1:]
        if shape[0] == "[":
            if type(value) is not list:
                return self._refuse(path, "a list", value)
            items = []
            for index, item in enumerate(value):
                decoded = self._entry(item, field, inner, f"{path}[{index}]")
                if decoded is not _FAILED:
                    items.append(decoded)
            return items
        if type(value) is not dict:
            return self._refuse(path, "a map", value)
        if not inner and field.leaf == "string":
            return self._strings(value, path)
        out = {}
        for key, item in value.items():
            name = key if type(key) is str else as_key(key)
            decoded = self._entry(item, field, inner, f"{path}[{name}]")
            if decoded is not _FAILED:
                out[name] = decoded
        return out

    def _strings(self, value: dict[str, Any], path: str) -> dict[str, str]:
        for key, item in value.items():
            if type(item) is not str or type(key) is not str:
                break
        else:
            return value.copy()
        for key, item in value.items():
            if type(item) is not str and item is not None:
                self._refuse(f"{path}[{as_key(key)}]", "a string", item)
        return {as_key(key): item if type(item) is str else "" for key, item in value.items()}

    def _entry(self, item: Any, field: FieldSchema, inner: str, path: str) -> Any:
        if item is None:
            return _copied(_ZERO.get(field.leaf, {})) if not inner else ([] if inner[0] == "[" else {})
        return self._wrapped(item, field, inner, path) if inner else self._leaf(item, field, path)

    def _leaf(self, value: Any, field: FieldSchema, path: str) -> Any:
        leaf = field.leaf
        read = READERS.get(leaf)
        if read is None:
            if "|" in leaf:
                return self._choice(value, field, path)
            target = field.target
            if type(value) is not dict or target is None:
                return self._refuse(path, "a map", value)
            return self.decode(value, target, path)
        if leaf == "object" and field.table.name == "apiextensions_v1":
            return self._empty_struct(value, field, path)
        if leaf == "bytes" and type(value) is list:
            return self._bytes(value, path)
        if read(value):
            return value if type(value) is not dict and type(value) is not list else _copied(value)
        return self._refuse_scalar(path, leaf, value)

    def _bytes(self, value: list[Any], path: str) -> Any:
        """Binary data as a list of numbers, which encoding/json reads into a slice of bytes, as the base64 of it."""
        from base64 import b64encode

        for index, item in enumerate(value):
            if item is not None and not (type(item) is int and 0 <= item < 256):
                return self._refuse(f"{path}[{index}]", "a number from 0 to 255", item)
        return b64encode(bytes(item or 0 for item in value)).decode()

    def _empty_struct(self, value: Any, field: FieldSchema, path: str) -> Any:
        """`CustomResourceSubresourceStatus` has no fields; other objects are RawExtensions, which hold anything."""
        if type(value) is not dict:
            return self._refuse(path, "a map", value)
        return self.decode(value, TypeSchema(field.table, "CustomResourceSubresourceStatus", ()), path)

    def _choice(self, value: Any, field: FieldSchema, path: str) -> Any:
        """A schema, or instead of it a boolean, a list of schemas or a list of strings (JSONSchemaPropsOr...).

        Upstream reads these in methods of their own: they drop unknown fields, and where a list is possible they read
        anything that is neither a list nor a map as an empty list. When reading for all versions at once, both are
        faults.
        """
        first, _, other = field.leaf.partition("|")
        if type(value) is dict and field.target is not None:
            return self._schema(value, field.target, path)
        if other == "bool":
            return value if type(value) is bool else self._refuse(path, "a schema", value)
        if type(value) is not list:
            return [] if self.minor is not None else self._refuse(path, "a schema or a list", value)
        if other == f"[]{first}" and field.target is not None:
            return [self._schema_item(item, field.target, f"{path}[{index}]") for index, item in enumerate(value)]
        if all(type(item) is str for item in value):
            return list(value)
        return self._refuse(path, "a schema or a list", value)

    def _schema_item(self, item: Any, target: TypeSchema, path: str) -> Any:
        if type(item) is dict:
            return self._schema(item, target, path)
        if item is not None:
            self._refuse(path, "a schema", item)
        return {}

    def _schema(self, value: Tree, target: TypeSchema, path: str) -> Tree:
        around, self._loosely = self._loosely, self.minor is not None
        decoded = self.decode(value, target, path)
        self._loosely = around
        return decoded

    def _refuse_scalar(self, path: str, leaf: str, value: Any) -> Any:
        if leaf == "quantity" and type(value) is str:
            self.wrong.append(Problem(QUANTITY, path, f"{value!r} is not a valid quantity", _quantity_meant(value)))
        elif leaf == "microtime" and type(value) is str:
            self.wrong.append(Problem(MICRO_TIME, path, f"{value!r} is not a valid time with microseconds"))
        elif leaf == "time" and type(value) is str:
            self.wrong.append(Problem(TIME, path, f"{value!r} is not a valid RFC 3339 time"))
        elif leaf == "bytes" and type(value) is str:
            self.wrong.append(Problem(BASE64, path, "the value is not valid base64"))
        elif leaf in _INT_BOUNDS and (type(value) is int or _is_beyond(value, _INT_BOUNDS[leaf])):
            bits = leaf[3:]
            # Python writes no more than 4300 digits
            shown = value if type(value) is float or value.bit_length() < 999 else "the number"
            remedy = f"use a number from `{_INT_BOUNDS[leaf][0]}` to `{_INT_BOUNDS[leaf][1]}`"
            self.wrong.append(Problem(WRONG_TYPE, path, f"{shown} does not fit in a {bits}-bit integer", remedy))
        else:
            self._refuse(path, _WORDS.get(leaf, leaf), value)
        return _FAILED

    def _refuse(self, path: str, wanted: str, value: Any) -> Any:
        remedy = None if type(value) in {dict, list} and wanted == "a string" else REMEDIES.get(wanted)
        self.wrong.append(Problem(WRONG_TYPE, path, f"must be {wanted}, not {describe(value)}", remedy))
        return _FAILED


def _is_beyond(value: Any, bounds: tuple[int, int]) -> bool:
    """Whether a value is a number with an exponent, as YAML readers take one of 20 digits, and too large or small."""
    return type(value) is float and (value < bounds[0] or value > bounds[1])


def as_key(key: Any) -> str:
    """The key of a map as in JSON: a string, even if YAML or Python had a number, a boolean or null."""
    if type(key) is str:
        return key
    if key is None or type(key) is bool:
        return {None: "null", True: "true", False: "false"}[key]
    return repr(key) if type(key) is not int or key.bit_length() < 999 else "a very large number"


def describe(value: Any) -> str:
    """The type of a value in the words of a manifest; the value itself is not shown because it may be a secret."""
    if value is None:
        return "null"
    names = {str: "a string", bool: "a boolean", int: "an integer", float: "a number with a fraction"}
    names |= {dict: "a map", list: "a list"}
    return names.get(type(value), f"a Python {type(value).__name__}")


def _quantity_meant(text: str) -> str | None:
    """The quantity for a size that is written as people write it: `512Mi` for `512MB`, `512 mb` and `512MiB`."""
    number = text.rstrip("bBiI").rstrip("kKmMgGtT").rstrip()
    unit = text[len(number) :].strip()[:1].upper()
    if not unit or not number.replace(".", "", 1).isdecimal() or text.endswith("m"):
        return None
    return f"write `{number}{unit}i` (in 1024s) or `{number}{'k' if unit == 'K' else unit}` (in 1000s)"


_FAILED: Any = object()
_NOTHING: dict[str, str] = {}
_WORDS = {
    "string": "a string",
    "bool": "true or false",
    "int32": "an integer",
    "int64": "an integer",
    "number": "a number",
    "quantity": "a quantity",
    "int_or_string": "an integer or a string",
    "time": "an RFC 3339 time",
    "microtime": "an RFC 3339 time",
    "bytes": "a base64 string",
    "object": "a map",
}
REMEDIES = {
    "a string": 'write the value in quotes, such as `"80"`',
    "an integer": "write a number without quotes, such as `80`",
    "a number": "write a number without quotes, such as `0.5`",
    "an integer or a string": "write a number such as `8080`, or a string such as `25%`",
    "a quantity": "write a quantity such as `500m` or `128Mi`",
    "true or false": "write `true` or `false` without quotes",
    "an RFC 3339 time": "write a time such as `2024-01-31T08:00:00Z`",
    "a base64 string": "encode the value, such as with `printf %s secret | base64`",
    "a list": "write a list, with `- ` before each entry",
    "a map": "write a map, with `key: value` on each line",
}


def _is_int32(value: Any) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _is_int64(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _is_time(value: Any) -> bool:
    from k8sdsl.semantics.formats import rfc3339

    return type(value) is str and not rfc3339(value)


def _is_micro_time(value: Any) -> bool:
    from k8sdsl.semantics.formats import rfc3339_micro

    return type(value) is str and not rfc3339_micro(value)


def _is_quantity(value: Any) -> bool:
    from k8sdsl.semantics.quantities import is_quantity

    READERS["quantity"] = is_quantity
    return is_quantity(value)


def _copied(value: Any) -> Any:
    from k8sdsl.tree import copy_tree

    return copy_tree(value)


def _is_base64(value: Any) -> bool:
    import binascii

    if type(value) is not str:
        return False
    value = value.replace("\n", "").replace("\r", "")
    if len(value) % 4 or value.endswith("==="):  # Python accepts more padding than is valid
        return False
    try:
        binascii.a2b_base64(value, strict_mode=True)
    except (binascii.Error, ValueError):
        return False
    return True


READERS: dict[str, Any] = {
    "string": lambda value: type(value) is str,
    "bool": lambda value: type(value) is bool,
    "int32": _is_int32,
    "int64": _is_int64,
    "number": lambda value: type(value) in {int, float},
    "quantity": _is_quantity,
    "int_or_string": lambda value: type(value) is str or _is_int32(value),
    "time": _is_time,
    "microtime": _is_micro_time,
    "bytes": _is_base64,
    "object": lambda _: True,
    "any": lambda _: True,
}
