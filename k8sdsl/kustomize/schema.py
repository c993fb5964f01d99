"""The types of the fields of kustomizations and of plugin configurations.

A schema is the name of a type, a list of one schema, `{"*": schema}` for a map, or the fields of a struct.
"""

from __future__ import annotations

from k8sdsl.errors import KustomizationError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from typing import Any

    from k8sdsl.tree import Tree

STRINGS = ["string"]
MAP = {"*": "string"}
GVK = {"group": "string", "version": "string", "kind": "string"}
TARGET = {
    **GVK,
    **dict.fromkeys(("name", "namespace", "labelSelector", "annotationSelector", "apiVersion"), "string"),
}
FIELD_SPEC = {**GVK, "path": "string", "create": "bool"}
PATCH = {"path": "string", "patch": "string", "target": TARGET, "options": {"*": "bool"}}
IMAGE = dict.fromkeys(("name", "newName", "newTag", "digest", "tagSuffix"), "string")
LABEL = {
    "pairs": MAP,
    **dict.fromkeys(("includeSelectors", "includeTemplates", "includeVolumeClaimTemplates"), "bool"),
    "fields": [FIELD_SPEC],
}
REPLICA = {"name": "string", "count": "int"}
OPTIONS = {"labels": MAP, "annotations": MAP, "disableNameSuffixHash": "bool", "immutable": "bool"}
CONFIG_MAP = {
    **dict.fromkeys(("namespace", "name", "behavior", "env"), "string"),
    **dict.fromkeys(("literals", "files", "envs"), STRINGS),
    "options": OPTIONS,
}
SECRET = {**CONFIG_MAP, "type": "string"}
FIELD_OPTIONS = {"delimiter": "string", "index": "int", "encoding": "string", "create": "bool"}
REPLACEMENT = {
    "path": "string",
    "source": {**TARGET, "fieldPath": "string", "options": FIELD_OPTIONS},
    "sourceValue": "string",
    "targets": [{"select": TARGET, "reject": [TARGET], "fieldPaths": STRINGS, "options": FIELD_OPTIONS}],
}
VAR = {
    "name": "string",
    "objref": {**GVK, "apiVersion": "string", "name": "string", "namespace": "string"},
    "fieldref": {"fieldPath": "string"},
}
IAM_POLICY = {
    "cloud": "string",
    "kubernetesService": {"namespace": "string", "name": "string"},
    "serviceAccount": {"name": "string", "projectId": "string"},
}
VALUE_ADD = {
    "value": "string",
    "targetFilePath": "string",
    "targets": [{"selector": TARGET, "fieldPath": "string", "filePathPosition": "int"}],
}

SCALARS: dict[str, tuple[type, str]] = {
    "string": (str, "a string"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
}
"""The names of types, with the type of Python and the words for it."""


def conform(tree: Tree, schema: dict[str, Any], name: str) -> Tree:
    """A configuration by the proper names of its fields; unknown fields are dropped, as kustomize does.

    Raises KustomizationError for a value of the wrong type.
    """
    conformed: Tree = _conformed(tree, schema, "")
    wrong = fault(conformed, schema, "")
    if wrong is not None:
        path, words = wrong
        raise KustomizationError(f"`{path}` of {name} must be {words}", code="kustomization/field")
    return conformed


def _conformed(value: Any, schema: Any, key: str) -> Any:
    if schema == "string" and isinstance(value, (bool, int, float)):
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    if isinstance(schema, list) and isinstance(value, list):
        return [_conformed(item, schema[0], key) for item in value]
    if not isinstance(schema, dict) or not isinstance(value, dict):
        return value
    if "*" in schema:
        return {key: _conformed(item, schema["*"], key) for key, item in value.items()}
    names = {name.lower(): name for name in schema}
    known = ((names.get(str(key).lower()), item) for key, item in value.items() if item is not None)
    return {name: _conformed(item, schema[name], name) for name, item in known if name is not None}


def fault(value: Any, schema: Any, path: str) -> tuple[str, str] | None:
    """The first place with another type than the schema's, and the expected type; null is always valid."""
    if value is None or schema == "any":
        return None
    if isinstance(schema, str):
        of_type, words = SCALARS[schema]
        return None if type(value) is of_type else (path, words)
    if isinstance(schema, list):
        if not isinstance(value, list):
            return path, "a list"
        parts = [(item, schema[0], f"{path}[{index}]") for index, item in enumerate(value)]
    elif not isinstance(value, dict):
        return path, "a map"
    else:
        below = {key: schema.get(key, schema.get("*", "any")) for key in value}
        parts = [(value[key], below[key], f"{path}.{key}" if path else str(key)) for key in value]
    return next((found for part in parts if (found := fault(*part)) is not None), None)
