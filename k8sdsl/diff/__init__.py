"""What differs between two sets of objects, by object and field, and what each difference does to a cluster.

- `difference`: the noun, and the way from two sets of trees to it. `pairs`: which object is which, also when renamed.
- `fields`: the fields of two objects, compared as the schema says. `masking`: nothing of a Secret is ever shown.
- `effects`: restarts pods, recreates, immutable, scales down, widens permissions, loses data.
- `sides`: what `k8sdsl diff A B` may name. `forms`: text, JSON and Markdown.
"""

from __future__ import annotations
