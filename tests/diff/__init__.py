"""Tests of the semantic difference."""

from __future__ import annotations
