"""What must hold between the objects of a set: one file per topic, each a function `check(graph, report)`."""

from __future__ import annotations
