"""The validation of custom resources by their definition (apiextensions `registry/customresource/strategy.go`).

The server's steps, in its order: it decodes the metadata strictly, refuses fields that no schema has, drops nulls and
sets defaults, drops a status that has a subresource, validates metadata, schema, embedded objects and lists, and
evaluates the CEL rules unless earlier faults make them meaningless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Rule
from k8sdsl.semantics.decoding import UNKNOWN_FIELD, WRONG_TYPE, Decoder, describe
from k8sdsl.server.rules.custom_resources.definition import custom_kind
from k8sdsl.server.rules.custom_resources.embedded import validate_embedded
from k8sdsl.server.rules.custom_resources.examples import example
from k8sdsl.server.rules.generic_meta import validate_generic_meta, warn_of_finalizers
from k8sdsl.server.structural.defaulting import apply_defaults, drop_nulls
from k8sdsl.server.structural.list_types import duplicates_in
from k8sdsl.server.structural.pruning import prune
from k8sdsl.server.structural.values import FaultKind, faults_of

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.server.rules.custom_resources.definition import CustomKind, CustomVersion
    from k8sdsl.tree import Tree

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_OLD = {"deprecated": True, "deprecationWarning": "use v2"}
_SET = {"type": "array", "items": _TEXT, "x-kubernetes-list-type": "set"}
_SCALE = {"subresources": {"scale": {"specReplicasPath": ".spec.it", "statusReplicasPath": ".status.it"}}}
_RULED = {"x-kubernetes-validations": [{"rule": "self.it > 0"}]}

UNSERVED_VERSION = Rule(
    "custom/unserved-version",
    "`apiVersion` of a custom resource must be a version that its definition serves.",
    "apiextensions customresource_handler",
    "CronTab",
    bad={**example({}, field=_TEXT), "apiVersion": "stable.example.com/v2"},
    good={**example({}, field=_TEXT), "apiVersion": "stable.example.com/v1"},
    remedy="use a version with `served: true` in the definition, such as `apiVersion: stable.example.com/v1`",
)
DEPRECATED_VERSION = Rule(
    "custom/deprecated-version",
    "`apiVersion` of a custom resource should not be a version that its definition marks as deprecated.",
    "CustomResourceDefinitionVersion.Deprecated",
    "CronTab",
    severity=Severity.WARNING,
    bad=example({}, field=_TEXT, version=_OLD),
    good=example({}, field=_TEXT),
    remedy="use the newest version that the definition serves; `kubectl get crd` lists definitions",
)
SCHEMA = Rule(
    "custom/schema",
    "A value must fit the schema of its definition, such as its `pattern`, `minimum` or `multipleOf`.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "abc"}, field={"type": "string", "pattern": "^[0-9]+$"}),
    good=example({"it": "123"}, field={"type": "string", "pattern": "^[0-9]+$"}),
    remedy="compare the value with the schema: `kubectl explain crontab.spec --recursive`",
)
SCHEMA_TYPE = Rule(
    "custom/type",
    "A value must have the `type` and `format` of the schema.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "3"}, field=_NUMBER),
    good=example({"it": 3}, field=_NUMBER),
    remedy='write strings in quotes (`"80"`), integers and booleans without (`80`, `true`)',
)
SCHEMA_REQUIRED = Rule(
    "custom/required",
    "A field that the schema lists as `required` must be set.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({}, field=_TEXT, at_spec={"required": ["it"]}),
    good=example({"it": "x"}, field=_TEXT, at_spec={"required": ["it"]}),
    remedy="set the field; `kubectl explain crontab.spec` shows its type",
)
SCHEMA_ENUM = Rule(
    "custom/enum",
    "A value must be one of those that the schema lists in `enum`.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "c"}, field={"type": "string", "enum": ["a", "b"]}),
    good=example({"it": "a"}, field={"type": "string", "enum": ["a", "b"]}),
    remedy="copy one of the values that the message lists; `kubectl explain crontab.spec` shows them too",
)
SCHEMA_SIZE = Rule(
    "custom/size",
    "A string, list or map must not be larger than `maxLength`, `maxItems` or `maxProperties` of the schema.",
    "ValidateCustomResource",
    "CronTab",
    bad=example({"it": "abcd"}, field={"type": "string", "maxLength": 3}),
    good=example({"it": "abc"}, field={"type": "string", "maxLength": 3}),
    remedy="shorten it; `kubectl explain crontab.spec` shows the limits",
)
SCHEMA_CHOICE = Rule(
    "custom/combination",
    "A value must fit the schemas in `allOf`, `anyOf`, `oneOf` and `not` as these require.",
    "schemaPropsValidator",
    "CronTab",
    bad=example({"it": 5}, field={"type": "integer", "not": {"minimum": 5}}),
    good=example({"it": 4}, field={"type": "integer", "not": {"minimum": 5}}),
    remedy=(
        "compare the value with each alternative of the schema: `kubectl get crd crontabs.stable.example.com -o yaml`"
    ),
)
DUPLICATE = Rule(
    "custom/duplicate-item",
    "A list with `x-kubernetes-list-type` set or map must not contain an item twice.",
    "ValidateListSetsAndMaps",
    "CronTab",
    bad=example({"it": ["a", "a"]}, field=_SET),
    good=example({"it": ["a", "b"]}, field=_SET),
    remedy="remove one of the two entries, or change one of its keys in `x-kubernetes-list-map-keys`",
)
SCALE = Rule(
    "custom/scale",
    "The replicas field that `specReplicasPath` names must not be negative.",
    "customResourceValidator.ValidateScaleSpec",
    "CronTab",
    bad=example({"it": -1}, field=_NUMBER, version=_SCALE),
    good=example({"it": 1}, field=_NUMBER, version=_SCALE),
    remedy="set a number from 0, such as `replicas: 0`",
)
UNCHECKED_EXPRESSIONS = Rule(
    "custom/expressions-unchecked",
    "The CEL rules of a definition are evaluated only if the object has no fault that blocks them.",
    "hasBlockingErr",
    "CronTab",
    bad=example({"it": "x"}, field=_NUMBER, at_spec=_RULED),
    good=example({"it": 1}, field=_NUMBER, at_spec=_RULED),
    remedy="fix the other findings of this object first",
)

MOST_UNKNOWN = 100
_RULES = {
    FaultKind.INVALID: SCHEMA,
    FaultKind.TYPE: SCHEMA_TYPE,
    FaultKind.REQUIRED: SCHEMA_REQUIRED,
    FaultKind.ENUM: SCHEMA_ENUM,
    FaultKind.TOO_LONG: SCHEMA_SIZE,
    FaultKind.TOO_MANY: SCHEMA_SIZE,
    FaultKind.DUPLICATE: DUPLICATE,
    FaultKind.COMBINATION: SCHEMA_CHOICE,
}


def validate_custom_resource(obj: Tree, crd: Tree, problems: Problems, context: Context) -> None:
    """The server's verdict on `obj`, a private copy of the tree, by its definition `crd`, which is not changed."""
    kind = custom_kind(crd, context.minor)
    if kind is None or not kind.versions:
        return
    name = str(obj.get("apiVersion", "")).rpartition("/")[2]
    version = kind.versions.get(name)
    if version is None:
        served = ", ".join(kind.versions) or "none"
        problems.add(UNSERVED_VERSION, "apiVersion", f"the definition does not serve {name!r}; it serves {served}")
        return
    if not _decodes(obj, version, problems, context):
        return
    if version.deprecated:
        message = version.deprecation_warning or f"{obj['apiVersion']} {obj['kind']} is deprecated"
        problems.add(DEPRECATED_VERSION, "apiVersion", message)
    drop_nulls(obj, version.schema)
    apply_defaults(obj, version.schema)
    if version.has_status:
        obj.pop("status", None)
    warn_of_finalizers(obj, problems)
    _judge(obj, kind, version, problems, context.minor)


def _decodes(obj: Tree, version: CustomVersion, problems: Problems, context: Context) -> bool:
    """Decodes the metadata and finds unknown fields; returns whether validation continues."""
    meta = obj.get("metadata")
    if meta is None:
        obj["metadata"] = meta = {}
    if not isinstance(meta, dict):
        problems.add(WRONG_TYPE, "metadata", f"must be a map, not {describe(meta)}")
        return False
    decoder = Decoder(context.minor)
    obj["metadata"] = decoder.decode(meta, type_schema("meta_v1.ObjectMeta"), "metadata")
    if decoder.wrong:
        problems.found.extend(decoder.wrong[:1])
        return False
    from k8sdsl.near_miss import did_you_mean

    unknown = prune(obj, version.schema, is_root=True)
    for path, known in list(unknown.items())[:MOST_UNKNOWN]:
        remedy = did_you_mean(path.rpartition(".")[2], known) or None
        problems.add(UNKNOWN_FIELD, path, "unknown field: the definition's schema does not have it", remedy=remedy)
    problems.found.extend(decoder.unknown[: max(MOST_UNKNOWN - len(unknown), 0)])
    return not unknown and not decoder.unknown


def _judge(obj: Tree, kind: CustomKind, version: CustomVersion, problems: Problems, minor: int) -> None:
    before = len(problems)
    validate_generic_meta(obj, problems, namespaced=kind.namespaced)
    meta = obj.get("metadata") or {}
    blocked = any(problem.path == "metadata.name" for problem in problems.found[before:]) and not meta.get("name")
    for fault in [*faults_of(obj, version.schema), *duplicates_in(obj, version.schema)]:
        blocked = blocked or fault.kind.blocks_expressions
        problems.add(_RULES[fault.kind], fault.path, fault.message)
    if version.scale is not None:
        _scale(obj, version.scale, problems)
    before = len(problems)
    validate_embedded(obj, version.schema, "", problems)
    blocked = blocked or any(problem.message.endswith("required") for problem in problems.found[before:])
    if not version.has_rules:
        return
    if blocked:
        problems.add(
            UNCHECKED_EXPRESSIONS,
            "<nil>",
            "the CEL rules of the definition were not evaluated because of the other faults",
        )
        return
    from k8sdsl.server.rules.custom_resources.expressions import validate_expressions

    validate_expressions(obj, version, minor, problems)


def _scale(obj: Tree, scale: Tree, problems: Problems) -> None:
    path = str(scale.get("specReplicasPath", ""))
    value: Any = obj
    for step in path.split(".")[1:]:
        value = value.get(step) if isinstance(value, dict) else None
    if type(value) is int and value < 0:
        problems.add(SCALE, path, f"{value} must not be negative")
