"""Claims and volumes as the volume controller sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.cluster.amounts import nano
from k8sdsl.cluster.node_selector import NodeSelector
from k8sdsl.cluster.volumes.classes import class_of
from k8sdsl.semantics.label_selector import requirements_of

if TYPE_CHECKING:
    from k8sdsl.tree import Tree

_BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
_SELECTED_NODE = "volume.kubernetes.io/selected-node"


class Claim:
    """One PersistentVolumeClaim; `phase`, `volume` and `reason` tell how far it got.

    `fault` is why no pod can use it, with any volume; `owner` is the pod that it was made for; `selected_node` is the
    node that a scheduler chose for the volume that a provisioner is making.
    """

    __slots__ = (
        *("attributes_class", "class_name", "fault", "has_class", "key", "modes", "name", "namespace", "owner"),
        *("phase", "reason", "request", "selected_node", "selector", "tree", "uid", "volume", "volume_mode", "wanted"),
    )

    def __init__(self, tree: Tree) -> None:
        metadata, spec = tree.get("metadata") or {}, tree.get("spec") or {}
        self.tree = tree
        self.namespace: str = metadata.get("namespace") or "default"
        self.name: str = metadata.get("name") or ""
        self.key = (self.namespace, self.name)
        self.uid: str = metadata.get("uid") or ""
        owners = [owner for owner in metadata.get("ownerReferences") or () if owner.get("controller")]
        self.owner: str = owners[0].get("name") or "" if owners and owners[0].get("kind") == "Pod" else ""
        self.class_name = class_of(tree)
        self.has_class = bool(self.class_name) or spec.get("storageClassName") is not None
        self.modes = frozenset(spec.get("accessModes") or ())
        self.request = nano(((spec.get("resources") or {}).get("requests") or {}).get("storage"))
        self.selector = requirements_of(spec["selector"]) if spec.get("selector") is not None else ()
        self.volume_mode: str = spec.get("volumeMode") or "Filesystem"
        self.attributes_class: str = spec.get("volumeAttributesClassName") or ""
        self.wanted: str = spec.get("volumeName") or ""
        annotations = metadata.get("annotations") or {}
        self.selected_node: str = annotations.get(_SELECTED_NODE) or ""
        lost = (tree.get("status") or {}).get("phase") == "Lost"
        self.fault = "is being deleted" if metadata.get("deletionTimestamp") else "has lost its volume" if lost else ""
        self.phase = "Pending"
        self.volume = ""
        self.reason = ""
        if self.wanted and _BIND_COMPLETED in annotations:
            self.bind(self.wanted)

    @property
    def shape(self) -> object:
        """What decides which volumes fit; claims of one shape fit the same, unless one is reserved for them."""
        return self.class_name, self.modes, self.request, self.selector, self.volume_mode, self.attributes_class

    def bind(self, volume: str) -> None:
        """Binds the claim to a volume."""
        self.phase, self.volume, self.reason = "Bound", volume, ""

    @property
    def is_bound(self) -> bool:
        """Whether the claim has its volume."""
        return self.phase == "Bound"


class Volume:
    """One PersistentVolume; `holder` is the claim that it is bound to or reserved for."""

    __slots__ = (
        *("attributes_class", "capacity", "class_name", "holder", "holder_uid", "is_available", "is_deleted"),
        *("labels", "modes", "name", "node_affinity", "tree", "volume_mode"),
    )

    def __init__(self, tree: Tree) -> None:
        metadata, spec = tree.get("metadata") or {}, tree.get("spec") or {}
        reference = spec.get("claimRef")
        self.tree = tree
        self.name: str = metadata.get("name") or ""
        self.labels: dict[str, str] = metadata.get("labels") or {}
        self.capacity = nano((spec.get("capacity") or {}).get("storage"))
        self.modes = frozenset(spec.get("accessModes") or ())
        self.class_name = class_of(tree)
        self.volume_mode: str = spec.get("volumeMode") or "Filesystem"
        self.attributes_class: str = spec.get("volumeAttributesClassName") or ""
        self.node_affinity = NodeSelector.of((spec.get("nodeAffinity") or {}).get("required"))
        self.is_available = (tree.get("status") or {}).get("phase") in {None, "", "Pending", "Available"}
        self.is_deleted = bool(metadata.get("deletionTimestamp"))
        self.holder: tuple[str, str] | None = None
        self.holder_uid = ""
        if reference is not None:
            self.holder = (reference.get("namespace") or "", reference.get("name") or "")
            self.holder_uid = reference.get("uid") or ""

    def belongs_to(self, claim: Claim) -> bool:
        """Whether the volume is bound to a claim or reserved for it (`IsVolumeBoundToClaim`)."""
        return self.holder == claim.key and self.holder_uid in {"", claim.uid}
