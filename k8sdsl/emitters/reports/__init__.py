"""Findings for programs: one file per format, each with `report(findings) -> str`."""

from __future__ import annotations
