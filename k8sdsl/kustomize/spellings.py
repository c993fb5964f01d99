"""The one table of the customizations in a kustomization: as fields of the file, and as objects of plugins.

A row also has the equivalent field of an overlay, which the importer uses.
"""

from __future__ import annotations

from k8sdsl.kustomize.schema import (
    CONFIG_MAP,
    FIELD_SPEC,
    IAM_POLICY,
    IMAGE,
    LABEL,
    MAP,
    OPTIONS,
    PATCH,
    REPLACEMENT,
    REPLICA,
    SECRET,
    STRINGS,
    TARGET,
    VALUE_ADD,
    VAR,
)
from k8sdsl.layers.layer import ORDER
from k8sdsl.lazy import load_module

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.tree import Tree


class Spelling:
    """One customization.

    `overlay` is the field of an overlay, `field` that of the file, with the schema of its value, and `plugin` the kind
    of the object, with the schema of its parts. `config` converts the field's value (or each entry of it) into such
    parts, and `reader` names the function that reads these as declarations. Either `field` or `plugin_schema` may be
    missing. With `at_once`, all entries of the field are one declaration, and `config` converts a list of them.
    """

    __slots__ = ("at_once", "config", "field", "overlay", "plugin", "plugin_schema", "reader", "schema")

    def __init__(
        self,
        overlay: str,
        field: str,
        schema: Any,
        plugin: str,
        plugin_schema: dict[str, Any] | None,
        reader: str,
        config: Callable[[Any], Tree] | str = "",
        *,
        at_once: bool = False,
    ) -> None:
        self.overlay = overlay
        self.field = field
        self.schema = schema
        self.plugin = plugin
        self.plugin_schema = plugin_schema
        self.reader = reader
        self.config = config if callable(config) else lambda value: {config: value} if config else value
        self.at_once = at_once

    def read(self, parts: Tree, files: FileReader) -> Iterable[Any]:
        """The declarations of some parts; the module of the reader is loaded when the first field asks for it."""
        module, _, name = self.reader.partition(".")
        declarations: Iterable[Any] = getattr(load_module(f"k8sdsl.kustomize.{module}"), name)(parts, files)
        return declarations


def _table(parts: Tree) -> dict[str, Any]:
    """A plugin's parts, with the fields that it writes to."""
    return {**parts, "fieldSpecs": [FIELD_SPEC]}


def _common_labels(value: Tree) -> Tree:
    return {"pairs": value, "includeSelectors": True, "common": True}


_AFFIXES = {"prefix": "string", "suffix": "string"}
_NAMESPACE = {"metadata": {"namespace": "string"}, "unsetOnly": "bool", "setRoleBindingSubjects": "string"}

# fmt: off
SPELLINGS = (
    Spelling("config_map_generator", "configMapGenerator", [CONFIG_MAP],
             "ConfigMapGenerator", CONFIG_MAP, "generators.config_map"),
    Spelling("secret_generator", "secretGenerator", [SECRET],
             "SecretGenerator", SECRET, "generators.secret"),
    Spelling("generators", "", None,
             "IAMPolicyGenerator", IAM_POLICY, "generators.service_account"),
    Spelling("patches", "patchesStrategicMerge", STRINGS,
             "PatchStrategicMergeTransformer", {"paths": STRINGS, "patches": "string"}, "patches.merge_patches",
             lambda path: {"paths": [path]}),
    Spelling("patches", "patches", [PATCH],
             "PatchTransformer", PATCH, "patches.patch"),
    Spelling("namespace", "namespace", "string",
             "NamespaceTransformer", _table(_NAMESPACE), "readings.namespace",
             lambda name: {"metadata": {"namespace": name}}),
    Spelling("name_prefix", "namePrefix", "string",
             "PrefixTransformer", _table({"prefix": "string"}), "readings.affixes", "prefix"),
    Spelling("name_suffix", "nameSuffix", "string",
             "SuffixTransformer", _table({"suffix": "string"}), "readings.affixes", "suffix"),
    Spelling("labels", "labels", [LABEL],
             "LabelTransformer", None, "readings.labels"),
    Spelling("labels", "commonLabels", MAP,
             "LabelTransformer", _table({"labels": MAP}), "readings.labels", _common_labels),
    Spelling("annotations", "commonAnnotations", MAP,
             "AnnotationsTransformer", _table({"annotations": MAP}), "readings.common_annotations", "annotations"),
    Spelling("json_patches", "patchesJson6902", [PATCH],
             "PatchJson6902Transformer", {"target": TARGET, "path": "string", "jsonOp": "string"},
             "patches.json_patch"),
    Spelling("replicas", "replicas", [REPLICA],
             "ReplicaCountTransformer", _table({"replica": REPLICA}), "readings.replicas", "replica"),
    Spelling("images", "images", [IMAGE],
             "ImageTagTransformer", _table({"imageTag": IMAGE}), "readings.images", "entries", at_once=True),
    Spelling("images", "imageTags", [IMAGE],
             "ImageTagTransformer", None, "readings.images", "entries", at_once=True),
    Spelling("replacements", "replacements", [REPLACEMENT],
             "ReplacementTransformer", {"replacements": [REPLACEMENT]}, "readings.replacements",
             lambda entry: {"replacements": [entry]}),
    Spelling("vars", "vars", [VAR],
             "", None, "readings.variable"),
    Spelling("transforms", "", None,
             "HashTransformer", {}, "readings.hash_suffix"),
    Spelling("transforms", "", None,
             "PrefixSuffixTransformer", _table(_AFFIXES), "readings.affixes"),
    Spelling("transforms", "", None,
             "ValueAddTransformer", VALUE_ADD, "readings.value_add"),
)
# fmt: on

TRANSFORMS = sorted(
    (row for row in SPELLINGS if row.field and row.overlay in ORDER), key=lambda row: ORDER.index(row.overlay)
)
"""The fields that change objects, in the order in which they are applied."""

BY_FIELD = {row.field: row for row in SPELLINGS if row.field}
BY_PLUGIN = {row.plugin: row for row in SPELLINGS if row.plugin_schema is not None}

KUSTOMIZATION: dict[str, Any] = {
    **{field: row.schema for field, row in BY_FIELD.items()},
    **dict.fromkeys(("apiVersion", "kind"), "string"),
    **dict.fromkeys(("resources", "bases", "components", "crds", "configurations"), STRINGS),
    **dict.fromkeys(("generators", "transformers", "validators", "buildMetadata"), STRINGS),
    "metadata": {"*": "any"},
    "openapi": MAP,
    "helmGlobals": "any",
    "helmCharts": ["any"],
    "helmChartInflationGenerator": ["any"],
    "sortOptions": {"order": "string", "legacySortOptions": {"orderFirst": STRINGS, "orderLast": STRINGS}},
    "generatorOptions": OPTIONS,
}
"""The schema of a kustomization file."""

DEPRECATED = {
    "bases": "resources",
    "imageTags": "images",
    "commonLabels": "labels",
    "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches",
    "vars": "replacements",
    "helmChartInflationGenerator": "helmCharts",
}
"""Fields that kustomize warns about, and what to write instead."""
