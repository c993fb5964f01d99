"""Config maps and secrets from pairs of key and value, which can also merge into or replace existing objects."""

from __future__ import annotations

from k8sdsl.errors import OverlayError
from k8sdsl.identity import ObjectRef
from k8sdsl.kube.kinds import effective_namespace
from k8sdsl.manifest import Manifest
from k8sdsl.near_miss import did_you_mean
from k8sdsl.value import Value

TYPE_CHECKING = False  # avoids importing `typing`, which takes as long as starting the interpreter
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from typing import Any, Literal

    from k8sdsl.manifest import ManifestSet
    from k8sdsl.transforms.context import TransformContext
    from k8sdsl.tree import FieldPath, Tree

_LINE = 70
"""The line length of kustomize's base64."""

_MAX_KEY = 253
_KEY_CHARACTERS = frozenset("-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


class Generator(Value):
    """A config map, or with `kind="Secret"` a secret.

    `pairs` are the content in order; a value that is not UTF-8 becomes binary data. `behavior` is for an existing
    object of that name: it must not exist (`create`), or it is replaced or merged into. `literals` are the keys whose
    values are written in the declaration itself.
    """

    __slots__ = (
        *("annotations", "behavior", "hash_suffix", "immutable", "kind", "labels", "literals", "name", "namespace"),
        *("pairs", "type"),
    )

    def __init__(
        self,
        *,
        name: str,
        pairs: Sequence[tuple[str, bytes]] = (),
        kind: Literal["ConfigMap", "Secret"] = "ConfigMap",
        namespace: str = "",
        behavior: str = "create",
        type: str = "",  # noqa: A002 - the name of the field
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        immutable: bool = False,
        hash_suffix: bool = True,
        literals: Container[str | int] = (),
    ) -> None:
        self.name = name
        self.pairs = pairs
        self.kind = kind
        self.namespace = namespace
        self.behavior = behavior
        self.type = type
        self.labels = labels or {}
        self.annotations = annotations or {}
        self.immutable = immutable
        self.hash_suffix = hash_suffix
        self.literals = literals

    def within(self, _: object, path: FieldPath) -> FieldPath:
        """The path of the literal that a field comes from; empty for any other field."""
        return ("literals", path[1]) if len(path) > 1 and path[1] in self.literals else ()

    def apply(self, manifests: ManifestSet, context: TransformContext) -> None:
        """Adds the object, or changes the existing one.

        Raises OverlayError for a repeated key, an invalid key, and a behavior that does not fit the objects. Answers
        for kustomize's generators and `AbsorbAll`.
        """
        made = Manifest(tree_of(self))
        made.needs_hash = self.hash_suffix
        _check_keys(self, made, context)
        behavior = self.behavior or "create"
        if behavior not in {"create", "merge", "replace", "unspecified"}:
            message = f"the generator of {made.ref} has the unknown behavior {behavior!r}"
            meant = did_you_mean(behavior, ("create", "merge", "replace")) or "write `create`, `merge` or `replace`"
            if not context.as_kustomize:
                raise OverlayError(message, remedy=meant, code="overlay/generator")
            context.missed(self, message, meant)
        held = [manifest for manifest in manifests.named(self.name) if _is(manifest, made.ref)]
        if len(held) > 1:
            raise OverlayError(
                f"the generator of {made.ref} matches {' and '.join(str(m.ref) for m in held)}",
                code="overlay/generator",
            )
        if behavior not in {"merge", "replace"}:
            if held:
                remedy = "write `behavior: merge` or `behavior: replace`"
                raise OverlayError(
                    f"{made.ref} is generated, but already exists", remedy=remedy, code="overlay/generator"
                )
            manifests.append(made)
            return
        if not held:
            names = {m.original.name for m in manifests if m.kind == self.kind}
            raise OverlayError(
                f"{made.ref} does not exist, so the generator cannot {behavior} it",
                remedy=did_you_mean(self.name, names) or "write `behavior: create`, or remove `behavior`",
                code="overlay/generator",
            )
        _take_over(held[0], made, merge=behavior == "merge")


def _check_keys(declaration: Generator, made: Manifest, context: TransformContext) -> None:
    """Reports keys that the API server refuses: kustomize does not look at them, a Python overlay refuses them."""
    for key, _ in declaration.pairs:
        if is_data_key(key):
            continue
        message, remedy = f"{key!r} is not a valid key of {made.ref}", "use letters, digits, `-`, `_` and `.`"
        if not context.as_kustomize:
            raise OverlayError(message, remedy=remedy, code="overlay/generator")
        context.missed(declaration, message, remedy)


def is_data_key(key: str) -> bool:
    """Whether the API server accepts a key of a ConfigMap or Secret."""
    return 0 < len(key) <= _MAX_KEY and key not in {".", ".."} and _KEY_CHARACTERS.issuperset(key)


def _is(manifest: Manifest, ref: ObjectRef) -> bool:
    place = effective_namespace(*ref[:3])
    return manifest.tree.get("apiVersion") == ref.api_version and any(
        other.kind == ref.kind and other.name == ref.name and effective_namespace(*other[:3]) == place
        for other in (*manifest.former, manifest.ref)
    )


def _take_over(held: Manifest, made: Manifest, *, merge: bool) -> None:
    """Writes the new content into the existing object, which keeps its identity, labels and annotations."""
    old, tree = held.tree, made.tree
    metadata = tree["metadata"]
    for key in ("labels", "annotations"):
        both = {**_strings(held.metadata.get(key)), **metadata.get(key, {})}
        if both:
            metadata[key] = both
    for key in ("name", "namespace"):
        if held.metadata.get(key):
            metadata[key] = held.metadata[key]
        else:
            metadata.pop(key, None)
    if merge:
        for key in ("data", "binaryData"):
            both = {**_strings(old.get(key)), **tree.get(key, {})}
            if both:
                tree[key] = both
            else:
                tree.pop(key, None)
    held.tree = tree
    held.needs_hash = held.needs_hash and made.needs_hash


def _strings(data: Any) -> dict[str, str]:
    """The data, labels or annotations of an existing object, as strings."""
    from json import dumps

    return {key: value if type(value) is str else dumps(value) for key, value in (data or {}).items()}


def tree_of(declaration: Generator) -> Tree:
    """The declared object."""
    if not declaration.name:
        raise OverlayError(
            f"a generator of a {declaration.kind} has no name", remedy="set `name`", code="overlay/generator"
        )
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
        if key in seen:
            raise OverlayError(
                f"{declaration.kind} {declaration.name} has the key `{key}` twice",
                remedy="remove one of the two",
                code="overlay/generator",
            )
        seen.add(key)
        if declaration.kind == "Secret":
            yield "data", key, _base64(value)
            continue
        try:
            yield "data", key, value.decode()
        except UnicodeDecodeError:
            yield "binaryData", key, _base64(value)


def _base64(value: bytes) -> str:
    """Base64 in lines, as kustomize writes it; a single line has no line end."""
    from base64 import b64encode

    text = b64encode(value).decode()
    if len(text) < _LINE:
        return text
    return "".join([text[start : start + _LINE] + "\n" for start in range(0, len(text), _LINE)])
