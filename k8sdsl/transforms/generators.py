"""Config maps and secrets made from pairs of key and value, and what they do to objects that are there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.scope import effective_namespace
from k8sdsl.manifest import Manifest
from k8sdsl.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike

    from k8sdsl.locations.source import Origin
    from k8sdsl.manifest import ManifestSet
    from k8sdsl.near_miss import Misses
    from k8sdsl.tree import Tree

_LINE = 70
"""Columns after which kustomize breaks base64."""

_KEY_CHARACTERS = frozenset("-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@frozen(kw_only=True)
class Generator:
    """A config map, or with `kind="Secret"` a secret.

    `pairs` hold the content in order; what is no UTF-8 becomes binary data. `behavior` says what happens to an object
    of that name: it must not exist (`create`), or is replaced or merged into.
    """

    name: str
    pairs: Sequence[tuple[str, bytes]] = ()
    kind: Literal["ConfigMap", "Secret"] = "ConfigMap"
    namespace: str = ""
    behavior: str = "create"
    type: str = ""
    labels: dict[str, str] = field(factory=dict)
    annotations: dict[str, str] = field(factory=dict)
    immutable: bool = False
    hash_suffix: bool = True


@frozen(kw_only=True)
class GeneratorOptions:
    """What holds for all config maps and secrets that one overlay generates."""

    labels: Mapping[str, str] = field(factory=dict)
    annotations: Mapping[str, str] = field(factory=dict)
    immutable: bool = False
    hash_suffix: bool = True


@frozen
class ConfigMapGenerator:
    """A config map as an overlay declares it, with the paths of files that are still to be read.

    `files` are paths, or a map from keys to paths; `envs` are files with a `KEY=value` on each line. Paths are relative
    to the file of the overlay.
    """

    name: str
    literals: Mapping[str, str | bytes] = field(factory=dict, kw_only=True)
    files: Sequence[str | PathLike[str]] | Mapping[str, str | PathLike[str]] = field(default=(), kw_only=True)
    envs: Sequence[str | PathLike[str]] = field(default=(), kw_only=True)
    namespace: str = field(default="", kw_only=True)
    behavior: Literal["create", "merge", "replace"] = field(default="create", kw_only=True)
    labels: Mapping[str, str] = field(factory=dict, kw_only=True)
    annotations: Mapping[str, str] = field(factory=dict, kw_only=True)
    immutable: bool = field(default=False, kw_only=True)
    hash_suffix: bool = field(default=True, kw_only=True)


@frozen
class SecretGenerator:
    """A secret, declared as a config map is; `type` is `Opaque` where nothing is said."""

    name: str
    literals: Mapping[str, str | bytes] = field(factory=dict, kw_only=True, repr=False)
    files: Sequence[str | PathLike[str]] | Mapping[str, str | PathLike[str]] = field(default=(), kw_only=True)
    envs: Sequence[str | PathLike[str]] = field(default=(), kw_only=True)
    type: str = field(default="", kw_only=True)
    namespace: str = field(default="", kw_only=True)
    behavior: Literal["create", "merge", "replace"] = field(default="create", kw_only=True)
    labels: Mapping[str, str] = field(factory=dict, kw_only=True)
    annotations: Mapping[str, str] = field(factory=dict, kw_only=True)
    immutable: bool = field(default=False, kw_only=True)
    hash_suffix: bool = field(default=True, kw_only=True)


def apply(manifests: ManifestSet, declaration: Generator, misses: Misses, origin: Origin | None = None) -> Manifest:
    """Adds the object, or changes the one that is there, and returns it.

    Raises OverlayError for a key twice or of a form that a cluster refuses, and for a behavior that does not fit what
    is there. Answers for kustomize's generators and `AbsorbAll`.
    """
    del misses
    made = Manifest(tree_of(declaration), origin)
    made.needs_hash = declaration.hash_suffix
    behavior = declaration.behavior or "create"
    if behavior not in {"create", "merge", "replace", "unspecified"}:
        raise OverlayError(
            f"the generator of {made.ref} has the unknown behavior {behavior!r}",
            remedy=did_you_mean(behavior, ("create", "merge", "replace")) or "it is `create`, `merge` or `replace`",
        )
    held = [manifest for manifest in manifests.named(declaration.name) if _is(manifest, made.ref)]
    if len(held) > 1:
        raise OverlayError(f"the generator of {made.ref} meets {' and '.join(str(m.ref) for m in held)}")
    if behavior in {"create", "unspecified"}:
        if held:
            raise OverlayError(
                f"{made.ref} exists, and is generated once more", remedy="say `behavior: merge` or `behavior: replace`"
            )
        manifests.append(made)
        return made
    if not held:
        names = {m.original.name for m in manifests if m.kind == declaration.kind}
        raise OverlayError(
            f"{made.ref} does not exist, so that the generator cannot {behavior} it",
            remedy=did_you_mean(declaration.name, names) or "say `behavior: create`, or nothing",
        )
    _take_over(held[0], made, merge=behavior == "merge")
    return held[0]


def _is(manifest: Manifest, ref: ObjectRef) -> bool:
    place = effective_namespace(*ref[:3])
    return manifest.tree.get("apiVersion") == ref.api_version and any(
        other.kind == ref.kind and other.name == ref.name and effective_namespace(*other[:3]) == place
        for other in (*manifest.former, manifest.ref)
    )


def _take_over(held: Manifest, made: Manifest, *, merge: bool) -> None:
    """Puts the new content into the object that is there, whose identity, labels and annotations stay."""
    old, tree = held.tree, made.tree
    metadata = tree["metadata"]
    for key in ("labels", "annotations"):
        both = {**(held.metadata.get(key) or {}), **metadata.get(key, {})}
        if both:
            metadata[key] = both
    for key in ("name", "namespace"):
        if held.metadata.get(key):
            metadata[key] = held.metadata[key]
        else:
            metadata.pop(key, None)
    if merge:
        for key in ("data", "binaryData"):
            both = {**(old.get(key) or {}), **tree.get(key, {})}
            if both:
                tree[key] = both
    held.tree = tree
    held.needs_hash = held.needs_hash and made.needs_hash


def tree_of(declaration: Generator) -> Tree:
    """The object that is declared."""
    if not declaration.name:
        raise OverlayError(f"a generator of a {declaration.kind} has no name", remedy="give it `name`")
    metadata: Tree = {"name": declaration.name}
    if declaration.namespace:
        metadata["namespace"] = declaration.namespace
    tree: Tree = {"apiVersion": "v1", "kind": declaration.kind, "metadata": metadata}
    if declaration.kind == "Secret":
        tree["type"] = declaration.type or "Opaque"
        tree["data"] = {}
    for section, key, value in _entries(declaration):
        entries = tree.setdefault(section, {})
        entries[key] = value
    for key, given in (("labels", declaration.labels), ("annotations", declaration.annotations)):
        if given:
            metadata[key] = dict(given)
    if declaration.immutable:
        tree["immutable"] = True
    return tree


def _entries(declaration: Generator) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for key, value in sorted(declaration.pairs, key=lambda pair: pair[0]):
        if not key or len(key) > 253 or key in {".", ".."} or not _KEY_CHARACTERS.issuperset(key):
            raise OverlayError(
                f"{key!r} cannot be a key of {declaration.kind} {declaration.name}",
                remedy="a key has letters, digits, `-`, `_` and `.`",
            )
        if key in seen:
            raise OverlayError(f"{declaration.kind} {declaration.name} gets the key `{key}` twice")
        seen.add(key)
        if declaration.kind == "Secret":
            yield "data", key, _base64(value)
            continue
        try:
            yield "data", key, value.decode()
        except UnicodeDecodeError:
            yield "binaryData", key, _base64(value)


def _base64(value: bytes) -> str:
    """Base64 in lines, as kustomize writes it; a text of one line has no line end."""
    from base64 import b64encode

    text = b64encode(value).decode()
    if len(text) < _LINE:
        return text
    return "".join([text[start : start + _LINE] + "\n" for start in range(0, len(text), _LINE)])


def options_merged(own: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """The options of one generator over those of all."""
    return {
        "labels": {**common.get("labels", {}), **own.get("labels", {})},
        "annotations": {**common.get("annotations", {}), **own.get("annotations", {})},
        "disableNameSuffixHash": own.get("disableNameSuffixHash", False) or common.get("disableNameSuffixHash", False),
        "immutable": own.get("immutable", False) or common.get("immutable", False),
    }
