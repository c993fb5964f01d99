"""A plaintext Secret is refused in a rendered tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.finding import Finding
from k8sdsl.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8sdsl.manifest import Manifest
    from k8sdsl.tree import Tree

PLAINTEXT = Rule(
    "gitops/plaintext-secret",
    (
        "A rendered tree must not contain a Secret with values in `data` or `stringData`, because everyone with "
        "access to the repository can read it."
    ),
    kind="Secret",
    bad={"stringData": {"password": "in plain sight"}},
    remedy="use an ExternalSecret, or `GitOps(secrets=...)` with SealedSecrets or Sops in gitops.py",
)


def is_plaintext(tree: Tree) -> bool:
    """Whether an object is a Secret that holds values."""
    return tree.get("kind") == "Secret" and tree.get("apiVersion") == "v1" and _holds_values(tree)


def _holds_values(tree: Tree) -> bool:
    return bool(tree.get("data") or tree.get("stringData")) and "sops" not in tree


def refuse(manifests: Iterable[Manifest]) -> Iterator[Finding]:
    """A finding for each plaintext Secret, without its keys and values."""
    for manifest in manifests:
        if is_plaintext(manifest.tree):
            yield Finding(
                rule=PLAINTEXT.id,
                message="this Secret has plaintext values, which would be committed",
                path="data" if manifest.tree.get("data") else "stringData",
                ref=manifest.ref,
                source=manifest.origin.locate(("metadata", "name")) if manifest.origin is not None else None,
                remedy=PLAINTEXT.remedy,
            )
