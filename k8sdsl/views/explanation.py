"""What a rule asks for, and what a field is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.kube.kinds import kind_info
from k8sdsl.kube.schema.kinds import KINDS
from k8sdsl.kube.types import type_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8sdsl.kube.kinds import KindInfo
    from k8sdsl.kube.types import FieldSchema, TypeSchema
    from k8sdsl.rule import Rule

REFERENCE = "https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/"


def explain(subject: str) -> str:
    """A few lines about a rule (`core/port-name`) or a field (`Deployment.spec.strategy`); K8sdslError for neither."""
    if "/" in subject:
        from k8sdsl.near_miss import did_you_mean
        from k8sdsl.server.catalog import all_rules, find_rule

        rule = find_rule(subject)
        if rule is None:
            raise K8sdslError(f"there is no rule {subject!r}", remedy=did_you_mean(subject, all_rules()) or None)
        return explain_rule(rule)
    return explain_field(subject)


def explain_rule(rule: Rule) -> str:
    """A rule as a page: meaning, examples, and the function of Kubernetes that it answers for."""
    lines = [f"{rule.id} ({rule.severity})", "", f"  {rule.summary}"]
    if rule.remedy:
        lines += ["", f"  help: {rule.remedy}"]
    for word, example in (("bad", rule.bad), ("good", rule.good)):
        if example:
            lines += ["", f"  {word}, in {rule.in_kind}:" if rule.kind else f"  {word}:", *_example(example)]
    if rule.upstream:
        lines += ["", f"  answers for: {rule.upstream}"]
    return "\n".join(lines) + "\n"


def _example(example: Mapping[str, Any]) -> list[str]:
    from k8sdsl.emitters.yaml import emit_document

    lines = []
    for path, value in example.items():
        text = emit_document({path: value}).rstrip().splitlines()
        lines += [f"    {line if len(line) <= 100 else line[:97] + '...'}" for line in text[:20]]
    return lines


def explain_field(subject: str) -> str:
    """A field: its type, whether required, the versions that have it, and how a merge treats it."""
    kind, *steps = subject.split(".")
    info = _kind(kind)
    schema = type_schema(info.type)
    field: FieldSchema | None = None
    owner = schema
    for step in steps:
        if schema is None:
            raise K8sdslError(f"{subject}: nothing is below {field.wire if field else kind}")
        owner = schema
        field = schema.fields.get(step) or schema.by_name.get(step)
        if field is None:
            from k8sdsl.near_miss import did_you_mean

            raise K8sdslError(
                f"{schema.name.partition('.')[2]} has no field {step!r}",
                remedy=did_you_mean(step, schema.fields) or None,
            )
        schema = field.target  # type: ignore[assignment] # None below a scalar, which the next step refuses
    lines = [f"{info.api_version} {subject}", ""]
    lines += _kind_facts(info) if field is None else _field_facts(field, owner)
    lines += _description(owner, field)
    if schema is not None:
        lines += ["", "  fields:", *(f"    {f.wire}: {f.type}{' (required)' if f.required else ''}" for f in schema)]
        lines += ["", f"  {_link(schema)}"]
    return "\n".join(lines) + "\n"


def _kind(name: str) -> KindInfo:
    from k8sdsl.kube.schema.flat import NAMES

    for module, names in NAMES.items():
        if name in names.split():
            for api_version, kinds in KINDS.items():
                if kinds.get(name, ("",))[0] == f"{module}.{name}":
                    found = kind_info(api_version, name)
                    if found is not None:
                        return found
    from k8sdsl.near_miss import did_you_mean

    kinds_known = {kind for kinds in KINDS.values() for kind in kinds}
    raise K8sdslError(f"there is no kind {name!r}", remedy=did_you_mean(name, kinds_known) or None)


def _kind_facts(info: KindInfo) -> list[str]:
    lines = [f"  resource: {info.plural}, {'namespaced' if info.namespaced else 'cluster-scoped'}"]
    if info.short_names:
        lines.append(f"  short names: {', '.join(info.short_names)}")
    for word, minor in (("introduced", info.introduced), ("deprecated", info.deprecated), ("removed", info.removed)):
        if minor is not None:
            lines.append(f"  {word}: 1.{minor}")
    return lines


def _field_facts(field: FieldSchema, owner: TypeSchema) -> list[str]:
    from k8sdsl.kube.defaults import CONDITIONAL, DEFAULTS

    lines = [f"  type: {field.type}", f"  in Python: {field.name}"]
    lines.append(f"  required: {'yes' if field.required else 'no'}")
    words = CONDITIONAL.get(owner.name, {}).get(field.wire)
    default = DEFAULTS.get(owner.name, {}).get(field.wire) if words is None else words
    if default is not None:
        lines.append(f"  default: {default if isinstance(default, str) else json.dumps(default)}")
    if field.since is not None:
        lines.append(f"  since: 1.{field.since}")
    if field.until is not None:
        lines.append(f"  until: 1.{field.until}")
    if field.shape[:1] == "[":
        if field.merges:
            by = f" by {field.merge_key}" if field.merge_key else " as a set"
            lines.append(f"  strategic merge: entries are merged{by}")
        else:
            lines.append("  strategic merge: the list is replaced")
    if field.list_type:
        keys = f" with keys {', '.join(field.list_keys)}" if field.list_keys else ""
        lines.append(f"  list type: {field.list_type}{keys}")
    if field.retain_keys:
        lines.append("  strategic merge: retains only the keys of the patch where it asks so")
    return lines


def _description(owner: TypeSchema, field: FieldSchema | None) -> list[str]:
    """What the upstream schema says of a type or field, where a package that holds the schemas is installed."""
    from importlib.resources import files
    from textwrap import wrap

    try:
        folder = files("kubernetes_validate") / "kubernetes-json-schema" / "v1.36.0-local"
        definitions = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    except (ModuleNotFoundError, FileNotFoundError):
        return []
    module, _, name = owner.name.partition(".")
    group, _, version = module.rpartition("_")
    ending = f".{group}.{version}.{name}"
    described: dict[str, Any] = next((value for key, value in definitions.items() if key.endswith(ending)), {})
    if field is not None:
        described = described.get("properties", {}).get(field.wire, {})
    text = str(described.get("description", ""))
    return ["", *(f"  {line}" for line in wrap(text, 100))] if text else []


def _link(schema: TypeSchema) -> str:
    module, _, name = schema.name.partition(".")
    group, _, version = module.rpartition("_")
    return f"{REFERENCE}#{name.lower()}-{version}-{group}"
