"""The validation of custom resources by their definition (apiextensions `registry/customresource/strategy.go`).

The server's steps, in its order: it decodes the metadata strictly, refuses fields that no schema has, drops nulls and
sets defaults, drops a status that has a subresource, validates metadata, schema, embedded objects and lists, and
evaluates the CEL rules unless earlier faults make them meaningless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Severity
from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Problems, Rule
from k8sdsl.semantics.decoding import UNKNOWN_FIELD, WRONG_TYPE, Decoder, describe
from k8sdsl.server.rules.custom_resources.definition import custom_kind
from k8sdsl.server.rules.custom_resources.embedded import validate_embedded
from k8sdsl.server.rules.custom_resources.examples import example
from k8sdsl.server.rules.custom_resources.schema_rules import RULES, SCHEMA_REQUIRED
from k8sdsl.server.rules.generic_meta import validate_generic_meta, warn_of_finalizers
from k8sdsl.server.structural.correlation import Correlated
from k8sdsl.server.structural.defaulting import apply_defaults, drop_nulls
from k8sdsl.server.structural.faults import NOWHERE
from k8sdsl.server.structural.list_types import duplicates_in
from k8sdsl.server.structural.pruning import prune
from k8sdsl.server.structural.values import faults_of

if TYPE_CHECKING:
    from k8sdsl.server.rules import Context
    from k8sdsl.server.rules.custom_resources.definition import CustomKind, CustomVersion
    from k8sdsl.tree import Tree

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_OLD = {"deprecated": True, "deprecationWarning": "use v2"}
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
SCALE = Rule(
    "custom/scale",
    "The replicas that `specReplicasPath` and `statusReplicasPath` name must be integers from 0 to 2147483647.",
    "customResourceValidator.ValidateScaleSpec",
    "CronTab",
    bad=example({"it": -1}, field=_NUMBER, version=_SCALE),
    good=example({"it": 1}, field=_NUMBER, version=_SCALE),
    remedy="set 0 or a positive number, such as `replicas: 0`",
)
UNCHECKED_EXPRESSIONS = Rule(
    "custom/expressions-unchecked",
    "The CEL rules of a definition are evaluated only if the object has no other errors that prevent it.",
    "hasBlockingErr",
    "CronTab",
    bad=example({"it": "x"}, field=_NUMBER, at_spec=_RULED),
    good=example({"it": 1}, field=_NUMBER, at_spec=_RULED),
    remedy="fix the other findings of this object first",
)

MOST_UNKNOWN = 100


def validate_custom_resource(
    obj: Tree, crd: Tree, problems: Problems, context: Context, *, is_complete: bool = False
) -> None:
    """The server's verdict on `obj`, a private copy of the tree, by its definition `crd`, which is not changed.

    With `is_complete`, unknown fields do not end the validation as they do on a server.
    """
    found = version_of(obj, crd, problems, context)
    if found is None:
        return
    kind, version = found
    before = len(problems)
    if not decode_resource(obj, version, problems, context.minor, is_complete=is_complete):
        return
    unknown = {problem.around for problem in problems.found[before:]}
    if version.deprecated:
        message = version.deprecation_warning or f"{obj['apiVersion']} {obj['kind']} is deprecated"
        problems.add(DEPRECATED_VERSION, "apiVersion", message)
    fill_in(obj, version)
    if version.has_status:
        obj.pop("status", None)
    warn_of_finalizers(obj, problems)
    judged = Problems()
    judge_resource(obj, kind, version, judged, context.minor)
    # Beside an unknown field, a missing one is most often the same field misspelt.
    problems.found += [p for p in judged if not (p.rule is SCHEMA_REQUIRED and p.around in unknown)]


def version_of(obj: Tree, crd: Tree, problems: Problems, context: Context) -> tuple[CustomKind, CustomVersion] | None:
    """The kind and the version of an object as defined; None if there is nothing to judge it by."""
    kind = custom_kind(crd, context.minor)
    if kind is None or not kind.versions:
        return None
    name = str(obj.get("apiVersion", "")).rpartition("/")[2]
    version = kind.versions.get(name)
    if version is None:
        served = ", ".join(kind.versions) or "none"
        problems.add(UNSERVED_VERSION, "apiVersion", f"the definition does not serve {name!r}; it serves {served}")
        return None
    return kind, version


def decode_resource(
    obj: Tree, version: CustomVersion, problems: Problems, minor: int, *, is_complete: bool = False
) -> bool:
    """Decodes the metadata and takes out unknown fields; returns whether validation continues."""
    meta = obj.get("metadata")
    if meta is None:
        obj["metadata"] = meta = {}
    if not isinstance(meta, dict):
        problems.add(WRONG_TYPE, "metadata", f"must be a map, not {describe(meta)}")
        return False
    decoder = Decoder(minor)
    obj["metadata"] = decoder.decode(meta, type_schema("meta_v1.ObjectMeta"), "metadata")
    if decoder.wrong:
        problems.found.extend(decoder.wrong if is_complete else decoder.wrong[:1])
        if not is_complete:
            return False
    unknown = prune(obj, version.schema, is_root=True)
    if unknown:
        from k8sdsl.near_miss import did_you_mean

        kind = str(obj.get("kind", "")).lower()
        elsewhere = f"check the spelling and the indentation, or remove the field; `kubectl explain {kind}` lists all"
        for path, known in list(unknown.items())[:MOST_UNKNOWN]:
            remedy = did_you_mean(path.rpartition(".")[2], known) or elsewhere
            problems.add(UNKNOWN_FIELD, path, "unknown field: the definition's schema does not have it", remedy=remedy)
    problems.found.extend(decoder.unknown[: max(MOST_UNKNOWN - len(unknown), 0)])
    return is_complete or not (unknown or decoder.unknown)


def fill_in(obj: Tree, version: CustomVersion) -> None:
    """Drops nulls and sets defaults, as the server does after decoding."""
    drop_nulls(obj, version.schema)
    apply_defaults(obj, version.schema)


def judge_resource(
    obj: Tree, kind: CustomKind, version: CustomVersion, problems: Problems, minor: int, old: Tree | None = None
) -> None:
    """The validation of an object with defaults; with `old`, what stays the same may break the schema (ratcheting)."""
    correlated = Correlated(obj, old, version.schema) if old is not None else None
    before = len(problems)
    validate_generic_meta(obj, problems, namespaced=kind.namespaced)
    meta = obj.get("metadata") or {}
    blocked = any(problem.path == "metadata.name" for problem in problems.found[before:]) and not meta.get("name")
    faults = faults_of(obj, version.schema, minor=minor, correlated=correlated)
    if old is None or not duplicates_in(old, version.schema):
        faults += duplicates_in(obj, version.schema)
    for fault in faults:
        blocked = blocked or fault.kind.blocks_expressions
        problems.add(RULES[fault.kind], fault.path or NOWHERE, fault.message)
    if version.scale is not None:
        _scale(obj, version.scale, problems)
    before = len(problems)
    validate_embedded(obj, version.schema, "", problems)
    blocked = blocked or any(problem.message.endswith("required") for problem in problems.found[before:])
    if not version.has_rules:
        return
    if blocked:
        message = "the CEL rules of the definition were not evaluated because of the other errors"
        problems.add(UNCHECKED_EXPRESSIONS, NOWHERE, message)
        return
    from k8sdsl.server.rules.custom_resources.expressions import validate_expressions

    validate_expressions(obj, version, minor, problems, correlated)


def _scale(obj: Tree, scale: Tree, problems: Problems) -> None:
    """The replicas and the selector of the scale, if they are set (`ValidateScaleSpec`, `ValidateScaleStatus`)."""
    for field in ("specReplicasPath", "statusReplicasPath"):
        path = str(scale.get(field) or "")
        value = _found(obj, path)
        if value is _ABSENT:
            continue
        if type(value) is not int:
            problems.add(SCALE, path, f"must be an integer, not {describe(value)}")
        elif not 0 <= value < 2**31:
            problems.add(SCALE, path, f"{value} must be from 0 to {2**31 - 1}")
    selector = scale.get("labelSelectorPath")
    if selector is not None:
        value = _found(obj, selector)
        if value is not _ABSENT and not isinstance(value, str):
            problems.add(SCALE, selector, f"must be a string, not {describe(value)}")


_ABSENT: Any = object()


def _found(obj: Tree, path: str) -> Any:
    """The value at a path; where that leads through something other than a map, what is there (`NestedFieldNoCopy`)."""
    value: Any = obj
    for step in path.removeprefix(".").split("."):
        if value is None:
            return _ABSENT
        if not isinstance(value, dict):
            return [value]  # of no type that a scale takes
        value = value.get(step, _ABSENT)
        if value is _ABSENT:
            return value
    return value
