"""The whole system: one graph of the references between all objects of a set, and the rules that read it.

`graph.py` builds the graph from the table in `kube/references`: `members.py` has its nodes and edges, `reading.py`
finds the edges in an object. `check.py` runs the rules in `rules/`, one file per topic.
"""

from __future__ import annotations
