"""Tests of the rendered tree."""

from __future__ import annotations
