"""Converts the files of other tools to stacks, overlays and typed classes."""

from __future__ import annotations
