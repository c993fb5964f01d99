"""Helm charts: fetched and rendered by Helm itself, which is the program `helm` or the package helm-python-sdk.

    declaration  a chart as the base of an overlay
    store        such charts, pinned by digest, and what they render to
    engine       which of the two is there, and one interface for both
    hooks        what only Helm runs
    permission   whether a build may run Helm
    values       values of several files as one map

Helm runs as a process of its own, with a limit of time: a chart can be anyone's.
"""

from __future__ import annotations
