"""Server-side apply: the result for a stored object when its only manager applies a new manifest.

Answers for structured-merge-diff `merge.Updater.Apply` with a single manager that applied the old manifest and now
applies the new one: `merge` lays the new manifest over what is stored, and `prune` takes out what the manager no longer
asks for. What the server filled in and nobody asked for stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8sdsl.server.applying.field_set import field_set
from k8sdsl.server.applying.merging import merge
from k8sdsl.server.applying.pruning import drop_emptied, prune

if TYPE_CHECKING:
    from k8sdsl.server.applying.shapes import Shape


_KEEPS_EMPTIED = 36
"""Only servers of this version keep a struct that pruning emptied if `new` has null for it.

structured-merge-diff 6.3.1 brought this (kubernetes-sigs/structured-merge-diff#306), 6.4.2 took it back.
"""


def apply_manifest(live: Any, old: Any, new: Any, shape: Shape, minor: int) -> Any:
    """The resulting object; `live` is the stored one, `old` and `new` are the manifests as written."""
    merged = merge(live, new, shape)
    pruned = prune(merged, field_set(old, shape), field_set(new, shape), shape)
    return pruned if minor == _KEEPS_EMPTIED else drop_emptied(pruned, merged)
