"""The definitions of the catalogue, for validation: without descriptions and without rules in CEL.

The file of a project has each of its schemas once; a number in a schema stands for another. Equal schemas are one
object here too, so nothing may change them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from k8sdsl.catalog.index import KINDS, SOURCES

if TYPE_CHECKING:
    from k8sdsl.tree import Tree


def source_of(group: str, kind: str) -> str:
    """The repository, and the commit of it, that a definition of the catalogue is from."""
    return SOURCES[KINDS[group][kind].partition(" ")[0]]


def definition_of(group: str, version: str, kind: str) -> Tree | None:
    """The CustomResourceDefinition of a kind, if the catalogue has it and it serves this version."""
    project, *served = KINDS.get(group, {}).get(kind, "").split(" ")
    return _definitions(project).get((group, kind)) if version in served else None


@cache
def _definitions(project: str) -> dict[tuple[str, str], Tree]:
    import json

    file = Path(__file__).parent / project / "definitions.json"
    loaded = json.loads(file.read_text(encoding="utf-8"))
    schemas: list[Tree] = []
    for schema in loaded["schemas"]:  # a schema follows those that it refers to
        schemas.append(_expanded(schema, schemas))
    return {(spec["group"], spec["names"]["kind"]): _definition(spec, schemas) for spec in loaded["definitions"]}


def _definition(spec: Tree, schemas: list[Tree]) -> Tree:
    for version in spec["versions"]:
        version["schema"]["openAPIV3Schema"] = schemas[version["schema"]["openAPIV3Schema"]]
    name = f"{spec['names']['plural']}.{spec['group']}"
    head = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": name}}
    return {**head, "spec": spec}


def _expanded(schema: Tree, schemas: list[Tree]) -> Tree:
    for key, value in schema.items():
        schema[key] = _whole(key, value, schemas)
    return schema


def _whole(key: str, value: Any, schemas: list[Tree]) -> Any:
    if key == "properties":
        return {name: schemas[number] for name, number in value.items()}
    if key in {"allOf", "anyOf", "oneOf"}:
        return [schemas[number] for number in value]
    if key in {"items", "additionalProperties", "not"} and type(value) is int:
        return schemas[value]
    return value
