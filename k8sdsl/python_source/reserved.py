"""Names that modules of stacks and overlays can import, and that nothing in them may have."""

from __future__ import annotations

from k8sdsl import blocks
from k8sdsl.catalog.index import SOURCES

RESERVED = frozenset(
    {
        *("k8s", "overlay", "overlays", "stack", "stacks", "patch", "from_file", "b64decode"),
        *SOURCES,
        *blocks.__all__,
    }
)
