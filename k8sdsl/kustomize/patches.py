"""Patches of kustomization files: their form, and the transform for each."""

from __future__ import annotations

from k8sdsl.errors import KustomizationError
from k8sdsl.kustomize.readings import target
from k8sdsl.locations.secret_values import described
from k8sdsl.project.paths import shown
from k8sdsl.tree import format_path, walk

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from k8sdsl.kustomize.files import Files
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


def patch(entry: Tree, files: Files, *, copied: bool = False) -> list[Any]:
    """One entry of `patches`, or a PatchTransformer: a JSON patch for its target, or strategic merge patches.

    Kustomize applies copies of patches with a target and of those of `patchesStrategicMerge` (`copied`).
    """
    text, name = _text(entry, files)
    chosen = target(entry.get("target"))
    trees = _documents(text, _file(name, files), copied=copied or chosen is not None)
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
        return [JsonPatch(operations, chosen), *more]
    if not trees:
        return [Ignored(f"{name} is empty")]
    if chosen is not None and len(trees) > 1:
        raise KustomizationError(
            f"{name} contains {len(trees)} patches, which cannot share a target",
            remedy="write a separate entry for each",
            code="patch/entry",
        )
    return _merges(trees, name, entry)


def _merges(trees: list[Any], name: str, entry: Tree) -> list[Any]:
    from k8sdsl.kustomize.documents.go_yaml import BLANK, fill_blanks
    from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch

    options = entry.get("options") or {}
    chosen = target(entry.get("target"))
    found: list[Any] = []
    for tree in trees:
        blank = [format_path(path) for path, value in walk(tree) if value is BLANK]
        fill_blanks(tree)
        check_patch(tree, name)
        if blank:
            found.append(Ignored(f"`{'`, `'.join(blank)}` in {name} has no value: the field is removed"))
        found.append(
            StrategicMergePatch(
                tree,
                chosen,
                allow_name_change=bool(options.get("allowNameChange")),
                allow_kind_change=bool(options.get("allowKindChange")),
            )
        )
    return found


def _json(name: str) -> str:
    """A JSON patch by the name of its file, if it has one."""
    return "the JSON patch" if name == INLINE else f"the JSON patch {name}"


def _stringify(metadata: Tree) -> None:
    """Converts labels and annotations to strings; answers for kustomize's `CopyMergeMetaDataFieldsFrom`."""
    from k8sdsl.kustomize.documents.go_yaml import as_string

    for field in ("labels", "annotations"):
        values = metadata.get(field)
        if isinstance(values, dict):
            metadata[field] = {key: as_string(value) for key, value in values.items()}
        elif field in metadata and not isinstance(values, list):
            del metadata[field]


def merge_patches(parts: Tree, files: Files) -> Iterator[Any]:
    """The entries of `patchesStrategicMerge`, or a PatchStrategicMergeTransformer: paths, or the patches themselves."""
    paths, inline = parts.get("paths") or [], parts.get("patches") or ""
    if not paths and not inline:
        raise KustomizationError("PatchStrategicMergeTransformer has neither `paths` nor `patches`", code="patch/entry")
    for path in paths:
        trees = _inline(path)
        if trees is not None:
            yield from _merges(trees, INLINE, {})
            continue
        trees = _documents(files.read(path).decode("utf-8", "replace"), _file(path, files), copied=True)
        if not trees:
            yield Ignored(f"{path} is empty")
        yield from _merges(trees, path, {})
    if inline:
        yield from patch({"patch": inline}, files, copied=True)


def json_patch(entry: Tree, files: Files) -> list[Any]:
    """One entry of `patchesJson6902`, or a PatchJson6902Transformer."""
    from k8sdsl.transforms.patches.json_patch import JsonPatch

    text, name = _text(entry, files, "jsonOp" if "jsonOp" in entry else "patch")
    chosen = target(entry.get("target"))
    if chosen is None or not chosen.name:
        raise KustomizationError(f"{_json(name)} has no target with a name", code="patch/entry")
    return [JsonPatch(_operations(text, name, files), chosen)]


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


def _inline(text: str) -> list[Any] | None:
    """The patches if the text is YAML of maps, None if it is a path."""
    if "\n" not in text and ": " not in text and "{" not in text:
        return None
    trees = _documents(text, "", copied=True)
    return trees if trees and all(isinstance(tree, dict) for tree in trees) else None


def _text(entry: Tree, files: Files, field: str = "patch") -> tuple[str, str]:
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


def _file(name: str, files: Files) -> str:
    """The path of a patch for errors; empty for one in the kustomization file itself."""
    return "" if name == INLINE else shown(files.path(name))


def _documents(text: str, file: str, *, copied: bool) -> list[Any]:
    from k8sdsl.kustomize.documents.go_yaml import BLANK, ResourceKeys, ResourceValues
    from k8sdsl.yaml.reader import numbered_documents

    documents = numbered_documents(text, file=file, dialect=(ResourceValues(), ResourceKeys()))
    trees = [tree for _, tree in documents if tree not in ({}, BLANK)]
    for tree in trees:
        if copied and isinstance(tree, dict) and isinstance(tree.get("metadata"), dict):
            _stringify(tree["metadata"])
    return trees


def _operations(text: str, name: str, files: Files) -> list[Tree]:
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
