"""A plaintext Secret is refused in a rendered tree, in a list or an annotation too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.finding import Finding
from k8sdsl.locations.secret_values import LAST_APPLIED, veiled
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

PLAINTEXT = Rule(
    "gitops/plaintext-secret",
    "A rendered tree must not contain the values of a Secret, because everyone who can read the repository could read "
    "them.",
    kind="Secret",
    bad={"stringData": {"password": "in plain sight"}},
    remedy="write `GitOps(secrets=...)` in gitops.py, with ExternalSecrets, SealedSecrets or Sops",
)


def is_plaintext(tree: Tree) -> bool:
    """Whether an object is a Secret of the core group that holds values which are not encrypted."""
    return tree.get("kind") == "Secret" and tree.get("apiVersion") == "v1" and bool(_values(tree))


def has_plaintext(tree: Tree) -> bool:
    """Whether an object holds any secret value that is not encrypted."""
    return bool(_values(tree))


def is_encrypted(value: Any) -> bool:
    """Whether a value is one that SOPS has encrypted."""
    return isinstance(value, str) and value.startswith("ENC[") and value.endswith("]")


def _values(tree: Tree) -> list[Any]:
    """The secret values of an object that are not encrypted.

    Of an object outside of the core group only the annotations count: it may be called Secret, and the template of a
    SealedSecret holds what its author wants to be read.
    """
    if "/" in str(tree.get("apiVersion", "")):
        tree = {"kind": "object", "metadata": tree.get("metadata")}
    found: list[Any] = []
    veiled(tree, found.append)
    return [value for value in found if not is_encrypted(value)]


def without_applied(tree: Tree) -> Tree:
    """The object without the annotation in which `kubectl apply` keeps all of it."""
    metadata = tree.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(annotations, dict) or LAST_APPLIED not in annotations:
        return tree
    kept = {key: value for key, value in annotations.items() if key != LAST_APPLIED}
    rest = {key: value for key, value in metadata.items() if key != "annotations"}
    return {**tree, "metadata": {**rest, **({"annotations": kept} if kept else {})}}


def refuse(manifests: Iterable[Manifest]) -> Iterator[Finding]:
    """A finding for each plaintext Secret, without its keys and values."""
    for manifest in manifests:
        if has_plaintext(manifest.tree):
            yield Finding(
                rule=PLAINTEXT.id,
                message=f"this {_what(manifest.tree)} contains secret values in plaintext, which would be committed",
                path=_path(manifest.tree),
                ref=manifest.ref,
                source=manifest.origin.locate(("metadata", "name")) if manifest.origin is not None else None,
                remedy=PLAINTEXT.remedy,
            )


def _what(tree: Tree) -> str:
    return str(tree.get("kind") or "object")


def _path(tree: Tree) -> str:
    """The field that holds the values; the annotations if no other does."""
    return next((field for field in ("data", "stringData", "items") if tree.get(field)), "metadata.annotations")
