"""The user's folder: its root, names, settings and modules."""

from __future__ import annotations
