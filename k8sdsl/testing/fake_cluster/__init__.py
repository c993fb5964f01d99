"""A small API server on loopback, for tests of what speaks to a cluster.

- `fake_cluster`: the server, what it forbids, and how it fails.
- `stored`: objects with their managers: server-side apply, defaults and validation.
- `discovery`: the kinds that it serves. `routes`: a request as an answer.
"""

from __future__ import annotations
