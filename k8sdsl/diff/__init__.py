"""The differences between two sets of objects, by object and field, and the effect of each on a cluster.

- `difference`: the difference of two sets of trees. `pairs`: which object is which, also when renamed.
- `fields`: the fields of two objects, compared by the schema. `masking`: values of a Secret are never shown.
- `effects`: restarts pods, recreates, immutable, scales down, widens permissions, loses data; `references`: breaks
  references, by the graph of the new set.
- `sides`: the arguments of `k8sdsl diff A B`. `forms`: text, JSON and Markdown.
"""

from __future__ import annotations
