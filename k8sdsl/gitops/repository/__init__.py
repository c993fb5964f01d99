"""The Git repository that rendered trees are committed to."""

from __future__ import annotations
