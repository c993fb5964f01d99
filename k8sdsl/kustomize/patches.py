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
    from k8sdsl.transforms.target import Target
    from k8sdsl.tree import Tree


class Ignored:
    """Something in a patch that kustomize ignores silently, and that k8sdsl reports."""

    __slots__ = ("_message",)
    is_ignored = True

    def __init__(self, message: str) -> None:
        self._message = message

    def apply(self, _: ManifestSet, context: TransformContext) -> None:
        """Reports it."""
        context.missed(self, self._message)


class PatchText:
    """The text of a patch: of a file, of a field of its entry, or the entry itself if `field` is None."""

    __slots__ = ("_field", "_file", "_text", "name")

    def __init__(self, text: str, files: FileReader, path: str = "", field: str | None = None) -> None:
        self._text = text
        self._file = files.path(path) if path else ""
        self._field = field
        self.name = path or "the patch"

    @property
    def json_name(self) -> str:
        """The name, for messages about a JSON patch."""
        return f"the JSON patch {self.name}" if self._file else "the JSON patch"

    def origin(self, document: int) -> Origin:
        """The place of a document."""
        if self._file:
            return YamlOrigin(self._file, document)
        return InEntry(document) if self._field is None else InEntry(self._field, document)

    def documents(self, *, copied: bool) -> list[tuple[int, Any]]:
        """The documents that are not empty, each with its position in the text.

        Kustomize applies copies of patches with a target and of those of `patchesStrategicMerge` (`copied`).
        """
        from k8sdsl.yaml.go_yaml import BLANK, PatchKeys, ResourceValues
        from k8sdsl.yaml.reader import numbered_documents

        read = numbered_documents(self._text, file=self._shown(), dialect=(ResourceValues(), PatchKeys()))
        documents = [(number, tree) for number, tree in read if tree not in ({}, BLANK)]
        for _, tree in documents:
            metadata = tree.get("metadata") if isinstance(tree, dict) else None
            if not isinstance(metadata, dict):
                continue
            if copied:
                _stringify(metadata)
            else:
                _keep_spelling(metadata.get("annotations"))
        return documents

    def operations(self, *, trimmed: bool = False) -> list[Tree]:
        """The operations of a JSON patch, checked; a text that begins with `[` must be JSON (`jsonPatchFromBytes`).

        With `trimmed`, spaces around a text in a field do not count.
        """
        text = self._text.strip() if trimmed and not self._file else self._text
        if text.startswith("["):
            _refuse_unless_json(text, self.json_name)
        from k8sdsl.transforms.patches.json_patch import check
        from k8sdsl.yaml.reader import read_documents

        trees = read_documents(self._text, file=self._shown(), duplicates="last")
        operations = trees[0] if trees else None
        for operation in operations if isinstance(operations, list) else ():
            if isinstance(operation, dict) and operation.get("op") in ("add", "replace"):
                operation.setdefault("value", None)  # as kustomize reads it
        check(operations)
        if not operations:
            raise KustomizationError(f"{self.name} is empty", code="patch/entry")
        return list(operations)

    def _shown(self) -> str:
        return shown(self._file) if self._file else ""


def patch(entry: Tree, files: FileReader, *, copied: bool = False) -> list[Any]:
    """One entry of `patches`, or a PatchTransformer: a JSON patch for its target, or strategic merge patches."""
    text, chosen = _text(entry, files), _target(entry)
    documents = text.documents(copied=copied or chosen is not None)
    if not documents:
        return [Ignored(f"{text.name} is empty")]
    several = len(documents) > 1
    if isinstance(documents[0][1], list):
        operations = text.operations(trimmed=True)
        if chosen is None:
            raise KustomizationError(
                f"{text.json_name} has no target",
                remedy="set `target`, such as `target: {kind: Deployment, name: web}`",
                code="patch/entry",
            )
        from k8sdsl.transforms.patches.json_patch import JsonPatch

        words = f"{text.name} contains {len(documents)} JSON patches, but only the first is applied"
        made = JsonPatch(operations, chosen, origin=text.origin(documents[0][0]))
        return [made, Ignored(words)] if several else [made]
    if chosen is not None and several:
        raise KustomizationError(
            f"{text.name} contains {len(documents)} patches, which cannot share a target",
            remedy="write a separate entry for each",
            code="patch/entry",
        )
    return _merges(text, documents, chosen, entry.get("options", {}))


def _merges(
    text: PatchText, documents: list[tuple[int, Any]], chosen: Target | None = None, options: Tree | None = None
) -> list[Any]:
    from k8sdsl.transforms.patches.strategic_merge import StrategicMergePatch
    from k8sdsl.yaml.go_yaml import BLANK, Spelled, fill_blanks

    options = options or {}
    found: list[Any] = []
    for number, tree in documents:
        if any(options.values()) and isinstance(tree, dict) and isinstance(tree.get("metadata"), dict):
            _stringify(tree["metadata"], "annotations")  # kustomize notes the options there
        blank = [format_path(path) for path, value in walk(tree) if value is BLANK]
        spelled = {".".join(map(str, path)): value.text for path, value in walk(tree) if type(value) is Spelled}
        fill_blanks(tree, [])
        check_patch(tree, text.name)
        if blank:
            found.append(Ignored(f"`{'`, `'.join(blank)}` in {text.name} has no value: the field is removed"))
        found.append(
            StrategicMergePatch(
                tree,
                chosen,
                allow_name_change=options.get("allowNameChange", False),
                allow_kind_change=options.get("allowKindChange", False),
                origin=text.origin(number),
                spelled=spelled,
            )
        )
    return found


def _keep_spelling(annotations: Any) -> None:
    """Keeps the text of values that are written in another way than their value, as annotations are strings at last."""
    from k8sdsl.yaml.go_yaml import Spelled

    for key, value in annotations.items() if isinstance(annotations, dict) else ():
        if type(value) is Spelled and value.value is not None:
            annotations[key] = value.text


def _stringify(metadata: Tree, *fields: str) -> None:
    """Converts labels and annotations to strings; answers for kustomize's `CopyMergeMetaDataFieldsFrom`."""
    from k8sdsl.yaml.go_yaml import as_string

    for field in fields or ("labels", "annotations"):
        values = metadata.get(field)
        if values and isinstance(values, dict):
            metadata[field] = {key: as_string(value) for key, value in values.items()}
        elif field in metadata and not isinstance(values, list):
            del metadata[field]


def merge_patches(parts: Tree, files: FileReader) -> Iterator[Any]:
    """The entries of `patchesStrategicMerge`, or a PatchStrategicMergeTransformer: paths, or the patches themselves."""
    paths, inline = parts.get("paths"), parts.get("patches")
    if not paths and not inline:
        raise KustomizationError("PatchStrategicMergeTransformer has neither `paths` nor `patches`", code="patch/entry")
    for path in paths or ():
        text = PatchText(path, files)
        documents = _inline(path, text)
        if documents is None:
            text = _of_file(path, files)
            documents = text.documents(copied=True)
        if not documents:
            yield Ignored(f"{path} is empty")
        yield from _merges(text, documents)
    if inline:
        yield from patch({"patch": inline}, files, copied=True)


def json_patch(entry: Tree, files: FileReader) -> list[Any]:
    """One entry of `patchesJson6902`, or a PatchJson6902Transformer."""
    from k8sdsl.transforms.patches.json_patch import JsonPatch

    text, chosen = _text(entry, files, "jsonOp" if "jsonOp" in entry else "patch"), _target(entry)
    if chosen is None or not chosen.name:
        raise KustomizationError(f"{text.json_name} has no target with a name", code="patch/entry")
    return [JsonPatch(text.operations(), chosen, origin=text.origin(0), records_names=False)]


def _refuse_unless_json(text: str, name: str) -> None:
    from json import loads

    try:
        # Python refuses to convert numbers of thousands of digits, and accepts NaN.
        loads(text, parse_int=str, parse_constant=_refuse_constant)
    except ValueError as error:
        raise KustomizationError(
            f"{name} begins with `[`, but is not valid JSON: {error}",
            remedy="put keys and strings in double quotes, or write a list of `- op:`",
            code="patch/entry",
        ) from None
    except RecursionError:
        raise KustomizationError(f"{name} is nested too deeply", code="patch/entry") from None


def _refuse_constant(name: str) -> Any:
    message = f"{name} is not a value of JSON"
    raise ValueError(message)


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


def _target(entry: Tree) -> Target | None:
    return target(entry["target"]) if "target" in entry else None


def _inline(entry: str, text: PatchText) -> list[tuple[int, Any]] | None:
    """The patches if an entry is YAML of maps, None if it is a path."""
    if "\n" not in entry and ": " not in entry and "{" not in entry:
        return None
    documents = text.documents(copied=True)
    return documents if documents and all(isinstance(tree, dict) for _, tree in documents) else None


def _text(entry: Tree, files: FileReader, field: str = "patch") -> PatchText:
    """The text of a patch, which is in a field or a file."""
    text, path = entry.get(field, ""), entry.get("path", "")
    is_inline = bool(text.strip())
    if not is_inline and not path:
        raise KustomizationError(f"a patch has neither `{field}` nor `path`", code="patch/entry")
    if is_inline and path:
        raise KustomizationError(
            f"a patch has both `{field}` and `path`", remedy="keep one of them", code="patch/entry"
        )
    return PatchText(text, files, field=field) if is_inline else _of_file(path, files)


def _of_file(path: str, files: FileReader) -> PatchText:
    return PatchText(files.read(path).decode("utf-8", "replace"), files, path)
