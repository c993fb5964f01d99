"""The table of spellings: each row reads what its schema describes, as a field and as a plugin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize.files import FileReader
from k8sdsl.kustomize.plugins import Plugin
from k8sdsl.kustomize.spellings import BY_FIELD, BY_PLUGIN, SPELLINGS, TRANSFORMS, Spelling
from k8sdsl.layers.layer import ORDER

FILES = FileReader(str(Path(__file__).parent), "root")
MERGE = "{apiVersion: v1, kind: A, metadata: {name: a}, data: {b: c}}"
OPERATIONS = "- {op: remove, path: /data}"
TARGET = {"kind": "A", "name": "a"}
REPLACEMENT = {"sourceValue": "a", "targets": [{"select": TARGET}]}

FIELDS: dict[str, Any] = {
    "configMapGenerator": {"name": "a", "literals": ["a=b"]},
    "secretGenerator": {"name": "a", "literals": ["a=b"]},
    "patchesStrategicMerge": MERGE,
    "patches": {"patch": MERGE},
    "namespace": "a",
    "namePrefix": "a-",
    "nameSuffix": "-a",
    "labels": {"pairs": {"a": "b"}, "includeTemplates": True},
    "commonLabels": {"a": "b"},
    "commonAnnotations": {"a": "b"},
    "patchesJson6902": {"patch": OPERATIONS, "target": TARGET},
    "replicas": {"name": "a", "count": 2},
    "images": [{"name": "a", "newTag": "2"}],
    "imageTags": [{"name": "a", "newTag": "2"}],
    "replacements": REPLACEMENT,
    "vars": {"name": "A", "objref": {"kind": "A", "name": "a", "apiVersion": "v1"}},
}
PLUGINS: dict[str, dict[str, Any]] = {
    "ConfigMapGenerator": {"literals": ["a=b"]},
    "SecretGenerator": {"literals": ["a=b"], "type": "a"},
    "IAMPolicyGenerator": {"cloud": "gke"},
    "PatchStrategicMergeTransformer": {"patches": MERGE},
    "PatchTransformer": {"patch": OPERATIONS, "target": TARGET},
    "NamespaceTransformer": {"unsetOnly": True},
    "PrefixTransformer": {"prefix": "a-"},
    "SuffixTransformer": {"suffix": "-a"},
    "LabelTransformer": {"labels": {"a": "b"}},
    "AnnotationsTransformer": {"annotations": {"a": "b"}},
    "PatchJson6902Transformer": {"jsonOp": OPERATIONS, "target": TARGET},
    "ReplicaCountTransformer": {"replica": {"name": "a", "count": 2}},
    "ImageTagTransformer": {"imageTag": {"name": "a", "newTag": "2"}},
    "ReplacementTransformer": {"replacements": [REPLACEMENT]},
    "HashTransformer": {},
    "PrefixSuffixTransformer": {"prefix": "a-", "suffix": "-a"},
    "ValueAddTransformer": {"value": "a", "targets": [{"selector": TARGET, "fieldPath": "data/a"}]},
}


def read_as_field(row: Spelling) -> list[Any]:
    """What a row reads of an example of its field."""
    return list(row.read(row.config(FIELDS[row.field]), FILES))


def read_as_plugin(row: Spelling) -> list[Any]:
    """What a row reads of an example of its plugin."""
    head = {"apiVersion": "builtin", "kind": row.plugin, "metadata": {"name": "a", "namespace": "b"}}
    plugin = Plugin({**head, **PLUGINS[row.plugin]})
    return plugin.generators(FILES) if plugin.is_generator else list(plugin.transformer(FILES).transforms)


def declarations() -> set[str]:
    """The names of the classes that the rows read."""
    read = [read_as_field(row) for row in BY_FIELD.values()] + [read_as_plugin(row) for row in BY_PLUGIN.values()]
    return {type(declaration).__name__ for made in read for declaration in made}


@pytest.mark.parametrize("row", BY_FIELD.values(), ids=BY_FIELD)
def test_a_field_and_its_plugin_are_read_as_the_same_declaration(row: Spelling) -> None:
    read = read_as_field(row)
    assert read
    if row.plugin_schema is not None and row.overlay != "patches":
        assert type(read_as_plugin(row)[0]) is type(read[0])


@pytest.mark.parametrize("plugin", BY_PLUGIN)
def test_a_plugin_writes_to_the_fields_that_it_names_only(plugin: str) -> None:
    for declaration in read_as_plugin(BY_PLUGIN[plugin]):
        table = getattr(declaration, "table", None) or getattr(declaration, "field_specs", None)
        assert table is None or list(table) == []


def test_every_row_has_a_place_in_the_order_or_makes_objects_or_variables() -> None:
    outside = {row.overlay for row in SPELLINGS} - set(ORDER)
    assert outside == {"config_map_generator", "secret_generator", "generators", "vars"}
    assert [row.overlay for row in TRANSFORMS] == sorted((row.overlay for row in TRANSFORMS), key=ORDER.index)


def test_a_plugin_does_not_take_true_for_a_number() -> None:
    head = {"apiVersion": "builtin", "kind": "ReplicaCountTransformer", "metadata": {"name": "a"}}
    assert Plugin({**head, "replica": {"name": "a", "count": 1}}).parts["replica"]["count"] == 1
    with pytest.raises(KustomizationError) as raised:
        Plugin({**head, "replica": {"name": "a", "count": True}})
    assert raised.value.code == "kustomization/field"
