"""Objects without their namespace, for overlays that set it for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.errors import K8sdslError
from k8sdsl.importers.manifests import SourceObject
from k8sdsl.importers.proof import compared
from k8sdsl.kube.kinds import is_cluster_scoped
from k8sdsl.overlay.declaration import Overlay
from k8sdsl.pipeline import apply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8sdsl.tree import Tree


def without_namespace(sources: Sequence[SourceObject]) -> tuple[str, list[SourceObject]]:
    """The namespace of all objects, and the objects without it, if an overlay with that namespace creates the same.

    An empty string and the objects as they are if they have several namespaces or none.
    """
    spaces = {_namespace(source.tree) for source in sources if not _is_global(source.tree)}
    namespace = spaces.pop() if len(spaces) == 1 else ""
    if not namespace:
        return "", list(sources)
    stripped = [SourceObject(_stripped(source.tree), source.file) for source in sources]
    try:
        overlay = Overlay(base=[_stripped(source.tree) for source in sources], namespace=namespace)
        built = [manifest.tree for manifest in apply(overlay)]
    except K8sdslError:
        return "", list(sources)
    same = not compared([source.tree for source in sources], built)
    return (namespace, stripped) if same else ("", list(sources))


def _namespace(tree: Tree) -> str:
    metadata: Any = tree.get("metadata")
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    return namespace if isinstance(namespace, str) else ""


def _is_global(tree: Tree) -> bool:
    return is_cluster_scoped(str(tree.get("apiVersion")), str(tree.get("kind"))) and not _namespace(tree)


def _stripped(tree: Tree) -> Tree:
    metadata = tree.get("metadata")
    if not isinstance(metadata, dict) or "namespace" not in metadata:
        return tree
    return {**tree, "metadata": {key: value for key, value in metadata.items() if key != "namespace"}}
