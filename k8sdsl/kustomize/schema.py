"""The types of the fields of kustomizations and of plugin configurations.

A schema is the name of a type, a list of one schema, `{"*": schema}` for a map, or the fields of a struct.
"""

from __future__ import annotations

from k8sdsl.errors import KustomizationError

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from k8sdsl.tree import FieldPath, Tree

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

_SCALARS: dict[str, tuple[type, str]] = {
    "string": (str, "a string"),
    "int": (int, "a whole number"),
    "bool": (bool, "true or false"),
}
"""The names of types, with the type of Python and the words for it."""


class SchemaReader:
    """Reads trees by a schema: the fields of structs get their proper names, and every fault is reported.

    Names are compared without case, as Go does. A field that is null, or that the struct does not have, is dropped; a
    null in a list or map is an empty value. `wrong` gets the path of a value of another type, the value, and what it
    must be; `unknown` gets the path of a field that the struct does not have, and the fields that it has. With
    `converts`, scalars become strings where the schema has a string, as sigs.k8s.io/yaml does.
    """

    def __init__(
        self,
        wrong: Callable[[FieldPath, Any, str], None],
        unknown: Callable[[FieldPath, Iterable[str]], None] | None = None,
        *,
        converts: bool = False,
    ) -> None:
        self._wrong = wrong
        self._unknown = unknown
        self._converts = converts

    def read(self, value: Any, schema: Any, path: FieldPath = ()) -> Any:
        """A value by its schema."""
        if schema == "any":
            return value
        if isinstance(schema, str):
            return self._scalar(value, schema, path)
        if isinstance(schema, list):
            if not isinstance(value, list):
                self._wrong(path, value, "a list")
                return []
            return [self._item(item, schema[0], (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            self._wrong(path, value, "a map")
            return {}
        if "*" in schema:
            return {key: self._item(item, schema["*"], (*path, key)) for key, item in value.items()}
        return self._struct(value, schema, path)

    def _struct(self, tree: Tree, fields: dict[str, Any], path: FieldPath) -> Tree:
        names = {name.lower(): name for name in fields}
        known: Tree = {}
        for key, value in tree.items():
            name = names.get(str(key).lower())
            if name is None:
                if self._unknown is not None:
                    self._unknown((*path, key), fields)
            elif value is not None:
                known[name] = self.read(value, fields[name], (*path, key))
        return known

    def _item(self, value: Any, schema: Any, path: FieldPath) -> Any:
        if value is None:
            return "" if schema == "string" else {} if isinstance(schema, dict) else None
        return self.read(value, schema, path)

    def _scalar(self, value: Any, schema: str, path: FieldPath) -> Any:
        if self._converts and schema == "string" and isinstance(value, (bool, int, float)):
            return ("true" if value else "false") if isinstance(value, bool) else str(value)
        of_type, words = _SCALARS[schema]
        if type(value) is not of_type:
            self._wrong(path, value, words)
        return value


def conform(
    tree: Any,
    schema: dict[str, Any],
    name: str,
    unknown: Callable[[FieldPath, Iterable[str]], None] | None = None,
) -> Tree:
    """A configuration by its schema; without `unknown`, fields that it does not have are dropped, as kustomize does.

    Raises KustomizationError for a value of the wrong type.
    """

    def wrong(path: FieldPath, value: Any, words: str) -> None:
        from k8sdsl.locations.secret_values import described
        from k8sdsl.tree import format_path

        part = f"`{format_path(path)}` of {name}" if path else name
        raise KustomizationError(f"{part} is {described(value)}, but must be {words}", code="kustomization/field")

    conformed: Tree = SchemaReader(wrong, unknown, converts=True).read(tree, schema)
    return conformed
