"""The user's project directory: its root, names, settings and modules."""

from __future__ import annotations
