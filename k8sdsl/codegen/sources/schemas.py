"""Reads the JSON schemas of every Kubernetes version and merges them.

The schemas are those of the PyPI package `kubernetes-validate`. The result has the versions of each type and field;
names, types, merge keys and list types come from the newest version that has them.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from k8sdsl.codegen.model import FieldModel, TypeModel
from k8sdsl.codegen.names import module_and_class, python_name
from k8sdsl.codegen.sources.choices import FIELDS
from k8sdsl.codegen.sources.corrections import ABSENT_TYPES, DROPPED, KINDLESS, OPAQUE, POSITIONAL
from k8sdsl.kube.versions import NEWEST, OLDEST


def read_types() -> dict[str, TypeModel]:
    """Every type that any version has, by `module.Name`, in order of name."""
    types: dict[str, TypeModel] = {}
    for minor in range(OLDEST, NEWEST + 1):
        for full_name, schema in definitions(minor).items():
            module, name = module_and_class(full_name)
            if f"{module}.{name}" in OPAQUE or f"{module}.{name}" in DROPPED:
                continue
            _lay_over(types, module, name, schema, minor)
    for key, fields in ABSENT_TYPES.items():
        module, name = key.split(".")
        properties = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, **fields}
        schema = {
            "properties": properties,
            "x-kubernetes-group-version-kind": [{"group": "", "version": "v1", "kind": name}],
        }
        for minor in range(OLDEST, NEWEST + 1):
            _lay_over(types, module, name, schema, minor)
    return dict(sorted(types.items()))


def definitions(minor: int) -> dict[str, Any]:
    """The definitions of Kubernetes 1.`minor`, by their full Go-like names."""
    folder = files("kubernetes_validate") / "kubernetes-json-schema" / f"v1.{minor}.0-local"
    loaded: dict[str, Any] = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return loaded


def _lay_over(types: dict[str, TypeModel], module: str, name: str, schema: dict[str, Any], minor: int) -> None:
    model = types.setdefault(f"{module}.{name}", TypeModel(module, name))
    model.minors.append(minor)
    kinds = schema.get("x-kubernetes-group-version-kind", [])
    model.kinds = tuple((k["group"], k["version"], k["kind"]) for k in kinds) or model.kinds
    model.key, model.kindless = POSITIONAL.get(f"{module}.{name}", ""), f"{module}.{name}" in KINDLESS
    required = set(schema.get("required", ()))
    for wire, property_schema in schema.get("properties", {}).items():
        held = model.fields.get(wire)
        fresh = _field(module, wire, property_schema, required=wire in required)
        fresh.choice = FIELDS.get(f"{name}.{wire}", "")
        fresh.minors = [*(held.minors if held else ()), minor]
        model.fields[wire] = fresh


def _field(module: str, wire: str, schema: dict[str, Any], *, required: bool) -> FieldModel:
    strategy = schema.get("x-kubernetes-patch-strategy", "")
    return FieldModel(
        wire=wire,
        name=python_name(wire),
        type=_type_expression(module, schema),
        required=required,
        merge_key=schema.get("x-kubernetes-patch-merge-key", ""),
        strategies=tuple(strategy.split(",")) if strategy else (),
        list_type=schema.get("x-kubernetes-list-type", ""),
        list_keys=tuple(schema.get("x-kubernetes-list-map-keys", ())),
        map_type=schema.get("x-kubernetes-map-type", ""),
    )


def _type_expression(module: str, schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        target_module, target = module_and_class(schema["$ref"].rpartition("/")[2])
        opaque = OPAQUE.get(f"{target_module}.{target}")
        if opaque is not None:
            return opaque
        return target if target_module == module else f"{target_module}.{target}"
    names = schema.get("type", "any")
    kind = next(name for name in names if name != "null") if isinstance(names, list) else names
    if kind == "array":
        return "[]" + _type_expression(module, schema["items"])
    if kind == "object":
        values = schema.get("additionalProperties")
        return "{}" + _type_expression(module, values) if isinstance(values, dict) else "object"
    return str(_SCALARS.get((kind, schema.get("format")), kind))


_SCALARS = {
    ("integer", "int32"): "int32",
    ("integer", "int64"): "int64",
    ("integer", None): "int64",
    ("string", "byte"): "bytes",
    ("boolean", None): "bool",
    ("number", "double"): "number",
    ("number", None): "number",
}
