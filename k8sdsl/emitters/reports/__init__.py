"""Findings for programs to read: one format a file, each with `report(findings) -> str`."""

from __future__ import annotations
