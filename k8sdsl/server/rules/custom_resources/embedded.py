"""Objects embedded in a custom resource (`x-kubernetes-embedded-resource`): their kind and metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.kube.types import type_schema
from k8sdsl.rule import Rule
from k8sdsl.semantics import formats
from k8sdsl.semantics.decoding import Decoder
from k8sdsl.server.rules.custom_resources.examples import example
from k8sdsl.server.rules.generic_meta import validate_generic_meta

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.tree import Tree

_OBJECT = {
    "type": "object",
    "x-kubernetes-embedded-resource": True,
    "x-kubernetes-preserve-unknown-fields": True,
}

EMBEDDED = Rule(
    "custom/embedded-resource",
    "An object embedded in a custom resource must have `apiVersion`, `kind` and valid metadata.",
    "schemaobjectmeta.Validate",
    "CronTab",
    bad=example({"it": {"apiVersion": "v1"}}, field=_OBJECT),
    good=example({"it": {"apiVersion": "v1", "kind": "Pod"}}, field=_OBJECT),
    remedy="for example, write `{apiVersion: v1, kind: Pod, metadata: {name: web}}`",
)


def validate_embedded(value: Any, schema: Any, path: str, problems: Problems, *, is_root: bool = True) -> None:
    """Every embedded object below `value`; the root is validated elsewhere."""
    if not isinstance(schema, dict):
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            validate_embedded(item, schema.get("items"), f"{path}[{index}]", problems, is_root=False)
    elif isinstance(value, dict):
        embedded = schema.get("x-kubernetes-embedded-resource") and not is_root
        if embedded:
            _embedded(value, path, problems)
        prefix = f"{path}." if path else ""
        properties = schema.get("properties") or {}
        additional = schema.get("additionalProperties")
        for key, item in value.items():
            if key == "metadata" and (embedded or is_root):
                continue
            if key in properties:
                validate_embedded(item, properties[key], f"{prefix}{key}", problems, is_root=False)
            elif isinstance(additional, dict):
                validate_embedded(item, additional, f"{path}[{key}]", problems, is_root=False)


def _embedded(value: Tree, path: str, problems: Problems) -> None:
    version = value.get("apiVersion")
    if "apiVersion" not in value:
        problems.add(EMBEDDED, f"{path}.apiVersion", "apiVersion is required")
    elif not isinstance(version, str) or not version or version.count("/") > 1:
        problems.add(EMBEDDED, f"{path}.apiVersion", f"{version!r} is not a valid group and version")
    kind = value.get("kind")
    if "kind" not in value:
        problems.add(EMBEDDED, f"{path}.kind", "kind is required")
    elif not isinstance(kind, str) or formats.dns1035_label(kind.lower()):
        problems.add(EMBEDDED, f"{path}.kind", f"{kind!r} is not a valid kind")
    if isinstance(value.get("metadata"), dict):
        _metadata(value["metadata"], f"{path}.metadata", problems)


def _metadata(meta: Tree, path: str, problems: Problems) -> None:
    decoder = Decoder(36)
    decoded = decoder.decode(meta, type_schema("meta_v1.ObjectMeta"), path)
    if decoder.wrong:
        problems.add(EMBEDDED, path, decoder.wrong[0].message)
        return
    decoded.setdefault("name", "unnamed")
    namespaced = bool(decoded.get("namespace"))
    validate_generic_meta({"metadata": decoded}, problems, namespaced=namespaced, name=formats.path_segment, path=path)
