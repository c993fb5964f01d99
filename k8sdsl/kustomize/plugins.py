"""Generators, transformers and validators that are configured as separate objects (`apiVersion: builtin`)."""

from __future__ import annotations

from k8sdsl.errors import K8sdslError, KustomizationError, OverlayError
from k8sdsl.kustomize.resources import read_resources
from k8sdsl.kustomize.schema import conform
from k8sdsl.kustomize.spellings import BY_PLUGIN
from k8sdsl.layers import history
from k8sdsl.near_miss import did_you_mean
from k8sdsl.tree import copy_tree

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from k8sdsl.kustomize.files import FileReader
    from k8sdsl.kustomize.spellings import Spelling
    from k8sdsl.layers.layer import Declaration
    from k8sdsl.manifest import Manifest, ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import Tree

_FUNCTIONS = ("config.kubernetes.io/function", "config.k8s.io/function")


class Plugin:
    """One configuration, and its file."""

    __slots__ = ("parts", "place", "spelling", "tree")

    def __init__(self, tree: Tree, place: str = "") -> None:
        self.tree = tree
        self.place = place
        self.spelling = _spelling(tree)
        schema = {"metadata": {"*": "any"}, **(self.spelling.plugin_schema or {})}
        self.parts = conform(tree, schema, self.spelling.plugin)
        if "fieldSpecs" in schema:
            self.parts.setdefault("fieldSpecs", [])

    @property
    def identity(self) -> tuple[str, str, str]:
        """The kind, name and namespace, which no other plugin of a list may have."""
        metadata = self.tree.get("metadata") or {}
        return (self.spelling.plugin, str(metadata.get("name") or ""), str(metadata.get("namespace") or ""))

    @property
    def is_generator(self) -> bool:
        """Whether it creates objects, instead of changing them."""
        return self.spelling.plugin.endswith("Generator")

    @property
    def note(self) -> history.Note:
        """The note of `build_metadata` about it."""
        return history.Note(configured_in=self.place, configured_by=history.plugin(self.tree))

    def generators(self, files: FileReader) -> list[Any]:
        """The generators or manifests of the configuration; raises KustomizationError for a transformer."""
        return self._read(files, as_generator=True)

    def transformer(self, files: FileReader) -> Transformer:
        """The transforms of the configuration; raises KustomizationError for a generator."""
        return Transformer(self._read(files, as_generator=False), self.note)

    def validator(self, files: FileReader) -> Unchanging:
        """The transforms of the configuration, which must not change the objects."""
        return Unchanging(self.transformer(files))

    def _read(self, files: FileReader, *, as_generator: bool) -> list[Any]:
        if self.is_generator is not as_generator:
            wanted, other = ("generator", "transformers") if as_generator else ("transformer", "generators")
            raise KustomizationError(
                f"{self.spelling.plugin} is not a {wanted}",
                remedy=f"list it under `{other}`",
                code="kustomization/plugin",
            )
        return list(self.spelling.read(self.parts, files))


class Transformer:
    """The transforms of one plugin, applied one after another."""

    __slots__ = ("note", "transforms")

    def __init__(self, transforms: Sequence[Declaration], note: history.Note) -> None:
        self.transforms = transforms
        self.note = note

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Applies them."""
        for transform in self.transforms:
            transform.apply(manifests, context)


class Unchanging:
    """A transformer that validates. Answers for kustomize's `runValidators`."""

    __slots__ = ("_transformer",)

    def __init__(self, transformer: Declaration) -> None:
        self._transformer = transformer

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Applies the transformer; raises OverlayError if it changes an object."""
        before = [copy_tree(manifest.tree) for manifest in manifests]
        self._transformer.apply(manifests, context)
        if [_without_mark(manifest.tree) for manifest in manifests] != before:
            raise OverlayError(
                "a validator changes the objects", remedy="list it under `transformers`", code="overlay/function"
            )


def _without_mark(tree: Tree) -> Tree:
    """A tree without the label that validators may add."""
    labels = (tree.get("metadata") or {}).get("labels")
    if isinstance(labels, dict) and labels.pop("validated-by", None) is not None and not labels:
        del tree["metadata"]["labels"]
    return tree


def _spelling(tree: Tree) -> Spelling:
    """The row of a built-in plugin; raises KustomizationError for anything else, with a remedy."""
    kind, metadata = str(tree.get("kind")), tree.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if tree.get("apiVersion") == "builtin":
        if kind in BY_PLUGIN:
            return BY_PLUGIN[kind]
        meant = did_you_mean(kind, BY_PLUGIN)
        raise KustomizationError(
            f"unknown built-in plugin {kind}",
            remedy=meant or f"the plugins are {', '.join(sorted(BY_PLUGIN))}",
            code="kustomization/plugin",
        )
    if any(key in (annotations or {}) for key in _FUNCTIONS):
        raise KustomizationError(
            f"{kind} is a function (exec or container), and a build does not run functions",
            remedy=(
                "run it before the build and list its output under `resources`, or write the change as a patch in "
                "Python"
            ),
            code="kustomization/plugin",
        )
    raise KustomizationError(
        f"{kind} ({tree.get('apiVersion')}) is an external plugin, and a build does not run programs",
        remedy="write the change as a patch or as a function in a Python overlay",
        code="kustomization/plugin",
    )


def is_inline(text: str) -> bool:
    """Whether the entry of a list of plugins is a configuration instead of a path."""
    return "\n" in text or ": " in text


def inline_plugins(text: str, file: str) -> list[Manifest] | None:
    """The configurations in a text, or None if it is a path."""
    if not is_inline(text):
        return None
    try:
        return read_resources(text.encode(), file) or None
    except K8sdslError:
        if "\n" in text.strip():
            raise
        return None


def read_plugins(manifests: Iterable[Manifest]) -> list[Plugin]:
    """Converts resources to configurations."""
    found = []
    for manifest in manifests:
        place = ""
        annotations = manifest.metadata.get("annotations")
        if isinstance(annotations, dict):
            place = str(annotations.pop(history.ORIGIN, "")).strip().removeprefix("path: ")
            if not annotations:
                del manifest.metadata["annotations"]
        found.append(Plugin(manifest.tree, place))
    return found
