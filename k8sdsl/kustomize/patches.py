"""Patches of kustomization files: their form, and the transform for each."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize.readings import target
from k8sdsl.locations.origins import InEntry
from k8sdsl.locations.secret_values import described
from k8sdsl.project.paths import YamlOrigin, shown
from k8sdsl.tree import format_path, walk

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.locations.source import Origin
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree


INLINE = "the patch"
"""The name of a patch that is in the kustomization file itself."""


class Ignored:
    """Something in a patch that kustomize ignores silently, and that k8sdsl reports."""

    __slots__ = ("_message",)
    is_ignored = True

    def __init__(self, message: str) -> None:
        self._message = message

    def apply(self, _: ManifestSet, context: TransformContext) -> None:
        """Reports it."""
        context.missed(self, self._message)


def patch(entry: Tree, files: FileReader, *, copied: bool = False) -> list[Any]:
    """One entry of `patches`, or a PatchTransformer: a JSON patch for its target, or strategic merge patches.

    Kustomize applies copies of patches with a target and of those of `patchesStrategicMerge` (`copied`).
    """
    text, name = _text(entry, files)
    chosen = target(entry.get("target"))
    documents = _documents(text, _file(name, files), copied=copied or chosen is not None)
    trees = [tree for _, tree in documents]
    if trees and isinstance(trees[0], list):
        operations = _operations(text, name, files)
        if chosen is None:
            raise KustomizationError(
                f"{_json(name)} has no target",
                remedy="set `target`, such as `target: {kind: Deployment, name: web}`",
                code="patch/entry",
            )
        from k8sdsl.transforms.patches.json_patch import JsonPatch

        more = (
            [Ignored(f"{name} contains {len(trees)} JSON patches, of which only the first is applied")]
            if trees[1:]
            else []
        )
        return [JsonPatch(operations, chosen, origin=_origin(name, files, documents[0][0])), *more]
    if not trees:
        return [Ignored(f"{name} is empty")]
    if chosen is not None and len(trees) > 1:
        raise KustomizationError(
            f"{name} contains {len(trees)} patches, which cannot share a target",
            remedy="write a separate entry for each",
            code="patch/entry",
        )
    return _merges(documents, name, entry, files)


def _merges(
    documents: list[tuple[int, Any]], name: str, entry: Tree, files: FileReader, *, field: str | None = "patch"
) -> list[Any]:
    from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
    from k8sdsl.yaml.go_yaml import BLANK, fill_blanks

    options = entry.get("options") or {}
    chosen = target(entry.get("target"))
    found: list[Any] = []
    for number, tree in documents:
        blank = [format_path(path) for path, value in walk(tree) if value is BLANK]
        fill_blanks(tree, [])
        check_patch(tree, name)
        if blank:
            found.append(Ignored(f"`{'`, `'.join(blank)}` in {name} has no value: the field is removed"))
        found.append(
            StrategicMergePatch(
                tree,
                chosen,
                allow_name_change=bool(options.get("allowNameChange")),
                allow_kind_change=bool(options.get("allowKindChange")),
                origin=_origin(name, files, number, field),
            )
        )
    return found


def _json(name: str) -> str:
    """A JSON patch by the name of its file, if it has one."""
    return "the JSON patch" if name == INLINE else f"the JSON patch {name}"


def _stringify(metadata: Tree) -> None:
    """Converts labels and annotations to strings; answers for kustomize's `CopyMergeMetaDataFieldsFrom`."""
    from k8sdsl.yaml.go_yaml import as_string

    for field in ("labels", "annotations"):
        values = metadata.get(field)
        if isinstance(values, dict):
            metadata[field] = {key: as_string(value) for key, value in values.items()}
        elif field in metadata and not isinstance(values, list):
            del metadata[field]


def merge_patches(parts: Tree, files: FileReader) -> Iterator[Any]:
    """The entries of `patchesStrategicMerge`, or a PatchStrategicMergeTransformer: paths, or the patches themselves."""
    paths, inline = parts.get("paths") or [], parts.get("patches") or ""
    if not paths and not inline:
        raise KustomizationError("PatchStrategicMergeTransformer has neither `paths` nor `patches`", code="patch/entry")
    for path in paths:
        documents = _inline(path)
        if documents is not None:
            yield from _merges(documents, INLINE, {}, files, field=None)
            continue
        documents = _documents(files.read(path).decode("utf-8", "replace"), _file(path, files), copied=True)
        if not documents:
            yield Ignored(f"{path} is empty")
        yield from _merges(documents, path, {}, files)
    if inline:
        yield from patch({"patch": inline}, files, copied=True)


def json_patch(entry: Tree, files: FileReader) -> list[Any]:
    """One entry of `patchesJson6902`, or a PatchJson6902Transformer."""
    from k8sdsl.transforms.patches.json_patch import JsonPatch

    field = "jsonOp" if "jsonOp" in entry else "patch"
    text, name = _text(entry, files, field)
    chosen = target(entry.get("target"))
    if chosen is None or not chosen.name:
        raise KustomizationError(f"{_json(name)} has no target with a name", code="patch/entry")
    return [JsonPatch(_operations(text, name, files), chosen, origin=_origin(name, files, 0, field))]


def check_patch(tree: Any, name: str) -> None:
    """Raises KustomizationError for a strategic merge patch that does not name an object."""
    if not isinstance(tree, dict):
        raise KustomizationError(
            f"{name} is neither a strategic merge patch nor a JSON patch, but {described(tree)}",
            remedy="write a map with `apiVersion:` and `kind:`, or a list of `- op:`",
            code="patch/entry",
        )
    metadata = tree.get("metadata")
    missing = [word for word in ("kind",) if not tree.get(word)]
    if not isinstance(metadata, dict) or not metadata.get("name"):
        missing.append("metadata.name")
    if missing:
        raise KustomizationError(
            f"{name} has no {' and no '.join(f'`{word}`' for word in missing)}", code="patch/entry"
        )


def _inline(text: str) -> list[tuple[int, Any]] | None:
    """The patches if the text is YAML of maps, None if it is a path."""
    if "\n" not in text and ": " not in text and "{" not in text:
        return None
    documents = _documents(text, "", copied=True)
    return documents if documents and all(isinstance(tree, dict) for _, tree in documents) else None


def _text(entry: Tree, files: FileReader, field: str = "patch") -> tuple[str, str]:
    """The text of a patch, which is in a field or a file, and its name."""
    text, path = str(entry.get(field) or ""), str(entry.get("path") or "")
    is_inline = bool(text.strip())
    if not is_inline and not path:
        raise KustomizationError(f"a patch has neither `{field}` nor `path`", code="patch/entry")
    if is_inline and path:
        raise KustomizationError(
            f"a patch has both `{field}` and `path`", remedy="keep one of them", code="patch/entry"
        )
    return (text, INLINE) if is_inline else (files.read(path).decode("utf-8", "replace"), path)


def _file(name: str, files: FileReader) -> str:
    """The path of a patch for errors; empty for one in the kustomization file itself."""
    return "" if name == INLINE else shown(files.path(name))


def _origin(name: str, files: FileReader, document: int, field: str | None = "patch") -> Origin:
    """The place of a patch: a document of its file, or of the text in a field of its entry, or of the entry itself."""
    if name != INLINE:
        return YamlOrigin(files.path(name), document)
    return InEntry(document) if field is None else InEntry(field, document)


def _documents(text: str, file: str, *, copied: bool) -> list[tuple[int, Any]]:
    """The documents of a patch that are not empty, each with its position in the text."""
    from k8sdsl.yaml.go_yaml import BLANK, ResourceKeys, ResourceValues
    from k8sdsl.yaml.reader import numbered_documents

    read = numbered_documents(text, file=file, dialect=(ResourceValues(), ResourceKeys()))
    documents = [(number, tree) for number, tree in read if tree not in ({}, BLANK)]
    for _, tree in documents:
        if copied and isinstance(tree, dict) and isinstance(tree.get("metadata"), dict):
            _stringify(tree["metadata"])
    return documents


def _operations(text: str, name: str, files: FileReader) -> list[Tree]:
    from k8sdsl.transforms.patches.json_patch import check
    from k8sdsl.yaml.reader import read_documents

    trees = read_documents(text, file=_file(name, files), duplicates="last")
    operations = trees[0] if trees else None
    for operation in operations if isinstance(operations, list) else ():
        if isinstance(operation, dict) and operation.get("op") in ("add", "replace"):
            operation.setdefault("value", None)  # as kustomize reads it
    check(operations)
    if not operations:
        raise KustomizationError(f"{name} is empty", code="patch/entry")
    return list(operations)
