"""Which fields refer to other objects: the one table, for renaming, order, dangling checks, graphs and pictures.

`field.py` says what a row is. The rows stand by topic: `pods.py`, `builtin.py` for Kubernetes' other kinds, and
`gateways.py`, `delivery.py` and `operators.py` for the custom resources of well-known projects. `table.py`
finds the rows of a kind; `renaming.py` is the table as renaming reads it.
"""

from __future__ import annotations
