"""Changes of CSINodes (storage `ValidateCSINodeUpdate`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8sdsl.kube.gates import is_on
from k8sdsl.rule import Rule
from k8sdsl.server.changes.fixed import comparable_pair

if TYPE_CHECKING:
    from k8sdsl.rule import Problems
    from k8sdsl.server.rules import Context
    from k8sdsl.tree import Tree

NODE_DRIVER = Rule(
    "change/csi-node-driver",
    (
        "An entry of `drivers` in a CSINode cannot change, except for `allocatable` since 1.35; entries can be added "
        "and removed."
    ),
    "ValidateCSINodeUpdate",
    "CSINode",
    remedy="keep `nodeID` and `topologyKeys`, or remove the driver and add it again",
)


def change_csi_node(new: Tree, old: Tree, problems: Problems, context: Context) -> None:
    """The number of volumes that a driver can attach can change (MutableCSINodeAllocatableCount)."""
    before, after = (obj.get("spec", {}).get("drivers", []) for obj in comparable_pair(new, old))
    by_name = {driver.get("name"): driver for driver in after}
    for driver in before:
        changed = by_name.get(driver.get("name"))
        if changed is None:
            continue
        free = {"allocatable"} if is_on("MutableCSINodeAllocatableCount", context.minor) else set()
        if {k: v for k, v in driver.items() if k not in free} != {k: v for k, v in changed.items() if k not in free}:
            problems.add(NODE_DRIVER, "spec.drivers", f"the driver {driver.get('name')!r} cannot change")
